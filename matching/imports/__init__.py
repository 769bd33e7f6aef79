"""Bringing outside files into a semester."""
