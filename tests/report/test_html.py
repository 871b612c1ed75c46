"""The page: whole, self-contained, escaped."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.report.conftest import MEAN_LABELS

from bayeschain.disclosure import Released
from bayeschain.report.contents import contents
from bayeschain.report.html import page

VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})


class Reader(HTMLParser):
    """Reads tags, ids and text, and checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.links += [str(given[key]) for key in ("href", "src", "xlink:href") if given.get(key)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def text(released: Released) -> str:
    return page(contents(released))


@pytest.fixture(scope="module")
def mean_text(mean_released: Released) -> str:
    return page(contents(mean_released))


def test_is_well_formed(text: str, mean_text: str) -> None:
    for each in (text, mean_text):
        reader = read(each)
        assert not reader.open
        assert reader.tags.count("h1") == 1
        assert reader.tags.count("main") == 1
        assert reader.tags.count("html") == 1


def test_ids_are_unique_and_links_stay_inside(text: str) -> None:
    reader = read(text)
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.links
    assert all(link.startswith("#") and link[1:] in reader.ids for link in reader.links)


def test_needs_nothing_from_outside(text: str) -> None:
    assert not re.search(r"https?://|url\((?!#)|@import|<script|<link|<iframe", text)
    assert len(text.encode()) < 5_000_000


def test_names_are_text(mean_text: str) -> None:
    assert "<script" not in mean_text
    whole = "".join(read(mean_text).text)
    for label in MEAN_LABELS.values():
        assert label in whole


def test_headings_descend_by_one(text: str) -> None:
    levels = [int(tag[1]) for tag in read(text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_figures_have_names_and_captions(text: str) -> None:
    tags = read(text).tags
    assert tags.count("figcaption") == tags.count("figure") == 15
    for head in re.findall(r"<svg\b[^>]*>", text):
        assert 'role="img"' in head
        assert re.search(r'aria-label="[^"]{20,}"', head)


def test_tables_have_captions_and_heads(text: str) -> None:
    tags = read(text).tags
    assert tags.count("caption") == tags.count("table") == tags.count("thead")
    assert tags.count("table") > 10


def test_the_verdict_comes_before_everything(text: str) -> None:
    assert 0 < text.index('class="banner fail"') < text.index('class="opening"')


def test_follows_screen_paper_and_phone(text: str) -> None:
    for wanted in (
        "prefers-color-scheme: dark",
        "@media print",
        "max-width: 42rem",
        'name="viewport"',
        '<html lang="en" dir="ltr">',
    ):
        assert wanted in text


def test_is_the_same_every_time(released: Released, text: str) -> None:
    assert page(contents(released)) == text
