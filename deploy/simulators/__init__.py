"""Stand-ins for systems outside: they answer as the real ones do, on 127.0.0.1 only."""
