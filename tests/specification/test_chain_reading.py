"""Chain text to Chain: what is understood, and what each mistake is answered with."""

import pytest

from bayeschain.errors import InputError
from bayeschain.specification import Chain, Path, parse_chain
from bayeschain.specification.chain_reading import LONGEST_TEXT, MOST_PROBLEMS

NAMES = ("leadership", "trust", "clarity", "benefit", "sharing")


def read(text: str) -> Chain:
    return parse_chain(text, NAMES)


def refused(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def arrows(text: str) -> list[str]:
    return [path.name for path in read(text).paths]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("trust ~ leadership", ["trust ~ leadership"]),
        ("trust~leadership", ["trust ~ leadership"]),
        (
            "trust + clarity ~ leadership + sharing",
            ["trust ~ leadership", "clarity ~ leadership", "trust ~ sharing", "clarity ~ sharing"],
        ),
        ("trust ~ leadership; clarity ~ trust", ["trust ~ leadership", "clarity ~ trust"]),
        ("trust ~ leadership +\n  sharing", ["trust ~ leadership", "trust ~ sharing"]),
        ("trust ~\n\n  leadership\n  + sharing", ["trust ~ leadership", "trust ~ sharing"]),
        ("trust ~ leadership + # and then\n sharing ! the other", ["trust ~ leadership", "trust ~ sharing"]),
        ("# only\n\n! comments\ntrust ~ leadership;;\n;", ["trust ~ leadership"]),
        ("trust\n ~ leadership", ["trust ~ leadership"]),
        ("trust ~ leadership\r\nclarity ~ trust\r\n", ["trust ~ leadership", "clarity ~ trust"]),
        ("trust\t~\tleadership", ["trust ~ leadership"]),
    ],
)
def test_arrows_as_in_lavaan(text: str, paths: list[str]) -> None:
    assert arrows(text) == paths


def test_labels_and_defined_quantities() -> None:
    chain = read("trust ~ a*leadership + sharing\nbenefit ~ b * trust\nboth := a*b\ntwice := 2 * both")
    assert chain.paths == (
        Path("trust", "leadership", "a"),
        Path("trust", "sharing"),
        Path("benefit", "trust", "b"),
    )
    assert [(each.name, each.expression.text) for each in chain.definitions] == [
        ("both", "a * b"),
        ("twice", "2 * (a * b)"),
    ]


def test_residual_covariances_on_both_sides() -> None:
    chain = read("trust + clarity + benefit ~ leadership\ntrust ~~ clarity + benefit")
    assert chain.residual_covariances == (("trust", "clarity"), ("trust", "benefit"))


def test_a_definition_may_stand_before_its_labels() -> None:
    assert read("x := a * 2\ntrust ~ a*leadership").definitions[0].name == "x"


def test_names_in_other_alphabets_and_in_two_spellings_of_one_letter() -> None:
    chain = parse_chain("tyytyva\u0308isyys ~ 信頼", ["tyytyv\u00e4isyys", "信頼"])
    assert chain.paths[0].target == "tyytyv\u00e4isyys"


