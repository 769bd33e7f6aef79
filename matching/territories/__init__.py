"""Territories: what care is within reach of whom."""
