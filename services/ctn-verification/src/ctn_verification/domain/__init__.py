"""The rules of the CTN, pure."""
