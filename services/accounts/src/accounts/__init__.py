"""Identities: accounts, sessions, the key that signs access tokens, activation links, partner clients."""
