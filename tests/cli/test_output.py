"""What is said, to whom."""

import json
from pathlib import Path

import pandas as pd
import pytest

from bayeschain.cli.output import JsonOutput, LineOutput, QuietOutput, TerminalOutput, make_output
from bayeschain.errors import Problem
from bayeschain.workflow.events import Event, Finished, Note, Sampling, Started, Step

EVENTS: list[Event] = [
    Started("run", Path("model.yaml")),
    Step("read", "Reading model.yaml"),
    Note("42 teams"),
    Sampling("compiling"),
    *(Sampling("sampling", done, 1000, done // 500) for done in range(0, 1001, 5)),
    Finished(Path("out"), "pass", "It can be trusted.", 0, 12.3),
]


def test_lines_are_few_and_plain(capsys: pytest.CaptureFixture[str]) -> None:
    with LineOutput() as output:
        for event in EVENTS:
            output(event)
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert said.err == ""
    assert len(lines) < 20
    assert lines[0] == "Reading model.yaml"
    assert "  Sampling: 50 %, 1 divergence" in lines
    assert lines[-2:] == ["It can be trusted.", "Written to out (12 s)"]
    assert "\x1b" not in said.out


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with JsonOutput() as output:
        for event in EVENTS:
            output(event)
        output.say("for people")
        output.tables("checked", {"groups": pd.DataFrame({"survey": ["ä"], "n": [3], "x": [float("nan")]})})
    said = capsys.readouterr()
    told = [json.loads(line) for line in said.out.splitlines()]
    assert said.err == ""
    assert told[0] == {"event": "started", "command": "run", "model": "model.yaml"}
    assert sum(each["event"] == "progress" for each in told) < 15
    assert told[-2]["event"] == "finished"
    assert told[-2]["folder"] == "out"
    assert told[-1] == {"event": "checked", "groups": [{"survey": "ä", "n": 3, "x": None}]}
    assert "for people" not in said.out


def test_quiet_says_errors_only(capsys: pytest.CaptureFixture[str]) -> None:
    with QuietOutput() as output:
        for event in EVENTS:
            output(event)
        output.say("x")
        output.tables("checked", {"t": pd.DataFrame({"a": [1]})})
        output.problems([Problem("Wrong.", "Right it.", "a.csv")])
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Error: a.csv: Wrong.\n    Right it.\n"


def test_a_terminal_shows_markup_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with TerminalOutput() as output:
        for event in [*EVENTS, Note("[bold]team[/bold] [red]")]:
            output(event)
        output.tables("checked", {"A title": pd.DataFrame({"name": ["[red]x"], "value": [1.234]})})
    said = capsys.readouterr().out
    assert "[bold]team[/bold] [red]" in said
    assert "[red]x" in said
    assert "1.23" in said
    assert "It can be trusted." in said


def test_the_output_suits_options_and_standard_output() -> None:
    assert type(make_output(as_json=True, quiet=True)) is JsonOutput
    assert type(make_output(as_json=False, quiet=True)) is QuietOutput
    assert type(make_output(as_json=False, quiet=False)) is LineOutput
