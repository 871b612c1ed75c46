"""How far previews are from NUTS: the case, the army, and 20 simulated data sets; and how long one takes.

Usage: python scripts/study_preview.py [--parts distances,seconds] [--out docs/studies] [--keep DIR]

`distances` writes preview.csv, for each data set the largest distance over all reported quantities, |mean of preview -
mean of NUTS| in posterior SDs, the range of the ratios of SDs and of widths of 90 % intervals, Pareto k of the normal
approximation alone, acceptance, verdict and seconds after compiling; and preview_quantities.csv, the same distances by
kind of quantity. Two runs of NUTS with 800 effective draws each would differ by about .05 SD a quantity, and by about
.15 in the worst of 150. With --keep, what NUTS found stays there and a second call goes on from it.

`seconds` writes preview_seconds.csv: previews of the case alone, from the compiled model to the end, and the load of
the machine, which should be idle.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from scripts.study_convergence import ROOT, army_leadership, customer_benefit
from scripts.study_recovery import MODEL

from bayeschain.checks import approximation
from bayeschain.experiments import Design, case_truth, measured, sample, truth_from_priors
from bayeschain.inference import fit, preview
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.model import ChainModel, build_model
from bayeschain.model.build import pack_data
from bayeschain.specification import parse_model
from bayeschain.summaries import effects, tiers

SIMULATED: Final = 20
MASTER: Final = 77
TIMED: Final = 5
VARIES: Final = 1e-9


def simulated(number: int) -> ChainModel:
    """Five constructs; half of the truths from the priors, half plausible; 12 to 60 teams of 2 to 20 people."""
    rng = np.random.default_rng([MASTER, number])
    specification = parse_model(MODEL)
    truth = truth_from_priors(specification, rng) if number % 2 else case_truth(specification)
    low = int(rng.integers(2, 9))
    people = {"staff": (low, low + 6), "customers": (low, low + 12)}
    design = Design(teams=int(rng.integers(12, 61)), respondents=people, seed=number)
    return build_model(
        specification, measured(specification, sample(specification, design, truth, number, discrete=False))
    )


def data_sets() -> Iterator[tuple[str, ChainModel, Compiled]]:
    """All data sets; those that are simulated share one compiled chain."""
    for name, model in (("customer_benefit", customer_benefit()), ("army_leadership", army_leadership())):
        yield name, model, compile_model(model)
    shared = compile_model(simulated(0))
    for number in range(SIMULATED):
        model = simulated(number)
        yield f"simulated {number:02d}", model, shared.with_moments(pack_data(model.layout, model.surveys))


def reported(fitted: xr.DataTree) -> pd.DataFrame:
    """Kind, mean, SD and width of the 90 % interval of every reported quantity."""
    e, t = effects(fitted), tiers(fitted)
    posterior, found = fitted["posterior"].dataset, []
    for name in ("construct_mean", "team_sd", "icc", "r2"):
        values = posterior[name].to_numpy().reshape(-1, posterior[name].shape[-1])
        width = np.diff(np.quantile(values, [0.05, 0.95], axis=0), axis=0)[0]
        found.append(
            pd.DataFrame({"kind": name, "mean": values.mean(axis=0), "sd": values.std(axis=0), "width": width})
        )
    for scale in e["scale"].to_numpy():
        here = e.sel(scale=scale)
        kinds = [f"{kind} effect, {scale}" for kind in e["kind"].to_numpy()]
        width = (here["upper"] - here["lower"]).to_numpy()
        columns = {"mean": here["mean"].to_numpy(), "sd": here["sd"].to_numpy(), "width": width}
        found.append(pd.DataFrame({"kind": kinds} | columns))
    width = (t["relative_upper"] - t["relative_lower"]).to_numpy().ravel()
    of_tiers = {"kind": "tier, percent", "mean": t["relative"].to_numpy().ravel(), "sd": width / 3.29, "width": width}
    return pd.concat([*found, pd.DataFrame(of_tiers)], ignore_index=True)


def of_nuts(name: str, model: ChainModel, compiled: Compiled, keep: Path | None) -> pd.DataFrame:
    """What NUTS reports, with 4 x 2,000 draws."""
    file = None if keep is None else keep / f"{name}.csv"
    if file is not None and file.is_file():
        return pd.read_csv(file)
    found = reported(fit(model, seed=1, draws=2000, compiled=compiled))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        found.to_csv(file, index=False)
    return found


def distances(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Distance of means in SDs, ratio of SDs and of widths of intervals, for each quantity that varies."""
    gap = np.abs(ours["mean"] - theirs["mean"]) / theirs["sd"]
    ratios = {"sd": ours["sd"] / theirs["sd"], "width": ours["width"] / theirs["width"]}
    found = pd.DataFrame({"kind": theirs["kind"], "distance": gap} | ratios)
    return found[theirs["sd"] > VARIES]


def summary(found: pd.DataFrame) -> dict[str, object]:
    """Largest distances."""
    return {
        "quantities": len(found),
        "median_distance": found["distance"].median(),
        "largest_distance": found["distance"].max(),
        "least_sd_ratio": found["sd"].min(),
        "largest_sd_ratio": found["sd"].max(),
        "least_width_ratio": found["width"].min(),
        "largest_width_ratio": found["width"].max(),
    }


def compare(out: Path, keep: Path | None) -> None:
    """Compare all data sets and write the tables."""
    rows, kinds = [], []
    for name, model, compiled in data_sets():
        start = perf_counter()
        quick = preview(model, compiled=compiled)
        seconds = perf_counter() - start
        found = distances(reported(quick), of_nuts(name, model, compiled, keep))
        verdict = approximation(quick)
        rows.append(
            {"data": name, "teams": len(model.surveys.teams)}
            | summary(found)
            | {key: quick.attrs[key] for key in ("pareto_k", "acceptance")}
            | {"verdict": verdict.status, "seconds": seconds}
        )
        kinds += [{"data": name, "kind": kind} | summary(part) for kind, part in found.groupby("kind", sort=False)]
        print(rows[-1], flush=True)
    pd.DataFrame(rows).to_csv(out / "preview.csv", index=False, float_format="%.3g")
    pd.DataFrame(kinds).to_csv(out / "preview_quantities.csv", index=False, float_format="%.3g")


def time_case(out: Path) -> None:
    """Time previews of the case, the first of a process included."""
    model, found = customer_benefit(), []
    compiled = compile_model(model)
    for number in range(1, TIMED + 1):
        start = perf_counter()
        preview(model, compiled=compiled)
        seconds = perf_counter() - start
        found.append({"preview": number, "seconds": seconds, "cores": os.cpu_count(), "load": os.getloadavg()[0]})
        print(found[-1], flush=True)
    pd.DataFrame(found).to_csv(out / "preview_seconds.csv", index=False, float_format="%.3g")


def main() -> None:
    """Do the parts that were asked for."""
    parser = argparse.ArgumentParser(description="Previews against NUTS.")
    parser.add_argument("--parts", default="distances")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "studies")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    parts = asked.parts.split(",")
    if "distances" in parts:
        compare(asked.out, asked.keep)
    if "seconds" in parts:
        time_case(asked.out)


if __name__ == "__main__":
    main()
