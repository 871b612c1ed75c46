"""Table and page of the study of skipped answers."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.experiments import Design
from bayeschain.experiments.pages import study_page
from bayeschain.experiments.tasks import Record, results

OPENING: Final = (
    "Two surveys, three constructs of three items, {teams} teams of 8 staff and 8 customers, ICC .15, one fixed truth,"
    " {sets} data sets. No answer is skipped, or a fifth are: completely at random (`mcar`), or at random (`mar`), the"
    " more the lower the person's answer to the survey's first item. `all answers` is the model, with everybody;"
    " `listwise` the same model without people who skipped anything; `averages` least squares on team averages of"
    " people's means of the items that they answered. Errors are posterior means, or least-squares slopes, less true"
    " standardised paths; intervals hold 90 %. A share of {sets} intervals that is truly 90 % has a standard error of"
    " {se:.0f} points. {failed} data sets failed. {divergent}"
)


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias, root mean squared error, coverage and median width of 90 % intervals, by path and over all paths."""
    rows = pd.concat([rows, rows.assign(path="all")])
    error, inside = rows["mean"] - rows["truth"], (rows["lower"] <= rows["truth"]) & (rows["truth"] <= rows["upper"])
    rows = rows.assign(error=error, square=error**2, inside=inside, width=rows["upper"] - rows["lower"])
    groups = rows.groupby(["mechanism", "method", "path"], sort=False)
    found = groups.agg(
        intervals=("error", "size"), bias=("error", "mean"), square=("square", "mean"), coverage=("inside", "mean"),
        width=("width", "median"),
    ).reset_index()  # fmt: skip
    found.insert(5, "rmse", np.sqrt(found.pop("square")))
    return found


def write(records: list[Record], out: Path, design: Design) -> None:
    """Write table and page."""
    done = results(records)
    rows = pd.concat([pd.DataFrame(result).assign(data=task.replicate) for task, result in done], ignore_index=True)
    found = pooled(rows)
    out.mkdir(parents=True, exist_ok=True)
    found.to_csv(out / "pooled.csv", index=False, float_format="%.3f")
    fits = rows.drop_duplicates(["data", "mechanism", "method"])
    diverged = (
        fits[fits["divergences"] > 0].groupby(["mechanism", "method"], sort=False).size().reset_index(name="fits")
    )
    told = ", ".join(f"{n} fits of {mechanism}, {method}" for mechanism, method, n in diverged.itertuples(index=False))
    opening = OPENING.format(
        teams=design.teams,
        sets=len(done),
        se=100.0 * float(np.sqrt(0.09 / len(done))),
        failed=len(records) - len(done),
        divergent=f"Transitions diverged in {told}; all count." if told else "No transition diverged.",
    )
    tables = [("Over all paths:", found[found["path"] == "all"]), ("By path:", found[found["path"] != "all"])]
    page = study_page("Recovery with skipped answers", opening, tables, "python scripts/study_missing.py")
    (out / "README.md").write_text(page, encoding="utf-8")
    print(found.to_string())
