"""The section of methods, ready to cite, and of the priors."""

import json
from typing import Final

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import table
from bayeschain.report.contents.parts import Fold, Listing, Section, Table
from bayeschain.report.contents.priors import changed_priors, priors_fold
from bayeschain.report.contents.structure import structure
from bayeschain.report.wording import Wording

REFERENCES: Final = (
    "Cohen, P., Cohen, J., Aiken, L. S. & West, S. G. (1999). The problem of units and the circumstance for POMP. "
    "Multivariate Behavioral Research 34, 315–346.",
    "Croon, M. A. & van Veldhoven, M. J. P. M. (2007). Predicting group-level outcome variables from variables "
    "measured at the individual level. Psychological Methods 12, 45–57.",
    "Lüdtke, O. et al. (2008). The multilevel latent covariate model. Psychological Methods 13, 203–229.",
    "Grömping, U. (2007). Estimators of relative importance in linear regression based on variance decomposition. The "
    "American Statistician 61, 139–147.",
    "Rosseel, Y. (2021). Evaluating the observed log-likelihood function in two-level structural equation modeling "
    "with missing data. Psych 3, 197–232.",
    "Vehtari, A. et al. (2021). Rank-normalization, folding, and localization: an improved R̂. Bayesian Analysis 16, "
    "667–718.",
)


def methods_section(released: Released, say: Wording) -> Section:
    """Section of methods."""
    folds = (
        priors_fold(released, say),
        Fold(say.say("How the fit was made"), (_facts(released, say),)),
        Fold(say.say("References"), (Listing(REFERENCES),)),
    )
    return Section(
        "methods",
        say.say("Methods"),
        (
            _text(released, say),
            *_ordinal(released, say),
            *structure(released, say),
            _model(released, say),
            changed_priors(released, say),
            *folds,
        ),
    )


def _text(released: Released, say: Wording) -> str:
    said = [
        say.say(
            "“{survey}” was analysed with {measurement} measurement, taking {aggregation}",
            survey=name,
            measurement={"latent": say.say("latent"), "manifest": say.say("manifest")}[survey.measurement],
            aggregation=_aggregation(survey.aggregation, say),
        )
        for name, survey in released.specification.surveys.items()
    ]
    return say.say(
        "A Bayesian two-level path model joined the surveys team by team. Items were reverse-scored where declared "
        "and put on percent of the maximum possible (Cohen et al. 1999). {surveys}. Teams and respondents were "
        "integrated out of the likelihood exactly (Rosseel 2021; Lüdtke et al. 2008), so that the sampling error of "
        "team means does not bias the arrows (Croon & van Veldhoven 2007).",
        surveys=say.join(said),
    )


def _ordinal(released: Released, say: Wording) -> tuple[str, ...]:
    """What was done where answers are ordinal."""
    names = [f"“{name}”" for name, survey in released.specification.surveys.items() if survey.likelihood == "ordinal"]
    if not names:
        return ()
    return (
        say.say(
            "Answers to {surveys} were taken as ordered categories (cumulative probit, thresholds shared by all "
            "teams), and the levels of their respondents were sampled. Levels of teams and tiers are expected answers; "
            "arrows and ICCs are those of the latent levels.",
            surveys=say.join(names),
        ),
    )


def _aggregation(kind: str, say: Wording) -> str:
    return {
        "reflective": say.say("respondents as a sample of the possible raters of their team"),
        "finite": say.say("the team as its own finite number of members"),
        "manifest": say.say("the observed team mean as the truth"),
    }[kind]


def _model(released: Released, say: Wording) -> str:
    facts = released.facts
    sampled = say.say(
        "The posterior was sampled with {chains} chains of {draws} draws after {tune} of warm-up (No-U-Turn sampler, "
        "{sampler}; seed {seed}; bayeschain {version}). Results are posterior means with equal-tailed {mass} "
        "intervals. Drivers were ranked within stages, that is among constructs none of which comes before another "
        "in the chain; shares of variance are averages over orderings (LMG; Grömping 2007). Convergence was judged "
        "by R̂ and effective sample sizes (Vehtari et al. 2021).",
        chains=facts["chains"],
        draws=facts["draws"],
        tune=facts["tune"],
        sampler=facts["sampler"],
        seed=facts["seed"],
        version=_versions(released).get("bayeschain", ""),
        mass=say.percent(100.0 * released.mass),
    )
    diverged = int(facts.get("diverged_at_first", "0"))
    if not diverged:
        return sampled
    again = say.count(
        "In a first pass {n} transition diverged; the draws are from a second pass with target acceptance {p:.2f}.",
        "In a first pass {n} transitions diverged; the draws are from a second pass with target acceptance {p:.2f}.",
        diverged,
        p=float(facts["target_accept"]),
    )
    return f"{sampled} {again}"


def _facts(released: Released, say: Wording) -> Table:
    facts = released.facts
    rows = [
        (say.say("model file, SHA-256"), facts["model_sha256"]),
        (say.say("seed"), facts["seed"]),
        *((name, version) for name, version in _versions(released).items()),
    ]
    return table(say.say("Versions and seed"), [(say.say("What"), False), (say.say("Value"), False)], rows)


def _versions(released: Released) -> dict[str, str]:
    found: dict[str, str] = json.loads(released.facts["versions"])
    return found
