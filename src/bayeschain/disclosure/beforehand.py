"""Which teams are withheld, told from what was read: for logs and `check`, which come before there is a fit."""

import numpy as np

from bayeschain.disclosure.exposed import exposed_in
from bayeschain.disclosure.groups import Withheld, withhold
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys


def withheld_beforehand(specification: Specification, surveys: Surveys) -> Withheld:
    """Choose the teams to withhold by what the surveys hold.

    Parameters
    ----------
    specification : Specification
        With S surveys.
    surveys : Surveys
        J teams.

    Returns
    -------
    Withheld
        Teams; groups are all teams and each unit. A report has thirds of teams as well, so it may withhold more.
    """
    minimum = specification.disclosure.minimum_group
    n = np.array([surveys.source(name).n for name in specification.surveys])
    groups = np.ones((1, n.shape[1]), dtype=bool)
    if surveys.units is not None:
        units = np.arange(len(surveys.units.names))[:, None] == surveys.units.of_team[None, :]
        groups = np.concatenate([groups, units])
    return withhold(n, groups, minimum, exposed_in(specification, surveys, minimum))


def size_in_words(specification: Specification, surveys: Surveys) -> str:
    """Numbers of teams and respondents; a survey's number is left open where a team's would follow from it."""
    whole = withheld_beforehand(specification, surveys).surveys
    parts = [
        f"{name} {int(surveys.source(name).n.sum())} respondents"
        if told
        else f"{name} at least {specification.disclosure.minimum_group} respondents"
        for name, told in zip(specification.surveys, whole, strict=True)
    ]
    return f"{len(surveys.teams)} teams; {', '.join(parts)}"
