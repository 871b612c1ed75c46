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
# # Missing answers
#
# People skip items. Leaving out everybody who skipped one loses most of a survey: with 20 items, a skipping rate of one
# in ten leaves one respondent in eight. Averages of the answers that are there are biased where those who feel badly skip
# more. bayeschain does neither: whoever answered an item is in the model, with what they answered.

# %%
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

import bayeschain as bc
from bayeschain.experiments.skipping import skip_items
from bayeschain.workflow.starting import new_study

folder = Path(mkdtemp()) / "study"
new_study(folder)
specification = bc.load_model(folder / "model.yaml")
files = {name: folder / survey.file for name, survey in specification.surveys.items()}
complete = {name: pd.read_csv(file) for name, file in files.items()}

# %% [markdown]
# Here a fifth of the answers is taken out *at random given another answer*: the lower somebody's answer to the first item
# of the survey, the more of the other items they skip.

# %%
answers = skip_items(specification, complete, share=0.2, seed=1, mechanism="mar")
for name, table in answers.items():
    table.to_csv(files[name], index=False)
surveys = bc.read_surveys(specification)
for note in surveys.account.notes:
    print(note)

# %% [markdown]
# How much is missing where:

# %%
from bayeschain.surveys.missing import missing_answers

missing_answers(specification, surveys)

# %% [markdown]
# Averages of the answers that are there come out too high, because low answers are the ones that are missing:

# %%
before, after = complete["staff"].drop(columns="team").mean(), answers["staff"].drop(columns="team").mean()
pd.DataFrame({"complete": before, "with gaps": after, "bias": after - before}).round(2)

# %% [markdown]
# The likelihood adds up, team by team, what each pattern of answers says of the constructs. It is the density of all
# answers given as one normal distribution, to rounding error, and at lavaan's estimates it is lavaan's with
# `missing = "ml"`. Building a model needs nothing new; `bc.fit` samples it as ever:

# %%
model = bc.build_model(specification, surveys)
model

# %% [markdown]
# What is assumed: given the answers that are there, skipping has nothing to do with what the answer would have been. If
# people skip an item *because of* what they would have answered, and no other answer tells, no method can know. Where
# measurement is manifest, a survey must say how a scale mean is scored: `scoring: mean_of_answered`.
