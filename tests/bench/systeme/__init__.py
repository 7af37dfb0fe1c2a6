"""Whole demandes through the gateway, every role played: how many a second, how long each stage, what it costs."""
