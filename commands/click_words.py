"""What click says by itself, here for the catalogs: click asks gettext for the same texts."""

from __future__ import annotations

from ..matching.language import plural_sentence, sentence

CLICK_SAYS = (
    # Help
    sentence("Usage:"),
    sentence("Options"),
    sentence("Commands"),
    sentence("default: {default}"),
    sentence("env var: {var}"),
    sentence("required"),
    sentence("Show the version and exit."),
    sentence("Show this message and exit."),
    sentence("Try '{command} {option}' for help."),
    # What was typed is wrong
    sentence("Error: {message}"),
    sentence("Missing command."),
    sentence("Missing argument"),
    sentence("Missing option"),
    sentence("Choose from:\n\t{choices}"),
    sentence("No such option {name!r}."),
    sentence("No such option: {name}"),  # click 8.1 to 8.3
    sentence("No such command {name!r}."),
    plural_sentence(
        "Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", count=0
    ),
    plural_sentence(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", count=0
    ),
    plural_sentence(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
        count=0,
    ),
    sentence("Option {name!r} does not take a value."),
    sentence("Invalid value: {message}"),
    sentence("Invalid value for {param_hint}: {message}"),
    plural_sentence("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", count=0),
    sentence("{value!r} is not a valid {number_type}."),
    sentence("number"),
    sentence("whole number"),
    sentence("{value} is not in the range {range}."),
    # Files and folders
    sentence("file"),
    sentence("directory"),
    sentence("path"),
    sentence("{name} {filename!r} does not exist."),
    sentence("{name} {filename!r} is a file."),
    sentence("{name} {filename!r} is a directory."),
    sentence("{name} {filename!r} is not readable."),
    sentence("Aborted!"),
)
