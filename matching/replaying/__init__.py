"""A result as a receipt: the same input, placed again, gives the same placements."""
