"""What a model file may say but this version cannot do yet: refused here, and only here."""

from bayeschain.errors import Problem
from bayeschain.specification.model_file import Specification


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
    found = [
        Problem(
            "Answers with an ordinal likelihood cannot be fitted yet.",
            "Write likelihood: gaussian.",
            f"surveys.{name}.likelihood",
        )
        for name, survey in spec.surveys.items()
        if survey.likelihood == "ordinal"
    ]
    if spec.teams and spec.teams.unit:
        found.append(Problem("A level of units above the teams cannot be fitted yet.", "Remove unit.", "teams.unit"))
    return found
