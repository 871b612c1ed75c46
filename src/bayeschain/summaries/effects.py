"""Direct, indirect and total effects, and quantities that the user defined, draw by draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr

from bayeschain.conventions import TOTAL_SCALES, pair_name
from bayeschain.specification.chain import Chain
from bayeschain.specification.expressions import Expression
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats, labelled, summarise_both, with_conventions
from bayeschain.summaries.posterior import Draws

EFFECT: Final = "effect"
SCALE: Final = "scale"
ARROW: Final = " -> "
AT_ONCE: Final = 256
"""Effects whose draws are in memory at a time: a chain may have thousands of routes."""


@dataclass(frozen=True)
class Effect:
    """One effect of a chain.

    Parameters
    ----------
    target, source : str
        Constructs; for a defined quantity its name, and nothing.
    kind : {"direct", "indirect", "total", "defined", "residual"}
        A single arrow, one longer route, all routes together, an expression of the user, or a residual covariance.
    route : tuple of str
        Constructs of a direct or indirect effect, ends included; the pair of a residual covariance.
    expression : Expression or None
        Of a defined quantity.
    """

    target: str
    source: str
    kind: str
    route: tuple[str, ...] = ()
    expression: Expression | None = None

    @property
    def route_text(self) -> str:
        """Route from source to target, the expression, or ``a ~~ b``; empty for a total."""
        if self.kind == "residual":
            return pair_name(*self.route)
        return self.expression.text if self.expression else ARROW.join(self.route)

    @property
    def name(self) -> str:
        """A name that no other effect of the chain has."""
        if self.kind == "total":
            return f"total: {self.source}{ARROW}{self.target}"
        return f"{self.target} := {self.route_text}" if self.expression else f"{self.kind}: {self.route_text}"


def effects(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """Effects of the chain: each arrow, each longer route, the total of each pair, and what the user defined.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``effect`` and ``scale`` (raw, standardised). Coordinates ``target, source, kind, route`` of each effect.
        Variables ``mean, sd, lower, upper, prob_positive, prior_lower, prior_upper, data_informative``. Raw effects are
        in model units: points of the target (0-100; T score for a team column) per point of the source. Standardised
        ones are in team-level SDs of the draw. A residual covariance has its correlation as the standardised value.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    listed = effects_of(fitted.specification.chain)
    blocks = [listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)]
    parts = [summarise_both(effect_draws(fitted.posterior, b), effect_draws(fitted.prior, b), mass) for b in blocks]
    values = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    data = xr.Dataset(
        labelled(values, (EFFECT, SCALE)),
        coords={
            EFFECT: [effect.name for effect in listed],
            SCALE: list(TOTAL_SCALES),
            "target": (EFFECT, [effect.target for effect in listed]),
            "source": (EFFECT, [effect.source for effect in listed]),
            "kind": (EFFECT, [effect.kind for effect in listed]),
            "route": (EFFECT, [effect.route_text for effect in listed]),
        },
    )
    return with_conventions(
        data,
        mass,
        raw_unit="points of the target per point of the source, both in percent of the maximum possible (0-100)"
        " or T scores for team columns",
        standardised_unit="team-level standard deviations of each draw",
    )


def effects_of(chain: Chain) -> list[Effect]:
    """Every effect of a chain: target by target down the chain, residual covariances, then the defined quantities."""
    found = []
    for target in chain.endogenous:
        above = chain.ancestors(target)
        for source in (name for name in chain.order if name in above):
            routes = chain.routes(source, target)
            found += [Effect(target, source, "direct" if len(r) == 2 else "indirect", r) for r in routes]
            found.append(Effect(target, source, "total"))
    found += [Effect(one, other, "residual", (one, other)) for one, other in chain.residual_covariances]
    return found + [Effect(each.name, "", "defined", (), each.expression) for each in chain.definitions]


def effect_draws(draws: Draws, listed: Sequence[Effect]) -> Floats:
    """Draws of effects.

    Parameters
    ----------
    draws : Draws
        M draws.
    listed : sequence of Effect
        E effects of their chain.

    Returns
    -------
    (M, E, 2) float
        Raw and standardised.
    """
    both = [_on_one_scale(draws, listed, scale) for scale in range(len(TOTAL_SCALES))]
    return np.stack(both, axis=-1)


def _on_one_scale(draws: Draws, listed: Sequence[Effect], scale: int) -> Floats:
    B, T, paths, place = draws.direct[scale], draws.total[scale], draws.paths[scale], draws.place
    labels = {path.label: paths[:, i] for i, path in enumerate(draws.chain.paths) if path.label}
    out = np.empty((len(B), len(listed)))
    for e, effect in enumerate(listed):
        if effect.expression:
            out[:, e] = effect.expression.evaluate(labels)
        elif effect.kind == "residual":
            a, b = (place[name] for name in effect.route)
            size = 1.0 if scale else draws.residual_sd[:, a] * draws.residual_sd[:, b]
            out[:, e] = size * draws.residual_correlation[effect.route_text]
        elif effect.kind == "total":
            out[:, e] = T[:, place[effect.target], place[effect.source]]
        else:
            steps = [place[name] for name in effect.route]
            out[:, e] = B[:, steps[1:], steps[:-1]].prod(axis=1)
    return out
