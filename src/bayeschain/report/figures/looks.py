"""How a box of the chain tells its survey: by tint and by outline, so that colour is not the only sign."""

from dataclasses import dataclass
from typing import Any, Final

from matplotlib.patches import Patch

from bayeschain.disclosure import Released
from bayeschain.report.figures.style import GREEN, ORANGE, PURPLE, SKY
from bayeschain.report.figures.text import drawable
from bayeschain.report.wording import Wording

FILLED: Final = 0.18
"""Opacity of a box's tint."""


@dataclass(frozen=True)
class Look:
    """Tint of a box, and the dashes of its outline."""

    tint: str
    outline: Any


SURVEYS: Final = (
    Look(SKY, "-"),
    Look(GREEN, (0.0, (4.0, 1.5))),
    Look(PURPLE, (0.0, (1.0, 1.0))),
    Look(GREEN, (0.0, (6.0, 1.5, 1.0, 1.5))),
)
COLUMNS: Final = Look(ORANGE, (0.0, (2.0, 1.5)))
"""Looks of the surveys in their order, and of team columns."""


def look_of(released: Released, name: str) -> Look:
    """Look of a construct's box."""
    survey = released.specification.construct(name).survey
    if survey is None:
        return COLUMNS
    return SURVEYS[list(released.specification.surveys).index(survey) % len(SURVEYS)]


def key_of_looks(released: Released, say: Wording) -> list[Patch]:
    """Entries of a key: each survey, and the team table where there is one."""
    entries = [
        (SURVEYS[i % len(SURVEYS)], drawable(say.say("asked of: {survey}", survey=name)))
        for i, name in enumerate(released.specification.surveys)
    ]
    if released.specification.column_constructs:
        entries.append((COLUMNS, say.say("team table")))
    return [_entry(look, label) for look, label in entries]


def _entry(look: Look, label: str) -> Patch:
    patch = Patch(edgecolor=look.tint, linestyle=look.outline, linewidth=1.2, label=label)
    patch.set_facecolor((look.tint, 2.0 * FILLED))
    return patch
