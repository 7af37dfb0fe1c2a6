"""The whole system through the gateway only."""
