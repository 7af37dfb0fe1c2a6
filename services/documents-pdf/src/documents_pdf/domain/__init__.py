"""What the documents say and when they are made: pure, without any of the machinery that prints them."""
