"""Which analysis to believe when."""

from bayeschain.report.comparison.compared import Compared
from bayeschain.report.comparison.naming import in_words
from bayeschain.report.wording import Wording


def in_short(compared: Compared, say: Wording) -> str:
    """Say which to believe, in short."""
    return say.say(
        "Start from what a team's level means to you, not from the numbers. Respondents who stand for others: "
        "reflective teams. All members of the team and nobody else, and their number is known: finite teams. The "
        "averages as they are: manifest teams, if everybody answered. The model file has {own}.",
        own=in_words(compared.own, say),
    )


def when(compared: Compared, say: Wording) -> tuple[str, ...]:
    """Each choice, when it is right, and what it costs where it is wrong."""
    return (
        say.say(
            "Reflective teams: those who answered are a sample of all who could have. Right for customers, and for "
            "staff where the level of a team is its climate, whoever happens to work there. The sampling error of the "
            "averages is taken off, so slopes are not drawn to zero; with few respondents the intervals are wide."
        ),
        say.say(
            "Finite teams: the team is its N members, and those who answered are some of them. Right where the "
            "question is about just these people. The more of them have answered, the less sampling error is left; "
            "where all have, none is. It then matters much: with 8 of 9 members a reflective analysis takes off far "
            "more than is there."
        ),
        say.say(
            "Manifest teams: the average of those who answered is taken for the truth. Right only where everybody "
            "answered and just these people count. Elsewhere the noise of averages draws slopes to zero, and what the "
            "people of one survey share in mood passes for an effect between its constructs."
        ),
        say.say(
            "Latent measurement: items are answers to one thing, each with an error of its own. Right for scales whose "
            "items could be exchanged for others."
        ),
        say.say(
            "Manifest measurement: the mean of a person's items is the construct itself. Right for an index that its "
            "items define, such as a checklist. Elsewhere the error of the items stays in the levels of the teams."
        ),
        say.say(
            "Manifest on both sides is the classical regression on team averages, but for the priors and for the "
            "uncertainty that goes along the chain."
        ),
    )


def cautions(compared: Compared, say: Wording) -> tuple[str, ...]:
    """What a comparison cannot tell, and what the same priors mean in different analyses."""
    icc, bias = compared.specification.priors.icc, compared.specification.priors.item_bias
    found = [
        say.say(
            "No measure of fit chooses between these. Reflective and finite teams describe the same answers about "
            "equally well where teams are equally large, and manifest measurement describes other data, scale means "
            "instead of items. The choice is one of meaning."
        ),
        say.say(
            "The priors are the same in all, but not their meaning. With manifest teams the variance between teams "
            "holds sampling error as well, and so does the share that the prior ICC ~ Beta({alpha}, {beta}) speaks of.",
            alpha=say.plain(icc.alpha),
            beta=say.plain(icc.beta),
        ),
    ]
    if any((each.measurement, each.aggregation) == ("latent", "manifest") for each in compared.analyses):
        found.append(
            say.say(
                "Latent measurement with manifest teams: error of the items is still taken off, since asking "
                "everybody removes sampling error and not item error. The bias of items between teams keeps the prior "
                "of the other analyses, half-normal({sd}). Marsh et al. (2009) leave it free in this cell, which has "
                "no prior of its own here: set priors: item_bias wider to come near to theirs.",
                sd=say.plain(bias.sd),
            )
        )
    if compared.finite and any(each.aggregation == "finite" for each in compared.analyses):
        others = [name for name in compared.specification.surveys if name not in compared.finite]
        if others:
            found.append(
                say.say(
                    "Finite teams: the members are those of {finite}. The people of {others} are a sample of possible "
                    "raters in these analyses as well.",
                    finite=say.join(list(compared.finite)),
                    others=say.join(others),
                )
            )
    return tuple(found)
