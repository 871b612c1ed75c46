"""The section of the chain: every arrow, and the routes along them."""

import numpy as np

from bayeschain.disclosure import Released
from bayeschain.report.contents.adjusted import adjusted
from bayeschain.report.contents.cells import caution, direct_effects, estimate, kind_of_interval, rows_of, table, told
from bayeschain.report.contents.parts import Fold, Plot, Section, Table
from bayeschain.report.figures import plot_chain
from bayeschain.report.wording import NOTHING, Wording


def chain_section(released: Released, say: Wording) -> Section:
    """Section of the chain."""
    lead = say.say(
        "Read it from left to right. The number on an arrow says by how many standard deviations teams differ in "
        "what it points at, when they differ by one in where it comes from and are alike in the other sources. The "
        "range under it is the {mass} interval.",
        mass=say.percent(100.0 * released.mass),
    )
    plot = Plot(
        "chain",
        say.say("The chain and its effects"),
        _alt(released, say),
        say.say("Thicker arrows are stronger. Dashed grey arrows may go either way."),
        plot_chain,
        released,
        scrolls=True,
    )
    folds = (
        Fold(
            say.say("Every arrow as a table"),
            (_arrows(released, say), *_residuals(released, say), *adjusted(released, say), _explained(released, say)),
        ),
        Fold(say.say("Routes to the outcome"), (_routes(released, say),)),
    )
    return Section("chain", say.say("The chain"), (lead, plot, *folds), caution(say))


def _alt(released: Released, say: Wording) -> str:
    direct = direct_effects(released)
    arrows = [
        say.say(
            "{source} to {target} {mean}",
            source=released.label(str(source)),
            target=released.label(str(target)),
            mean=say.number(mean),
        )
        for source, target, mean in zip(
            direct["source"].values, direct["target"].values, direct["mean"].values.tolist(), strict=True
        )
    ]
    return say.say("Diagram of the chain with standardised effects: {arrows}.", arrows="; ".join(arrows))


def _arrows(released: Released, say: Wording) -> Table:
    standard, raw = direct_effects(released), direct_effects(released, "raw")
    rows = []
    for one, points in zip(rows_of(standard), rows_of(raw), strict=True):
        rows.append(
            (
                released.label(one["source"]),
                released.label(one["target"]),
                estimate(one, say),
                say.interval(float(one["prior_lower"]), float(one["prior_upper"])),
                estimate(points, say),
                say.probability(float(one["prob_positive"])),
                told(one, say),
            )
        )
    columns = [
        (say.say("From"), False),
        (say.say("To"), False),
        (say.say("In SDs ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("Before the data"), True),
        (say.say("In points"), True),
        (say.say("P(positive)"), True),
        (say.say("Do the data tell?"), False),
    ]
    note = say.say(
        "Points are percent of the maximum possible (0 to 100) of each scale; for team columns, tenths of a standard "
        "deviation. The data tell where the interval is clearly narrower than before the data."
    )
    return table(say.say("Every arrow"), columns, rows, note)


def _residuals(released: Released, say: Wording) -> tuple[Table, ...]:
    """Residual correlations, if the model file names any."""
    found = released.effects.sel(scale="standardised")
    found = found.isel(effect=np.flatnonzero(found["kind"] == "residual"))
    if not found.sizes["effect"]:
        return ()
    rows = []
    for i in range(found.sizes["effect"]):
        one = found.isel(effect=i)
        pair = " ~~ ".join(released.label(str(one[key].item())) for key in ("target", "source"))
        rows.append((pair, estimate(one, say), say.probability(float(one["prob_positive"])), told(one, say)))
    columns = [
        (say.say("Pair"), False),
        (say.say("Correlation ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("P(positive)"), True),
        (say.say("Do the data tell?"), False),
    ]
    note = say.say(
        "What two constructs share between teams beyond what the arrows account for: a cause that is not in the chain."
    )
    return (table(say.say("Residual correlations"), columns, rows, note),)


def _explained(released: Released, say: Wording) -> Table:
    rows = []
    for name in released.specification.chain.endogenous:
        one = released.constructs.sel(construct=name)
        mean, lower, upper = (float(one[f"r2_{end}"]) for end in ("mean", "lower", "upper"))
        rows.append((released.label(name), say.number(mean), say.interval(lower, upper)))
    columns = [
        (say.say("Construct"), False),
        (say.say("R²"), True),
        (kind_of_interval(released, say), True),
    ]
    return table(say.say("Share of the differences between teams that the chain accounts for"), columns, rows)


def _routes(released: Released, say: Wording) -> Table:
    effects = released.effects.sel(scale="standardised")
    to_outcome = effects["kind"].isin(["indirect", "total"]) & (effects["target"] == released.outcome)
    effects = effects.isel(effect=np.flatnonzero(to_outcome | (effects["kind"] == "defined")))
    kinds = {
        "indirect": say.say("along a route"),
        "total": say.say("total"),
        "defined": say.say("defined in the model file"),
    }
    names = {each.name for each in released.specification.constructs}
    rows = []
    for one in rows_of(effects):
        source, target, kind, route = (one[key] for key in ("source", "target", "kind", "route"))
        rows.append(
            (
                released.label(source) if source in names else NOTHING,
                released.label(target) if target in names else target,
                kinds[kind],
                _route(released, route) if kind == "indirect" else route,
                estimate(one, say),
                say.probability(float(one["prob_positive"])),
            )
        )
    columns = [
        (say.say("From"), False),
        (say.say("To"), False),
        (say.say("Kind"), False),
        (say.say("Through"), False),
        (say.say("In SDs ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("P(positive)"), True),
    ]
    caption = say.say("Routes to {outcome}, and total effects", outcome=released.label(released.outcome))
    return table(caption, columns, rows, say.say("The file effects.csv has those of every pair."))


def _route(released: Released, route: str) -> str:
    """Constructs between the ends of a route."""
    return " → ".join(released.label(name) for name in route.split(" -> ")[1:-1])
