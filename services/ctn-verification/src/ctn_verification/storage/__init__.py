"""What the CTN keeps in PostgreSQL."""
