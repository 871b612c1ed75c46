"""Microseconds of the log-density with its gradient, and how they grow."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Final

import numpy as np
from scripts.benchmarks.people import case
from scripts.benchmarks.results import Row
from scripts.study_convergence import army_leadership

from bayeschain.inference.compiling import compile_model, constrained
from bayeschain.inference.support import Support
from bayeschain.model import ChainModel, build_model
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Account, SourceMoments, Surveys

PART: Final = "kernel"
RESPONDENTS: Final = (1, 10, 100)
TEAMS: Final = (20, 42, 100, 500, 2000, 10000)
CONSTRUCTS: Final = (3, 5, 8, 13, 20)
TIME: Final = "log-density and gradient"
MICROSECONDS: Final = "µs"


def measure() -> list[Row]:
    """All rows of the part."""
    specification, _, surveys = case()
    model = build_model(specification, surveys)
    rows = [
        Row(PART, "case, likelihood alone", TIME, kernel_time(model), MICROSECONDS),
        Row(PART, "case, whole posterior in the sampler's callback", TIME, callback_time(model), MICROSECONDS),
        Row(PART, "case", "parameters", float(model.layout.size)),
        Row(PART, "army, likelihood alone", TIME, kernel_time(army_leadership()), MICROSECONDS),
    ]
    for factor in RESPONDENTS:
        more = replace(surveys, sources=tuple(multiplied(source, factor) for source in surveys.sources))
        persons = sum(int(source.n.sum()) for source in more.sources)
        subject = f"{persons} respondents"
        rows.append(Row(PART, subject, TIME, kernel_time(build_model(specification, more)), MICROSECONDS))
    for alike, words in ((True, "teams"), (False, "teams, no two of one size")):
        times = [kernel_time(build_model(specification, company(surveys, J, alike=alike))) for J in TEAMS]
        rows += [Row(PART, f"{J} {words}", TIME, time, MICROSECONDS) for J, time in zip(TEAMS, times, strict=True)]
        slope = (times[-1] - times[0]) / (TEAMS[-1] - TEAMS[0])
        rows.append(Row(PART, f"one more of {TEAMS[-1]} {words}", TIME, slope, MICROSECONDS))
        rows.append(Row(PART, f"one more of 100 {words}", TIME, (times[2] - times[0]) / (100 - 20), MICROSECONDS))
    for C in CONSTRUCTS:
        rows.append(Row(PART, f"{C} constructs", TIME, kernel_time(chain_of(C)), MICROSECONDS))
    return rows


def fastest(call: Callable[[], object], seconds: float = 1.5) -> float:
    """Least microseconds of a call, over as many repeats as fit: the rest is other work of the machine."""
    call()
    best, until = np.inf, perf_counter() + seconds
    while perf_counter() < until:
        start = perf_counter()
        call()
        best = min(best, perf_counter() - start)
    return 1e6 * best


def kernel_time(model: ChainModel) -> float:
    """Of the compiled likelihood, called from Python."""
    support = Support(model)
    named = constrained(support, support.point)
    params = np.concatenate([np.ravel(named[v.name]) for v in model.free_RVs])
    moments = pack(model.layout, model.surveys)
    structure = np.array(model.layout.structure, dtype=np.int64)
    value, _ = evaluate(params, moments, structure)
    if not np.isfinite(value):
        raise RuntimeError("the log-density is not finite where the chains start")
    return fastest(lambda: evaluate(params, moments, structure))


def callback_time(model: ChainModel) -> float:
    """Of the compiled callback that the sampler calls: likelihood, priors and transforms; called from Python."""
    compiled = compile_model(model)
    densities, point = compiled.densities(), compiled.start()[None]
    return fastest(lambda: densities(point))


def multiplied(source: SourceMoments, factor: int) -> SourceMoments:
    """Moments of a survey that every respondent answered `factor` times."""
    return replace(source, n=source.n * factor, scatter=source.scatter * factor)


def company(surveys: Surveys, teams: int, *, alike: bool) -> Surveys:
    """A company of many teams: those of the case over and over, each a little different.

    Parameters
    ----------
    surveys : Surveys
    teams : int
    alike : bool
        Whether sizes are drawn afresh from the range of the case, so that large companies have teams of equal size;
        otherwise no two teams are of one size, and each needs a factorisation of its own.
    """
    rng = np.random.default_rng(teams)
    sources = []
    for source in surveys.sources:
        at = np.arange(teams) % len(source.n)
        low, high = int(source.n.min()), int(source.n.max())
        n = rng.integers(low, high, teams, endpoint=True) if alike else low + np.arange(teams)
        means = source.means[at] + rng.normal(0.0, 1.0, (teams, len(source.items)))
        sources.append(replace(source, n=n, means=means, scatter=source.scatter[at]))
    names = tuple(f"Team {j:05d}" for j in range(teams))
    return Surveys(names, tuple(sources), np.empty((teams, 0)), (), np.empty(0), np.empty(0), Account((), ()))


def chain_of(C: int) -> ChainModel:
    """42 teams, one survey of C constructs with three items, each explained by the one before it and by the first."""
    constructs = [f"  c{i}: {{survey: staff, items: [x{i}a, x{i}b, x{i}c]}}" for i in range(C)]
    chain = ["  c1 ~ c0", *(f"  c{i} ~ c{i - 1} + c0" for i in range(2, C))]
    text = "\n".join(
        [
            "title: Growth",
            "surveys: {staff: {file: staff.csv, team: team, scale: [1, 5]}}",
            "constructs:",
            *constructs,
            "chain: |",
            *chain,
            f"outcome: c{C - 1}",
        ]
    )
    specification = parse_model(text)
    return build_model(specification, noise(specification))


def noise(specification: Specification) -> Surveys:
    """Moments of 42 teams of 4 to 15 whose answers are noise: the time of a call does not depend on them."""
    rng = np.random.default_rng(len(specification.constructs))
    constructs = specification.survey_constructs("staff")
    items = tuple(item for construct in constructs for item in construct.items)
    p, J = len(items), 42
    n = rng.integers(4, 15, J, endpoint=True)
    scatter = 400.0 * np.eye(p) * (n - 1)[:, None, None]
    means = 50.0 + 8.0 * rng.standard_normal((J, p))
    source = SourceMoments("staff", items, n, means, scatter)
    names = tuple(f"Team {j:02d}" for j in range(J))
    return Surveys(names, (source,), np.empty((J, 0)), (), np.empty(0), np.empty(0), Account((), ()))
