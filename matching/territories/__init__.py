"""Territories: what care there is, who can reach it, and where it is lacking."""
