"""Model files as a whole: what they become, and every mistake in them."""

import pickle
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

import pytest
from tests.specification.helpers import MODEL, changed, only_problem, problems, small

from bayeschain.errors import InputError
from bayeschain.specification import (
    DisclosureOptions,
    ReportOptions,
    SamplingOptions,
    SurveyOptions,
    TeamTableOptions,
    TierOptions,
    load_model,
    parse_model,
)
from bayeschain.specification.files import read_specification


def test_a_model_file_becomes_a_specification() -> None:
    spec = small()
    assert spec.title == "A small chain"
    assert list(spec.surveys) == ["staff", "customers"]
    assert spec.surveys["staff"] == SurveyOptions(name="staff", file="staff.csv", team="team", scale=(1.0, 5.0))
    assert spec.teams == TeamTableOptions(file="teams.csv", team="team", size="headcount")
    assert spec.outcome == "margin"
    assert spec.tiers == TierOptions(by="trust", show=("leadership", "margin"))
    assert (spec.sampling, spec.disclosure, spec.report) == (SamplingOptions(), DisclosureOptions(), ReportOptions())
    leadership, margin = spec.construct("leadership"), spec.construct("margin")
    assert (leadership.items, leadership.reverse) == (("le1", "le2", "le3"), frozenset({"le3"}))
    assert (leadership.scale, margin.scale) == ((1.0, 5.0), None)
    assert [each.name for each in spec.survey_constructs("staff")] == ["leadership", "trust"]
    assert [each.name for each in spec.respondent_constructs] == ["leadership", "trust", "promises_kept"]
    assert [each.name for each in spec.column_constructs] == ["margin"]
    assert (spec.label("trust"), spec.label("promises_kept")) == ("Trust in the direction", "Promises kept")
    assert spec.sha256 == sha256(MODEL.encode()).hexdigest()


def test_numbers_become_numbers() -> None:
    spec = parse_model(MODEL + "sampling: {draws: 200, seed: 7, target_accept: .95}\nreport: {interval: 0.8}\n")
    assert spec.sampling == SamplingOptions(draws=200, seed=7, target_accept=0.95)
    assert type(spec.sampling.draws) is int
    assert spec.report.interval == 0.8


def test_the_stored_text_rebuilds_the_specification() -> None:
    spec = parse_model("\ufeff" + MODEL.replace("\n", "\r\n"), Path("somewhere"))
    assert parse_model(spec.text) == spec
    assert deepcopy(spec) == spec
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert parse_model(changed("draws", "draws", spec.text + "sampling: {draws: 5}\n")) != spec


def test_the_folder_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8-sig")
    spec = load_model(tmp_path / "model.yaml")
    assert spec.folder == tmp_path
    assert spec == small()


def test_a_construct_may_have_a_scale_of_its_own() -> None:
    spec = parse_model(changed("items: [tr1, tr2]", "items: [tr1, tr2], scale: [0, 4], better: low"))
    assert (spec.construct("trust").scale, spec.construct("trust").better) == ((0.0, 4.0), "low")


def test_tiers_may_be_left_out_and_show_the_outcome_unless_told() -> None:
    assert parse_model(changed("tiers: {by: trust, show: [leadership, margin]}\n", "")).tiers is None
    assert parse_model(changed("{by: trust, show: [leadership, margin]}", "")).tiers is None
    tiers = parse_model(changed("by: trust, show: [leadership, margin]", "by: margin")).tiers
    assert tiers == TierOptions(by="margin", show=("margin",))


def test_a_chain_on_one_line_is_a_chain() -> None:
    block = MODEL[MODEL.index("chain:") : MODEL.index("outcome:")]
    for written in ("chain: margin ~ trust; trust ~ leadership", 'chain: "margin ~ trust; trust ~ leadership"'):
        assert len(parse_model(changed(block, written + "\n")).chain.paths) == 2


