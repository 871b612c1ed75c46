"""Figures in all their forms, drawn here or by a process beside."""

import os
import pickle
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from bayeschain.disclosure import Released
from bayeschain.processes import Worker
from bayeschain.report.contents import contents
from bayeschain.report.drawing import Drawing, Shared, all_drawn, draw, draw_packed, save


@pytest.fixture(scope="module")
def alone(released: Released) -> dict[str, Drawing]:
    return all_drawn(contents(released).plots, None)


def test_a_process_beside_draws_the_same(released: Released, alone: dict[str, Drawing]) -> None:
    plots = contents(released).plots
    with Worker() as beside:
        shared = Shared(plots[:3], beside)
        beside.submit(int).result()  # the first figure is drawn
        assert shared.drawings() == {plot.name: alone[plot.name] for plot in plots[:3]}
        assert draw_packed(pickle.dumps(plots), -1) == alone[plots[-1].name]


def test_what_a_process_that_died_has_left_is_drawn_here(released: Released, alone: dict[str, Drawing]) -> None:
    plots = contents(released).plots[:3]
    with Worker() as beside:
        shared = Shared(plots, beside)
        beside.close()
        assert shared.drawings() == {plot.name: alone[plot.name] for plot in plots}
    with Worker() as died:
        assert isinstance(died.submit(os._exit, 1).exception(), BrokenProcessPool)
        shared = Shared(plots, died)
        assert shared.drawings() == {plot.name: alone[plot.name] for plot in plots}


def test_files(released: Released, tmp_path: Path) -> None:
    (plot,) = [each for each in contents(released).plots if each.name == "agreement"]
    drawing = draw(plot)
    paths = save(drawing, tmp_path, "agreement")
    assert [path.name for path in paths] == ["agreement.svg", "agreement.png"]
    assert paths[0].read_text(encoding="utf-8") == drawing.wide
    assert paths[1].read_bytes() == drawing.image
