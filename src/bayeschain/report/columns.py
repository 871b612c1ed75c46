"""What each column of the tables means. One name means one thing in every table."""

from dataclasses import dataclass
from typing import Final, Literal

type Kind = Literal["text", "number", "whole number", "share", "true or false"]


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    kind : {"text", "number", "whole number", "share", "true or false"}
        A share is a number from 0 to 1.
    meaning : str
        What it holds, with its unit.
    """

    kind: Kind
    meaning: str


def _text(meaning: str) -> Column:
    return Column("text", meaning)


def _number(meaning: str) -> Column:
    return Column("number", meaning)


def _whole(meaning: str) -> Column:
    return Column("whole number", meaning)


def _share(meaning: str) -> Column:
    return Column("share", meaning)


def _flag(meaning: str) -> Column:
    return Column("true or false", meaning)


WHAT: Final = {
    "construct": _text("Construct, by its name in the model file."),
    "survey": _text("Survey, by its name in the model file; empty for a column of the team table."),
    "team": _text("Team, as the surveys name it."),
    "outcome": _text("Construct that the effects lead to."),
    "driver": _text("Construct whose effect on the outcome is told."),
    "other": _text("Driver of the same stage that it is compared with."),
    "target": _text("Construct that an effect leads to."),
    "source": _text("Construct that an effect starts from."),
    "raised": _text("Construct that is raised in the thought experiment."),
    "changed": _text("Construct that changes with it."),
    "measurement": _text("latent: items with errors; manifest: scale means; as_written: the model file's own mixture."),
    "aggregation": _text("reflective, finite or manifest teams; as_written: the model file's own mixture."),
    "part": _text("path: an arrow; tier: a construct in a third of these teams; driver: total effect on the outcome."),
    "done": _flag("Whether the analysis was done."),
    "reason": _text("Why an analysis was left out."),
    "route": _text("Constructs along an indirect effect, in order; empty for direct and total effects."),
    "tier": _text("Third of the teams by the tier construct: lowest, middle or highest."),
    "estimand": _text("Which teams are meant: these teams, or new teams of the same population."),
    "stage": _whole("Stage of the chain; only drivers of one stage are ranked against each other."),
    "group": _whole("Group of drivers that the data do not tell apart; 1 is the first."),
    "kind": _text("direct, indirect or total."),
    "scale": _text(
        "raw: points of the target for a point of the source, on the response scales; standardised: in team SDs."
    ),
    "measure": _text("total or direct: standardised effect; lmg: share of explained variance."),
    "covariate": _text("Covariate that is adjusted for."),
    "wave_before": _text("Earlier wave."),
    "wave_after": _text("Later wave."),
    "categories": _whole("Answers that an item has to choose from: steps of its scale and one."),
    "at_lowest": _share("Share of answers in the lowest category, of teams shown; empty where few gave it or another."),
    "at_highest": _share("Share of answers in the highest category, likewise."),
    "teams_before": _whole("Teams with answers in the earlier wave: kept, split, merged and gone ones."),
    "kept": _whole("Teams with answers in both waves, those that were renamed among them."),
    "renamed": _whole("Teams that were renamed between the waves."),
    "split": _whole("Teams of the earlier wave that were split since."),
    "merged": _whole("Teams of the earlier wave that were merged since."),
    "gone": _whole("Teams of the earlier wave without answers in the later one, of which the team table says nothing."),
    "teams_after": _whole(
        "Teams with answers in the later wave: kept ones, those from splits and mergers, and new ones."
    ),
    "from_split": _whole("Teams of the later wave that came out of a split."),
    "from_merger": _whole("Teams of the later wave that came out of a merger."),
    "come": _whole("Teams of the later wave without answers in the earlier one, of which the team table says nothing."),
    "level_before": _number("Mean level in the earlier wave, on the response scale."),
    "level_after": _number("Mean level in the later wave, on the response scale."),
    "standard": _number("The change in SDs between teams in the earlier wave."),
    "standard_lower": _number("Lower end of its interval."),
    "standard_upper": _number("Upper end of its interval."),
    "stability": _number("Correlation between the waves of the teams' true levels."),
    "stability_lower": _number("Lower end of its interval."),
    "stability_upper": _number("Upper end of its interval."),
    "tier_before": _text("Third in the earlier wave: lowest, middle or highest."),
    "tier_after": _text("Third in the later wave: lowest, middle or highest."),
    "teams_moved": _number("Teams that were in the one third and are in the other: posterior mean."),
    "effect_before": _number("Standardised total effect on the outcome in the earlier wave."),
    "effect_after": _number("Standardised total effect on the outcome in the later wave."),
    "first_before": _share("Probability that the driver ranked first in its stage in the earlier wave."),
    "first_after": _share("Probability that the driver ranks first in its stage in the later wave."),
    "unit_of_teams": _text("Unit above the teams."),
    "sd_between": _number("SD between units, on the response scale: posterior mean."),
    "sd_between_lower": _number("Lower end of its interval."),
    "sd_between_upper": _number("Upper end of its interval."),
    "share_between": _share("Share of the variance between teams that lies between units: posterior mean."),
    "share_between_lower": _share("Lower end of its interval."),
    "share_between_upper": _share("Upper end of its interval."),
    "raised_in": _text("Which teams are raised: all, or the lowest third of each draw."),
    "raised_by": _text("By how much: one point of the response scale, or one team SD."),
    "unit": _text("Unit of the change."),
    "status": _text("Of a team: shown or withheld. Of a check: pass, look or fail."),
    "check": _text("Name of the check."),
    "quantity": _text("What is checked or compared."),
    "role": _text("reported: stands in the report; nuisance: does not."),
    "table": _text("Table that a quantity stands in."),
    "mean": _number("Posterior mean, on the response scale or the scale that the row names."),
    "sd": _number("Posterior SD of the same."),
    "lower": _number("Lower end of the credible interval."),
    "upper": _number("Upper end of the credible interval."),
    "prior_lower": _number("Lower end of the same interval before the data."),
    "prior_upper": _number("Upper end of the same interval before the data."),
    "implied": _text(
        "What the priors imply, over all constructs, pairs or arrows: icc; arrow, total: sizes of standardised arrows "
        "and of total effects on the outcome; r2; correlation, between teams; tier: highest third in percent of all "
        "teams; gap: highest third minus lowest, in percent of the maximum possible."
    ),
    "prior_median": _number("Median before the data."),
    "data_informative": _flag("Whether the posterior interval is clearly narrower than the prior one."),
    "prob_positive": _share("Probability that the value is above zero."),
    "prob_first": _share("Probability of rank 1 within the stage."),
    "prob_greater": _share("Probability that the driver's effect is greater than the other's."),
    "prior_prob_greater": _share("The same before the data."),
    "rank_mean": _number("Mean rank within the stage; 1 is the strongest."),
    "rank_lower": _whole("Lower limit of the rank."),
    "rank_upper": _whole("Upper limit of the rank."),
    "ranked": _flag("Whether the driver is ranked: it has a rival within its stage."),
    "difference_mean": _number("Mean difference of the two standardised total effects."),
    "difference_lower": _number("Lower end of its interval."),
    "difference_upper": _number("Upper end of its interval."),
    "mean_lower": _number("Lower end of the interval of the mean."),
    "mean_upper": _number("Upper end of the interval of the mean."),
    "relative": _number("Mean of the tier in percent of the mean over all teams, on the response scale."),
    "relative_lower": _number("Lower end of its interval."),
    "relative_upper": _number("Upper end of its interval."),
    "raw_relative": _number("The same from raw team averages; empty where it would give a small group away."),
    "prior_relative_lower": _number("Lower end of the interval of the relative mean before the data."),
    "prior_relative_upper": _number("Upper end of the interval of the relative mean before the data."),
    "gap_points": _number("Mean of the tier minus the mean over all teams, in points of the response scale."),
    "gap_points_lower": _number("Lower end of its interval."),
    "gap_points_upper": _number("Upper end of its interval."),
    "gap_sd": _number("The same gap in team SDs."),
    "gap_sd_lower": _number("Lower end of its interval."),
    "gap_sd_upper": _number("Upper end of its interval."),
    "gap": _number("Gap between the lowest third and the opposite one now, in points of the response scale."),
    "gap_lower": _number("Lower end of its interval."),
    "gap_upper": _number("Upper end of its interval."),
    "gap_after": _number("The same gap after the raise."),
    "gap_after_lower": _number("Lower end of its interval."),
    "gap_after_upper": _number("Upper end of its interval."),
    "teams": _whole("Number of teams."),
    "n_teams": _whole("Number of teams that the classical value rests on."),
    "item": _text("Item, by its name in the model file."),
    "answered": _whole("Respondents who answered the item; empty where that would tell of few."),
    "missing": _text("Respondents who skipped the item; small numbers as <5, empty where withheld."),
    "share": _share("Share of the survey's respondents who skipped the item."),
    "respondents": _whole("Number of respondents; empty where it is withheld."),
    "n_respondents": _whole("Number of respondents that the classical value rests on."),
    "prob_lowest": _share("Probability that the team is in the lowest third of the tier construct."),
    "prob_middle": _share("Probability that it is in the middle third."),
    "prob_highest": _share(
        "Of a tier: that its mean of the construct is the highest. Of a team: that it is in the highest third."
    ),
    "icc1": _share("Share of variance between teams, ICC(1): posterior mean."),
    "icc1_lower": _share("Lower end of its interval."),
    "icc1_upper": _share("Upper end of its interval."),
    "prior_icc1_lower": _share("Lower end of the interval of ICC(1) before the data."),
    "prior_icc1_upper": _share("Upper end of the interval of ICC(1) before the data."),
    "icc2": _share("Reliability of team means, ICC(2): posterior mean, averaged over teams."),
    "rwg_median": _number("Median within-team agreement r_wg(J) against a uniform distribution."),
    "classical_icc1": _number("ICC(1) by the analysis of variance."),
    "classical_icc2": _number("ICC(2) by the analysis of variance."),
    "rhat": _number("R-hat; below 1.01 chains agree."),
    "ess_bulk": _number("Effective number of draws in the bulk."),
    "ess_tail": _number("Effective number of draws in the tails."),
    "teams_not_reached": _whole("Teams that the survey did not reach; empty where it is withheld."),
    "teams_withheld": _whole("Teams whose values are withheld."),
    "smallest": _whole("Respondents of the smallest team that is shown."),
    "median": _number("Median of respondents over the teams that are shown."),
    "largest": _whole("Respondents of the largest team that is shown."),
    "sentence": _text("What a check found."),
    "remedy": _text("What to do about it."),
    "statistic": _text(
        "sd, icc, correlation, skewness or farthest team, of the teams' scale means; or the share of an answer."
    ),
    "answer": _text("Ordinal item and answer that a share is of."),
    "observed": _number("Value of these teams; empty where it would be that of a single team or of few people."),
    "expected": _number("Mean value of new teams of the fitted model."),
    "distance": _number("Distance of these teams from the new ones, in SDs of the new ones, on a near normal scale."),
    "p": _share("Two-sided p value."),
    "adjusted_p": _share("p value adjusted for all that the check looks at; for a single team in steps."),
    "at": _share("Probability, predicted from the other teams."),
    "below": _share("Share of teams whose average has at most that probability."),
    "pareto_k": _number("Pareto k of the weights; above 0.7 they do not tell of the team."),
    "method": _text("What tells of the team: refit (a fit without it), weights, or first order."),
    "shift": _number("Move of the quantity without the team, in posterior SDs."),
    "prior": _number("Sensitivity of the quantity to the weight of the priors; .05 is worth a look."),
    "likelihood": _number("Sensitivity to the weight of the data."),
    "by": _text("Prior that the quantity owes most to."),
    "doubled": _number("Move of the mean, in posterior SDs, if all priors weighed twice as much, to first order."),
    "diagnosis": _text("conflict of prior and data, weak data, or none."),
    "z": _number("Score of the link that the chain lacks, over its standard error."),
    "size": _number("Standardised slope, or residual correlation, that the link would have, about."),
    "information": _share("Share of the link's information that the other parameters leave it."),
    "before": _number("Estimate of the last run."),
    "now": _number("Estimate of this run."),
    "change": _number("Now minus before."),
    "change_lower": _number("Lower end of the interval of the change, answers of the two runs independent."),
    "change_upper": _number("Upper end of the same."),
    "beyond_uncertainty": _flag("Whether that interval leaves out zero."),
}
"""Meaning of every column, by its name."""
