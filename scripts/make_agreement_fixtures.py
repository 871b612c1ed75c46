"""Derive the agreement fixture from data sets of the R package multilevel, and from what that package computes on them.

Usage: python scripts/make_agreement_fixtures.py DATA REFERENCE OUT

DATA holds lq2002.csv and bh1996.csv. REFERENCE holds icc_anova.csv (aov, ICC1 and ICC2 on the scale means), icc_lme.csv
(function mult.icc) and
rwg_j_lq2002_lead.csv (function rwg.j on the eleven leadership items). OUT gets agreement.npz: group sizes, means,
variances and within cross-products, and the reference values. It holds no answer of a person.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

ITEMS = [f"LEAD{k:02d}" for k in range(1, 12)] + [f"TSIG0{k}" for k in (1, 2, 3)] + [f"HOSTIL0{k}" for k in range(1, 6)]
TEAM = {"lq2002": "COMPID", "bh1996": "GRP"}


def moments(table: pd.DataFrame, team: str, columns: list[str]) -> dict[str, np.ndarray]:
    """Sizes (J,), means (J, p), unbiased variances (J, p) and pooled cross-products (p, p)."""
    groups = [group[columns].to_numpy(dtype=float) for _, group in table.groupby(team)]
    return {
        "n": np.array([len(y) for y in groups]),
        "means": np.array([y.mean(axis=0) for y in groups]),
        "variances": np.array([y.var(axis=0, ddof=1) for y in groups]),
        "scatter": sum(((y - y.mean(axis=0)).T @ (y - y.mean(axis=0)) for y in groups), np.zeros((len(columns),) * 2)),
    }


def main() -> None:
    """Write the fixture."""
    data, reference, out = (Path(argument) for argument in sys.argv[1:4])
    tables = {name: pd.read_csv(data / f"{name}.csv") for name in TEAM}
    found: dict[str, np.ndarray] = {"items": np.array(ITEMS)}
    icc = pd.read_csv(reference / "icc_anova.csv")
    for name, table in tables.items():
        scales = icc.loc[icc["data"] == name, "variable"].tolist()
        found[f"{name}_scales"] = np.array(scales)
        found[f"{name}_icc"] = icc.loc[icc["data"] == name, ["icc1_anova", "icc2_anova"]].to_numpy()
        found |= {f"{name}_scales_{key}": value for key, value in moments(table, TEAM[name], scales).items()}
    lme = pd.read_csv(reference / "icc_lme.csv")
    for name in tables:
        own = lme[lme["data"] == name].set_index("Variable").loc[found[f"{name}_scales"].tolist(), ["ICC1", "ICC2"]]
        found[f"{name}_icc_lme"] = own.to_numpy()
    found |= {f"lq2002_items_{key}": value for key, value in moments(tables["lq2002"], "COMPID", ITEMS).items()}
    found["lq2002_rwg_leadership"] = pd.read_csv(reference / "rwg_j_lq2002_lead.csv")["rwg.j"].to_numpy()
    np.savez_compressed(out / "agreement.npz", **found)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
