"""Papers for people: a user's own template filled with placements, and printable sheets."""
