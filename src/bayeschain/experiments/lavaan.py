"""Paths by lavaan: two-level structural equation model of the same items, maximum likelihood, where R has lavaan."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from bayeschain.experiments.classical import NONE, Estimate
from bayeschain.experiments.simulate import Sample
from bayeschain.specification.chain import Construct
from bayeschain.specification.model_file import Specification

PATIENCE: Final = 600
"""Seconds after which an estimate is given up."""

TEAM: Final = "bayeschain_team"

SCRIPT: Final = f"""
suppressMessages(library(lavaan))
given <- commandArgs(trailingOnly = TRUE)
fit <- suppressWarnings(try(sem(readLines(given[1]), data = read.csv(given[2]), cluster = "{TEAM}", missing = "ml"),
                            silent = TRUE))
if (!inherits(fit, "try-error") && lavInspect(fit, "converged")) {{
  found <- suppressWarnings(standardizedSolution(fit, level = 0.9))
  found <- found[found$op == "~", c("lhs", "rhs", "est.std", "ci.lower", "ci.upper")]
  write.csv(found, stdout(), row.names = FALSE)
}}
"""
"""Prints the standardised paths between teams, or nothing where the estimate did not converge."""


@lru_cache(maxsize=1)
def rscript() -> str | None:
    """Path of Rscript where R has lavaan."""
    script = shutil.which("Rscript")
    if script is None:
        return None
    probe = [script, "-e", 'cat(requireNamespace("lavaan", quietly = TRUE))']
    return script if "TRUE" in subprocess.run(probe, text=True, capture_output=True, check=False).stdout else None


def lavaan_paths(specification: Specification, drawn: Sample) -> dict[str, Estimate]:
    """Standardised paths by maximum likelihood with 90 % Wald intervals; NaN where there is no estimate."""
    script = rscript()
    names = [path.name for path in specification.chain.paths]
    if script is None:
        return dict.fromkeys(names, NONE)
    texts = {"fit.R": SCRIPT, "model.txt": model_text(specification), "data.csv": table_text(specification, drawn)}
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(
                [script, "fit.R", "model.txt", "data.csv"],
                cwd=folder,
                text=True,
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            return dict.fromkeys(names, NONE)
    if not done.stdout.strip():
        return dict.fromkeys(names, NONE)
    found = pd.read_csv(StringIO(done.stdout))
    rows = {f"{target} ~ {source}": Estimate(*numbers) for target, source, *numbers in found.to_numpy().tolist()}
    return {name: rows.get(name, NONE) for name in names}


def model_text(specification: Specification) -> str:
    """Two-level model in lavaan's syntax, loadings equal at both levels.

    The surveys have different people: rows of one survey lack the items of the others, and within teams constructs of
    different surveys are uncorrelated.
    """
    constructs = specification.respondent_constructs
    apart = [(a, b) for a, b in combinations(constructs, 2) if a.survey != b.survey]
    within = ["level: 1", *_loadings(constructs, "_w"), *(f"{a.name}_w ~~ 0*{b.name}_w" for a, b in apart)]
    chain = specification.chain
    paths = [f"{name} ~ {' + '.join(chain.parents(name))}" for name in chain.endogenous]
    return "\n".join([*within, "level: 2", *_loadings(constructs, ""), *paths]) + "\n"


def _loadings(constructs: tuple[Construct, ...], suffix: str) -> Iterator[str]:
    for construct in constructs:
        first, *others = (item_column(construct, item) for item in construct.items)
        terms = [first, *(f"{construct.name}_{k}*{item}" for k, item in enumerate(others, 2))]
        yield f"{construct.name}{suffix} =~ {' + '.join(terms)}"


def item_column(construct: Construct, item: str) -> str:
    """Column of an item over all surveys, a name that R accepts as it is."""
    return f"{construct.survey}.{construct.name}.{construct.items.index(item) + 1}"


def table_text(specification: Specification, drawn: Sample) -> str:
    """Answers of all surveys below each other, a column an item, and the team columns beside them."""
    parts = []
    for survey, answers in drawn.answers.items():
        own = {
            item_column(construct, item): answers[item]
            for construct in specification.survey_constructs(survey)
            for item in construct.items
        }
        team = answers[specification.surveys[survey].team]
        columns = {each.name: team.map(drawn.latents[each.name]) for each in specification.column_constructs}
        parts.append(pd.DataFrame({TEAM: team, **own, **columns}))
    return pd.concat(parts).to_csv(index=False)
