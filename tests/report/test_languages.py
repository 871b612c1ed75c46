"""A report in another language, and in one that only a catalogue adds."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import write_po
from matplotlib.text import Text
from scripts.catalogue import template
from tests.report.test_contents import everything
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain import languages
from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure import Released, protect
from bayeschain.languages import catalogue_file
from bayeschain.report.contents import Contents, Fold, Table, contents
from bayeschain.report.contents.methods import REFERENCES
from bayeschain.report.tables import tables, to_csv

OPEN, CLOSE = "⟦", "⟧"
CHANGED = "priors: {paths: {mean: 0.5}}\n"


def released_in(language: str, failed: Verdict, text: str = MODEL + CHANGED) -> Released:
    return protect(fake_fit(f"{text}report: {{language: {language}}}\n"), [failed])


@pytest.fixture(scope="module")
def finnish(failed: Verdict) -> Released:
    return released_in("fi", failed)


@pytest.fixture(scope="module")
def said(finnish: Released) -> Contents:
    return contents(finnish)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failed: Verdict) -> Released:
    """A report in Swedish, whose catalogue puts every sentence in brackets."""
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    catalogue = template()
    for entry in catalogue:
        if entry.id:
            texts = [f"{OPEN}{text}{CLOSE}" for text in ([entry.id] if isinstance(entry.id, str) else entry.id)]
            entry.string = texts[0] if isinstance(entry.id, str) else tuple(texts)
    catalogue.locale = "sv"
    path = catalogue_file("sv")
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return released_in("sv", failed)


def outside(text: str) -> str:
    """What of a text stands in no brackets."""
    inner = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    while inner.search(text):
        text = inner.sub("", text)
    return text


def names_of(released: Released) -> set[str]:
    """What has no language: names that the user gave, quantities, packages, works cited."""
    specification = released.specification
    names = {specification.title, *specification.surveys, *(each.label for each in specification.constructs)}
    names |= {text for each in specification.chain.definitions for text in (each.name, each.expression.text)}
    return names | {str(team) for team in released.teams["team"].values}


def shown(said: Contents) -> list[str]:
    """Everything that a reader sees, words of the page included."""
    headings = [text for section in said.sections for text in (section.heading, section.caution)]
    banners = [text for banner in said.banners for text in (banner.sentence, banner.remedy)]
    return [*everything(said), *said.words.values(), *headings, *banners]


def test_every_sentence_comes_from_the_catalogue(marked: Released) -> None:
    names = sorted(names_of(marked), key=len, reverse=True)
    priors = {family for family, _ in marked.specification.priors.describe()}
    technical = {*priors, *json.loads(marked.facts["versions"]), *REFERENCES, "R̂", marked.specification.sha256}
    quantity = re.compile(r"\w+\[[\w ,~]+\]")
    missed = set()
    for text in shown(contents(marked)):
        left = outside(text)
        for name in names:
            left = left.replace(name, "")
        if re.search(r"[^\W\d_]", left) and not quantity.fullmatch(text) and not technical & {left, text}:
            missed.add(text)
    assert not missed


def test_numbers_follow_the_language(said: Contents) -> None:
    cells = [cell for table in all_tables(said) for row in table.rows for cell in row if re.search(r"\d", cell)]
    numbers = [cell for cell in cells if not re.search(r"[^\W\d_]|\.\d+\.", cell)]
    assert not [cell for cell in numbers if re.search(r"\d\.\d|\d%|-", cell)]
    assert any(re.fullmatch(r"−?\d,\d\d \(−?\d,\d\d…−?\d,\d\d\)", cell) for cell in numbers)
    assert any(re.fullmatch(r"\d+\u00a0%", cell) for cell in numbers)


def all_tables(said: Contents) -> list[Table]:
    parts = [part for section in said.sections for part in section.parts]
    inner = [each for part in parts if isinstance(part, Fold) for each in part.parts]
    return [each for each in [*parts, *inner] if isinstance(each, Table)]


def test_the_failed_check_is_told_in_finnish(failed: Verdict, said: Contents) -> None:
    assert said.language == "fi"
    assert said.words["fail"] == "Älä luota näihin tuloksiin"
    assert [heading for heading, _ in said.opening] == ["Vastaus", "Kuinka varmaa", "Mikä muuttaisi vastausta"]


def test_figures_speak_the_language(marked: Released) -> None:
    names = {word for name in names_of(marked) for word in name.split()}
    for plot in contents(marked).plots:
        texts = plot.draw(9.2).findobj(Text)
        lines = [text.get_text() for text in texts if text.get_text()]
        bare = [line for line in lines if not re.search(f"[{OPEN}{CLOSE}]", line) and re.search(r"[^\W\d_]", line)]
        wrapped = [line for line in bare if not names & set(line.split())]
        assert len(wrapped) <= 2, (plot.name, wrapped)


def test_tables_have_no_language(finnish: Released, failed: Verdict) -> None:
    english = tables(released_in("en", failed))
    for name, frame in tables(finnish).items():
        assert to_csv(frame) == to_csv(english[name]), name


def test_names_from_right_to_left_are_kept_apart_in_finnish(failed: Verdict) -> None:
    said = contents(released_in("fi", failed, MODEL.replace("label: Stress", "label: ضغط العمل")))
    assert any("\u2068ضغط العمل\u2069" in text for text in everything(said))
