"""Tables and page of the study of floors."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.experiments import Design, Truth, sample
from bayeschain.experiments.pages import study_page
from bayeschain.experiments.quantities import kind_of
from bayeschain.experiments.tasks import Record, results
from bayeschain.experiments.true_values import true_quantities

KINDS: Final = ("path_standardised", "total, standardised", "icc", "r2", "within_correlation")
OPENING: Final = (
    "Answers to three constructs of three items, drawn person by person through thresholds: {teams} teams of eight,"
    " {sets} data sets, one truth. {floor:.0%} of the answers about hostility are the lowest of five. Both likelihoods"
    " were fitted to the same answers. Errors are posterior means less true values; intervals hold 90 %. A share of"
    " {sets} intervals that is truly 90 % has a standard error of {se:.0f} points. {divergent}"
)


def table(records: list[Record], truth: Truth, design: Design, likelihoods: tuple[str, ...]) -> pd.DataFrame:
    """Bias, root mean squared error, coverage and width by quantity and likelihood."""
    rows = []
    for task, result in results(records):
        drawn = sample(truth.specification, design, truth, result["seed"])
        true = true_quantities(truth, drawn.latents)
        for likelihood in likelihoods:
            for name, value in result[likelihood].items():
                if kind_of(name) in KINDS:
                    mean, lower, upper = value
                    row = {"quantity": name, "likelihood": likelihood, "data": task.replicate, "truth": true[name]}
                    inside = lower <= true[name] <= upper
                    rows.append(row | {"error": mean - true[name], "covered": inside, "width": upper - lower})
    grouped = pd.DataFrame(rows).groupby(["quantity", "likelihood"], sort=False)
    return grouped.agg(
        truth=("truth", "mean"),
        bias=("error", "mean"),
        rmse=("error", lambda e: float(np.sqrt((e**2).mean()))),
        coverage=("covered", "mean"),
        width=("width", "median"),
        data_sets=("data", "nunique"),
    ).reset_index()


def write(records: list[Record], out: Path, truth: Truth, design: Design, likelihoods: tuple[str, ...]) -> None:
    """Write table and page."""
    done, found = results(records), table(records, truth, design, likelihoods)
    out.mkdir(parents=True, exist_ok=True)
    found.to_csv(out / "recovery.csv", index=False, float_format="%.4g")
    counts = [sum(result[name]["divergences"][0] > 0 for _, result in done) for name in likelihoods]
    divergent = "Transitions diverged in " + ", ".join(
        f"{count} fits with the {name} likelihood" for name, count in zip(likelihoods, counts, strict=True)
    )
    opening = OPENING.format(
        teams=design.teams,
        sets=len(done),
        floor=float(np.mean([result["at_floor"] for _, result in done])),
        se=100.0 * float(np.sqrt(0.09 / len(done))),
        divergent=f"{divergent}.",
    )
    page = study_page("Recovery under a floor", opening, [("By quantity:", found)], "python scripts/study_ordinal.py")
    (out / "README.md").write_text(page, encoding="utf-8")
    print(found.to_string())
