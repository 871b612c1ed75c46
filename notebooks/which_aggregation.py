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
# # Which aggregation?
#
# Answers are given by people, and the chain links teams. What is a team's level, then? There are three answers, and the
# literature adds a second question, whether items or scale means are taken (Lüdtke et al. 2008; Marsh et al. 2009). This page
# fits all six to the same answers, of which the truth is known.

# %%
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

import bayeschain as bc

folder = Path(mkdtemp())

MODEL = """
title: Six ways to a team
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], aggregation: finite}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, size: headcount}
constructs:
  leadership: {survey: staff, label: Good leadership, items: [le1, le2, le3]}
  trust: {survey: staff, label: Trust, items: [tr1, tr2, tr3]}
  information: {survey: staff, label: Flow of information, items: [in1, in2]}
  benefit: {survey: customers, label: Customer benefit, items: [cb1, cb2, cb3]}
chain: |
  trust ~ leadership
  information ~ leadership
  benefit ~ trust + information
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {draws: 500, tune: 300, chains: 4, seed: 11}
"""

# %% [markdown]
# Forty teams of some six staff, most of whom answered, and some eight customers. `case_truth` has plausible sizes: ICCs about
# .2, standardised paths about .5. The team table says how many members each team has.

# %%
specification = bc.parse_model(MODEL, folder)
truth = bc.case_truth(specification)
design = bc.Design(teams=40, respondents={"staff": (4, 8), "customers": (5, 12)}, seed=4)
drawn = bc.simulate(specification, design, truth, seed=4)
for survey, answers in drawn.items():
    answers.to_csv(folder / f"{survey}.csv", index=False)
sizes = drawn["staff"].groupby("team").size()
(sizes + 1).rename("headcount").reset_index().to_csv(folder / "teams.csv", index=False)
_ = (folder / "model.yaml").write_text(MODEL)

# %% [markdown]
# One call fits them all. `members` says whose people the team table counts; here the model file says it, as `staff` is finite.
# Customers are nobody's members, so they stay a sample of possible raters where the staff is finite.

# %%
found = bc.compare(folder / "model.yaml")
print(found.analyses[["measurement", "aggregation", "done", "status"]].to_string(index=False))

# %% [markdown]
# ## Side by side
#
# Arrows in team-level SDs. The truth stands in the last column.

# %%
table = found.table
paths = table[(table["part"] == "path") & (table["scale"] == "standardised")]
wide = paths.assign(analysis=paths["measurement"] + " × " + paths["aggregation"]).pivot_table(
    index="quantity", columns="analysis", values="mean", sort=False
)
true = [dict(zip([p.name for p in specification.chain.paths], truth.path_standardised, strict=True))[q] for q in wide.index]
print(wide.assign(truth=true).round(2).to_string())

# %%
bc.plot_comparison(found.compared)

# %% [markdown]
# Manifest teams take averages for levels. Their noise draws slopes between the surveys towards zero, and the mood that a
# person's answers share passes for an effect within a survey. The interval of a manifest analysis is the narrowest, which is
# the trap: it is sure of something else. Where both sides are manifest, the levels of these teams even count as known, and
# tiers have no interval at all.
#
# ## Drivers
#
# How sure is each analysis of the first driver?

# %%
drivers = table[table["part"] == "driver"]
print(drivers[["measurement", "aggregation", "quantity", "stage", "rank_mean", "prob_first"]].round(2).to_string(index=False))

# %% [markdown]
# ## Which to believe
#
# No fit measure decides: reflective and finite teams describe the same answers about equally well, and manifest measurement
# describes other data. What decides is who is meant.
#
# - Would the team have another level if other people had answered? Then respondents are a sample: **reflective**.
# - Is the team its members, and do you know how many? Then what is missing is only the answers of the rest: **finite**.
# - Did everybody answer, and is the average itself what you act on? Then **manifest**, and with it the classical regression.
# - Could the items be exchanged for others of the same kind? Then **latent** measurement; if they define the construct,
#   **manifest**.
#
# `write_comparison` writes a page, the tables and the figure, as `bayeschain compare` does.

# %%
page = bc.write_comparison(found, folder / "comparison")
print(sorted(each.name for each in page.parent.iterdir()))
assert pd.read_csv(page.parent / "tables" / "compare.csv").shape[0] == len(table)
