"""The pages of a comparison and of a batch in Chromium: three widths, two themes, judged by axe-core."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from selenium import webdriver
from tests.report.conftest import mean_model
from tests.support.browser import beyond_the_edges, chromium, cut_and_met, show, unfold, violations
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import Verdict
from bayeschain.disclosure.together import protect_together
from bayeschain.messages import Message
from bayeschain.report.comparison.compared import Compared
from bayeschain.report.comparison.writing import PAGE, write_compared
from bayeschain.specification import parse_model
from bayeschain.workflow.batch.summary import write_summary
from bayeschain.workflow.batch.work import in_short, told
from bayeschain.workflow.comparison.choosing import choose

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
PAGES = ("plain comparison", "mean comparison", "batch")
PASSED = Verdict("convergence", "pass", Message("The chains agree."), Message(""), pd.DataFrame())
FAILED = Verdict("convergence", "fail", Message("The chains disagree."), Message("Take more draws."), pd.DataFrame())
LONG = "<b>työryhmä</b>_liiketoimintastrategiasuunnittelutyöryhmäkokousmuistio"


def compared(text: str, verdict: Verdict) -> Compared:
    """Analyses side by side, of fits that appear at once; the last has the verdict."""
    choice = choose(parse_model(text))
    fits = [fake_fit(each, people=(8, 14), draws=40, prior_draws=50) for each in choice.specifications.values()]
    verdicts = [PASSED] * (len(fits) - 1) + [verdict]
    released, withheld = protect_together(fits, verdicts)
    shown = dict(zip(choice.specifications, released, strict=True))
    return Compared(parse_model(text), shown, choice.left_out, choice.own, choice.finite, withheld)


def batch(folder: Path) -> None:
    """Every kind of run, in Finnish, one with a report and a long name."""
    problem = {"where": "a.yaml, line 3", "message": "Unknown key 'outcom'.", "remedy": "Did you mean 'outcome'?"}
    changes = {"compared": 120, "beyond_uncertainty": 3}
    runs = {
        "north": {**told(0, "pass", "The chains agree.", said="Ketjut ovat samaa mieltä.", changes=changes)},
        LONG: told(3, "fail", "The chains disagree."),
        "wrong": told(2, "", in_short(1), problems=[problem]),
        "broken": told(1, "", "The disk is full."),
    }
    (folder / "north").mkdir()
    (folder / "north" / "report.html").touch()
    write_summary(folder, {name: {**each, "done_now": True} for name, each in runs.items()}, 61.0, "fi")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Plain names in English; names that are long, run right to left and hold markup in Finnish; a batch in Finnish."""
    folders = {name: tmp_path_factory.mktemp("page") for name in PAGES}
    write_compared(compared(MODEL, PASSED), folders["plain comparison"])
    write_compared(compared(mean_model() + "report: {language: fi}\n", FAILED), folders["mean comparison"])
    batch(folders["batch"])
    return {name: folder / ("index.html" if name == "batch" else PAGE) for name, folder in folders.items()}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str, width: int, theme: str
) -> None:
    show(browser, pages[name], width=width, theme=theme)
    unfold(browser)
    assert not violations(browser)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_everything_is_within_the_edges_and_apart(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str, width: int
) -> None:
    show(browser, pages[name], width=width)
    unfold(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert not beyond_the_edges(browser)
    assert cut_and_met(browser) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_markup_in_names_is_shown_and_not_run(browser: webdriver.Chrome, pages: dict[str, Path], name: str) -> None:
    show(browser, pages[name], width=1280)
    unfold(browser)
    found = browser.execute_script("return document.querySelectorAll('script, main b, iframe, img').length")
    assert found == 0
