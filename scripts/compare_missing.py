"""Log-likelihood of answers with gaps at the estimates of lavaan's missing = "ml", ours beside lavaan's.

Usage: python scripts/compare_missing.py DATA.csv [OUT.npz]

DATA is lq2002.csv of the R package multilevel; a fifth of its answers is deleted by a seed. OUT gets simulated answers
with gaps and lavaan's estimates for them, as tests/data/lavaan_missing.npz. Needs R with lavaan 0.6-14.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.model.kernel import ERROR_FLOOR
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import contrast_matrix, partials, sticks
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Account, Surveys
from bayeschain.surveys.data import source_moments
from bayeschain.surveys.gathering import Gathering
from bayeschain.surveys.scale_means import scoring_rule

ITEMS = ("a1", "a2", "a3", "b1", "b2", "b3")
MODEL = """
title: Two constructs
surveys:
  people: {file: people.csv, team: team, scale: [0, 100]}
constructs:
  a: {survey: people, items: [a1, a2, a3]}
  b: {survey: people, items: [b1, b2, b3]}
chain: b ~ a
outcome: b
"""
SHARE = 0.2


def specification() -> Specification:
    """Two constructs of three items; the scale leaves answers as they are."""
    return parse_model(MODEL)


def surveys_of(team: np.ndarray, answers: Floats) -> Surveys:
    """Surveys of answers (N, 6) with gaps, teams numbered from 0."""
    gathering = Gathering(scoring_rule((3, 3), "complete", None))
    gathering.add(team, answers)
    source = source_moments("people", ITEMS, gathering.result(), None)
    J = len(source.n)
    names = tuple(f"team {j}" for j in range(J))
    return Surveys(names, (source,), np.empty((J, 0)), (), np.empty(0), np.empty(0), Account((), ()))


def parameters(layout: Layout, found: pd.DataFrame) -> Floats:
    """Our flat parameters at lavaan's estimates, whose first loadings are 1 and ours average 1."""
    named: dict[str, list[Floats]] = {name: [] for name in ("mean", "contrast", "stick", "sd", "w", "tau")}

    def estimate(lhs: str, op: str, rhs: str, level: int) -> float:
        row = (found.lhs == lhs) & (found.op == op) & (found.rhs.fillna("") == rhs) & (found.level == level)
        return float(found.est[row].iloc[0])

    for big, small in (("A", "a"), ("B", "b")):
        items = [f"{small}{k}" for k in (1, 2, 3)]
        loading = np.array([estimate(f"{big}w", "=~", item, 1) for item in items])
        expected = np.array([estimate(item, "~1", "", 2) for item in items])
        theta = np.array([estimate(item, "~~", item, 1) for item in items])
        unit = loading.mean()
        named["mean"].append(np.array([expected.mean()]))
        named["contrast"].append(contrast_matrix(3).T @ (expected - expected.mean()))
        named["stick"].append(sticks(loading / unit))
        named["sd"].append(np.sqrt(theta - ERROR_FLOOR))
        named["w"].append(np.array([unit * np.sqrt(estimate(f"{big}w", "~~", f"{big}w", 1))]))
    between, slope = estimate("Ab", "~~", "Ab", 2), estimate("Bb", "~", "Ab", 2)
    residual = estimate("Bb", "~~", "Bb", 2)
    units = [np.mean([estimate(f"{c}w", "=~", f"{c.lower()}{k}", 1) for k in (1, 2, 3)]) for c in "AB"]
    tau = np.array([units[0] * np.sqrt(between), units[1] * np.sqrt(slope**2 * between + residual)])
    w = np.concatenate(named["w"])
    r = estimate("Aw", "~~", "Bw", 1) * units[0] * units[1] / (w[0] * w[1])
    values = {
        "construct_mean": np.concatenate(named["mean"]),
        "intercept_contrast_raw": np.concatenate(named["contrast"]),
        "loading_stick_raw": np.concatenate(named["stick"]),
        "item_sd": np.concatenate(named["sd"]),
        "item_bias_sd": np.zeros(6),
        "within_sd": w,
        "within_partial_raw": partials(np.array([[1.0, r], [r, 1.0]])),
        "icc": tau**2 / (tau**2 + w**2),
        "path_z_raw": np.array([slope * np.sqrt(between / residual)]),
    }
    return layout.pack({block.name: values.get(block.name, np.zeros(0)) for block in layout.blocks})


