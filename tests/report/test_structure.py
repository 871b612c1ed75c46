"""What the report says of the structure between teams, beyond the arrows."""

import pytest
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.disclosure import Released, protect
from bayeschain.report.contents.assembly import contents
from bayeschain.report.contents.parts import Table
from bayeschain.report.figures.chain import plot_chain

PAIRS = MODEL.replace("  margin ~ loyalty + benefit\n", "  margin ~ loyalty + benefit\n  goals ~~ stress + loyalty\n")


@pytest.fixture(scope="module")
def paired() -> Released:
    return protect(fake_fit(PAIRS, teams=20, draws=30, prior_draws=60))


def tables(released: Released, section: str) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for each in contents(released).sections:
        if each.name == section:
            for part in each.parts:
                inside = getattr(part, "parts", (part,))
                found |= {table.caption: table for table in inside if isinstance(table, Table)}
    return found


def test_residual_correlations_stand_below_the_arrows(paired: Released) -> None:
    table = tables(paired, "chain")["Residual correlations"]
    assert [row[0] for row in table.rows] == ["Clarity of goals ~~ Stress", "Clarity of goals ~~ Loyalty"]
    assert all("~~" not in row[0] for row in tables(paired, "chain")["Every arrow"].rows)


def test_methods_name_the_pairs(paired: Released) -> None:
    methods = next(each for each in contents(paired).sections if each.name == "methods")
    said = " ".join(part for part in methods.parts if isinstance(part, str))
    assert "for these pairs: Clarity of goals and Stress" in said


def test_the_picture_has_a_dashed_bow_for_each_pair(paired: Released, released: Released) -> None:
    def bows(of: Released) -> int:
        lines = plot_chain(of).axes[0].get_lines()
        return sum(line.get_zorder() == 1.9 for line in lines)

    assert bows(paired) == 2
    assert bows(released) == 0
