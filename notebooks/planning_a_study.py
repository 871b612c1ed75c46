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
# # Planning a study
#
# How many teams, and how many people in each? Before anybody is asked, fake surveys can answer: draw people from a
# company whose truth is known, fit the chain, and see how wide the intervals are and how often the right thing stands
# first.

# %%
import bayeschain as bc
from bayeschain.experiments.figures import power_figure

chain = bc.parse_model(
    """
title: A planned study
surveys:
  staff:     {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  trust:        {survey: staff, items: [tr1, tr2, tr3]}
  goal_clarity: {survey: staff, items: [gc1, gc2, gc3]}
  benefit:      {survey: customers, items: [cb1, cb2, cb3]}
chain: benefit ~ trust + goal_clarity
outcome: benefit
tiers: {by: trust, show: [benefit]}
"""
)

# %% [markdown]
# A plan says what is true and how much would be asked. Here trust matters more than the clarity of goals, a sixth of the
# answers' variance lies between teams, and four designs are compared. Ten data sets for each design are few, so that this
# page is quick; take a hundred or more, on all cores or on a cluster (`scheduler="tcp://…"`).

# %%
plan = bc.plan_of(
    chain,
    {
        "teams": [20, 40],
        "respondents": [{"staff": 6, "customers": 8}, {"staff": 12, "customers": 16}],
        "icc": 0.15,
        "paths": {"benefit ~ trust": 0.6, "benefit ~ goal_clarity": 0.2},
    },
)
found = bc.power(chain, plan, replicates=10, seed=1)

# %% [markdown]
# By design: the median width of the 90 % intervals of standardised total effects; how often trust, the true first driver,
# ranks first, in the model and in a regression on team averages; how often the intervals of customer benefit in the best
# and the weakest third of the teams by trust do not overlap.

# %%
found.chances

# %%
power_figure(found.chances, found.labels)

# %% [markdown]
# By quantity: the width of each interval, and how often it leaves out 0.

# %%
found.precision[found.precision["kind"] == "path"]
