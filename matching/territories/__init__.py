"""Territories: who cares for whom there, how near, and what is lacking."""
