"""One public plotting function for each figure: it takes a fit, or what was released of one, and returns the figure.

Modules in reading order:

- style: colours, sizes, no global state
- fonts: fonts in memory, texts measured once
- text: text measured and wrapped
- frame: where rows stand
- rows: estimates with intervals in rows
- layering: where the boxes of a chain stand
- arrows: curves between boxes and their labels
- placing: boxes and arrows on the page
- looks: how a box tells its survey
- chain, tiers, drivers, importance, what_if, agreement, learning: the figures
- changes: the figure of waves, for model files that have them
- priors: what the priors imply
- convergence, predictive, calibration, missing_arrows, leave_one_out, sensitivity: the figures of the checks
- canvas: what figures are drawn on
- export: SVG and PNG
"""

from bayeschain.report.figures.agreement import plot_agreement
from bayeschain.report.figures.calibration import plot_calibration
from bayeschain.report.figures.chain import plot_chain
from bayeschain.report.figures.convergence import plot_convergence
from bayeschain.report.figures.drivers import plot_drivers, plot_ranks
from bayeschain.report.figures.importance import plot_importance
from bayeschain.report.figures.learning import plot_learning
from bayeschain.report.figures.leave_one_out import plot_leave_one_out
from bayeschain.report.figures.missing_arrows import plot_missing_arrows
from bayeschain.report.figures.predictive import plot_predictive
from bayeschain.report.figures.priors import plot_prior
from bayeschain.report.figures.sensitivity import plot_sensitivity
from bayeschain.report.figures.tiers import plot_tiers
from bayeschain.report.figures.what_if import plot_what_if

__all__ = [
    "plot_agreement",
    "plot_calibration",
    "plot_chain",
    "plot_convergence",
    "plot_drivers",
    "plot_importance",
    "plot_learning",
    "plot_leave_one_out",
    "plot_missing_arrows",
    "plot_predictive",
    "plot_prior",
    "plot_ranks",
    "plot_sensitivity",
    "plot_tiers",
    "plot_what_if",
]
