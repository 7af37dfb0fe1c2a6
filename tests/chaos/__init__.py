"""Crash proof: the delivery kit under kills at named points and under storms."""
