"""A model with everything that `to_lavaan` writes: reversed items, a single item, own scales, a team column, labels."""

SURVEY = "staff"
MODEL = """
title: Written for lavaan
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
teams: {file: teams.csv, team: team}
constructs:
  trust: {survey: staff, items: [tr1, tr2, tr3], reverse: [tr3]}
  mood: {survey: staff, items: [mo1], reverse: [mo1]}
  goals: {survey: staff, items: [go1, go2, go3], scale: [0, 10]}
  effort: {survey: staff, items: [ef1, ef2], reverse: [ef1]}
  margin: {column: margin}
chain: |
  goals ~ a*trust + mood
  effort ~ trust
  margin ~ b*goals + effort
  through := a * b
outcome: margin
"""
