"""Hard constraints that cannot all be met: which few of them conflict, and what would help."""
