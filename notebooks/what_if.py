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
# # What if?
#
# A total effect says what goes with what. Who has to decide asks otherwise: if leadership rose by a point in every team, or
# only in the weakest third, what would follow for customers, and how sure is that? This page simulates a company whose truth
# is known, and compares.

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
  goals: {survey: staff, items: [go1, go2]}
  promises: {survey: customers, items: [pr1, pr2]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  goals ~ leadership
  promises ~ trust + goals
  benefit ~ promises + trust
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {seed: 1}
"""
folder = Path(tempfile.mkdtemp())
specification = bc.parse_model(MODEL, folder)
truth = case_truth(specification)
design = Design(teams=60, respondents={"staff": (6, 12), "customers": (8, 16)})
write_sample(specification, sample(specification, design, truth, seed=7), folder)
fit = bc.fit(bc.build_model(specification, bc.read_surveys(specification)))
print(bc.convergence(fit).sentence)

# %% [markdown]
# ## The ranked table
#
# Each construct is raised in turn, all that follows from it in the chain moves along, and the rest stays. `raised`: by one point
# of its own response scale, or by one standard deviation between teams. A point is what people answer; a standard
# deviation is how far teams differ as it is, so that it compares constructs. `raised_in`: in all teams, or in the weakest
# third alone, which is a smaller change of the mean over all teams.

# %%
table = bc.what_if(fit)
print(table.attrs["meaning"])
columns = ["mean", "lower", "upper", "prob_positive", "prob_largest"]
table[[name for name in columns if name in table]].sel(
    raised="sd", unit="points", raised_in="all_teams"
).to_dataframe().round(2)

# %% [markdown]
# Ranks are within a stage: a construct next to the outcome nearly always moves it most, by its place alone. As a picture:

# %%
bc.plot_what_if(fit)

# %% [markdown]
# ## Beside the truth
#
# A point of leadership moves the mean benefit by the product of the slopes along every route, summed. The simulator knows
# them. The intervals should hold the true values, but one in ten.

# %%
scale = {name: (high - low) / 100.0 for name, (low, high) in {"staff": (1, 5), "customers": (0, 10)}.items()}
slope = {tuple(name.split(" ~ ")): value for name, value in truth.named()["path_unstandardised"].items()}


def total(source: str) -> float:
    """Points of benefit on its scale for a point of a construct on its own, over all routes."""

    def along(name: str) -> float:
        if name == "benefit":
            return 1.0
        return sum(b * along(target) for (target, cause), b in slope.items() if cause == name)

    survey = specification.construct(source).survey
    return along(source) * scale["customers"] / scale[survey]


points = table.sel(raised="point", unit="points", raised_in="all_teams")[["mean", "lower", "upper"]].to_dataframe()
points = points[["mean", "lower", "upper"]].assign(true=[total(name) for name in points.index])
points.round(3)

# %% [markdown]
# ## One construct, everything downstream
#
# `downstream` follows one construct. With the weakest third raised alone, it also tells the gap between the thirds before and
# after.

# %%
after = bc.downstream(fit, "leadership").sel(raised="sd", unit="points", raised_in="weakest_tier")
after[["mean", "lower", "upper", "gap", "gap_after"]].to_dataframe()[
    ["mean", "lower", "upper", "gap", "gap_after"]
].round(2)

# %% [markdown]
# ## What it cannot do
#
# The change is what the chain implies under its arrows: that leadership is a cause of trust, that nothing outside the chain
# moves both, and that a slope between teams is what a team would go through if it changed. Surveys of one moment cannot show
# that. It is an answer about the model, not an experiment.
