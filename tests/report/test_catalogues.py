"""The catalogues: complete, and with the facts that the sentences have."""

import ast
from collections.abc import Iterable
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from scripts.catalogue import NotLiteralError, sentences, template, update

from bayeschain import languages
from bayeschain.languages import SOURCE, catalogue_file
from bayeschain.report.catalogues import translations

CODES = [code for code in languages.languages() if code != SOURCE]


def entries(code: str) -> dict[tuple[str, ...], Entry]:
    with catalogue_file(code).open("rb") as file:
        return {forms(entry.id): entry for entry in read_po(file, abort_invalid=True) if entry.id}


def forms(text: Iterable[str] | None) -> tuple[str, ...]:
    """A sentence alone, or with its plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def fields(text: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


def test_there_is_finnish() -> None:
    assert languages.languages()[:2] == ("en", "fi")


@pytest.mark.parametrize("code", CODES)
def test_has_every_sentence_of_the_code_and_no_other(code: str) -> None:
    found, wanted = set(entries(code)), {forms(entry.id) for entry in template() if entry.id}
    assert not wanted - found, "run make catalogues, and translate"
    assert not found - wanted, "run make catalogues"


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_translated_with_its_facts(code: str) -> None:
    wrong = []
    for entry in entries(code).values():
        originals, strings = forms(entry.id), forms(entry.string)
        if entry.fuzzy or not all(strings):
            wrong.append(f"not translated: {entry.id}")
        elif any(fields(one) != fields(originals[-1]) for one in strings):
            wrong.append(f"other facts: {entry.id}")
        elif any(one.endswith(".") != originals[0].endswith(".") for one in strings):
            wrong.append(f"ends otherwise: {entry.id}")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("code", CODES)
def test_plurals_have_all_forms(code: str) -> None:
    with catalogue_file(code).open("rb") as file:
        catalogue = read_po(file)
    assert all(len(forms(entry.string)) == (catalogue.num_plurals if entry.pluralizable else 1) for entry in catalogue)


def test_what_is_read_is_what_the_file_says() -> None:
    read = translations("fi")
    for (one, *many), entry in entries("fi").items():
        found = [read.ngettext(one, each, n) for each in many for n in (1, 5)] or [read.gettext(one)]
        assert tuple(found) == forms(entry.string)


def test_plural_of_zero() -> None:
    assert translations("fi").ngettext("{n} team", "{n} teams", 0) == "{n} tiimiä"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('say.say("a" " b", x=1)', [("a b",)]),
        ('say.count("one", "many", n)', [("one", "many")]),
        ('Message("it is {n}", n=1); text.count("x", 1, 2)', [("it is {n}",)]),
        ('Message("")', []),
    ],
)
def test_extraction(code: str, found: list[tuple[str, ...]]) -> None:
    assert list(sentences(ast.parse(code))) == found


@pytest.mark.parametrize("code", ['say.say(f"{x}")', 'Message("a" + b)', "say.count(one, many, n)"])
def test_sentences_made_at_run_time_are_refused(code: str) -> None:
    with pytest.raises(NotLiteralError, match="line 1"):
        list(sentences(ast.parse(code)))


def test_a_new_language_begins_empty_and_keeps_its_translations(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    assert languages.languages() == ("en",)
    update("sv")
    assert languages.languages() == ("en", "sv")
    path = catalogue_file("sv")
    path.write_text(path.read_text(encoding="utf-8").replace('msgid "yes"\nmsgstr ""', 'msgid "yes"\nmsgstr "ja"'))
    yes = update("sv").get("yes")
    assert yes is not None
    assert yes.string == "ja"
