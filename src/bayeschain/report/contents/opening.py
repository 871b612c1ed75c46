"""The opening and the end: verdict, three sentences, and a question with its answer."""

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.approximation import CHECK as PREVIEW
from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import direct_effects
from bayeschain.report.contents.parts import Banner
from bayeschain.report.figures.style import LIKELY, SURE
from bayeschain.report.wording import Wording


def banners(released: Released, say: Wording) -> tuple[Banner, ...]:
    """Verdicts that stand on top of the report, failures first: whatever failed, and a preview."""
    on_top = [v for v in released.verdicts if v.status == "fail" or (v.status == "look" and v.check == PREVIEW)]
    found = [Banner(v.status, say.told(v.sentence), say.told(v.remedy)) for v in on_top]
    return tuple(sorted(found, key=lambda banner: banner.status))


def summary(released: Released, say: Wording) -> str:
    """Who answered, in one line."""
    parts = [say.count("{n} team", "{n} teams", released.n_teams)]
    for row in released.sample.to_dict("records"):
        if row["respondents"] is not pd.NA:
            n, survey = int(row["respondents"]), row["survey"]
            parts.append(say.count("{n} answer to “{survey}”", "{n} answers to “{survey}”", n, survey=survey))
    parts.append(say.say("{mass} intervals", mass=say.percent(100.0 * released.mass)))
    return " · ".join(parts)


def opening(released: Released, say: Wording) -> tuple[tuple[str, str], ...]:
    """The answer, how sure it is, and what would change it."""
    return (
        (say.say("The answer"), _answer(released, say)),
        (say.say("How sure"), _how_sure(released, say)),
        (say.say("What would change it"), _what_would_change_it(released, say)),
    )


def nearest(released: Released) -> xr.Dataset:
    """Total effect of the strongest of the drivers next to the outcome, in either direction."""
    total = released.drivers.sel(measure="total")
    stage = total.isel(driver=np.flatnonzero(total["stage"] == 1))
    return stage.isel(driver=int(np.abs(stage["mean"].to_numpy()).argmax()))


def _answer(released: Released, say: Wording) -> str:
    levels, near = _levels(released, say), _near(released, say)
    return sentence(say.say("{levels}; {near}.", levels=levels, near=near) if levels else say.say("{near}.", near=near))


def _levels(released: Released, say: Wording) -> str:
    """Clause on the outcome in the best and the worst third; empty where there is no ratio to tell."""
    tiers = released.tiers
    if tiers is None or released.outcome not in tiers["construct"].values:
        return ""
    best = str(tiers.attrs["best_tier"])
    worst = TIERS[0] if best == TIERS[-1] else TIERS[-1]
    relative = tiers["relative"].sel(estimand="these_teams", construct=released.outcome)
    here, there = float(relative.sel(tier=best)), float(relative.sel(tier=worst))
    if not np.isfinite(here):
        return ""
    return say.say(
        "in the third of teams with the {best} {by}, {outcome} is at {here} of the average over all teams, and in the "
        "opposite third at {there}",
        best=say.say("highest") if best == TIERS[-1] else say.say("lowest"),
        by=_quoted(released.label(str(tiers.attrs["tier_construct"])), say),
        outcome=_quoted(released.label(released.outcome), say),
        here=say.percent(here),
        there=say.percent(there),
    )


def _near(released: Released, say: Wording) -> str:
    """Clause on the driver next to the outcome."""
    first = nearest(released)
    mean, p = float(first["mean"]), float(first["prob_positive"])
    if max(p, 1.0 - p) < LIKELY:
        direction = say.say("but whether with better or worse values of it is open")
    elif p > 0.5:
        direction = say.say("toward its better end")
    else:
        direction = say.say("toward its worse end")
    facts = {
        "outcome": _quoted(released.label(released.outcome), say),
        "driver": _quoted(released.label(str(first["driver"].item())), say),
        "direction": direction,
        "size": say.number(abs(mean)),
    }
    if bool(first["ranked"]):
        return say.say(
            "of what stands next to {outcome} in the chain, {driver} goes with it most strongly, {direction} ({size} "
            "standard deviations for each of its own)",
            **facts,
        )
    return say.say(
        "next to {outcome} in the chain stands {driver} and goes with it, {direction} ({size} standard deviations for "
        "each of its own)",
        **facts,
    )


