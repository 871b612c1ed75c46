"""The structural equations written out, one construct after the other: the oracle for effects."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bayeschain.specification.chain import Chain

Floats = NDArray[np.float64]


def outcomes(chain: Chain, mean: Floats, slope: Floats, noise: Floats, do: Mapping[str, Floats]) -> dict[str, Floats]:
    """Values of all constructs of one draw when some are set from outside.

    Parameters
    ----------
    chain : Chain
        C constructs, L paths.
    mean : (C,) float
        Means.
    slope : (L,) float
        Raw slopes of the paths.
    noise : (n, C) float
        What the equations do not explain.
    do : mapping of str to (n,) float
        Constructs that are set, whatever would lead to them.
    """
    value: dict[str, Floats] = {}
    for name in chain.order:
        c = chain.constructs.index(name)
        value[name] = mean[c] + noise[:, c]
        for path, b in zip(chain.paths, slope, strict=True):
            if path.target == name:
                value[name] = value[name] + b * (value[path.source] - mean[chain.constructs.index(path.source)])
        if name in do:
            value[name] = do[name]
    return value


def do_slope(
    chain: Chain, mean: Floats, slope: Floats, noise: Floats, source: str, target: str, step: float = 1.0
) -> float:
    """Change of the target when the source is set `step` higher, at the same noise."""
    at = mean[chain.constructs.index(source)] + np.linspace(-20.0, 20.0, len(noise))
    low = outcomes(chain, mean, slope, noise, {source: at})[target]
    high = outcomes(chain, mean, slope, noise, {source: at + step})[target]
    return float((high - low).mean())
