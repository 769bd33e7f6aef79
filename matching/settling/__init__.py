"""Where practitioners settle: openings ranked for each request, all requests together."""
