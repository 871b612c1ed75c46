"""Bring the catalogues up to date with the sentences in the code: `make catalogues`.

New sentences come in without a translation, those that are gone leave, and all translations stay. A new language begins
with ``python scripts/catalogue.py sv``.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bayeschain.languages import SOURCE, catalogue_file, languages

CODE: Final = Path(__file__).parents[1] / "src" / "bayeschain"
TEXTS: Final = {"say.say": 1, "self.say": 1, "say.count": 2, "Message": 1, "Message.counted": 2}
"""Calls that take sentences, and how many each takes: one, or singular and plural."""

WIDTH: Final = 120


class NotLiteralError(ValueError):
    """A sentence that is put together at run time: no catalogue can have it."""


def sentences(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """Sentences of a module, each alone or with its plural.

    Parameters
    ----------
    tree : ast.AST
        The module.

    Raises
    ------
    NotLiteralError
        A sentence is not written out in the code.
    """
    calls = sorted((n for n in ast.walk(tree) if isinstance(n, ast.Call)), key=lambda n: (n.lineno, n.col_offset))
    for node in calls:
        texts = node.args[: TEXTS.get(ast.unparse(node.func), 0)]
        found = tuple(each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str))
        if len(found) < len(texts):
            raise NotLiteralError(f"line {node.lineno}: {ast.unparse(node)[:80]}")
        if any(found):
            yield found


def template() -> Catalog:
    """All sentences of the package, in the order of its files."""
    catalogue = Catalog(fuzzy=False)
    for path in sorted(CODE.rglob("*.py")):
        place = path.relative_to(CODE).as_posix()
        if place.startswith("cli/"):
            continue
        try:
            for found in sentences(ast.parse(path.read_text(encoding="utf-8"))):
                catalogue.add(found if len(found) > 1 else found[0], locations=[(place, 0)])
        except NotLiteralError as error:
            raise NotLiteralError(f"{place}, {error}") from error
    return catalogue


def update(language: str) -> Catalog:
    """Write the catalogue of a language anew, with all its translations."""
    path = catalogue_file(language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, fuzzy=False)
    catalogue.project, catalogue.version = "bayeschain", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "the bayeschain contributors"
    catalogue.revision_date = catalogue.creation_date
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, include_lineno=False)
    return catalogue


if __name__ == "__main__":
    for code in sys.argv[1:] or [each for each in languages() if each != SOURCE]:
        waiting = [message.id for message in update(code) if message.id and not all(message.string or ("",))]
        print(f"{code}: {len(waiting)} sentences wait for a translation")
