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
# # Priors: what is assumed, seen before and after
#
# With a few dozen teams, priors matter. This page shows what the default priors imply, how to override one by its name, and
# how to see afterwards what a result owes to them.

# %%
import tempfile
from pathlib import Path

import bayeschain as bc
from bayeschain.experiments import Design, case_truth, sample, write_sample

MODEL = """
title: A company
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  benefit ~ trust + leadership
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {seed: 1}
"""
folder = Path(tempfile.mkdtemp())
default = bc.parse_model(MODEL, folder)

# %% [markdown]
# ## In words
#
# Every family of parameters has a default. `describe` says each in a sentence; the report prints the same.

# %%
for family, sentence in default.priors.describe():
    print(f"{family}: {sentence}")

# %% [markdown]
# ## As pictures
#
# What do all these together say of the quantities that one has an opinion about? The share of variance between teams (ICC), the
# arrows, the explained variance, correlations of constructs, thirds of teams and the gap between them, before any answer is
# read. `bayeschain check MODEL --priors FILE` draws the same.

# %%
bc.plot_prior(default)

# %% [markdown]
# ## Overriding one
#
# Suppose earlier surveys of this company had ICCs of about .25, seldom below .1. The prior is named in the model file; what is
# left out of it, and all other priors, stay as they are.

# %%
informed = bc.parse_model(MODEL + "priors:\n  icc: {alpha: 8, beta: 24}\n", folder)
print(dict(informed.priors.describe())["icc"])
bc.plot_prior(informed, quantity="icc")

# %% [markdown]
# A name that is none, or a number that cannot be, is found before anything is read:

# %%
try:
    bc.parse_model(MODEL + "priors:\n  ic: {alpha: 8, beta: -1}\n", folder)
except bc.InputError as error:
    for problem in error.problems:
        print(f"{problem.where}: {problem.message} {problem.remedy}")

# %% [markdown]
# ## After the data
#
# Twenty-four small teams, simulated. The summaries print the prior's interval beside that of the posterior, and say whether the
# data were informative.

# %%
design = Design(teams=24, respondents={"staff": (4, 8), "customers": (5, 10)})
write_sample(default, sample(default, design, case_truth(default), seed=3), folder)
surveys = bc.read_surveys(default)
fits = {
    name: bc.fit(bc.build_model(each, surveys)) for name, each in {"default": default, "informed": informed}.items()
}
effects = bc.effects(fits["default"]).sel(scale="standardised")
effects = effects.isel(effect=(effects["kind"] == "total").to_numpy())
names = ["lower", "upper", "prior_lower", "prior_upper", "data_informative"]
effects[["route", *names]].to_dataframe()[["route", *names]].round(2)

# %% [markdown]
# How much do the reported numbers owe to the priors? Power scaling answers without fitting again: `doubled` is the move of the
# mean, in posterior standard deviations, if all priors weighed twice as much.

# %%
verdict = bc.sensitivity(fits["default"])
print(verdict.sentence, verdict.remedy)
verdict.table[["quantity", "construct", "prior", "likelihood", "by", "doubled", "diagnosis"]].round(2)

# %% [markdown]
# And side by side: the ICCs under both priors. Where they differ by more than you can accept, report both.

# %%
for name, fit in fits.items():
    found = bc.agreement(fit)[["icc1", "icc1_lower", "icc1_upper"]].to_dataframe()
    print(name, found[["icc1", "icc1_lower", "icc1_upper"]].round(2), sep="\n")

# %% [markdown]
# The model is an ordinary `pymc.Model`: `bc.build_model(default, surveys).free_RVs` are its variables, for whoever wants
# a distribution of another shape.