def _how_sure(released: Released, say: Wording) -> str:
    parts = []
    if released.tiers is not None:
        p = say.probability(float(released.tiers["prob_best"].sel(estimand="these_teams")))
        parts.append(say.say("the best third is best in everything shown with a probability of {p}", p=p))
    first = nearest(released)
    if bool(first["ranked"]) and float(first["mean"]) > 0.0:
        parts.append(
            say.say(
                "{driver} ranks first next to {outcome} with a probability of {p}",
                driver=_quoted(released.label(str(first["driver"].item())), say),
                outcome=_quoted(released.label(released.outcome), say),
                p=say.probability(float(first["prob_first"])),
            )
        )
    direct = direct_effects(released)
    sure = int((np.maximum(direct["prob_positive"], 1.0 - direct["prob_positive"]) >= SURE).sum())
    parts.append(
        say.say(
            "the direction of {n} of the {m} arrows is at least {p} sure",
            n=sure,
            m=direct.sizes["effect"],
            p=say.percent(100.0 * SURE),
        )
    )
    return sentence(say.say("{parts}.", parts=say.join(parts)))


def _what_would_change_it(released: Released, say: Wording) -> str:
    direct = direct_effects(released)
    silent = int((~direct["data_informative"]).sum())
    if silent:
        start = say.count(
            "Of {n} arrow the data tell little more than was assumed before them, and more teams could change it",
            "Of {n} arrows the data tell little more than was assumed before them, and more teams could change those",
            silent,
        )
    else:
        start = say.say(
            "Of every arrow the data tell more than was assumed before them; more teams would narrow the intervals"
        )
    if released.specification.waves:
        return say.say(
            "{start}; a different order of the arrows, or something that nobody asked about, could change the whole "
            "answer, because each arrow joins answers of one wave and nothing was tried out.",
            start=start,
        )
    return say.say(
        "{start}; a different order of the arrows, or something that nobody asked about, could change the whole "
        "answer, because all surveys were taken once and nothing was tried out.",
        start=start,
    )


def closing(released: Released, say: Wording) -> tuple[str, str]:
    """A short question and its answer."""
    outcome = _quoted(released.label(released.outcome), say)
    total = released.drivers.sel(measure="total")
    question = say.say("Where would you begin?")
    near = total.isel(driver=np.flatnonzero(total["stage"] == 1)).isel(driver=0)
    far = total.isel(driver=np.flatnonzero(total["stage"] == int(total["stage"].max()))).isel(driver=0)
    names = [_quoted(released.label(str(each["driver"].item())), say) for each in (near, far)]
    if float(near["prob_positive"]) < SURE:
        answer = say.say(
            "The data do not single out a place: even {near}, the first next to {outcome}, does not surely go with a "
            "better {outcome}. Ask more teams, or ask again, before anything is changed for the sake of {outcome}.",
            near=names[0],
            outcome=outcome,
        )
    elif names[0] == names[1]:
        answer = say.say(
            "With {near}: of all that was asked, it goes most surely with {outcome}. Try it in some teams first, and "
            "measure again: these data are cross-sectional.",
            near=names[0],
            outcome=outcome,
        )
    else:
        answer = say.say(
            "With {near}, which goes most strongly with {outcome}, and further back with {far}, where the routes to it "
            "begin. Try it in some teams first, and measure again: these data are cross-sectional.",
            near=names[0],
            far=names[1],
            outcome=outcome,
        )
    return question, answer


def sentence(text: str) -> str:
    """Text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _quoted(label: str, say: Wording) -> str:
    return say.say("“{label}”", label=label)
