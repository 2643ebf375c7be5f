"""Servers on loopback that behave like publishers, at their best and at their worst."""
