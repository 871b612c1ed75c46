"""How near the estimates without a team are to fits without it: the case, its teams with Pareto k above .5.

Usage: python scripts/study_leave_one_out.py [OUT]

For each team the largest and the root mean square distance, over all reported quantities, of Pareto-smoothed weights
and of the first order from the fit without the team, in posterior SDs, and the largest move that the fit found. Means
of a fit of 1,000 draws are known to about .03.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scripts.study_convergence import ROOT, customer_benefit

from bayeschain.checks import refit_teams
from bayeschain.checks.left_out import LeftOut, left_out, team_log_likelihood
from bayeschain.checks.quantities import quantities
from bayeschain.checks.refits import stored_refits
from bayeschain.inference import fit
from bayeschain.summaries.fitted import open_fit

FROM = 0.5


def distances() -> pd.DataFrame:
    """One row a team."""
    model = customer_benefit()
    fitted = fit(model)
    draws = quantities(open_fit(fitted)).draws
    out = left_out(team_log_likelihood(fitted))
    chosen = [j for j, k in enumerate(out.pareto_k) if k > FROM]
    exact = stored_refits(refit_teams(model, fitted, teams=tuple(model.surveys.teams[j] for j in chosen)))
    by = {
        "weights": LeftOut(out.log_likelihood, out.weights, np.zeros_like(out.pareto_k)),
        "first_order": LeftOut(out.log_likelihood, out.weights, np.full_like(out.pareto_k, np.inf)),
    }
    mean, sd = draws.mean(axis=0), draws.std(axis=0)
    varies = sd > 0.0
    rows = []
    for j in exact:
        row = {"team": j + 1, "pareto_k": out.pareto_k[j]}
        row["largest_move"] = np.abs((exact[j].mean - mean)[varies] / sd[varies]).max()
        for name, way in by.items():
            gap = np.abs((way.mean(draws, j) - exact[j].mean)[varies] / sd[varies])
            row |= {f"{name}_largest": gap.max(), f"{name}_rms": np.sqrt((gap**2).mean())}
        rows.append(row)
    return pd.DataFrame(rows).sort_values("pareto_k", ignore_index=True)


def main() -> None:
    """Compare all and write the table."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "leave_one_out.csv"
    table = distances()
    out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(out, index=False, float_format="%.3g")
    print(table.to_string())
    print(table[["weights_rms", "first_order_rms", "weights_largest", "first_order_largest"]].median().to_string())


if __name__ == "__main__":
    main()
