"""How much a reader can still find out of withheld teams: by guessing well, and by keeping two reports.

Usage: python scripts/study_disclosure.py [OUT]

Writes guesses.csv: root mean squared error of a reader's guess of a withheld team's level, as a share of the SD of the
levels of all teams, over 20 simulated companies of 24 teams (5 to 12 staff, 6 to 15 customers, minimum group 8); the
same of the team's raw average. And pairs.csv: how often two reports of the same answers, each safe alone, tell together
of fewer people than the minimum, in 200 random designs of 12 to 40 teams of 2 to 14 people and two surveys.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scripts.disclosure_guesses import guesses, pooled
from scripts.study_convergence import ROOT
from scripts.study_recovery import MODEL

from bayeschain.conventions import CONSTRUCT
from bayeschain.disclosure import protect
from bayeschain.disclosure.groups import gives_away, withhold
from bayeschain.experiments import Design, case_truth, measured, sample
from bayeschain.inference import preview
from bayeschain.model import build_model
from bayeschain.specification import parse_model
from bayeschain.summaries import teams
from bayeschain.summaries.averages import team_averages
from bayeschain.summaries.fitted import open_fit

COMPANIES, DESIGNS = 20, 200
MASTER = 11
PEOPLE = {"staff": (5, 12), "customers": (6, 15)}
MINIMUM = 8


def company(number: int) -> pd.DataFrame:
    """Errors of a reader's guesses in one company, a row for each withheld team, construct and guess."""
    specification = parse_model(f"{MODEL}disclosure: {{minimum_group: {MINIMUM}}}\n")
    design = Design(teams=24, respondents=PEOPLE, seed=number)
    drawn = sample(specification, design, case_truth(specification), number)
    fit = preview(build_model(specification, measured(specification, drawn)), seed=number, cores=1)
    fitted = open_fit(fit)
    hidden = protect(fit).teams["withheld"].to_numpy()
    level = teams(fit)["mean"].transpose("team", CONSTRUCT).to_numpy()
    covariance = (fitted.posterior.covariance * np.outer(fitted.scales.unit, fitted.scales.unit)).mean(axis=0)
    survey = [specification.construct(name).survey for name in fitted.posterior.place]
    frames = []
    for name, c in fitted.posterior.place.items():
        others = np.array([each != survey[c] for each in survey])
        for guess, value in guesses(level, hidden, covariance, c, others).items():
            raw = team_averages(fitted)[:, c]
            frame = {"company": number, "construct": name, "guess": guess, "error": value - level[hidden, c]}
            frame |= {"raw_error": value - raw[hidden], "sd": level[:, c].std(), "raw_sd": raw.std()}
            frames.append(pd.DataFrame(frame))
    return pd.concat(frames, ignore_index=True)


def thirds(teams: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(3, J) random thirds."""
    place = rng.permutation(teams) % 3
    return np.array([place == k for k in range(3)])


def pairs() -> Iterator[tuple[str, bool]]:
    """What the second report has other than the first, and whether the two tell together of few people."""
    rng = np.random.default_rng(MASTER)
    for _ in range(DESIGNS):
        J = int(rng.integers(12, 41))
        n, one = rng.integers(2, 15, (2, J)), np.concatenate([np.ones((1, J), dtype=bool), thirds(J, rng)])
        units = np.array([np.arange(J) % 4 == unit for unit in range(4)])
        other_thirds = np.concatenate([one[:1], thirds(J, rng)])
        yield "minimum group 8 for 5", _together(n, n, one, one, 8)
        yield "thirds by another construct", _together(n, n, one, other_thirds, 5)
        yield "units above the teams", _together(n, n, one, np.concatenate([one, units]), 5)
        yield "a second wave", _together(n[:1], n, one, one, 5)


def _together(
    n: NDArray[np.int64], later: NDArray[np.int64], one: NDArray[np.bool_], other: NDArray[np.bool_], minimum: int
) -> bool:
    """Whether two reports tell of few people of the first survey, of whom neither tells alone."""
    reports = [(withhold(n, one, 5), one), (withhold(later, other, minimum), other)]
    found = [(each.teams, groups[each.closed]) for each, groups in reports]
    if any(gives_away(n, n, groups, hidden, 5) for hidden, groups in found):
        return False
    groups = np.concatenate([each[1] for each in found])
    return gives_away(n, n, groups, found[0][0] & found[1][0], 5)


def main() -> None:
    """Write both tables."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "disclosure"
    out.mkdir(parents=True, exist_ok=True)
    found = pd.DataFrame(pairs(), columns=["other", "tells"]).groupby("other", sort=False)["tells"]
    found.agg(designs="size", share="mean").reset_index().to_csv(out / "pairs.csv", index=False, float_format="%.3g")
    rows = pd.concat([company(number) for number in range(COMPANIES)], ignore_index=True)
    table = pooled(rows)
    table.to_csv(out / "guesses.csv", index=False, float_format="%.3g")
    print(table.to_string())


if __name__ == "__main__":
    main()
