"""Which names constructs, surveys and path labels may bear."""

import unicodedata
from typing import Final

RESERVED: Final = frozenset(
    {"if", "else", "repeat", "while", "function", "for", "in", "next", "break"}
    | {"TRUE", "FALSE", "NULL", "Inf", "NaN", "NA"}
)
"""Words with a meaning of their own in R: a chain must stay readable for lavaan."""

RESERVED_SURVEYS: Final = frozenset({"teams"})
"""``--data teams=FILE`` means the team table."""

LONGEST: Final = 80


def normalised(name: str) -> str:
    """Return `name` in Unicode's composed form, so that two spellings of ä are one name."""
    return unicodedata.normalize("NFC", name)


def objection(name: str) -> tuple[str, str] | None:
    """Say why `name` cannot be a name.

    Parameters
    ----------
    name : str
        Name of a construct, a survey, a label or a defined quantity.

    Returns
    -------
    tuple of (str, str) or None
        Reason and remedy; None when the name is fine.
    """
    if name in RESERVED:
        return "is a word of its own in R and so in lavaan.", f"Choose another name, for example {name}_score."
    if len(name) > LONGEST:
        return f"is longer than {LONGEST} characters.", "Choose a short name and put the long one under label."
    if not name.isidentifier() or name.startswith("_"):
        return (
            "is not a name: names begin with a letter and hold letters, digits and underscores.",
            f"Write {suggestion(name)}, and put the wording under label.",
        )
    return None


def suggestion(name: str) -> str:
    """Return the nearest allowed spelling of `name`."""
    kept = "".join(each if ("a" + each).isidentifier() else "_" for each in name[:LONGEST])
    words = "_".join(part for part in kept.split("_") if part)
    if not words:
        return "a name such as trust"
    return words if words[0].isalpha() and words.isidentifier() else f"x{words}"


def default_label(name: str) -> str:
    """Return the label of a construct that was given none: ``goal_clarity`` becomes ``Goal clarity``."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