# what is replaced, by what, the message, line and column of it, the remedy
MISTAKES = [
    ("title: A small chain\n", "", "'title' is missing", 0, "", "Add the line title:"),
    ("title: A small chain", "title:", "'title' is empty", 1, "title", "Give it a value"),
    ("title: A small chain", 'title: "A\\a"', "'title' holds a control character", 1, '"A\\a"', "plain characters"),
    ("title: A small chain", "title: [a, b]", "'title' must be one text", 1, "title", "Write title:"),
    ("outcome: margin", "outcome: margn", "'margn' is not a declared construct", 16, "margn", "Did you mean 'margin'?"),
    (
        "outcome: margin",
        "outcome: leadership",
        "Nothing in the chain explains the outcome",
        16,
        "leadership",
        "leadership ~ …",
    ),
    ("by: trust", "by: trst", "'trst' is not a declared construct", 17, "trst", "Did you mean 'trust'?"),
    ("[leadership, margin]", "[leadership, margn]", "'margn' is not a declared", 17, "margn", "Did you mean 'margin'?"),
    ("[leadership, margin]", "[margin, margin]", "'show' names 'margin' twice", 17, "show", "Remove one"),
    (
        "[leadership, margin]",
        "margin",
        "'show' must be a list",
        17,
        "margin",
        "Write it in square brackets: show: [a, b]",
    ),
    ("{by: trust, show", "{show", "'by' is missing", 17, "tiers", "Add the line by: …"),
    ("outcome: margin\n", "outcome: margin\nzzz: red\n", "'zzz' is not an option of the model", 17, "zzz", "Known:"),
    ("outcome: margin\n", "outcome: margin\nsampler: {}\n", "'sampler' is not an option", 17, "sampler", "'sampling'?"),
    (
        "{survey: staff, items: [le1",
        "{survey: staf, items: [le1",
        "survey 'staf', which is not decl",
        7,
        "staf",
        "'staff'?",
    ),
    (
        "{survey: staff, items: [le1",
        "{survy: staff, items: [le1",
        "'survy' is not an option of 'leadership'",
        7,
        "survy",
        "?",
    ),
    ("items: [tr1, tr2]", "items: []", "'trust' has no items", 8, "trust", "List the columns"),
    ("items: [tr1, tr2]", "items: tr1", "'items' must be a list", 8, "tr1", "items: [a, b]"),
    ("items: [tr1, tr2]", "items: [tr1, tr1]", "'items' names 'tr1' twice", 8, "items", "Remove one"),
    ("items: [tr1, tr2]", "items: [tr1, '']", "'items' is empty", 8, "''", "Give it a value"),
    ("items: [tr1, tr2]", "items: [tr1, ~]", "'items' is empty", 8, "~", "Give it a value"),
    ("items: [tr1, tr2]", "items: [tr1, [tr2]]", "'items' must be one text", 8, "[", "without brackets"),
    (
        "items: [tr1, tr2]",
        'items: ["tr1\\n", tr2]',
        "'items' holds a line break or control char",
        8,
        '"tr1\\n"',
        "one line",
    ),
    ("items: [tr1, tr2]", "items: [le1, tr2]", "The item 'le1' serves 'leadership' already", 8, "le1", "one construct"),
    (
        "items: [tr1, tr2]",
        "items: [team, tr2]",
        "'team' is the team column of the survey 'staff'",
        8,
        "team",
        "Remove it",
    ),
    (
        "reverse: [le3]",
        "reverse: [le9]",
        "'leadership' reverses 'le9', which is not one",
        7,
        "le9",
        "Did you mean 'le3'",
    ),
    (
        "label: Trust in the direction",
        "label: Leadership",
        "'leadership' and 'trust' are both shown as",
        8,
        "Leadership",
        "own",
    ),
    ("label: Trust in the direction", "better: hi", "'better' cannot be 'hi'", 8, "hi", "It is one of: high, low"),
    ("{column: margin}", "{column: margin, survey: staff}", "has both a survey and a column", 10, "column", "Keep one"),
    (
        "{column: margin}",
        "{label: M}",
        "Nothing measures 'margin'",
        10,
        "margin",
        "Write survey: and items:, or column:",
    ),
    ("{column: margin}", "", "'margin' is empty", 10, "margin", "Give it a value"),
    (
        "{column: margin}",
        "{column: margin, items: [a]}",
        "'items' means nothing for 'margin'",
        10,
        "items",
        "Remove it",
    ),
    ("{column: margin}", "{column: margin, scale: [1, 5]}", "'scale' means nothing for", 10, "scale", "Remove it"),
    ("{column: margin}", "{column: team}", "The column 'team' names the team or unit", 10, "team", "Choose a column"),
    (
        "teams: {file: teams.csv, team: team, size: headcount}\n",
        "",
        "is a column of the team table, and th",
        9,
        "margin",
        "Add: teams:",
    ),
    (
        "  margin: {column: margin}",
        "  my margin: {column: margin}",
        "'my margin' is not a name",
        10,
        "my margin",
        "Write my_margin",
    ),
    (
        "  margin: {column: margin}",
        "  1margin: {column: margin}",
        "'1margin' is not a name",
        10,
        "1margin",
        "Write x1margin",
    ),
    (
        "  margin: {column: margin}",
        "  TRUE: {column: margin}",
        "'TRUE' is a word of its own in R",
        10,
        "TRUE",
        "TRUE_score",
    ),
    ("size: headcount", "unit: [a]", "'unit' must be one text", 5, "unit", "without brackets"),
    (
        "{file: teams.csv, team: team, size",
        "{team: team, size",
        "'file' is missing",
        5,
        "teams",
        "Add the line file: …",
    ),
    (
        "scale: [1, 5]",
        "scale: [5, 1]",
        "'scale' must go from low to high; 5 is not below 1",
        3,
        "scale",
        "lowest answer first",
    ),
    ("scale: [1, 5]", "scale: [5, 5]", "'scale' must go from low to high", 3, "scale", "lowest answer first"),
    ("scale: [1, 5]", "scale: [1]", "'scale' must be two numbers", 3, "scale", "[1, 5]"),
    ("scale: [1, 5]", "scale: [1, 2, 3]", "'scale' must be two numbers", 3, "scale", "[1, 5]"),
    ("scale: [1, 5]", "scale: 5", "'scale' must be two numbers", 3, "5", "[1, 5]"),
    ("scale: [1, 5]", "scale: [1, x]", "'scale' must be a number, not 'x'", 3, "x", "decimal point"),
    ("scale: [1, 5]", "scale: [1, inf]", "'scale' must be a number, not 'inf'", 3, "inf", "decimal point"),
    ("scale: [1, 5]", "scale: [1, 5], name: x", "'name' is not an option of 'staff'", 3, "name", "the key is the name"),
    ("scale: [1, 5]", "scale: [1, 5], sheet: ' '", "'sheet' is empty", 3, "' '", "Give it a value"),
    (
        "scale: [1, 5]",
        "scale: [1, 5], aggregation: finit",
        "'aggregation' cannot be 'finit'",
        3,
        "finit",
        "reflective, finite",
    ),
    (
        "scale: [1, 5]",
        "scale: [1, 5], likelihood: ordnal",
        "'likelihood' cannot be 'ordnal'",
        3,
        "ordnal",
        "gaussian, ordinal",
    ),
    ("scale: [1, 5]", "scale: [1, 5], measurement: x", "'measurement' cannot be 'x'", 3, "x", "latent, manifest"),
    ("staff: {file: staff.csv, ", "staff: {", "'file' is missing", 3, "staff", "Add the line file: …"),
    (
        "  staff: {file",
        "  other: {file: o.csv, team: t, scale: [1, 2]}\n  staff: {file",
        "'other' measures no constr",
        3,
        "other",
        "Re",
    ),
    (
        "  trust ~ a*leadership",
        "  trust ~ a*leadrship",
        "'leadrship' is not a declared",
        12,
        "leadrship",
        "'leadership'?",
    ),
    ("chain: |\n", "chain: >\n", "must be a block, or its line ends are lost", 11, "chain", "Write chain: |"),
    ("chain: |\n", "chain:\n", "must be a block, or its line ends are lost", 11, "chain", "Write chain: |"),
]


