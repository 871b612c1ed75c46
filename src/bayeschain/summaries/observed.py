"""Classical agreement from moments: ICC(1), ICC(2) and r_wg(J)."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from bayeschain.summaries.intervals import Floats


def anova_icc(n: NDArray[np.int64], means: Floats, within_ss: float) -> tuple[float, float]:
    """ICC(1) and ICC(2) from a one-way analysis of variance, as the R package multilevel has them.

    Parameters
    ----------
    n : (J,) int
        Respondents of each team; teams with none are left out.
    means : (J,) float
        Team means of the scale.
    within_ss : float
        Sum of squares within teams.

    Returns
    -------
    icc1, icc2 : float
        (MSB - MSW)/(MSB + (k - 1) MSW) with k = N/J the mean group size, and (MSB - MSW)/MSB (Bartko 1976,
        Psychological Bulletin 83:762; Bliese 2000). NaN where teams or respondents are too few, or nothing varies.
    """
    there = n > 0
    n, means = n[there], means[there]
    N, J = int(n.sum()), len(n)
    if J < 2 or N <= J:
        return float("nan"), float("nan")
    grand = float(n @ means) / N
    msb, msw = float(n @ (means - grand) ** 2) / (J - 1), within_ss / (N - J)
    if msb == 0.0:
        return float("nan"), float("nan")
    return (msb - msw) / (msb + (N / J - 1.0) * msw), (msb - msw) / msb


def reml_icc(n: NDArray[np.int64], means: Floats, within_ss: float) -> tuple[float, float]:
    """ICC(1) and ICC(2) of a random-intercept model by restricted maximum likelihood, as in `lme` and `mult.icc`.

    Parameters
    ----------
    n : (J,) int
        Respondents of each team; teams with none are left out.
    means : (J,) float
        Team means of the scale.
    within_ss : float
        Sum of squares within teams.

    Returns
    -------
    icc1, icc2 : float
        ICC(1) = between / (between + within) and its Spearman-Brown projection to the mean group size k = N/J. Zero
        where restricted likelihood is highest without variance between teams; NaN where nothing can be told.
    """
    there = n > 0
    n, means = n[there], means[there]
    N, J = int(n.sum()), len(n)
    if J < 2 or N <= J or within_ss <= 0.0:
        return float("nan"), float("nan")

    def deviance(icc: float) -> float:
        """Minus twice the restricted log-likelihood, the within variance profiled out."""
        spread = icc / (1.0 - icc) + 1.0 / n
        weight = 1.0 / spread
        centre = float(weight @ means) / float(weight.sum())
        total = within_ss + float(weight @ (means - centre) ** 2)
        return float((N - 1) * np.log(total) + np.log(spread).sum() + np.log(weight.sum()))

    found = minimize_scalar(deviance, bounds=(0.0, 1.0 - 1e-9), method="bounded", options={"xatol": 1e-10})
    icc1 = 0.0 if deviance(0.0) <= found.fun else float(found.x)
    k = N / J
    return icc1, k * icc1 / (1.0 + (k - 1.0) * icc1)


def within_reference_agreement(variances: Floats, options: float) -> Floats:
    """Agreement within teams r_wg(J) against a uniform null distribution.

    Parameters
    ----------
    variances : (J, K) float
        Unbiased variances of K items within each team, response scale; NaN where a team has fewer than two answers.
    options : float
        Number A of response options.

    Returns
    -------
    (J,) float
        With q = mean item variance / σ², σ² = (A² - 1)/12: K(1 - q)/(K(1 - q) + q) (James, Demaree & Wolf 1984, J.
        Applied Psychology 69:85). Where the mean variance is above σ² it is set to 0, as in the R package multilevel.
    """
    K = variances.shape[1]
    q = variances.mean(axis=1) / ((options**2 - 1.0) / 12.0)
    below = np.where(q > 1.0, 1.0, q)
    return np.asarray(K * (1.0 - below) / (K * (1.0 - below) + below))
