"""``python -m maillage``: the same as the command ``maillage``."""

from .cli import main

if __name__ == "__main__":
    main()
