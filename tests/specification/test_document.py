"""YAML: what a model file may not hold, each answered with a clear problem."""

import pytest
from tests.specification.helpers import MODEL, changed, only_problem, problems, small

from bayeschain.specification import parse_model
from bayeschain.specification.document import LONGEST, MOST_PROBLEMS

HOSTILE = [
    ("", "The model file is empty"),
    ("# only a comment\n", "The model file is empty"),
    ("---\n", "The model file is empty"),
    ("null\n", "The model file is empty"),
    ("just words\n", "does not hold keys with values"),
    ("- a\n- b\n", "does not hold keys with values"),
    ("title: !!python/object/apply:os.system ['echo hello']\n", "Tags such as 'tag:yaml.org,2002:python/object"),
    ("title: !!str x\n", "Tags such as"),
    ("title: !mine x\n", "Tags such as"),
    ("title: &a x\n", "Anchors (&) and aliases (*) are not used"),
    ("title: *a\n", "Anchors (&) and aliases (*) are not used"),
    ("title: a\n---\ntitle: b\n", "A second document begins here"),
    ("title:\n\tx: 1\n", "A tab character"),
    ("\ttitle: x\n", "A tab character"),
    ("title: [a, b\n", "This is not valid YAML"),
    ("title: 'a\n", "This is not valid YAML"),
    ("title: a: b\n", "This is not valid YAML"),
    ("title: x\n  y: z\n", "This is not valid YAML"),
    ("? [a, b]\n: c\n", "A key must be one word"),
    ("{a: b}: c\n", "A key must be one word"),
    ("title: a\x00b\n", "cannot be printed"),
    ("title: a\x1b[31m\n", "cannot be printed"),
    ('title: "\\ud800"\n', "half a character"),
    ('title: "\\U99999999"\n', "not valid YAML"),
    ("%YAML 99999999999999999999.1\n---\ntitle: x\n", "not valid YAML"),
    ("a: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ("a: " + "{a: " * 5000, "nested too deeply"),
    ("- " * 5000 + "a", "nested too deeply"),
    ("#" * (LONGEST + 1), "longer than"),
]


@pytest.mark.parametrize(("text", "message"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_model_file_may_hold(text: str, message: str) -> None:
    assert message in "\n".join(problems(text))


def test_laughs_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert all("Anchors" in each for each in problems("\n".join(lines)))


@pytest.mark.parametrize(
    "text",
    [
        f"a: [{'&a x, ' * 30_000}]",
        "".join(f"k{n}: 1\n" for n in range(15_000)),
        f"{MODEL}sampling: {{{', '.join(f'z{n}: 1' for n in range(10_000))}}}\n",
        changed("[leadership, margin]", f"[{', '.join(f'z{n}' for n in range(900))}]"),
    ],
)
def test_a_file_full_of_mistakes_is_answered_with_a_limited_list(text: str) -> None:
    assert len(problems(text)) == MOST_PROBLEMS


def test_a_list_without_end_is_refused() -> None:
    items = ", ".join(f"z{n}" for n in range(20_000))
    assert "'items' has more than 1000 entries" in only_problem(changed("[tr1, tr2]", f"[{items}]"))


def test_a_key_that_stands_twice_is_named_with_both_lines() -> None:
    found = only_problem(MODEL + "outcome: trust\n")
    assert found.startswith("model file, line 18, column 1: The key 'outcome' stands on line 16 already.")
    assert "    outcome: trust\n    ^^^^^^^ " in found


def test_a_construct_that_stands_twice_is_named() -> None:
    text = changed("  margin: {column", "  trust: {survey: staff, items: [x]}\n  margin: {column")
    assert "The key 'trust' stands on line 8 already" in only_problem(text)


def test_byte_order_mark_and_line_ends_do_not_matter() -> None:
    spec = small()
    for text in ("\ufeff" + MODEL, MODEL.replace("\n", "\r\n"), MODEL.replace("\n", "\r")):
        assert parse_model(text) == spec


@pytest.mark.parametrize("word", ["on", "yes", "no", "1", "1.5", "2024-01-01", "0x1F", "true"])
def test_words_that_yaml_takes_for_something_else_stay_words(word: str) -> None:
    text = changed("[tr1, tr2]", f"[{word}, tr2]")
    assert parse_model(text).construct("trust").items == (word, "tr2")
