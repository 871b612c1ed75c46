"""What the page about all runs of a batch says, in one language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bayeschain.languages import SOURCE
from bayeschain.report.wording import NOTHING, Wording
from bayeschain.workflow.batch.work import DONE, FAILED, WRONG_INPUT, in_short
from bayeschain.workflow.running import NOT_TRUSTED


@dataclass(frozen=True)
class Row:
    """A run.

    Parameters
    ----------
    name : str
        Name of its model file, and of its folder.
    has_report : bool
        Whether the folder holds a report.
    status : str
        How it ended.
    found : str
        What was found.
    problems : tuple of str
        What is wrong with its input, as the command line says it.
    changed : str
        How much changed since the last run.
    language : str
        Language of `found`, where it is not that of the page.
    """

    name: str
    has_report: bool
    status: str
    found: str
    problems: tuple[str, ...]
    changed: str
    language: str


@dataclass(frozen=True)
class Page:
    """The page: headings, a row a run, and the language of problems where it is another."""

    language: str
    direction: str
    title: str
    summary: str
    words: Mapping[str, str]
    rows: tuple[Row, ...]
    note: str
    problem_language: str


def contents(runs: Mapping[str, Mapping[str, Any]], with_report: Collection[str], seconds: float, say: Wording) -> Page:
    """Say everything that the page says.

    Parameters
    ----------
    runs : mapping of str to mapping
        What each run came to, as `told` has it, and ``done_now``.
    with_report : collection of str
        Runs whose folder holds a report.
    seconds : float
        How long the batch took.
    say : Wording
        The language.
    """
    counts = {code: sum(each["exit_code"] == code for each in runs.values()) for code in (0, 1, 2, 3)}
    sentences = [_counted(code, n, say) for code, n in counts.items() if n]
    return Page(
        language=say.language,
        direction=say.direction,
        title=say.count("Summary of {n} run", "Summary of {n} runs", len(runs)),
        summary=" ".join([*sentences, say.say("Written in {seconds:.0f} s.", seconds=seconds)]),
        words={
            "runs": say.say("Runs"),
            "caption": say.say("Runs, by model file"),
            "run": say.say("Run"),
            "status": say.say("Status"),
            "found": say.say("What was found"),
            "changed": say.say("Changed since the last run"),
        },
        rows=tuple(_row(name, each, name in with_report, say) for name, each in runs.items()),
        note=say.say(
            "A quantity has changed beyond uncertainty when the interval of the difference between the two runs leaves "
            "out zero. Answers of the two runs count as independent."
        ),
        problem_language="" if say.language == SOURCE else SOURCE,
    )


def _counted(code: int, n: int, say: Wording) -> str:
    match code:
        case 0:
            return say.count("{n} run is done.", "{n} runs are done.", n)
        case 1:
            return say.count("{n} run failed.", "{n} runs failed.", n)
        case 2:
            return say.count("{n} run has wrong input.", "{n} runs have wrong input.", n)
        case _:
            return say.count("{n} run is not to be trusted.", "{n} runs are not to be trusted.", n)


def _row(name: str, run: Mapping[str, Any], has_report: bool, say: Wording) -> Row:
    problems = tuple(
        " ".join(filter(None, (each["where"] and f"{each['where']}:", each["message"], each["remedy"])))
        for each in run["problems"]
    )
    sentence, foreign = run["sentence"], say.language != SOURCE
    translated = say.told(in_short(len(problems))) if problems else run["said"]
    return Row(
        name=name,
        has_report=has_report,
        status=_status(run, has_report, say),
        found=translated if foreign and translated else sentence,
        problems=problems,
        changed=_changed(run["changes"], say),
        language=SOURCE if foreign and not translated else "",
    )


def _status(run: Mapping[str, Any], has_report: bool, say: Wording) -> str:
    words = {
        DONE: say.say("done"),
        FAILED: say.say("failed"),
        WRONG_INPUT: say.say("wrong input"),
        NOT_TRUSTED: say.say("not to be trusted"),
    }
    status = words[run["exit_code"]]
    if not run["done_now"]:
        return say.say("{status} (up to date)", status=status)
    if run["exit_code"] in (FAILED, WRONG_INPUT) and has_report:
        return say.say("{status}; the report is that of an earlier run", status=status)
    return status


def _changed(changes: Mapping[str, Any], say: Wording) -> str:
    if "compared" in changes:
        facts = {"changed": changes["beyond_uncertainty"], "compared": changes["compared"]}
        return say.say("{changed} of {compared}", **facts)
    return say.say("withheld") if changes else NOTHING
