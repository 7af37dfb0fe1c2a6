"""The outside world: a mail server, an SMS operator."""
