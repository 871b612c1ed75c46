"""What a model file may say but this version cannot do yet: refused here, and only here."""

from typing import Final

from bayeschain.errors import Problem
from bayeschain.specification.model_file import Specification

MOST_CATEGORIES: Final = 11
"""Categories that an ordinal likelihood takes; a threshold each is what they cost."""


def unsupported(spec: Specification) -> list[Problem]:
    """Find what this version cannot do.

    Parameters
    ----------
    spec : Specification
        A specification that is right in itself.

    Returns
    -------
    list of Problem
        Each with a reason and a remedy; `where` is the option, its keys joined by dots; ``chain.~~`` is
        a sign in the chain.
    """
    return [problem for name in spec.surveys for problem in _ordinal(spec, name)]


def _ordinal(spec: Specification, name: str) -> list[Problem]:
    """What an ordinal likelihood cannot be combined with."""
    survey = spec.surveys[name]
    if survey.likelihood != "ordinal":
        return []
    found = []
    if survey.measurement == "manifest":
        found.append(
            Problem(
                f"A person's scale mean is no ordinal answer: '{name}' has measurement: manifest.",
                "Write measurement: latent, or likelihood: gaussian.",
                f"surveys.{name}.measurement",
            )
        )
    for low, high in dict.fromkeys(construct.scale or survey.scale for construct in spec.survey_constructs(name)):
        whole = low == round(low) and high == round(high)
        if not whole or high - low >= MOST_CATEGORIES:
            count = f"{high - low + 1:g}" if whole else "no whole number of"
            found.append(
                Problem(
                    f"The scale {low:g} to {high:g} has {count} categories; an ordinal likelihood takes 2 to "
                    f"{MOST_CATEGORIES}.",
                    "Write likelihood: gaussian, which loses nothing with so many.",
                    f"surveys.{name}.likelihood",
                )
            )
    return found