@pytest.mark.parametrize(
    ("old", "new", "message", "line", "marked", "remedy"), MISTAKES, ids=[each[1] for each in MISTAKES]
)
def test_a_mistake_is_named_and_placed(old: str, new: str, message: str, line: int, marked: str, remedy: str) -> None:
    found = [each for each in problems(changed(old, new)) if message in each]
    assert len(found) == 1, "\n".join(found)
    assert remedy in found[0]
    assert_marked(found[0], line, marked)


def assert_marked(problem: str, line: int, marked: str) -> None:
    """Assert that a problem names its line, and that its mark stands under a word; 0 is the whole file."""
    if not line:
        assert problem.startswith("model file: ")
        return
    said, written, mark = problem.split("\n")
    start, length = mark.index("^"), mark.count("^")
    assert said.startswith(f"model file, line {line}, column ")
    assert written[start : start + length] == marked


@pytest.mark.parametrize("label", ["Luottamus suuntaan", "ثقة\u200fفي", "<b>&amp;</b>", "a\u00a0b", "=1+1", "x" * 500])
def test_a_label_may_hold_any_line_of_text(label: str) -> None:
    assert parse_model(changed("Trust in the direction", f'"{label}"')).label("trust") == label


@pytest.mark.parametrize(("old", "new"), [("[tr1, tr2]", "[tr1, ]"), ("label: Trust in the direction", "label:")])
def test_what_is_no_mistake(old: str, new: str) -> None:
    assert parse_model(changed(old, new)).construct("trust").survey == "staff"


