"""The demande and its rules: pure, every clock, die and register is an argument."""
