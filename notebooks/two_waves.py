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
# # Two waves: what changed, and how sure is it?
#
# The same surveys a year later. Averages of a few answers a team move by chance alone, so "trust fell in eight teams" may mean
# nothing. This page simulates a company twice, with a change that is known, and looks at what a model of both waves says.

# %%
import tempfile
from dataclasses import replace
from pathlib import Path

import bayeschain as bc
from bayeschain.experiments import Design, case_truth, sample, write_sample

MODEL = """
title: A company, twice
waves: [2024, 2025]
surveys:
  staff: {file: staff.csv, wave: year, team: team, scale: [1, 5]}
  customers: {file: customers_<wave>.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, label: Good leadership, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  benefit: {survey: customers, label: Customer benefit, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  benefit ~ trust
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {draws: 1000, tune: 300, chains: 4, seed: 1}
"""

# %% [markdown]
# ## What the model file says
#
# A survey has a file for each wave, where `<wave>` stands for its name, or one file with a column that names the wave. The chain
# is written once. It is fitted in every wave at once: what is `trust` in the file is `trust@2024` and `trust@2025` in the model.
# What the arrows leave open of a construct may covary between waves, so that stable teams are stable in the model.

# %%
folder = Path(tempfile.mkdtemp())
specification = bc.parse_model(MODEL, folder)
print([path.name for path in specification.chain.paths])
print(specification.chain.residual_covariances)

# %% [markdown]
# ## A change that is known
#
# Leadership rises by 8 points of 100 on average; trust and customer benefit stay. Nobody answers twice.

# %%
truth = case_truth(specification)
means = dict(truth.construct_mean)
for name, change in {"leadership": 8.0, "trust": 0.0, "benefit": 0.0}.items():
    means[f"{name}@2025"] = means[f"{name}@2024"] + change
design = Design(teams=36, respondents={name: (6, 14) for name in specification.surveys})
write_sample(specification, sample(specification, design, replace(truth, construct_mean=means), seed=4), folder)
surveys = bc.read_surveys(specification)
fit = bc.fit(bc.build_model(specification, surveys))
print(bc.convergence(fit).sentence)

# %% [markdown]
# ## Change of each construct
#
# On the original scale: 8 points of 100 are .32 on a scale from 1 to 5. `these_teams` are those with answers in both waves,
# `new_teams` the population that they come from.

# %%
changes = bc.changes(fit)
columns = ["level_before", "level_after", "mean", "lower", "upper", "prob_positive"]
changes[columns].isel(step=0).to_dataframe()[columns].round(2)

# %%
bc.plot_changes(fit)

# %% [markdown]
# `stability` is the correlation of the teams' true levels in the two waves: near 1, teams keep their places.

# %%
columns = ["stability", "stability_lower", "stability_upper"]
changes[columns].isel(step=0).to_dataframe()[columns].round(2)

# %% [markdown]
# ## From third to third
#
# How many teams of the lowest third by trust are in the lowest third a year later? Whose level is not well known moves by
# chance as well, and the draws allow for that.

# %%
changes["moved"].isel(step=0).to_pandas().round(1)

# %% [markdown]
# ## Drivers
#
# Whether an effect became stronger is harder to tell than whether a level rose: compare the width of this interval.

# %%
effects = ["effect_before", "effect_after", "effect_mean", "effect_lower", "effect_upper"]
changes[effects].isel(step=0).to_dataframe()[effects].round(2)

# %% [markdown]
# ## What it cannot do
#
# - People are not followed. Whoever answers in both waves counts as two people; where many do, teams seem more stable than they
#   are.
# - Loadings are free in each wave. The mean of a construct is that of its items in any case, but look whether all items moved.
# - A change is not the effect of what was done in between.
#
# Teams change as well. `teams: {file: teams.csv, team: team, became: became}` names a column with what a team became later:
# one that was renamed stays one team, one that was split (`A; B`) or merged does not, and the account of the join says so.
