"""Figures in all their forms, drawn here or by a process beside."""

from pathlib import Path

import pytest

from bayeschain.disclosure import Released
from bayeschain.processes import Worker
from bayeschain.report.contents import contents
from bayeschain.report.drawing import Drawing, all_drawn, ask, draw, save


@pytest.fixture(scope="module")
def alone(released: Released) -> dict[str, Drawing]:
    return all_drawn(contents(released).plots, None)


def test_a_process_beside_draws_the_same(released: Released, alone: dict[str, Drawing]) -> None:
    plots = contents(released).plots
    with Worker() as beside:
        asked = ask(beside, released)
        assert all_drawn(plots, asked) == alone
        assert 0 < len(asked.drawings.result()) < len(plots)


def test_what_a_process_that_died_has_left_is_drawn_here(released: Released, alone: dict[str, Drawing]) -> None:
    plots = contents(released).plots
    with Worker() as beside:
        asked = ask(beside, released)
        beside.close()
        assert all_drawn(plots, asked) == alone


def test_files(released: Released, tmp_path: Path) -> None:
    (plot,) = [each for each in contents(released).plots if each.name == "agreement"]
    drawing = draw(plot)
    paths = save(drawing, tmp_path, "agreement")
    assert [path.name for path in paths] == ["agreement.svg", "agreement.png"]
    assert paths[0].read_text(encoding="utf-8") == drawing.wide
    assert paths[1].read_bytes() == drawing.image
