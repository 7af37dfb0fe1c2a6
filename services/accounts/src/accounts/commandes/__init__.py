"""Accounts that nobody signs up for: agents and programs, created by an operator from the command line."""
