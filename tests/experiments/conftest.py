"""A small chain with everything that the simulator must handle."""

import pytest

from bayeschain.specification import Specification, parse_model

SMALL = """
title: Small
surveys:
  staff: {file: staff.csv, team: unit, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team}
constructs:
  trust: {survey: staff, items: [t1, t2, t3], reverse: [t3]}
  clarity: {survey: staff, items: [c1, c2]}
  benefit: {survey: customers, items: [b1, b2, b3]}
  overall: {survey: customers, items: [o1]}
  hostility: {survey: staff, items: [h1, h2], scale: [0, 4], better: low}
  margin: {column: margin}
chain: |
  benefit ~ clarity + trust
  hostility ~ trust
  overall ~ benefit + hostility
  margin ~ overall
outcome: margin
tiers: {by: trust, show: [clarity, benefit]}
"""


@pytest.fixture(scope="session")
def small() -> Specification:
    return parse_model(SMALL)
