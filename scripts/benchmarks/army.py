"""The army model in a process of its own: read, compile, sample, summarise.

Usage: python -m scripts.benchmarks.army [lq2002.csv]. Prints seconds as JSON. Without the data, moments are used.
"""

import json
import sys
import warnings
from pathlib import Path
from time import perf_counter

import numpy as np
from scripts.benchmarks.processes import ROOT, cpu_seconds
from scripts.compare_lavaan import surveys_of

from bayeschain.checks import convergence
from bayeschain.inference import compile_chain
from bayeschain.inference.fitting import settings_for
from bayeschain.model import build_model
from bayeschain.specification import load_model
from bayeschain.summaries import agreement, drivers, effects, tiers
from bayeschain.surveys import read_surveys

MODEL = ROOT / "models" / "army_leadership.yaml"


def main() -> None:
    """Time each step."""
    warnings.simplefilter("ignore")
    specification = load_model(MODEL)
    cpu = cpu_seconds()
    times = [perf_counter()]
    if len(sys.argv) > 1:
        surveys = read_surveys(specification, {"soldiers": Path(sys.argv[1])})
    else:
        surveys = surveys_of(specification)
    times.append(perf_counter())
    chain = compile_chain(build_model(specification, surveys))
    times.append(perf_counter())
    fitted = chain.fit(surveys, settings_for(specification))
    times.append(perf_counter())
    for summary in (effects, drivers, tiers, agreement):
        summary(fitted)
    convergence(fitted)
    times.append(perf_counter())
    steps = dict(zip(("read", "compile", "sample", "summarise"), np.diff(times).tolist(), strict=True))
    print(json.dumps(steps | {"cpu": cpu_seconds() - cpu}))


if __name__ == "__main__":
    main()
