"""Catalogues of other languages, read from the text that translators edit: no compiled file can be out of date."""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bayeschain.languages import SOURCE, catalogue_file


def translations(language: str) -> NullTranslations:
    """Translations of a language; English is what the texts are written in and needs none."""
    return NullTranslations() if language == SOURCE else _read(catalogue_file(language))


@lru_cache(maxsize=8)
def _read(path: Path) -> NullTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
