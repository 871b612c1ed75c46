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
# # A first report
#
# A company has asked its staff and its customers. Both answered about the same teams, but they are different people. What
# leads to what, from leadership to customer benefit, and how sure can anyone be of it?
#
# This page goes from two survey files to a report, one step at a time. Every step is one function.

# %%
from pathlib import Path
from tempfile import mkdtemp

import bayeschain as bc

folder = Path(mkdtemp())

# %% [markdown]
# `bayeschain new` writes a commented model file and two tiny surveys; from Python it is a function too. The model file
# says which columns belong to which construct, and draws the chain.

# %%
from bayeschain.workflow.starting import new_study

new_study(folder / "study")
print((folder / "study" / "model.yaml").read_text())

# %% [markdown]
# Reading joins the surveys by team. What was lost on the way is counted, with the reason.

# %%
specification = bc.load_model(folder / "study" / "model.yaml")
surveys = bc.read_surveys(specification)
surveys.account.to_frame()

# %% [markdown]
# The model is an ordinary `pymc.Model`. Respondents and teams are integrated out exactly, so that only the parameters
# are left to sample.

# %%
model = bc.build_model(specification, surveys)
model

# %%
fit = bc.fit(model, seed=1)
bc.convergence(fit).sentence

# %% [markdown]
# Every summary is an xarray Dataset with named dims. Total effects on the outcome, with their 90 % intervals and the
# probability that they are positive:

# %%
drivers = bc.drivers(fit)
drivers[["mean", "lower", "upper", "prob_positive"]].sel(measure="total").to_dataframe().round(2)

# %% [markdown]
# The tiers: teams are sorted by trust and split in thirds *in every posterior draw*, so a team's place is as uncertain as
# it is. 105 means 105 % of the mean over all teams.

# %%
tiers = bc.tiers(fit)
tiers[["relative", "relative_lower", "relative_upper"]].sel(estimand="these_teams").to_dataframe().round(2)

# %% [markdown]
# And the report itself: one HTML file, tables and figures.

# %%
report = bc.report(fit, folder / "run")
sorted(each.relative_to(folder).as_posix() for each in (folder / "run").iterdir())
