# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Structure between teams: covariates, residual covariances, units
#
# A chain of arrows is seldom all that makes teams alike or different. This page simulates a company whose truth is known,
# and adds to its chain
#
# - a **team covariate**: a column of the team table, known of every team, on the right of an equation;
# - a **respondent covariate**, adjusted for within teams;
# - a **residual covariance** `a ~~ b`: something outside the chain moves two constructs together;
# - a **unit** above the teams: teams of one business area are alike.
#
# All of it is integrated out exactly: neither teams, units nor people are sampled. Who skipped an item stays with what they
# answered, beside covariates and units as well. With `likelihood: ordinal` all of it works in the same way, and there the levels
# of people are sampled.

# %%
import tempfile
from pathlib import Path

import bayeschain as bc
from bayeschain.experiments import Design, case_truth, sample, write_sample

MODEL = """
title: A company in areas
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, unit: area, covariates: [age]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  promises: {survey: customers, items: [pr1, pr2]}
  benefit: {survey: customers, items: [be1, be2, be3]}
  margin: {column: margin}
chain: |
  trust ~ leadership + age
  promises ~ trust
  benefit ~ trust
  margin ~ benefit + promises
  promises ~~ benefit
outcome: margin
sampling: {draws: 1000, tune: 300, chains: 4, seed: 1}
"""

# %% [markdown]
# ## What the model is
#
# $$\eta_j = \mu + B(\eta_j - \mu) + \Gamma (x_j - \bar x) + u_{g(j)} + \zeta_j$$
#
# with $\eta_j$ the levels of team $j$, $x_j$ its covariates, $u_g \sim N(0, \omega^2)$ the effects of its unit and $\zeta_j$
# what the arrows leave open, whose correlations are 0 but for the pairs written `~~`. Constructs that no construct explains
# covary freely with each other and with the covariates. The answers of person $i$ are
# $y_{ij} = \nu + \Lambda(\eta_j + \Gamma_w (x_{ij} - \bar x) + w_{ij}) + \delta_j + e_{ij}$.
#
# Priors are on standardised scales. `describe` says them in words.

# %%
folder = Path(tempfile.mkdtemp())
specification = bc.parse_model(MODEL, folder)
for family, sentence in specification.priors.describe():
    if family in {"covariates", "respondent_slopes", "unit_share", "residual_correlations"}:
        print(f"{family}: {sentence}")

# %% [markdown]
# ## People are drawn, one after the other
#
# The simulator draws units, teams, people and their answers; it does not use the likelihood.

# %%
truth = case_truth(specification)
design = Design(teams=60, respondents={"staff": (5, 12), "customers": (6, 15)}, units=10)
write_sample(specification, sample(specification, design, truth, seed=3), folder)
surveys = bc.read_surveys(specification)
print(len(surveys.teams), "teams in", len(surveys.units.names), "units;", surveys.respondents, "respondents")

# %%
fit = bc.fit(bc.build_model(specification, surveys))
print(bc.convergence(fit).sentence)

# %% [markdown]
# ## What comes back
#
# Slopes on covariates, in standard deviations, beside their true values. A slope of teams is in SDs of the construct between
# teams; a slope of respondents in SDs between the respondents of a team.

# %%
true = truth.named()
slopes = bc.covariates(fit).sel(scale="standardised")[["mean", "lower", "upper"]].to_dataframe()
slopes["true"] = [(true["covariate_effect"] | true["respondent_slope"])[name.rpartition(" (")[0]] for name in slopes.index]
slopes[["true", "mean", "lower", "upper"]].round(2)

# %% [markdown]
# The residual correlation, and the arrows:

# %%
effects = bc.effects(fit).sel(scale="standardised")
effects = effects.isel(effect=effects["kind"].isin(["direct", "residual"]).to_numpy())
effects[["route", "mean", "lower", "upper"]].to_dataframe()[["route", "mean", "lower", "upper"]].round(2)

# %% [markdown]
# Units: how much of the variance between teams lies between them, and where each unit lies. With ten units the share is known
# only roughly, and the prior counts: compare the two intervals.

# %%
units = bc.units(fit)
units[["share", "share_lower", "share_upper", "prior_share_lower", "prior_share_upper"]].to_dataframe().round(2)

# %%
units[["mean", "lower", "upper"]].sel(construct="trust").to_dataframe()[["mean", "lower", "upper"]].round(2)

# %% [markdown]
# ## What is refused, and why
#
# - `y ~ x` together with `y ~~ x`: the data tell one number about the pair, not two. Without such pairs almost all values
#   can be told apart (Brito & Pearl 2002).
# - A team covariate that is missing for a team: it is not modelled. Declare it under `constructs:` with `column:` and it may
#   be missing.
# - A respondent covariate that is constant in every team tells teams apart, and belongs in the team table.
# - One unit only, or units of one team each.
# - Covariates with text: one column of 0 and 1 for each group but one.

# %%
try:
    bc.parse_model(MODEL.replace("promises ~~ benefit", "promises ~~ trust"), folder)
except bc.InputError as error:
    print(error)
