"""Cost of the log-density with its gradient where items are skipped; writes docs/studies/missing_cost.csv.

Usage: python scripts/study_missing_cost.py [OUT]

The case of 42 teams, 13 constructs and 39 items, its answers skipped completely at random. Ratios to the same model
with complete answers, fastest of many evaluations.
"""

import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.experiments import Design, case_truth, sample
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.skipping import skip_items
from bayeschain.inference.compiling import constrained
from bayeschain.inference.support import Support
from bayeschain.model import build_model
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import has_gaps, pack
from bayeschain.model.parameters import Floats
from bayeschain.specification import load_model

ROOT: Final = Path(__file__).parents[1]
SHARES: Final = (0.0, 0.02, 0.05, 0.2)
REPEATS: Final = 100


def microseconds(params: Floats, moments: Floats, structure: np.ndarray, with_partial: bool) -> float:
    """Fastest of many evaluations."""
    best = np.inf
    for _ in range(REPEATS):
        start = perf_counter()
        evaluate(params, moments, structure, with_partial=with_partial)
        best = min(best, perf_counter() - start)
    return 1e6 * best


def main() -> None:
    """Measure, and write the table."""
    specification = load_model(ROOT / "models" / "customer_benefit.yaml")
    drawn = sample(
        specification, Design(42, {"staff": (4, 15), "customers": (8, 24)}, seed=1), case_truth(specification), 3
    )
    model = build_model(specification, measured(specification, drawn))
    layout, support = model.layout, Support(model)
    named = constrained(support, support.point[None])
    params = layout.pack({b.name: named[b.name][0] if b.size else np.zeros(0) for b in layout.blocks})
    structure = np.array(layout.structure, dtype=np.int64)
    rows: list[tuple[float, int, int, float, float]] = []
    for share in SHARES:
        answers = skip_items(specification, drawn.answers, share, 5) if share else drawn.answers
        surveys = measured(specification, replace(drawn, answers=answers))
        gaps = has_gaps(layout, surveys)
        spent = microseconds(params, pack(layout, surveys), structure, gaps)
        complete = sum(int(source.n_complete.sum()) for source in surveys.sources)
        rows.append((share, surveys.respondents, complete, spent, spent / rows[0][3] if rows else 1.0))
    columns = ["skipped", "respondents", "complete", "microseconds", "ratio"]
    table = pd.DataFrame(rows, columns=columns).round({"microseconds": 0, "ratio": 1})
    table.to_csv(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "missing_cost.csv", index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
