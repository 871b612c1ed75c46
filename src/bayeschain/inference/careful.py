"""Sampling that is done again with smaller steps where transitions diverged."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bayeschain.inference.sampling import Progress, Reporter, Sampled, Settings

USUAL: Final = 0.8
"""Acceptance that a pass aims at where nobody says, on the scale of the parameters."""

STANDARD: Final = 0.7
"""The same in standard coordinates, where the posterior is nearly a normal of one scale: larger steps lose no effective
draws there, and trajectories have fewer of them (docs/studies/acceptance.csv)."""

CAREFUL: Final = 0.98
"""Acceptance that a second pass aims at."""


@dataclass(frozen=True)
class Passes:
    """What sampling came to.

    Parameters
    ----------
    sampled : Sampled
        Draws of the last pass.
    settings : Settings
        How it was made.
    diverged_at_first : int
        Divergent transitions of a first pass whose draws are not used; 0 where there was one pass.
    """

    sampled: Sampled
    settings: Settings
    diverged_at_first: int = 0


def sample_carefully(draw: Callable[[Settings], Sampled], settings: Settings, report: Reporter) -> Passes:
    """Sample; where transitions diverged, all chains again with a target acceptance of `CAREFUL`.

    Divergences tell of places that steps of this size cannot follow, near a variance of 0 above all. What the first
    pass has drawn is left out: its draws lack those places (Betancourt 2017, arXiv:1701.02434).

    Parameters
    ----------
    draw : callable
        Samples by the settings that it is given.
    settings : Settings
        Of the first pass.
    report : callable
        Told that there is a second pass.

    Returns
    -------
    Passes
        The draws, and how they were made.
    """
    sampled = draw(settings)
    diverged = int(sampled.statistics["diverging"].sum())
    if not diverged or settings.target_accept >= CAREFUL:
        return Passes(sampled, settings)
    report(Progress("again"))
    second = replace(settings, target_accept=CAREFUL)
    return Passes(draw(second), second, diverged)
