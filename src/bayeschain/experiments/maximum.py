"""Maximum of the likelihood of a chain under flat priors, and what the data know of it: the present standard."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from bayeschain.experiments.coordinates import POINTS, parameters, start, with_slopes
from bayeschain.experiments.truth import Floats
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import has_gaps, pack
from bayeschain.model.parameters import Layout
from bayeschain.surveys import Surveys

FLATTEST: Final = 1e-7
"""Least eigenvalue of the information, in the metric of its diagonal, that counts as knowledge."""
DONE: Final = 1e-8
"""Newton steps end where one promises less log-likelihood."""
UNFINISHED: Final = 1e-3
"""A maximum is none while a Newton step promises more."""
NEWTON_STEPS: Final = 25
NOWHERE: Final = 1e300

type Loss = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood has its maximum.

    Parameters
    ----------
    layout : Layout
        The chain.
    point : (n,) float
        Coordinates of the maximum.
    log_likelihood : float
        There.
    covariance : (n, n) float, optional
        Inverse of the observed information of the coordinates; None where it has none.
    """

    layout: Layout
    point: Floats
    log_likelihood: float
    covariance: Floats | None

    @property
    def params(self) -> Floats:
        """(n,) flat parameters."""
        return parameters(self.layout, self.point)


def find_maximum(layout: Layout, surveys: Surveys) -> Maximum | None:
    """Maximise the likelihood of Gaussian answers.

    Quasi-Newton steps from one start, then Newton steps. Where lavaan estimates a negative variance, it is 0 here; the
    information then speaks of the others with this one held at 0.

    Parameters
    ----------
    layout : Layout
        A chain that `can_be_maximised`.
    surveys : Surveys
        Moments of the answers.

    Returns
    -------
    Maximum or None
        None where no maximum is found.
    """
    moments, structure = pack(layout, surveys), np.array(layout.structure, dtype=np.int64)
    partial = has_gaps(layout, surveys)

    def loss(x: Floats) -> tuple[float, Floats]:
        params, slopes = with_slopes(layout, x)
        value, gradient = evaluate(params, moments, structure, with_partial=partial)
        return (-value, -gradient @ slopes) if np.isfinite(value) else (NOWHERE, np.zeros_like(x))

    options = {"maxiter": 3000, "maxfun": 5000, "maxcor": 40, "ftol": 1e-12, "gtol": 1e-3}
    x = minimize(loss, _start(layout, surveys), jac=True, method="L-BFGS-B", options=options).x
    x, promise = _newton(loss, x)
    value = loss(x)[0]
    if promise > UNFINISHED or value >= NOWHERE:
        return None
    return Maximum(layout, x, -value, _inverse(_information(loss, x)))


def _start(layout: Layout, surveys: Surveys) -> Floats:
    """Coordinates to begin at: the constructs' means are those of the answers."""
    x = start(layout)
    means = x[layout.slices["construct_mean"]]
    for source, constructs in zip(surveys.sources, layout.sources, strict=True):
        for construct in constructs:
            at = [source.items.index(item) for item in construct.items]
            means[layout.place[construct.name]] = source.means[source.n > 0][:, at].mean() / POINTS
    return x


def _newton(loss: Loss, x: Floats) -> tuple[Floats, float]:
    """Newton steps, uphill in every direction, and what one more step promises."""
    promise = np.inf
    for _ in range(NEWTON_STEPS):
        value, gradient = loss(x)
        values, vectors = np.linalg.eigh(_information(loss, x))
        step = -vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-6))
        promise, size = -0.5 * float(step @ gradient), 1.0
        while size > 1e-3 and loss(x + size * step)[0] >= value:
            size *= 0.5
        if promise < DONE or size <= 1e-3:
            break
        x = x + size * step
    return x, promise


def _information(loss: Loss, x: Floats) -> Floats:
    """(n, n) observed information, by differences of the gradient."""
    step = 1e-5
    found = np.array([loss(x + aside)[1] - loss(x - aside)[1] for aside in step * np.eye(len(x))]) / (2.0 * step)
    return 0.5 * (found + found.T)


def _inverse(information: Floats) -> Floats | None:
    diagonal = np.diag(information)
    if diagonal.min() <= 0.0:
        return None
    scale = np.sqrt(np.outer(diagonal, diagonal))
    if np.linalg.eigvalsh(information / scale).min() < FLATTEST:
        return None
    inverse: Floats = np.linalg.inv(information / scale) / scale
    return inverse
