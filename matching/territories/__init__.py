"""Territories: what care is within reach of whom, and what is lacking."""
