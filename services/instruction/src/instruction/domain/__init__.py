"""What an instructor may decide, and when. Pure."""
