"""Who is at the browser: cookies with the tokens of accounts, their renewal, form tokens, notices of one page."""
