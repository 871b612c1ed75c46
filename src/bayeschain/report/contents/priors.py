"""What the report says of the priors: which they are, whether they were changed, and what they imply."""

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import kind_of_interval, table
from bayeschain.report.contents.parts import Fold, Plot, Table
from bayeschain.report.figures import plot_prior
from bayeschain.report.figures.priors import figures_of
from bayeschain.report.wording import Wording
from bayeschain.summaries.priors import IMPLIED, NAMES


def priors_fold(released: Released, say: Wording) -> Fold:
    """Priors, folded away."""
    parts = (changed_priors(released, say), _priors(released, say), _picture(released, say), _implied(released, say))
    return Fold(say.say("Priors"), parts)


def changed_priors(released: Released, say: Wording) -> str:
    """Say whether the user changed priors."""
    changed = released.specification.priors.changed()
    if not changed:
        return say.say("All priors are the defaults of bayeschain.")
    named = say.join(
        [
            say.say(
                "{family} ({values})",
                family=family,
                values="; ".join(f"{key} = {say.plain(value)}" for key, value in numbers.items()),
            )
            for family, numbers in changed.items()
        ]
    )
    return say.say("The model file changed these priors from their defaults: {named}.", named=named)


def _priors(released: Released, say: Wording) -> Table:
    columns = [(say.say("Parameters"), False), (say.say("Prior"), False)]
    priors = [(family, say.told(sentence)) for family, sentence in released.specification.priors.describe()]
    return table(say.say("Priors"), columns, priors)


def _picture(released: Released, say: Wording) -> Plot:
    told = [say.say("{quantity}: {told}", quantity=name, told=told) for name, told in _told(released, say)]
    return Plot(
        "priors",
        say.say("What the priors imply before any answer is read"),
        say.say("Histograms of what the priors imply. {parts}.", parts="; ".join(told)),
        say.say(
            "Bars: draws from the priors, over all constructs, pairs or arrows; the outermost bars hold what lies "
            "beyond. Dot and line: median and {mass} interval. Thirds are of new teams. Whoever would not have "
            "believed this before the surveys can change priors by name in the model file.",
            mass=say.percent(100.0 * released.mass),
        ),
        plot_prior,
        released,
    )


def _implied(released: Released, say: Wording) -> Table:
    columns = [
        (say.say("Quantity"), False),
        (say.say("Median ({kind})", kind=kind_of_interval(released, say)), True),
    ]
    return table(say.say("What the priors imply before any answer is read"), columns, _told(released, say))


def _told(released: Released, say: Wording) -> list[tuple[str, str]]:
    """Each quantity with its median and interval."""
    names = released.implied[IMPLIED].to_numpy().tolist()
    return [(say.told(NAMES[name]), figures_of(released.implied.sel({IMPLIED: name}), say)) for name in names]