SETTINGS = [
    ("sampling: {draws: 0}", "'draws' must be more than 0, not '0'", "19"),
    ("sampling: {draws: 1.5}", "'draws' must be a whole number, not '1.5'", "19"),
    ("sampling: {draws: many}", "'draws' must be a whole number, not 'many'", "19"),
    ("sampling: {draws: 99999999}", "'draws' must be at most 1e+06", "19"),
    (f"sampling: {{draws: {'9' * 5000}}}", "'draws' must be a whole number", "19"),
    ("sampling: {chains: -1}", "'chains' must be more than 0", "20"),
    ("sampling: {tune: 0}", "'tune' must be more than 0", "18"),
    ("sampling: {seed: -1}", "'seed' must be at least 0", "18"),
    ("sampling: {seed: 4294967296}", "'seed' must be less than 4.29497e+09", "18"),
    ("sampling: {target_accept: 1}", "'target_accept' must be less than 1", "27"),
    ("sampling: {chain: 4}", "'chain' is not an option of 'sampling'", "12"),
    ("sampling: [1000]", "'sampling' must hold options", "1"),
    ("sampling: fast", "'sampling' must hold options", "11"),
    ("disclosure: {minimum_group: 0}", "'minimum_group' must be more than 0", "29"),
    ("disclosure: {minimum_group: }", "'minimum_group' is empty", "14"),
    ("report: {interval: 0}", "'interval' must be more than 0", "20"),
    ("report: {interval: 1}", "'interval' must be less than 1", "20"),
    ("report: {interval: 90 %}", "'interval' must be a number, not '90 %'", "20"),
    ("report: {language: de}", "'language' cannot be 'de'", "20"),
]


@pytest.mark.parametrize(("line", "message", "column"), SETTINGS, ids=[each[0][:40] for each in SETTINGS])
def test_wrong_settings(line: str, message: str, column: str) -> None:
    found = only_problem(f"{MODEL}{line}\n")
    assert found.startswith(f"model file, line 18, column {column}: {message}")


