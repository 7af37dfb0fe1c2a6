"""Mails, SMS and the messages of an account: from an event to somebody who reads it."""
