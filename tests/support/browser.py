"""Chromium without a window, for the tests of the report."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from tests.test_house import ROOT

AXE = ROOT / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
)


@contextmanager
def chromium(folder: Path) -> Iterator[webdriver.Chrome]:
    """Browser with a profile of its own."""
    browser, driver = which("chromium") or which("chromium-browser"), which("chromedriver")
    if not (browser and driver):
        raise FileNotFoundError("these tests need chromium and chromedriver (Debian: apt install chromium-driver)")
    options = Options()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    opened.set_script_timeout(120)
    try:
        yield opened
    finally:
        opened.quit()


def show(browser: webdriver.Chrome, page: Path, *, width: int, theme: str = "light", media: str = "") -> None:
    """Open a page at a width, in a theme, on a screen or for paper."""
    features = [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(page.as_uri())


def unfold(browser: webdriver.Chrome) -> None:
    """Open everything that is folded away."""
    browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")


def violations(browser: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong with the page; the inside of a figure, which has a text of its own, is left out."""
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({exclude: ['svg > g']}, {runOnly: arguments[0], resultTypes: ['violations']})"
        ".then(result => done(result.violations));",
        list(RULES),
    )
    return [f"{each['id']} ({each['impact']}): {node['html'][:200]}" for each in found for node in each["nodes"]]


def beyond_the_edges(browser: webdriver.Chrome) -> list[str]:
    """What stands outside the screen, where it cannot be scrolled to."""
    found: list[str] = browser.execute_script(
        """
        const inside = each => each.closest('.scrolls, .table, svg, .skip');
        return [...document.querySelectorAll('body *')]
          .filter(each => !inside(each) && each.getClientRects().length
                  && (each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1))
          .map(each => each.outerHTML.slice(0, 120));
        """
    )
    return found


def cut_and_met(browser: webdriver.Chrome) -> tuple[list[str], list[str]]:
    """Words of the figures that are cut off, and pairs that lie upon each other."""
    cut, met = browser.execute_script(
        """
        const cut = [], met = [];
        for (const svg of document.querySelectorAll('svg')) {
          if (!svg.getClientRects().length) continue;
          const page = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map(each => [each.textContent, each.getBoundingClientRect()]);
          for (const [word, box] of texts)
            if (box.left < page.left - 1 || box.right > page.right + 1 || box.top < page.top - 1
                || box.bottom > page.bottom + 1) cut.push(word);
          texts.forEach(([word, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && tall > 0.4 * Math.min(a.height, b.height)) met.push(word + ' / ' + other);
          }));
        }
        return [cut, met];
        """
    )
    return cut, met
