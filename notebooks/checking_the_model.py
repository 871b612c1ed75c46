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
# # Checking the model
#
# A report opens with what all checks came to. This notebook makes the checks by hand: first of a model that is right, then
# of one that lacks an arrow. A check returns a verdict: a status (pass, look, fail), a sentence, what to do about it, and
# the table behind it.

# %%
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import bayeschain as bc
from bayeschain.experiments import sample, write_sample
from bayeschain.workflow.starting import new_study

folder = Path(mkdtemp()) / "study"
new_study(folder)
specification = bc.load_model(folder / "model.yaml")
print("\n".join(path.name for path in specification.chain.paths))

# %% [markdown]
# Answers are drawn person by person with known truth, so that it is known what the checks ought to find. There are 150
# teams: in 30 teams an arrow that is missing would hardly be seen.

# %%
design = bc.Design(teams=150, respondents={"staff": (8, 15), "customers": (10, 20)}, seed=3)
truth = bc.case_truth(specification)
write_sample(specification, sample(specification, design, truth, 5), folder)
surveys = bc.read_surveys(specification)
model = bc.build_model(specification, surveys)
fit = bc.fit(model, draws=500)

# %% [markdown]
# ## A model that is right

# %%
for verdict in bc.verdicts(fit):
    print(f"{verdict.check}: {verdict.status}. {verdict.sentence} {verdict.remedy}")

# %% [markdown]
# Each check has a figure. These teams among new teams of the fitted model: a dot far from the middle is a statistic that the
# model does not reproduce.

# %%
bc.plot_predictive(fit)

# %% [markdown]
# Whether teams lie where the *other* teams predict them:

# %%
bc.plot_calibration(fit)

# %% [markdown]
# What the reported numbers owe to priors and data:

# %%
bc.plot_sensitivity(fit)

# %% [markdown]
# ## Single teams
#
# `leave_one_out` says how far each reported quantity moves without a team, in posterior SDs. Importance weights tell where
# their Pareto k is at most .7. Of other teams the move is known to first order: the covariance of the quantity with the
# log-likelihood of the team.

# %%
bc.leave_one_out(fit).table.head()

# %% [markdown]
# A fit without the team settles it. `refit_teams` makes one for each team of which weights do not tell, without compiling
# the model again; here for the two teams that move most. On the command line that is `bayeschain run --exact`.

# %%
most = tuple(bc.leave_one_out(fit).table["team"].head(2))
fit = bc.refit_teams(model, fit, teams=most)
bc.leave_one_out(fit).table.head()

# %% [markdown]
# ## A model that lacks an arrow
#
# The same answers, and a chain without its last arrow.

# %%
last = specification.chain.paths[-1]
lines = specification.text.splitlines()
place = max(n for n, line in enumerate(lines) if line.strip().startswith(f"{last.target} ~"))
sources = [path.source for path in specification.chain.paths if path.target == last.target]
print("taken out:", last.name)

# %%
kept = [source for source in sources if source != last.source]
lines[place] = f"  {last.target} ~ {' + '.join(kept)}"
poorer = replace(bc.parse_model("\n".join(lines)), folder=folder)
poor = bc.fit(bc.build_model(poorer, bc.read_surveys(poorer)), draws=500)
for verdict in bc.verdicts(poor):
    print(f"{verdict.check}: {verdict.status}. {verdict.sentence}")

# %%
bc.missing_arrows(poor).table.head()

# %% [markdown]
# What stands out there was not asked before the data were seen: it is a question for the next survey rather than a finding.