def test_all_problems_of_a_file_are_listed_at_once() -> None:
    text = changed("by: trust", "by: trst", changed("a*leadership", "a*leadrship", changed("[1, 5]", "[5, 1]")))
    found = problems(text.replace("reverse: [le3]", "reverse: [lx3]") + "sampling: {draws: 0, tone: 1}\nunknown: 1\n")
    assert len(found) == 7
    lines = sorted(int(each.split("line ")[1].split(",")[0]) for each in found)
    assert lines == [3, 7, 12, 17, 18, 18, 19]


NOT_YET = [
    (
        "scale: [1, 5]",
        "scale: [1, 40], likelihood: ordinal",
        "has 40 categories; an ordinal likelihood takes 2 to 11",
        3,
        "ordinal",
    ),
    (
        "scale: [1, 5]",
        "scale: [1, 5.5], likelihood: ordinal",
        "has no whole number of categories",
        3,
        "ordinal",
    ),
    (
        "scale: [1, 5]",
        "scale: [1, 5], measurement: manifest, likelihood: ordinal",
        "A person's scale mean is no ordinal answer",
        3,
        "manifest",
    ),
]


@pytest.mark.parametrize(("old", "new", "message", "line", "marked"), NOT_YET, ids=[each[1] for each in NOT_YET])
def test_what_cannot_be_done_yet_is_understood_and_refused(
    old: str, new: str, message: str, line: int, marked: str
) -> None:
    text = changed(old, new)
    spec, _, _ = read_specification(text, Path(), "model file")
    assert spec.title == "A small chain"
    found = only_problem(text)
    assert message in found
    assert_marked(found, line, marked)


def test_finite_teams_need_their_size() -> None:
    finite = changed("scale: [1, 5]", "scale: [1, 5], aggregation: finite")
    assert parse_model(finite).surveys["staff"].aggregation == "finite"
    assert "need the number of members of each team" in only_problem(finite.replace(", size: headcount", ""))


def test_two_constructs_of_different_surveys_may_share_a_column_name() -> None:
    assert parse_model(changed("items: [pk1]", "items: [le1]")).construct("promises_kept").items == ("le1",)


def test_one_column_is_one_construct() -> None:
    text = changed("  margin: {column: margin}", "  margin: {column: margin}\n  profit: {column: margin}")
    assert "The column 'margin' is 'margin' already" in only_problem(text)


def test_a_message_shows_what_cannot_be_printed() -> None:
    assert "Did you mean '\\ud7fcstaff'?" in "\n".join(problems(changed("  staff:", "  \ud7fcstaff:")))


def test_a_survey_cannot_be_called_as_the_team_table() -> None:
    text = MODEL.replace("  staff: {", "  teams: {").replace("survey: staff", "survey: teams")
    assert "A survey cannot be called 'teams'" in only_problem(text)


def test_one_name_in_two_spellings_is_declared_twice() -> None:
    names = "  ty\u00f6: {column: m1}\n  tyo\u0308: {column: m2}\n"
    assert "is declared twice" in only_problem(changed("chain: |", f"{names}chain: |"))


def test_a_quoted_chain_keeps_its_place() -> None:
    block = MODEL[MODEL.index("chain:") : MODEL.index("outcome:")]
    found = only_problem(changed(block, 'chain: "margin ~ trst"\n'))
    assert found.startswith("model file, line 11, column 18: 'trst' is not a declared construct")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError, match="The model file cannot be read"):
            load_model(path)


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_model("a\x00b")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    for held in (changed("A small", "Pieni k\u00e4").encode("latin-1"), MODEL.encode("utf-16")):
        path.write_bytes(held)
        with pytest.raises(InputError, match=r"model\.yaml, line 1: The model file is not in UTF-8"):
            load_model(path)


def test_a_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(bytes(range(128)) * 10)
    with pytest.raises(InputError, match="cannot be printed"):
        load_model(path)
