"""Repair of a placement during the semester: who need not move keeps the place.

Each week in which something changes is a stage. The weeks before it are history; from it on, the
semester as it is then is placed by the optimal core, with the tier ``moves`` after ``placed``.
"""
