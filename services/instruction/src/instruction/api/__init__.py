"""The HTTP routes, for instructors only."""