# text, what the message says, where it points ("line:column"), what stands under the mark, what the remedy says
MISTAKES = [
    ("trust ~ leadrship", "'leadrship' is not a declared construct", "1:9", "leadrship", "Did you mean 'leadership'?"),
    ("trsut ~ leadership", "'trsut' is not a declared", "1:1", "trsut", "Did you mean 'trust'?"),
    ("trust ~ qqq", "'qqq' is not a declared", "1:9", "qqq", "Known: leadership, trust"),
    (
        "trust ~ leadership\ntrust ~ leadership",
        "trust ~ leadership stands on line 1 already",
        "2:9",
        "leadership",
        "Rem",
    ),
    ("trust ~ leadership + leadership", "'leadership' stands twice on this side", "1:22", "leadership", "Remove one"),
    ("trust ~ trust", "'trust' cannot explain itself", "1:9", "trust", "Remove it"),
    (
        "trust ~ leadership\nclarity ~ trust\nleadership ~ clarity",
        "runs in a circle: trust -> clarity -> leadership -> trust",
        "3:14",
        "clarity",
        "Remove one of these arrows",
    ),
    (
        "trust ~ leadership\ntrust ~~ leadership",
        "trust ~ leadership and trust ~~ leadership cannot both be estimated",
        "2:10",
        "leadership",
        "Keep the arrow or the residual covariance",
    ),
    ("trust ~ leadership\nleadership ~~ trust", "cannot both be estimated", "2:15", "trust", "Keep the arrow"),
    ("trust ~ leadership\ntrust ~~ trust", "The variance of 'trust' need not be written", "2:10", "trust", "Remove it"),
    (
        "trust ~ leadership\nleadership ~~ sharing",
        "both are exogenous, and these covary freely already",
        "2:1",
        "leadership",
        "Remove the statement",
    ),
    (
        "trust + clarity ~ leadership\ntrust ~~ clarity\nclarity ~~ trust",
        "clarity ~~ trust is written twice",
        "3:12",
        "trust",
        "Remove one",
    ),
    (
        "trust ~ a*leadership\nclarity ~ a*trust",
        "The label 'a' marks more than one path; equality constraints are not offered",
        "2:11",
        "a",
        "label of its own",
    ),
    ("trust + clarity ~ a*leadership", "The label 'a' marks more than one path", "1:19", "a", "label of its own"),
    ("trust ~ sharing*leadership", "'sharing' is a construct and cannot be a label", "1:9", "sharing", "Write '+'"),
    ("trust ~ _a*leadership", "The label '_a' is not a name", "1:9", "_a", "Choose a short name"),
    ("trust ~ NA*leadership", "'NA' cannot be a label", "1:9", "NA", "always estimated"),
    ("trust ~ indrect*leadership\nx := indirect", "No path has the label 'indirect'", "2:6", "indirect", "'indrect'?"),
    ("trust ~ leadership\nx := a", "No path has the label 'a'", "2:6", "a", "No path has a label yet"),
    ("trust ~ a*leadership\nx := x", "No path has the label 'x'", "2:6", "x", "Known: a"),
    ("trust ~ a*leadership\na := 2*a", "'a' is a label", "2:1", "a", "Choose another name"),
    ("trust ~ a*leadership\ntrust := 2*a", "'trust' is a construct", "2:1", "trust", "Choose another name"),
    ("trust ~ a*leadership\nx := a\nx := 2*a", "'x' is defined already", "3:1", "x", "Choose another name"),
    ("trust ~ a*leadership\nNULL := a", "The name 'NULL' is a word of its own in R", "2:1", "NULL", "such as indirect"),
    ("trust ~ a*leadership\nx := 2 + 3", "'x' uses no path", "2:1", "x", "at least one label"),
    ("trust ~ a*leadership\nx := (a", "This '(' is not closed", "2:6", "(", "Add the ')'"),
    ("trust ~ a*leadership\nx := a)", "This ')' closes nothing", "2:7", ")", "Remove it"),
    (
        "trust ~ a*leadership\nx := a * * 2",
        "'*' cannot stand here: a label or number is missing",
        "2:10",
        "*",
        "labels",
    ),
    ("trust ~ a*leadership\nx := a 2", "'2' cannot follow a value", "2:8", "2", "An expression may use"),
    ("trust ~ a*leadership\nx := exp(a)", "'(' cannot follow a value", "2:9", "(", "An expression may use"),
    ("trust ~ a*leadership\nx := a -", "Something is missing after '-'", "2:8", "-", "An expression may use"),
    ("trust ~ a*leadership\nx + y := a", "One new name must stand on the left of ':='", "2:1", "x", "name := expr"),
    ("trust =~ leadership", "'=~' does not belong in the chain", "1:7", "=~", "under constructs which items"),
    ("trust <~ leadership", "'<~' (a construct formed by its indicators) is not offered", "1:7", "<~", "constructs"),
    ("trust ~*~ trust", "'~*~' (scaling factors) is not offered", "1:7", "~*~", "Remove"),
    ("trust | t1", "'|' (thresholds) does not belong in the chain", "1:7", "|", "Remove"),
    ("a == b", "Constraints are not offered", "1:3", "==", "priors"),
    ("a > 0", "Constraints are not offered", "1:3", ">", "priors"),
    ("a <= 0", "Constraints are not offered", "1:3", "<=", "priors"),
    ("trust = leadership", "'=' is not a sign of the chain syntax", "1:7", "=", "target ~ source"),
    ("trust ~ 1", "Intercepts are not written in the chain", "1:9", "1", "estimated with the prior 'means'"),
    ("trust ~ 0 + leadership", "Intercepts are not written in the chain", "1:9", "0", "Remove it"),
    ("trust ~ 0.5*leadership", "A path cannot be fixed to a number", "1:9", "0.5", "priors: paths"),
    ("trust ~ -1*leadership", "A path cannot be fixed to a number", "1:9", "-", "priors: paths"),
    ("trust ~ start(0.5)*leadership", "The function 'start' is not offered here", "1:9", "start", "Write a label"),
    ("trust ~ leadership:sharing", "Interactions are not offered", "1:19", ":", "Write '+'"),
    ("trust ~ leadership*sharing*clarity", "Interactions are not offered", "1:19", "*", "Write '+'"),
    ("trust ~ leadership - sharing", "'-' has no meaning in a chain", "1:20", "-", "Write '+'"),
    ("trust ~ leadership sharing", "A '+' is missing before 'sharing'", "1:20", "sharing", "leadership + sharing"),
    ("trust ~ leadership +", "A name is missing next to this '+'", "1:20", "+", "Add the name"),
    ("trust ~ + leadership", "A name is missing next to this '+'", "1:9", "+", "Add the name"),
    ("trust ~ leadership + + sharing", "A name is missing next to this '+'", "1:22", "+", "Add the name"),
    ("~ leadership", "Nothing stands on the left of '~'", "1:1", "~", "target ~ source"),
    ("trust ~", "Nothing stands on the right of '~'", "1:7", "~", "target ~ source"),
    ("trust ~ leadership ~ sharing", "A second '~' in one statement", "1:20", "~", "new line"),
    ("trust ~ leadership +\nclarity ~ trust", "A second '~' in one statement", "2:9", "~", "ends in '+'"),
    ("trust", "This statement has no '~'", "1:1", "trust", "target ~ source"),
    ("trust : leadership", "Interactions are not offered", "1:7", ":", "':='"),
    ("a*trust ~ leadership", "A label cannot stand here", "1:2", "*", "in front of a source"),
    (
        "trust + clarity ~ leadership\ntrust ~~ a*clarity",
        "A label cannot stand here",
        "2:11",
        "*",
        "in front of a source",
    ),
    ("trust ~ (leadership)", "'(' cannot stand here; a construct's name is wanted", "1:9", "(", "target ~ source"),
    ("trust ~ leader$hip", "The character '$' has no meaning here", "1:15", "$", "target ~ source"),
    ("trust ~ 2", "Intercepts are not written", "1:9", "2", "Remove it"),
    ("trust ~ leadership\u200b", "The character '\\u200b' has no meaning here", "1:19", " ", "target ~ source"),
]


