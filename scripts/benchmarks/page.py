"""The page: every number on it comes from the result file."""

import pandas as pd
from scripts.benchmarks import bars, end_to_end, kernel, lavaan, many_fits, many_teams, reading, regression, usual
from scripts.benchmarks.contender import BAYESCHAIN, USUAL
from scripts.benchmarks.results import MACHINE, text

NOTE = "note"
TITLE = """# Benchmark

Made by `make benchmark` (`scripts/benchmark.py`); the numbers are in `results.csv`. Ratios within one run count, not
seconds: machines differ. One BLAS thread.

![Growth and effective draws](benchmark.svg)

"""
SECTIONS = {
    MACHINE: ("Machine", ""),
    kernel.PART: (
        "Log-density and gradient",
        "The case has 42 teams, 13 constructs in two surveys and 19 paths; the army data have 49 companies and 19 "
        "items. A number is the fastest of many calls; the likelihood alone is called from Python, which costs a "
        "little more than the sampler's call. Respondents: every person of the case counted 10 and 100 times. "
        "Teams: the case repeated; teams that share their numbers of respondents share a factorisation, so "
        "sizes are drawn as in the case, or made all different (the worst case). Constructs: one survey, three items "
        "each, 42 teams.",
    ),
    usual.PART: (
        "Beside the same model written the usual way in PyMC",
        "`scripts/benchmarks/usual_model.py` samples every team and respondent latent with nutpie, the default sampler "
        "of PyMC; the priors are the same. Both run on the simulated case, two chains at a time, each in a fresh "
        "process with empty caches; then each compiles again with full caches. The time to R-hat < 1.01 and ESS > 400 "
        "(bulk, every standardised path) shares sampling time out by leapfrog steps, warm-up included. Sampling is cut "
        f"off after {usual.CAP:.0f} s.",
    ),
    usual.TRIAL_PART: (
        "How the usual model was parametrised",
        f"Short trials, two chains of {usual.SHORT} + {usual.SHORT} draws: rough. What stands above has team latents "
        "drawn about what the chain predicts, and respondent latents as standard normals.",
    ),
    regression.PART: (
        "Beside Bambi",
        "Bambi expresses one regression at a time, with varying intercepts; it has no latent constructs that two "
        "surveys measure in different people, and so no model of the case. What it can say is the outcome's equation "
        "on team averages: an answer to another question, since sampling and item error stay in the averages. "
        "Standardised slopes beside the same paths of the whole chain. (Bambi comes with the "
        "extra `benchmark`. brms would do the same and needs Stan; it was left out.)",
    ),
    lavaan.PART: (
        "Beside lavaan",
        "The two-level army model with loadings equal at both levels, on the same 19 items. lavaan's seconds are those "
        "of `sem()` alone, a point estimate with standard errors; ours are a whole posterior and its summaries. Each "
        "is one process. Ours samples two chains at a time; the CPU seconds add its threads, and hold reading and "
        "compiling too.",
    ),
    end_to_end.PART: (
        "End to end",
        "`bayeschain run` on the simulated case with the model file's 4 × (300 + 1000) draws, in a fresh process: "
        "reading, compiling, sampling, checks, report.",
    ),
    many_fits.PART: (
        "Many small fits",
        "The chain of `scripts/study_recovery.py`: 40 teams, 5 constructs, two surveys; 2 chains of 500 + 500 draws "
        "each. A worker process compiles once; a fit includes drawing its data, team latents and log-likelihood.",
    ),
    many_teams.PART: (
        "Many teams",
        "The case simulated with more teams, fitted and summarised (effects and tiers), team draws and log-likelihoods "
        "included; each in a fresh process, without compiling.",
    ),
    reading.PART: (
        "Reading",
        f"A file of one survey with {reading.TEAMS} teams, read in chunks to team moments.",
    ),
}


def page(table: pd.DataFrame) -> str:
    """The page as Markdown."""
    parts = [
        TITLE,
        *(f"**Of this run:** {note}\n\n" for note in table.loc[table["part"] == NOTE, "value"]),
        verdicts(table),
    ]
    for part, (title, words) in SECTIONS.items():
        rows = table[table["part"] == part]
        if rows.empty:
            continue
        parts.append(f"## {title}\n\n" + (f"{words}\n\n" if words else ""))
        parts.append(wide(rows) if part == usual.PART else long(rows, with_subject=part != MACHINE))
    return "".join(parts).rstrip() + "\n"


def verdicts(table: pd.DataFrame) -> str:
    """Where the bars stand."""
    lines = ["## Bars\n", "| bar | limit | measured | |", "| --- | ---: | ---: | --- |"]
    for bar in bars.BARS:
        found = bar.measured(table)
        shown = "" if found is None else f"{text(found)} {bar.unit}"
        sign = "≥" if bar.at_least else "≤"
        lines.append(f"| {bar.words} | {sign} {text(bar.limit)} {bar.unit} | {shown} | {bar.verdict(table)} |")
    return "\n".join(lines) + "\n\n"


def long(rows: pd.DataFrame, *, with_subject: bool) -> str:
    """One row a number."""
    head = "| what | quantity | value |\n| --- | --- | ---: |\n" if with_subject else "| | |\n| --- | --- |\n"
    lines = [
        (f"| {row.subject} " if with_subject else "") + f"| {row.quantity} | {f'{row.value} {row.unit}'.strip()} |\n"
        for row in rows.itertuples(index=False)
    ]
    return head + "".join(lines) + "\n"


def wide(rows: pd.DataFrame) -> str:
    """Contenders side by side, then what has one column only."""
    subjects = list(dict.fromkeys(rows["subject"]))
    sides = [s for s in subjects if s in (BAYESCHAIN, USUAL)]
    beside = rows[rows["subject"].isin(sides)]
    lines = ["| | " + " | ".join(sides) + " |", "| --- |" + " ---: |" * len(sides)]
    for quantity in dict.fromkeys(beside["quantity"]):
        of = beside[beside["quantity"] == quantity]
        cells = [
            " ".join(f"{row.value} {row.unit}" for row in of[of["subject"] == side].itertuples()).strip()
            for side in sides
        ]
        lines.append(f"| {quantity} | " + " | ".join(cells) + " |")
    rest = rows[~rows["subject"].isin(sides)]
    return "\n".join(lines) + "\n\n" + (long(rest, with_subject=True) if len(rest) else "")
