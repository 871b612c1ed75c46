"""A lavaan text as a model file."""

import pytest
from tests.support.lavaan_case import MODEL

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.specification.lavaan import from_lavaan, to_lavaan

TEXT = """
# a two-level model
level: 1
  trust =~ t1 + t2 +
           t3        # goes on
  goals =~ g1 + g2; trust ~~ goals
level: 2
  trust =~ t1 + t2 + t3
  goals =~ g1 + g2
  goals ~ a*trust
  margin ~ b*goals + trust
  margin ~~ margin
  through := a * b
"""


def read(text: str) -> str:
    return from_lavaan(text, team="team", scale=(1.0, 5.0))


def test_what_was_written_is_read_again() -> None:
    """All but file names, scales and labels for readers, which lavaan's text does not have."""
    once = parse_model(MODEL)
    again = parse_model(from_lavaan(to_lavaan(once), team="team", scale=(1.0, 5.0)))
    assert set(again.chain.paths) == set(once.chain.paths)
    assert again.chain.residual_covariances == once.chain.residual_covariances
    assert [each.name for each in again.chain.definitions] == [each.name for each in once.chain.definitions]
    for construct in once.constructs:
        other = again.construct(construct.name)
        assert (other.items, other.reverse, other.column) == (construct.items, construct.reverse, construct.column)
    assert again.outcome == once.outcome


def test_residual_covariances_are_read_again() -> None:
    once = parse_model(MODEL.replace("  through := a * b", "  goals ~~ effort\n  through := a * b"))
    again = parse_model(read(to_lavaan(once)))
    assert {frozenset(pair) for pair in again.chain.residual_covariances} == {frozenset(("goals", "effort"))}


def test_a_text_as_people_write_it() -> None:
    specification = parse_model(read(TEXT))
    assert specification.construct("trust").items == ("t1", "t2", "t3")
    assert [each.name for each in specification.chain.paths] == ["goals ~ trust", "margin ~ goals", "margin ~ trust"]
    assert specification.construct("margin").column == "margin"
    assert specification.outcome == "margin"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("trust ~~ goals", "goals ~ trust", "Regressions between persons"),
        ("trust ~~ goals", "t1 ~~ g1", "Residuals of items"),
        ("trust ~~ goals", "trust ~~ 0*goals", "covary freely"),
        ("goals ~ a*trust", "goals ~ 0.5*trust", "cannot be fixed"),
        ("  goals =~ g1 + g2\n  goals ~", "  goals =~ g1\n  goals ~", "same items at level"),
        ("through := a * b", "t1 | x1", "thresholds"),
        ("through := a * b", "f <~ t1", "formative"),
        ("level: 2", "level: 3", "two levels"),
        ("goals ~ a*trust", "goals ~ start(0.5)*trust", "start"),
        ("goals ~ a*trust", "nonsense", "no statement"),
        ("level: 1", "", "at no level"),
    ],
)
def test_what_is_not_there_is_refused_in_plain_words(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        read(TEXT.replace(old, new))
    assert says in str(caught.value)
    assert all(problem.remedy and problem.where for problem in caught.value.problems)


def test_all_problems_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read(TEXT.replace("trust ~~ goals", "t1 ~~ g1").replace("a*trust", "0.5*trust"))
    assert len(caught.value.problems) == 2


def test_names_cannot_leave_their_quotes() -> None:
    text = from_lavaan(TEXT, team="te'am: [", scale=(1.0, 5.0), file="a'b.csv")
    assert parse_model(text).surveys["survey"].team == "te'am: ["