@pytest.mark.parametrize(("text", "message", "place", "marked", "remedy"), MISTAKES, ids=[each[0] for each in MISTAKES])
def test_a_mistake_is_named_and_marked(text: str, message: str, place: str, marked: str, remedy: str) -> None:
    found = refused(text)
    assert len(found) == 1, "\n".join(found)
    said, shown_line, mark = found[0].split("\n")
    line, column = (int(each) for each in place.split(":"))
    assert said.startswith(f"chain, line {line}, column {column}: ")
    assert message in said
    start = mark.index("^")
    assert shown_line[start : start + mark.count("^")] == (marked if marked != " " else "")
    assert remedy in mark


def test_all_mistakes_are_reported_at_once() -> None:
    found = refused("trust ~ leadrship\nclarity ~ 1\nbenefit ~ benefit\ntrust ~~ trust\nx := nothing")
    assert [each.split(":")[0] for each in sorted(found)] == [
        f"chain, line {n}, column {c}" for n, c in ((1, 9), (2, 11), (3, 11), (4, 10))
    ]


def test_an_undeclared_name_is_reported_once() -> None:
    assert len(refused("trust ~ nobody\nclarity ~ nobody")) == 1


def test_two_separate_circles_are_both_named() -> None:
    found = refused("trust ~ leadership\nleadership ~ trust\nclarity ~ benefit\nbenefit ~ clarity")
    assert "trust -> leadership -> trust" in found[0]
    assert "clarity -> benefit -> clarity" in found[1]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing", ";;"])
def test_a_chain_without_arrows_is_refused(text: str) -> None:
    assert "The chain has no arrow" in refused(text)[0]


def test_a_chain_that_is_too_long_is_refused() -> None:
    assert "more than" in refused("#" * (LONGEST_TEXT + 1))[0]


def test_a_chain_with_too_many_routes_is_refused() -> None:
    names = [f"c{n}" for n in range(30)]
    text = "\n".join(f"{name} ~ {' + '.join(names[:n])}" for n, name in enumerate(names) if n)
    with pytest.raises(InputError, match="different routes"):
        parse_chain(text, names)


def test_a_text_full_of_mistakes_is_answered_with_a_limited_list() -> None:
    text = "\n".join(f"trust ~ x{n} + trust" for n in range(2_000))
    assert len(refused(text)) <= MOST_PROBLEMS


def test_doubling_definitions_do_not_grow_without_limit() -> None:
    lines = ["trust ~ a*leadership", "x0 := a + a", *(f"x{n} := x{n - 1} + x{n - 1}" for n in range(1, 60))]
    assert "too long when written out" in refused("\n".join(lines))[0]
