"""What a command says: bars on a terminal, lines in a pipe, JSON for scripts, or nothing."""

import json
import sys
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Final, Protocol, Self

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from bayeschain.errors import Problem
from bayeschain.workflow.events import Event, Finished, Note, Ran, Replicated, Sampling, Started, Step, record

PHASES: Final = {
    "compiling": "Compiling the model",
    "sampling": "Sampling",
    "again": "Transitions diverged: sampling again with smaller steps",
    "summarising": "Drawing the teams",
    "refitting": "Fitting without single teams",
    "replicates": "Simulating and fitting data sets",
}
SHARES: Final = 10
"""Lines of progress that a pipe gets of one phase."""


class Output(Protocol):
    """Where a command says what it does; a context manager, and a listener of events."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...

    def __call__(self, event: Event) -> None:
        """Tell of an event."""

    def say(self, text: str) -> None:
        """Say something to people."""

    def tables(self, name: str, tables: dict[str, pd.DataFrame]) -> None:
        """Show tables by title."""

    def problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with the input."""

    def failed(self, message: str) -> None:
        """Say that the command failed."""


class Sparse:
    """Lets one event of progress through for each tenth of a phase."""

    def __init__(self) -> None:
        self._last = ("", -1)
        self._lock = Lock()

    def __call__(self, event: Sampling | Replicated) -> bool:
        """Whether this event is news."""
        now = (event.phase, SHARES * event.done // event.total if event.total else 0)
        with self._lock:
            news = now != self._last
            self._last = now
        return news


def in_words(event: Event) -> str:
    """One line for an event."""
    match event:
        case Started():
            return ""
        case Step():
            return event.message
        case Note():
            return f"  {event.message}"
        case Sampling(total=0):
            return f"  {PHASES.get(event.phase, event.phase)}"
        case Sampling():
            share = round(100 * event.done / event.total)
            return f"  {PHASES.get(event.phase, event.phase)}: {share} %, {_divergences(event.divergences)}"
        case Replicated():
            return f"  {PHASES[event.phase]}: {event.done} of {event.total}, {_remaining(event)}"
        case Ran():
            return f"  {event.model}: exit code {event.exit_code}. {event.sentence}"
        case Finished():
            written = f"Written to {event.folder} ({event.seconds:.0f} s)"
            return f"{event.sentence}\n{written}" if event.sentence else written


def _divergences(count: int) -> str:
    return "1 divergence" if count == 1 else f"{count} divergences"


def _remaining(event: Replicated) -> str:
    """How many replicates failed, and how long the others will take."""
    failed = f"{event.failed} failed, " if event.failed else ""
    if event.seconds_left >= 90.0:
        return f"{failed}about {event.seconds_left / 60.0:.0f} min left"
    return f"{failed}about {event.seconds_left:.0f} s left"


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Lines that list problems: place and message, then the remedy."""
    lines = []
    for problem in problems:
        place = f"{problem.where}: " if problem.where else ""
        lines.append(f"Error: {place}{problem.message}")
        if problem.remedy:
            lines.append(f"    {problem.remedy}")
    return lines


class LineOutput:
    """Plain lines on standard output, errors on standard error."""

    def __init__(self) -> None:
        self._news = Sparse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        return

    def __call__(self, event: Event) -> None:
        """Print a line."""
        if isinstance(event, Sampling | Replicated) and not self._news(event):
            return
        if line := in_words(event):
            self.say(line)

    def say(self, text: str) -> None:
        """Print text."""
        print(text, flush=True)

    def tables(self, name: str, tables: dict[str, pd.DataFrame]) -> None:
        """Print tables in columns."""
        for title, table in tables.items():
            cells = _cells(table).rename(columns=_heading)
            self.say(f"\n{title.capitalize()}\n{cells.to_string(index=False)}")

    def problems(self, problems: Sequence[Problem]) -> None:
        """List problems on standard error."""
        self.failed("\n".join(problem_lines(problems)))

    def failed(self, message: str) -> None:
        """Print on standard error."""
        print(message, file=sys.stderr, flush=True)


class QuietOutput(LineOutput):
    """Errors only."""

    def __call__(self, event: Event) -> None:
        """Say nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""


class JsonOutput(LineOutput):
    """One JSON object a line on standard output; errors as text on standard error too."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def __call__(self, event: Event) -> None:
        """Write an event."""
        if not isinstance(event, Sampling | Replicated) or self._news(event):
            self._write(record(event))

    def say(self, text: str) -> None:
        """Say nothing: it is for people."""

    def tables(self, name: str, tables: dict[str, pd.DataFrame]) -> None:
        """Write tables as lists of records."""
        records = {title: json.loads(each.to_json(orient="records")) for title, each in tables.items()}
        self._write({"event": name, **records})

    def problems(self, problems: Sequence[Problem]) -> None:
        """Write one event a problem."""
        for each in problems:
            self._write({"event": "problem", "where": each.where, "message": each.message, "remedy": each.remedy})
        super().failed("\n".join(problem_lines(problems)))

    def failed(self, message: str) -> None:
        """Write an event, and print on standard error."""
        self._write({"event": "failed", "message": message})
        super().failed(message)

    def _write(self, facts: Mapping[str, object]) -> None:
        with self._lock:
            print(json.dumps(facts, ensure_ascii=False), flush=True)


class TerminalOutput(LineOutput):
    """Bars and tables on a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._progress = Progress(
            TextColumn("  {task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._phase = ""

    def __exit__(self, *failure: object) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Move the bar, or print a line above it."""
        if isinstance(event, Sampling | Replicated):
            self._move(event)
            return
        self._clear()
        if line := in_words(event):
            self.say(line)

    def say(self, text: str) -> None:
        """Print text above the bar."""
        self._console.print(text, soft_wrap=True)

    def tables(self, name: str, tables: dict[str, pd.DataFrame]) -> None:
        """Print tables with lines."""
        for title, table in tables.items():
            shown = Table(title=title.capitalize(), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
            cells = _cells(table)
            for column in cells.columns:
                number = pd.api.types.is_numeric_dtype(table[column])
                shown.add_column(_heading(column), justify="right" if number else "left", overflow="fold")
            for row in cells.itertuples(index=False):
                shown.add_row(*row)
            self._console.print(shown)

    def _move(self, event: Sampling | Replicated) -> None:
        if self._task is None or event.phase != self._phase:
            self._clear()
            self._progress.start()
            self._phase = event.phase
            self._task = self._progress.add_task(PHASES.get(event.phase, event.phase), total=None, note="")
        note = _note(event)
        self._progress.update(self._task, completed=event.done, total=event.total or None, note=note)

    def _clear(self) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None


def _note(event: Sampling | Replicated) -> str:
    if isinstance(event, Replicated):
        return _remaining(event)
    return _divergences(event.divergences) if event.total else ""


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """Table as text: numbers with two decimals, whole numbers without, nothing for missing ones."""
    return table.apply(lambda column: column.map(_cell))


def _heading(column: object) -> str:
    return str(column).replace("_", " ")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.2f}"
    return "" if value is pd.NA else str(value)


def make_output(*, as_json: bool, quiet: bool) -> Output:
    """Output that suits the options and where standard output goes."""
    if as_json:
        return JsonOutput()
    if quiet:
        return QuietOutput()
    return TerminalOutput() if sys.stdout.isatty() else LineOutput()
