"""The tables of a semester: their description, reading, checks and writing."""
