"""Derive the test fixtures from data sets of the R packages multilevel and lavaan, and from lavaan's estimates.

Usage: python scripts/make_reference_fixtures.py DATA REFERENCE OUT

DATA holds lq2002.csv (multilevel) and Demo.twolevel.csv (lavaan); REFERENCE holds lavaan's implied moments and
estimates as written by its functions lavInspect and parameterEstimates. OUT gets one .npz a model with team sizes,
team means, within cross-products and the implied moments: no answer of a person.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

LEAD = [f"LEAD{k:02d}" for k in range(1, 12)]
TSIG = [f"TSIG{k:02d}" for k in range(1, 4)]
HOSTILE = [f"HOSTIL{k:02d}" for k in range(1, 6)]
MODELS = {
    "lq2002_items": ("lq2002.csv", "COMPID", LEAD + TSIG + HOSTILE, -52391.11924428),
    "lq2002_scales": ("lq2002.csv", "COMPID", ["TSIG", "HOSTILE", "LEAD"], -7757.51769890),
    "demo_cfa": ("Demo.twolevel.csv", "cluster", ["y1", "y2", "y3"], -12513.70239243),
}


def fixture(data: Path, reference: Path, name: str) -> dict[str, np.ndarray]:
    """Moments of the data by team and lavaan's implied moments, all in the order of lavaan's output."""
    file, team, _, log_likelihood = MODELS[name]
    table = pd.read_csv(data / file)
    within = pd.read_csv(reference / f"{name}_within_cov.csv", index_col=0)
    items = list(within.columns)
    groups = [group[items].to_numpy(dtype=float) for _, group in table.groupby(team)]
    estimates = pd.read_csv(reference / f"{name}_estimates.csv")
    return {
        "lhs": np.array(estimates["lhs"].tolist()),
        "op": np.array(estimates["op"].tolist()),
        "rhs": np.array(estimates["rhs"].tolist()),
        "level": estimates["level"].to_numpy(dtype=int),
        "estimate": estimates["est"].to_numpy(dtype=float),
        "standardised": estimates["std.all"].to_numpy(dtype=float),
        "items": np.array(items),
        "n": np.array([len(y) for y in groups]),
        "means": np.array([y.mean(axis=0) for y in groups]),
        "scatter": np.sum([(y - y.mean(axis=0)).T @ (y - y.mean(axis=0)) for y in groups], axis=0),
        "sigma_w": within.to_numpy(),
        "sigma_b": pd.read_csv(reference / f"{name}_between_cov.csv", index_col=0).loc[items, items].to_numpy(),
        "mean": pd.read_csv(reference / f"{name}_between_mean.csv", index_col=0).loc[items, "mean"].to_numpy(),
        "log_likelihood": np.array(log_likelihood),
    }


def main() -> None:
    """Write every fixture."""
    data, reference, out = (Path(argument) for argument in sys.argv[1:4])
    for name in MODELS:
        np.savez_compressed(out / f"{name}.npz", allow_pickle=False, **fixture(data, reference, name))


if __name__ == "__main__":
    main()
