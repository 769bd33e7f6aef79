"""The money around a placement: which fees hold, for whom, and what they come to."""
