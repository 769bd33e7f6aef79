"""Places medical students, half-day by half-day, where doctors are lacking."""

__version__ = "0.1.0"
