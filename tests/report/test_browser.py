"""The page in Chromium: three widths, two themes, paper; keyboard, screen reader, and no word to the network."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tests.report.conftest import MEAN_LABELS, mean_model
from tests.support.browser import beyond_the_edges, chromium, cut_and_met, show, unfold, violations
from tests.support.fake_fit import fake_fit

from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure import Released, protect
from bayeschain.report import figures
from bayeschain.report.contents import contents
from bayeschain.report.html import page

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
PAPER = 718
"""Pixels across a sheet of A4 between its margins."""

PAGES = ("plain", "mean")
TITLE = "<b>Ääkkösiä</b> & تجربة: liiketoimintastrategiasuunnittelutyöryhmäkokousmuistio"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, released: Released, failed: Verdict) -> dict[str, Path]:
    """One with plain names in English; one in Finnish with names that are long, run right to left and hold markup."""
    folder = tmp_path_factory.mktemp("pages")
    text = mean_model().replace("title: A small company", f"title: '{TITLE}'") + "report: {language: fi}\n"
    found = {}
    for name, each in {"plain": released, "mean": protect(fake_fit(text), [failed])}.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(page(contents(each)), encoding="utf-8")
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str, width: int, theme: str
) -> None:
    show(browser, pages[name], width=width, theme=theme)
    unfold(browser)
    assert not violations(browser)


def test_axe_would_find_something(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    show(browser, pages["plain"], width=1280)
    browser.execute_script(
        "document.querySelector('h1').style.color = '#eee';"
        "document.querySelector('html').removeAttribute('lang');"
        "document.querySelector('svg').removeAttribute('aria-label')"
    )
    found = {each.split(" ")[0] for each in violations(browser)}
    assert {"color-contrast", "html-has-lang", "svg-img-alt"} <= found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str, width: int
) -> None:
    show(browser, pages[name], width=width)
    unfold(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert not beyond_the_edges(browser)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_words_in_figures_are_whole_and_apart(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str, width: int
) -> None:
    """In the fonts of this browser, which are not those that the figures were laid out with."""
    show(browser, pages[name], width=width)
    cut, met = cut_and_met(browser)
    assert not cut
    assert not met


@pytest.mark.parametrize("name", PAGES)
def test_asks_nothing_of_the_network_and_says_no_error(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str
) -> None:
    for kind in ("browser", "performance"):
        browser.get_log(kind)  # type: ignore[no-untyped-call]
    show(browser, pages[name], width=1280)
    unfold(browser)
    events = [json.loads(each["message"])["message"] for each in browser.get_log("performance")]  # type: ignore[no-untyped-call]
    asked = [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]
    assert set(asked) <= {pages[name].as_uri()}
    assert not browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert pages[name].stat().st_size < 5_000_000


def test_columns_stand_in_line(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    """Words at the left, numbers at the right, also where a name runs from right to left."""
    show(browser, pages["mean"], width=1280)
    unfold(browser)
    aligned = browser.execute_script(
        """
        const side = each => getComputedStyle(each).textAlign;
        return [[...document.querySelectorAll('caption, th:not(.number), td:not(.number)')].map(side),
                [...document.querySelectorAll('.number')].map(side)];
        """
    )
    assert [set(each) for each in aligned] == [{"left"}, {"right"}]


def test_markup_in_names_is_shown_and_not_run(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    show(browser, pages["mean"], width=1280)
    unfold(browser)
    assert browser.find_element(By.TAG_NAME, "h1").text == TITLE
    assert not browser.find_elements(By.CSS_SELECTOR, "script, main b, iframe, img")
    body = browser.find_element(By.TAG_NAME, "body").text
    for label in MEAN_LABELS.values():
        assert label in body


def test_names_from_right_to_left_leave_the_sentence_in_order(
    browser: webdriver.Chrome, pages: dict[str, Path]
) -> None:
    """Words before a name stand left of it, words after it right of it."""
    show(browser, pages["mean"], width=1280)
    label = MEAN_LABELS["Stress"]
    cells = browser.execute_script(
        """
        const out = [];
        const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const node = walk.currentNode, at = node.data.indexOf(arguments[0]);
          if (at < 3 || node.parentElement.closest('svg, details')) continue;
          const span = (from, to) => {
            const range = document.createRange();
            range.setStart(node, from); range.setEnd(node, to);
            return range.getBoundingClientRect();
          };
          const before = span(at - 3, at - 2), name = span(at, at + arguments[0].length);
          if (Math.abs(before.top - name.top) < 3) out.push(before.left <= name.left);
        }
        return out;
        """,
        label,
    )
    assert cells
    assert all(cells)


@pytest.mark.parametrize("width", [360, 1280])
def test_keyboard_reaches_everything_and_shows_where_it_is(
    browser: webdriver.Chrome, pages: dict[str, Path], width: int
) -> None:
    show(browser, pages["plain"], width=width)
    wanted = browser.execute_script(
        """
        const folded = each => each.tagName !== 'SUMMARY' && each.closest('details:not([open])');
        return [...document.querySelectorAll('a, summary, [tabindex="0"]')]
          .filter(each => each.checkVisibility() && !folded(each)).length;
        """
    )
    seen = []
    for _ in range(wanted + 1):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        here = browser.switch_to.active_element
        if here.tag_name == "body":
            break
        style = browser.execute_script(
            "const s = getComputedStyle(arguments[0]); const r = arguments[0].getBoundingClientRect();"
            "return [s.outlineStyle, parseFloat(s.outlineWidth), r.left, r.top]",
            here,
        )
        assert style[0] != "none", here.get_attribute("outerHTML")
        assert style[1] >= 2
        assert style[2] >= 0, "the focus is off the screen"
        seen.append(here.id)
    assert len(set(seen)) == wanted
    first = browser.find_element(By.CSS_SELECTOR, "summary")
    first.send_keys(Keys.ENTER)
    assert browser.find_element(By.CSS_SELECTOR, "details").get_attribute("open") is not None


def test_screen_readers_hear_names_and_order(browser: webdriver.Chrome, pages: dict[str, Path]) -> None:
    show(browser, pages["plain"], width=768)
    unfold(browser)
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [node for node in nodes if not node["ignored"]]
    spoken = [(str(node["role"]["value"]), str(node.get("name", {}).get("value", ""))) for node in heard]
    named = {"image", "table", "region", "navigation", "link", "heading"}
    assert not [role for role, name in spoken if role in named and not name]
    images = [name for role, name in spoken if role == "image"]
    assert len(images) == len(figures.__all__)
    assert all(len(name) > 40 for name in images)
    assert sum(bool(re.search(r"\d\.\d|\d%", name)) for name in images) >= 7
    assert [role for role, _ in spoken].count("main") == 1
    assert sum(role == "table" for role, _ in spoken) > 12


@pytest.mark.parametrize("name", PAGES)
def test_paper_has_everything_unfolded_and_within_its_edges(
    browser: webdriver.Chrome, pages: dict[str, Path], name: str
) -> None:
    show(browser, pages[name], width=PAPER, theme="dark", media="print")
    hidden, wide = browser.execute_script(
        """
        const tables = [...document.querySelectorAll('table')];
        return [tables.filter(each => !each.getClientRects().length || each.offsetHeight < 20).length,
                [...document.querySelectorAll('table, svg')].filter(each => each.getClientRects().length
                  && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 150))];
        """
    )
    assert hidden == 0
    assert not wide
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    grounds = browser.execute_script(
        "return [...document.querySelectorAll('.banner')].map(each => getComputedStyle(each).backgroundColor)"
    )
    assert set(grounds) == {"rgb(255, 255, 255)"}, "ink is for words"
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
