"""Which offers to open before the students choose: supervisors' half-days become seats.

`composition.compose` decides, `writing.write_composed` brings the offers into a file.
"""
