"""What the services share, and nothing else: events, words, the delivery kit, identity, HTTP, telemetry."""
