"""The rules of accounts, pure: clock, dice and hashes are arguments."""
