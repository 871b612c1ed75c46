"""Whatever is written, it is either understood or answered with an InputError."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from tests.specification.helpers import MODEL, REPEATABLE

from bayeschain.errors import InputError
from bayeschain.specification import Chain, parse_chain, parse_model

NAMES = ("leadership", "trust", "clarity", "benefit", "sharing")
WORDS = st.sampled_from([*NAMES, "a", "b", "x1", "NA", "1", "0.5", "~", "~~", ":=", "=~", "+", "*", "-", "(", ")", ";"])
GAPS = st.sampled_from(["", " ", "\n", "  # note\n", "\t", "\r\n", "\u2028"])
PIECES = st.sampled_from([*"\n :-[]{}&*!|>'\"%@`#?,\t\\~", "\n  ", "\ud800", "\x00", "\x85", "\u2028", "é", "---\n"])


def understood(text: str) -> Chain | None:
    try:
        return parse_chain(text, NAMES)
    except InputError as error:
        assert_told(error)
        return None


def assert_told(error: InputError) -> None:
    """Assert that an error says something that a terminal can show."""
    assert error.problems
    assert all(each.message and each.where for each in error.problems)
    assert str(error).replace("\n", "").isprintable()


@REPEATABLE
@given(st.text(max_size=200))
def test_any_text_as_a_chain(text: str) -> None:
    understood(text)


@REPEATABLE
@given(st.lists(st.tuples(WORDS, GAPS), max_size=40))
def test_any_words_as_a_chain(words: list[tuple[str, str]]) -> None:
    chain = understood("".join(word + gap for word, gap in words))
    if chain is not None:
        assert parse_chain(written(chain), NAMES) == chain


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    names = draw(st.permutations(NAMES))
    pairs = [(names[later], names[earlier]) for later in range(len(names)) for earlier in range(later)]
    arrows = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    labelled = draw(st.sets(st.sampled_from(arrows)))
    lines = [
        f"{target} ~ {f'l{number}*' if (target, source) in labelled else ''}{source}"
        for number, (target, source) in enumerate(arrows)
    ]
    explained = sorted({target for target, _ in arrows})
    free = [pair for pair in combinations(explained, 2) if not {pair, pair[::-1]}.intersection(arrows)]
    lines += [f"{one} ~~ {other}" for one, other in free if draw(st.booleans())]
    lines += [f"q{n} := l{n} * 2" for n, arrow in enumerate(arrows) if arrow in labelled and draw(st.booleans())]
    return parse_chain("\n".join(lines), NAMES)


def written(chain: Chain) -> str:
    """Write a chain as text."""
    lines = [f"{path.target} ~ {path.label + '*' if path.label else ''}{path.source}" for path in chain.paths]
    lines += [f"{one} ~~ {other}" for one, other in chain.residual_covariances]
    lines += [f"{each.name} := {each.expression.text}" for each in chain.definitions]
    return "\n".join(lines)


@REPEATABLE
@given(chains(), st.randoms(use_true_random=False))
def test_a_chain_written_out_is_read_back_equal(chain: Chain, random: object) -> None:
    text = written(chain)
    assert parse_chain(text, NAMES) == chain
    assert parse_chain(text.replace("\n", " ; ").replace("*", " * "), NAMES) == chain
    assert parse_chain(text.replace("~ ", "~ # why\n   "), NAMES) == chain


def only_input_errors(text: str) -> None:
    try:
        spec = parse_model(text)
    except InputError as error:
        assert_told(error)
    else:
        assert parse_model(spec.text) == spec


@REPEATABLE
@given(st.text(max_size=300))
def test_any_text_as_a_model_file(text: str) -> None:
    only_input_errors(text)


@REPEATABLE
@given(
    st.lists(
        st.tuples(st.integers(0, len(MODEL)), st.integers(0, 4), PIECES | st.text(max_size=3)), min_size=1, max_size=4
    )
)
def test_a_model_file_with_something_changed(edits: list[tuple[int, int, str]]) -> None:
    text = MODEL
    for at, removed, put in edits:
        text = text[:at] + put + text[at + removed :]
    only_input_errors(text)


values = st.recursive(
    st.sampled_from(["x", "1", "-1", "''", "null", "nan", "1e999", "[]", "{}", "true", "staff", "trust", "{a: b}"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[" + ", ".join(each) + "]"),
        st.dictionaries(st.sampled_from(["file", "team", "scale", "items", "by", "mean", "1"]), inner, max_size=3).map(
            lambda each: "{" + ", ".join(f"{key}: {value}" for key, value in each.items()) + "}"
        ),
    ),
    max_leaves=6,
)
KEYS = [
    "title",
    "surveys",
    "constructs",
    "chain",
    "outcome",
    "teams",
    "tiers",
    "priors",
    "sampling",
    "disclosure",
    "report",
]


@REPEATABLE
@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_any_values_under_the_known_keys(given_values: dict[str, str]) -> None:
    only_input_errors("\n".join(f"{key}: {value}" for key, value in given_values.items()))


@REPEATABLE
@given(st.sampled_from(KEYS), values)
def test_one_section_replaced_by_any_value(key: str, value: str) -> None:
    lines = MODEL.split("\n")
    starts = [n for n, line in enumerate(lines) if line and not line.startswith(" ")]
    kept: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        kept += [f"{key}: {value}"] if lines[start].startswith(f"{key}:") else lines[start:end]
    only_input_errors("\n".join(kept))
