"""A two-level model text of lavaan as a model file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bayeschain.errors import InputError, Problem

OPERATORS: Final = re.compile(r"=~|~~|~\*~|:=|==|<~|~|<|>|\|")
LEVEL: Final = re.compile(r"level\s*:\s*(\w+)", re.IGNORECASE)
WITHIN: Final = frozenset({"1", "within"})
BETWEEN: Final = frozenset({"2", "between"})
CALL: Final = re.compile(r"(?:start|equal|label|c)\s*\(")
SUFFIX: Final = re.compile(r"[_.]?(?:w|b|within|between)$", re.IGNORECASE)
UNKNOWN: Final = {
    "<~": "formative constructs (<~)",
    "|": "thresholds (|): write likelihood: ordinal in the model file",
    "~*~": "scaling factors (~*~)",
    "<": "inequalities",
    ">": "inequalities",
}


@dataclass(frozen=True)
class Term:
    """A term of a right-hand side: its name, and what is multiplied with it."""

    name: str
    factors: tuple[str, ...] = ()

    @property
    def fixed(self) -> float | None:
        """Value that the term is fixed at."""
        values = [_number(each) for each in self.factors]
        return next((each for each in values if each is not None), None)

    @property
    def label(self) -> str | None:
        """Label of the term."""
        names = [each for each in self.factors if each.isidentifier() and each != "NA"]
        return names[0] if names else None


@dataclass
class _Level:
    measured: dict[str, list[Term]] = field(default_factory=dict)
    paths: dict[str, list[Term]] = field(default_factory=dict)
    pairs: list[tuple[str, Term]] = field(default_factory=list)


def from_lavaan(text: str, *, team: str, scale: tuple[float, float], file: str = "survey.csv") -> str:
    """Turn a two-level text of lavaan into a model file.

    Parameters
    ----------
    text : str
        Model text with ``level: 1`` and ``level: 2``. Every construct is measured at both levels by the same items.
    team : str
        Column with the team: lavaan's ``cluster``.
    scale : tuple of float
        Lowest and highest possible answer.
    file : str
        File of the answers, relative to the model file.

    Returns
    -------
    str
        Text of a model file, for `parse_model`. Loadings are equal at both levels and constructs of a person covary
        freely, whatever the text says of these: that is how bayeschain measures.

    Raises
    ------
    InputError
        The text asks for what bayeschain does not have; every reason is given.
    """
    reader = _Reader()
    for statement in _statements(text):
        reader.take(statement)
    reader.check()
    if reader.problems:
        raise InputError(reader.problems)
    return reader.model_file(team, scale, file)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _statements(text: str) -> Iterator[str]:
    """Statements without comments; a line that ends with an operator goes on."""
    code = (re.split(r"[#!]", line)[0] for line in text.splitlines())
    lines = [part.strip() for line in code for part in line.split(";")]
    held = ""
    for line in lines:
        if not line:
            continue
        if held and line.startswith("+"):
            held += line
        elif held and re.search(r"[+~*]$|=$", held):
            held += f" {line}"
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _terms(text: str) -> list[Term]:
    parts = [each.strip() for each in text.split("+") if each.strip()]
    return [Term(factors[-1], tuple(factors[:-1])) for factors in ([f.strip() for f in p.split("*")] for p in parts)]


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.levels = {1: _Level(), 2: _Level()}
        self.level: int | None = None
        self.defined: list[str] = []
        self.reversed_labels: set[str] = set()

    def refuse(self, message: str, remedy: str, statement: str) -> None:
        self.problems.append(Problem(message, remedy, f"'{statement}'"))

    def take(self, statement: str) -> None:
        if found := LEVEL.fullmatch(statement):
            word = found[1].lower()
            self.level = 1 if word in WITHIN else 2 if word in BETWEEN else None
            if self.level is None:
                self.refuse("There are two levels, 1 and 2.", "Remove the others.", statement)
            return
        operator = OPERATORS.search(statement)
        if operator is None:
            self.refuse("This is no statement of lavaan.", "Write =~, ~, ~~ or :=.", statement)
            return
        left, sign, right = statement[: operator.start()].strip(), operator[0], statement[operator.end() :].strip()
        if sign in UNKNOWN:
            self.refuse(f"bayeschain does not have {UNKNOWN[sign]}.", "Remove the line.", statement)
        elif sign == ":=":
            self.defined.append(f"{left} := {right}")
        elif sign == "==":
            self._constraint(left)
        elif CALL.search(right):
            self.refuse("Modifiers such as start() and c() are not read.", "Remove them.", statement)
        elif self.level is None:
            self.refuse("This stands at no level.", "Write level: 1 or level: 2 above it.", statement)
        else:
            self._statement([each.strip() for each in left.split("+")], sign, _terms(right), statement)

    def _constraint(self, left: str) -> None:
        """Effects coding is what bayeschain does anyway; a minus in it tells a reversed item."""
        self.reversed_labels |= set(re.findall(r"-\s*([A-Za-z_][\w.]*)", left))

    def _statement(self, lefts: list[str], sign: str, terms: list[Term], statement: str) -> None:
        level = self.levels[self.level or 1]
        for left in lefts:
            if sign == "=~":
                level.measured.setdefault(left, []).extend(terms)
            elif sign == "~~":
                level.pairs += [(left, term) for term in terms]
            elif terms and all(each.name in ("1", "0") for each in terms):
                continue  # means and intercepts are always there
            elif self.level == 1:
                says = "Regressions between persons are not modelled: constructs of a person covary freely."
                self.refuse(says, "Remove the line, or write it under level: 2.", statement)
            else:
                if any(each.fixed is not None for each in terms):
                    self.refuse("A path cannot be fixed.", "Leave the arrow out, or free it.", statement)
                level.paths.setdefault(left, []).extend(terms)

    def check(self) -> None:
        if not self.levels[2].measured and not self.problems:
            self.refuse("Nothing is measured at level 2.", "Write =~ under level: 1 and level: 2.", "level: 2")
        for name, terms in self.levels[2].measured.items():
            if self._within(terms) is None:
                says = f"'{name}' is not measured by the same items at level 1."
                self.refuse(says, "A construct has the same items at both levels.", f"{name} =~ …")
        for name, terms in self.levels[1].measured.items():
            items = self._items(terms)
            if all(self._items(each) != items for each in self.levels[2].measured.values()):
                says = f"'{name}' is not measured by the same items at level 2."
                self.refuse(says, "A construct has the same items at both levels.", f"{name} =~ …")
        every = [item for terms in self.levels[2].measured.values() for item in self._items(terms)]
        for item in sorted({each for each in every if every.count(each) > 1}):
            self.refuse(f"The item '{item}' measures two constructs.", "Keep it in one.", item)
        if not self.levels[2].paths and not self.problems:
            self.refuse("There is no path at level 2.", "Write target ~ source under level: 2.", "level: 2")
        for number, level in self.levels.items():
            for left, term in level.pairs:
                self._check_pair(number, left, term)

    def _check_pair(self, number: int, left: str, term: Term) -> None:
        statement, items = (
            f"{left} ~~ {term.name}",
            {i for t in self.levels[1].measured.values() for i in self._items(t)},
        )
        if left == term.name:
            return
        if {left, term.name} & items:
            self.refuse("Residuals of items do not covary here.", "Remove the line.", statement)
        elif number == 1 and term.fixed is not None:
            self.refuse("Constructs of a person covary freely; this cannot be fixed.", "Remove the line.", statement)
        elif number == 2 and term.fixed is not None and not {left, term.name} & set(self.levels[2].paths):
            self.refuse("Constructs that nothing explains covary freely.", "Remove the line.", statement)
        elif term.fixed:
            self.refuse("A covariance can be free or 0, not another value.", "Free it.", statement)

    def _items(self, terms: list[Term]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term.name for term in terms))

    def _within(self, terms: list[Term]) -> str | None:
        items = self._items(terms)
        return next((name for name, each in self.levels[1].measured.items() if self._items(each) == items), None)

    def model_file(self, team: str, scale: tuple[float, float], file: str) -> str:
        """The model file."""
        names = {name: self._name(name) for name in self.levels[2].measured}
        chain = []
        for target, terms in self.levels[2].paths.items():
            written = [(term.label, names.get(term.name, term.name)) for term in terms]
            right = [f"{label}*{source}" if label else source for label, source in written]
            chain.append(f"{names.get(target, target)} ~ " + " + ".join(right))
        for left, term in self.levels[2].pairs:
            explained = {left, term.name} & set(self.levels[2].paths)
            if left != term.name and term.fixed is None and explained:
                chain.append(f"{names.get(left, left)} ~~ {names.get(term.name, term.name)}")
        lines = ["title: From lavaan", "surveys:", f"  survey: {{file: {_text(file)}, team: {_text(team)}, "
                 f"scale: [{scale[0]:g}, {scale[1]:g}]}}"]  # fmt: skip
        ends = {end for target, terms in self.levels[2].paths.items() for end in (target, *(t.name for t in terms))}
        columns = sorted(ends - set(names))
        if columns:
            lines.append(f"teams: {{file: teams.csv, team: {_text(team)}}}")
        lines.append("constructs:")
        for name, terms in self.levels[2].measured.items():
            reverse = [item for item in self._items(terms) if self._is_reversed(item, terms)]
            more = f", reverse: [{', '.join(map(_text, reverse))}]" if reverse else ""
            items = ", ".join(map(_text, self._items(terms)))
            lines.append(f"  {names[name]}: {{survey: survey, items: [{items}]{more}}}")
        lines += [f"  {column}: {{column: {_text(column)}}}" for column in columns]
        explains = {t.name for terms in self.levels[2].paths.values() for t in terms}
        last = [target for target in self.levels[2].paths if target not in explains] or list(self.levels[2].paths)
        lines += ["chain: |", *(f"  {each}" for each in (*chain, *self.defined))]
        lines.append(f"outcome: {names.get(last[-1], last[-1])}")
        return "\n".join(lines) + "\n"

    def _is_reversed(self, item: str, terms: list[Term]) -> bool:
        own = [term for term in terms if term.name == item]
        return any((t.fixed is not None and t.fixed < 0) or t.label in self.reversed_labels for t in own)

    def _name(self, name: str) -> str:
        """Name without the ending that tells the level, where that leaves a name of its own."""
        short = SUFFIX.sub("", name)
        others = [SUFFIX.sub("", each) for each in self.levels[2].measured if each != name]
        return short if short and short not in others else name


def _text(text: str) -> str:
    """Text as YAML reads it."""
    return "'" + text.replace("'", "''") + "'"
