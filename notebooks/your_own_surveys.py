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
# # Your own surveys
#
# Exports of survey tools are rarely as tidy as an example. This page takes one with the usual faults and shows what
# bayeschain says of each. It never guesses: it names the place, and what to do.

# %%
from pathlib import Path
from tempfile import mkdtemp

import bayeschain as bc

folder = Path(mkdtemp())
(folder / "data").mkdir()

# %% [markdown]
# The staff survey comes from a spreadsheet: semicolons, a title above the column names, merged team cells, answers with
# their labels.

# %%
rows = ["Staff survey;;;", "Team;Trust 1;Trust 2;Lead 1"]
for team in range(1, 13):
    for person in range(6):
        name = f"Team {team}" if person == 0 else ""
        answers = [1 + (team + person + item) % 5 for item in range(3)]
        rows.append(";".join([name, *(f"{a} – agree" if a == 5 else str(a) for a in answers)]))
_ = (folder / "data" / "staff.csv").write_text("\n".join(rows), encoding="cp1252")

MODEL = """
title: Our first survey
surveys:
  staff: {file: data/staff.csv, team: Team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [Lead 1]}
  trust: {survey: staff, items: [Trust 1, Trust 2]}
chain: |
  trust ~ leadership
outcome: trust
"""
_ = (folder / "model.yaml").write_text(MODEL)


# %% [markdown]
# A helper that shows what is wrong, as the command line would:


# %%
def look(model: Path) -> None:
    """Check a model file and print every problem with its remedy."""
    try:
        print(bc.check(model).sentence)
    except bc.InputError as error:
        for problem in error.problems:
            print(f"{problem.where}: {problem.message}\n    {problem.remedy}")


look(folder / "model.yaml")

# %% [markdown]
# The title goes, and the next look says more:

# %%
lines = rows[1:]
_ = (folder / "data" / "staff.csv").write_text("\n".join(lines), encoding="cp1252")
look(folder / "model.yaml")

# %% [markdown]
# Team names into every row, and codes instead of labels:

# %%
filled, team = [lines[0]], ""
for line in lines[1:]:
    first, *answers = line.split(";")
    team = first or team
    filled.append(";".join([team, *(answer.split(" ")[0] for answer in answers)]))
_ = (folder / "data" / "staff.csv").write_text("\n".join(filled), encoding="cp1252")
look(folder / "model.yaml")

# %% [markdown]
# A wrong name in the model file is found with the nearest known one, and its place in the text:

# %%
_ = (folder / "wrong.yaml").write_text(MODEL.replace("trust ~ leadership", "trust ~ leadrship"))
look(folder / "wrong.yaml")

# %% [markdown]
# Then the run. `bayeschain run model.yaml --out runs/first` does the same from the command line.

# %%
outcome = bc.run(folder / "model.yaml", folder / "run")
print(outcome.verdict.sentence)
print(outcome.verdict.remedy)
