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
# # From and to other programs
#
# Surveys come as CSV, Excel, Parquet or SPSS files, and colleagues write their models in lavaan. This page goes through all of
# them, with the same answers each time.

# %%
import tempfile
from pathlib import Path

import pandas as pd
import pyreadstat

import bayeschain as bc
from bayeschain.experiments import Design, case_truth, sample, write_sample

MODEL = """
title: A survey
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3], reverse: [tr3]}
chain: |
  trust ~ leadership
outcome: trust
sampling: {seed: 1}
"""
folder = Path(tempfile.mkdtemp())
specification = bc.parse_model(MODEL, folder)
design = Design(teams=30, respondents={"staff": (5, 9)})
write_sample(specification, sample(specification, design, case_truth(specification), seed=2), folder)
answers = pd.read_csv(folder / "staff.csv")
answers.head(3)

# %% [markdown]
# ## Excel and Parquet
#
# The file's name says what it is. A workbook has sheets; `sheet:` names one where there are several with anything on them.

# %%
answers.to_excel(folder / "staff.xlsx", sheet_name="Answers", index=False)
answers.to_parquet(folder / "staff.parquet")
for name in ("staff.csv", "staff.xlsx", "staff.parquet"):
    surveys = bc.read_surveys(bc.parse_model(MODEL.replace("staff.csv", name), folder))
    mean = surveys.sources[0].means.mean()
    print(f"{name}: {len(surveys.teams)} teams, {surveys.respondents} respondents, mean {mean:.6f}")

# %% [markdown]
# ## SPSS
#
# A `.sav` file has labels, and values that its author declared missing. Answers are read by their codes, user-missing values
# count as skipped items.

# %%
coded = answers.astype({"le1": float})
coded.loc[[0, 7], "le1"] = 9.0
pyreadstat.write_sav(
    coded,
    folder / "staff.sav",
    variable_value_labels={"le1": {1: "not at all", 5: "entirely", 9: "no answer"}},
    missing_ranges={"le1": [9]},
)
surveys = bc.read_surveys(bc.parse_model(MODEL.replace("staff.csv", "staff.sav"), folder))
answered = surveys.sources[0].available.n.sum(axis=0)[0]
print(f"{surveys.respondents} respondents, of whom {answered} answered le1")

# %% [markdown]
# Had nobody declared the 9, it would have been an answer outside the scale, and reading stops there:

# %%
pyreadstat.write_sav(coded, folder / "undeclared.sav")
try:
    bc.read_surveys(bc.parse_model(MODEL.replace("staff.csv", "undeclared.sav"), folder))
except bc.InputError as error:
    for problem in error.problems:
        print(f"{problem.where}: {problem.message} {problem.remedy}")

# %% [markdown]
# ## To lavaan
#
# The same model as a two-level text. It fits in lavaan unchanged: `lavaan::sem(text, data, cluster = "team")`, and at the
# estimates of lavaan the log-likelihood is ours but for a constant of the scales. `bayeschain lavaan MODEL` writes it with
# the R commands.

# %%
text = bc.to_lavaan(specification)
print(text)

# %% [markdown]
# ## From lavaan
#
# A two-level text of a colleague becomes a model file, to be completed by hand: labels, the outcome, thirds.

# %%
found = bc.from_lavaan(
    """
    level: 1
      leadership =~ le1 + le2 + le3
      trust =~ tr1 + tr2 + tr3
      leadership ~~ trust
    level: 2
      leadership =~ le1 + le2 + le3
      trust =~ tr1 + tr2 + tr3
      trust ~ leadership
    """,
    team="team",
    scale=(1, 5),
    file="staff.csv",
)
print(found)
print(bc.parse_model(found, folder).chain.paths)

# %% [markdown]
# What bayeschain does not have is refused, with every reason, and not left out in silence:

# %%
try:
    bc.from_lavaan("level: 1\n  f =~ a + b\nlevel: 2\n  f =~ a + b\n  f ~ 0.5*g", team="team", scale=(1, 5))
except bc.InputError as error:
    for problem in error.problems:
        print(f"{problem.where}: {problem.message} {problem.remedy}")