def log_likelihood(team: np.ndarray, answers: Floats, found: pd.DataFrame) -> tuple[float, Floats]:
    """Our log-likelihood and gradient at lavaan's estimates."""
    layout = Layout(specification())
    packed = pack(layout, surveys_of(team, answers))
    structure = np.array(layout.structure, dtype=np.int64)
    return evaluate(parameters(layout, found), packed, structure, with_partial=True)


def with_gaps(answers: Floats, seed: int) -> Floats:
    """Answers of which a fifth is deleted completely at random; everybody keeps one."""
    rng = np.random.default_rng(seed)
    gaps = rng.random(answers.shape) < SHARE
    gaps[np.arange(len(answers)), rng.integers(0, answers.shape[1], len(answers))] = False
    return np.where(gaps, np.nan, answers)


def simulated() -> tuple[np.ndarray, Floats]:
    """Answers of 40 teams, drawn person by person."""
    rng = np.random.default_rng(7)
    team = np.repeat(np.arange(40), rng.integers(3, 9, 40))
    a = rng.normal(0.0, 1.2, 40)
    b = 0.7 * a + rng.normal(0.0, 1.0, 40)
    w = rng.multivariate_normal([0.0, 0.0], [[4.0, 1.6], [1.6, 5.0]], len(team))
    level = np.column_stack([a[team] + w[:, 0], b[team] + w[:, 1]])[:, [0, 0, 0, 1, 1, 1]]
    answers = 5.0 + level * np.array([1.0, 0.8, 1.2, 1.0, 0.8, 1.2]) + rng.normal(0.0, 1.3, level.shape)
    return team, with_gaps(answers.round(3), 8)


def army(path: Path) -> tuple[np.ndarray, Floats]:
    """Three items of leadership climate and three of task significance of lq2002, with gaps."""
    table = pd.read_csv(path)
    items = [f"LEAD{k:02d}" for k in (1, 2, 3)] + [f"TSIG{k:02d}" for k in (1, 2, 3)]
    return pd.factorize(table["COMPID"])[0].astype(np.int64), with_gaps(table[items].to_numpy(dtype=float), 2002)


def by_lavaan(team: np.ndarray, answers: Floats) -> pd.DataFrame:
    """Estimates, log-likelihood and convergence of lavaan."""
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "answers.csv", Path(folder) / "found.csv"
        pd.DataFrame(answers, columns=list(ITEMS)).assign(team=team).to_csv(data, index=False)
        script = Path(__file__).with_name("lavaan_missing.R")
        subprocess.run(["Rscript", str(script), str(data), str(out)], check=True)
        return pd.read_csv(out)


def main() -> None:
    """Print both log-likelihoods; write the fixture."""
    cases = {"simulated": simulated(), "lq2002": army(Path(sys.argv[1]))}
    for name, (team, answers) in cases.items():
        found = by_lavaan(team, answers)
        theirs = float(found.est[found.lhs == "logl"].iloc[0])
        ours, gradient = log_likelihood(team, answers, found)
        print(f"{name}: lavaan {theirs:.6f}, ours {ours:.6f}, largest slope {np.abs(gradient).max():.3g}")
        if name == "simulated" and len(sys.argv) > 2:
            held = {each: found[each].fillna("").to_numpy().astype(str) for each in ("lhs", "op", "rhs")}
            rest = {"level": found["level"].to_numpy(), "est": found["est"].to_numpy()}
            np.savez_compressed(sys.argv[2], allow_pickle=False, team=team, answers=answers, **held, **rest)


if __name__ == "__main__":
    main()
