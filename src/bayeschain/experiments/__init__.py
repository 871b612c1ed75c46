"""Fake surveys with known truth.

Modules in reading order:

design      how many teams, and how many respondents in each
truth       the true value of every parameter
plausible   a truth with the sizes that surveys of teams usually show
drawing     a truth drawn from the priors
population  what follows from a truth: totals, tier ratios
simulate    people, one construct after another, and their answers
files       fake surveys as the files that a model file names
measuring   fake surveys as moments, without files
quantities  every parameter and reported quantity of a fit, by name
true_values what is true of them
tasks       one replicate of a study, and what is kept of it
keeping     a study's folder, one small file a replicate
lanes       replicates in processes of this machine
cluster     replicates on a Dask cluster
execute     a study's replicates, whoever does them; what is done is done
bands       are ranks uniform?
uniformity  from ranks to a verdict
calibrate   simulation-based calibration
posterior_truth  a truth drawn from the posterior
posterior   calibration given answers at hand
plans       conditions of a study, and what is true in each
classical   regression on team averages, as it is and corrected
coordinates of a chain, for maximisation
maximum     of the likelihood of a chain
likelihood  what it says: estimates and Wald intervals
lavaan      maximum likelihood by lavaan
first       which driver comes first
recover     what is reported against what is true
coverage    its tables
planning    a plan from a design file or options
power       what a design can tell
figures     pictures of studies
pages       pages of studies
studies     calibrate, recover and power as functions
"""

from bayeschain.experiments.design import Design
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.experiments.files import write_sample
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.plausible import case_truth
from bayeschain.experiments.population import Population, population
from bayeschain.experiments.simulate import Sample, sample, simulate
from bayeschain.experiments.truth import Truth

__all__ = [
    "Design",
    "Population",
    "Sample",
    "Truth",
    "case_truth",
    "measured",
    "population",
    "sample",
    "simulate",
    "truth_from_priors",
    "write_sample",
]
