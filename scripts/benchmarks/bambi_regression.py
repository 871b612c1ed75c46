"""The outcome's equation as Bambi can express it: a regression on the team averages of the case, standardised.

Usage: python -m scripts.benchmarks.bambi_regression. Prints seconds, effective draws and slopes as JSON.
"""

import json
import warnings
from time import perf_counter

import arviz as az
import bambi
from scripts.benchmarks.people import case
from scripts.benchmarks.processes import peak_memory

from bayeschain.experiments.classical import team_averages


def main() -> None:
    """Fit the regression."""
    warnings.simplefilter("ignore")
    specification, _, surveys = case()
    averages = team_averages(surveys, specification)
    scores = (averages - averages.mean()) / averages.std()
    parents = list(specification.chain.parents(specification.outcome))
    start = perf_counter()
    model = bambi.Model(f"{specification.outcome} ~ {' + '.join(parents)}", scores)
    tree = model.fit(
        draws=1000, tune=1000, chains=4, cores=2, random_seed=2025, inference_method="nutpie", progressbar=False
    )
    seconds = perf_counter() - start
    slopes = tree["posterior"].dataset[parents]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "ess": min(float(az.ess(slopes)[name]) for name in parents),
                "memory": peak_memory(),
                "slopes": {name: [float(slopes[name].mean()), float(slopes[name].std())] for name in parents},
            }
        )
    )


if __name__ == "__main__":
    main()
