"""How accounts keeps what it owns: tables, and load and save as functions."""
