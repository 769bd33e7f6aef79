"""Why somebody received what it received: each answer with numbers and the cells they come from.

``student.py``, ``supervisor.py`` and ``offer.py`` answer for one of them each. They read a result
(`result_folder.py`) and its input, find what stands in the way (`blocking.py`, `place_rules.py`,
`student_rules.py`) and return frozen explanations (`answers.py`); ``outputs/`` says them.
"""
