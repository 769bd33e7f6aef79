"""The commands of the program, one file each: they parse, call the library, print.

A new command is a file here and a line in ``cli.py``. What several of them need stands beside
them: options and arguments (``options.py``), what is said and in which language (``speech.py``),
exit codes (``exit_codes.py``), what becomes of errors (``program.py``).
"""
