"""A small chain over two surveys that lavaan fits by maximum likelihood within minutes."""

MODEL = """
title: Maximum likelihood
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  goals: {survey: staff, items: [go1, go2, go3]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  goals ~ trust
  benefit ~ goals + trust
outcome: benefit
tiers: {by: trust, show: [goals, benefit]}
"""
