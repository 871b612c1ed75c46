"""Chain text to a Chain: every name known, no path twice, no cycle."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.specification.chain import Chain, Path
from bayeschain.specification.cycles import find_cycles
from bayeschain.specification.definitions import read_definitions
from bayeschain.specification.names import normalised, objection
from bayeschain.specification.source import Source, shown
from bayeschain.specification.syntax import Covariance, Quantity, Regression, Statement, Term, read_statements
from bayeschain.specification.tokens import Token

LONGEST_TEXT: Final = 50_000
MOST_CONSTRUCTS: Final = 200
MOST_ROUTES: Final = 10_000
MOST_PROBLEMS: Final = 50


def parse_chain(text: str, constructs: Sequence[str], name: str = "chain") -> Chain:
    """Read a chain text.

    Parameters
    ----------
    text : str
        Statements in lavaan's regression syntax.
    constructs : sequence of str
        Constructs that the chain may name, in the order declared.
    name : str
        What messages call the text.

    Returns
    -------
    Chain
        The chain.

    Raises
    ------
    InputError
        The text is wrong; it carries every problem found.
    """
    chain, problems = read_chain(Source(name, text), constructs)
    if chain is None:
        raise InputError(problems)
    return chain


def read_chain(
    source: Source, constructs: Sequence[str], covariates: Sequence[str] = ()
) -> tuple[Chain | None, list[Problem]]:
    """Read a chain from its place in a file; there is a chain exactly when there is no problem.

    Covariates are names that may stand on the right of ``~`` only.
    """
    for held, limit, what in (
        (len(source.text), LONGEST_TEXT, "characters"),
        (len(constructs), MOST_CONSTRUCTS, "constructs"),
    ):
        if held > limit:
            return None, [_whole(source, f"The chain has more than {limit} {what}.", "Split the model.")]
    read, problems = read_statements(source)
    known = tuple(normalised(each) for each in constructs)
    reader = _Reader(source, known, problems[:MOST_PROBLEMS], tuple(normalised(each) for each in covariates))
    chain = reader.chain(read)
    return chain, reader.problems


def _whole(source: Source, message: str, remedy: str) -> Problem:
    return Problem(message, remedy, source.where(0, 0))


class _Reader:
    """Checks the statements one after the other and gathers what they say."""

    def __init__(
        self, source: Source, constructs: tuple[str, ...], problems: list[Problem], covariates: tuple[str, ...]
    ) -> None:
        self.source = source
        self.constructs = constructs
        self.covariates = covariates
        self.covariate_paths: dict[tuple[str, str], Path] = {}
        self.problems = problems
        self.complete = not problems
        self.undeclared: set[str] = set()
        self.paths: dict[tuple[str, str], tuple[Path, Token]] = {}
        self.labels: set[str] = set()
        self.pairs: dict[frozenset[str], tuple[Token, Token]] = {}

    def chain(self, read: Sequence[Statement]) -> Chain | None:
        """Check all statements; the chain, if nothing is wrong."""
        for statement in read:
            if isinstance(statement, Regression):
                self._regression(statement)
            elif isinstance(statement, Covariance):
                self._covariance(statement)
        self.complete = self.complete and not self.undeclared
        self._cycles()
        self._residuals()
        definitions, problems = read_definitions(
            [each for each in read if isinstance(each, Quantity)],
            sorted(self.labels),
            self.constructs,
            self.source,
            complete=self.complete,
        )
        self.problems.extend(problems[:MOST_PROBLEMS])
        if not self.paths and not self.problems:
            self.problems.append(_whole(self.source, "The chain has no arrow.", "Write at least one: target ~ source."))
        if self.problems:
            return None
        pairs = tuple((one.text, other.text) for one, other in self.pairs.values())
        chain = Chain(
            self.constructs,
            tuple(path for path, _ in self.paths.values()),
            pairs,
            definitions,
            tuple(name for name in self.covariates if name in {source for _, source in self.covariate_paths}),
            tuple(self.covariate_paths.values()),
        )
        if chain.route_count > MOST_ROUTES:
            message = f"The chain has more than {MOST_ROUTES} different routes from construct to construct."
            self.problems.append(_whole(self.source, message, "Leave out some arrows."))
            return None
        return chain

    def _note(self, at: Token, message: str, remedy: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(self.source.problem(message, remedy, at.line, at.column, at.length))

    def _declared(self, names: Iterable[Token], also: tuple[str, ...] = ()) -> dict[str, Token]:
        """Names that are declared, each once; an undeclared name is noted where it first stands."""
        found: dict[str, Token] = {}
        for token in names:
            if token.text in found:
                self._note(token, f"{shown(token.text)} stands twice on this side.", "Remove one.")
            elif token.text in self.constructs or token.text in also:
                found[token.text] = token
            elif token.text in self.covariates:
                message = f"{shown(token.text)} is a team covariate, which explains and is not explained."
                remedy = "Declare it under constructs instead, with column:, if the chain is to explain it."
                self._note(token, message, remedy)
            elif token.text not in self.undeclared and len(self.undeclared) < MOST_PROBLEMS:
                self.undeclared.add(token.text)
                message = f"{shown(token.text)} is not a declared construct."
                remedy = did_you_mean(token.text, (*self.constructs, *also)) or "Declare it under constructs."
                self._note(token, message, remedy)
        return found

    def _regression(self, statement: Regression) -> None:
        targets = self._declared(statement.targets)
        sources = self._declared((term.name for term in statement.terms), self.covariates)
        for term in statement.terms:
            label = self._label(term, statement)
            if sources.get(term.name.text) is term.name:
                for target in targets.values():
                    if term.name.text in self.covariates:
                        self._covariate(target, term)
                    else:
                        self._path(target, term.name, label)

    def _covariate(self, target: Token, term: Term) -> None:
        arrow = target.text, term.name.text
        if term.label is not None:
            message = f"The team covariate {shown(term.name.text)} bears no label."
            self._note(term.label, message, "Remove the label: covariates are adjusted for and are no part of routes.")
        elif arrow in self.covariate_paths:
            self._note(
                term.name, f"The covariate {arrow[1]} stands in the equation of {arrow[0]} already.", "Remove one."
            )
        else:
            self.covariate_paths[arrow] = Path(*arrow)

    def _path(self, target: Token, source: Token, label: str | None) -> None:
        arrow = target.text, source.text
        if target.text == source.text:
            self._note(source, f"{shown(source.text)} cannot explain itself.", "Remove it from one side of '~'.")
        elif arrow in self.paths:
            line = self.source.first_line + self.paths[arrow][1].line + 1
            self._note(source, f"The path {target.text} ~ {source.text} stands on line {line} already.", "Remove one.")
        else:
            self.paths[arrow] = Path(target.text, source.text, label), source

    def _label(self, term: Term, statement: Regression) -> str | None:
        label = term.label
        if label is None:
            return None
        if reason := objection(label.text):
            self._note(label, f"The label {shown(label.text)} {reason[0]}", "Choose a short name such as a.")
        elif label.text in self.constructs:
            message = f"{shown(label.text)} is a construct and cannot be a label; interactions are not offered."
            self._note(label, message, "Write '+' between sources, or choose another label.")
        elif len(statement.targets) > 1 or label.text in self.labels:
            message = f"The label {shown(label.text)} marks more than one path; equality constraints are not offered."
            self._note(label, message, "Give each path a label of its own.")
        self.labels.add(label.text)
        return label.text

    def _covariance(self, statement: Covariance) -> None:
        left, right = self._declared(statement.left), self._declared(statement.right)
        for one in left.values():
            for other in right.values():
                pair = frozenset((one.text, other.text))
                if len(pair) == 1:
                    message = f"The variance of {shown(one.text)} need not be written."
                    self._note(other, message, "Remove it: every variance is estimated.")
                elif pair in self.pairs:
                    self._note(other, f"{one.text} ~~ {other.text} is written twice.", "Remove one.")
                else:
                    self.pairs[pair] = one, other

    def _residuals(self) -> None:
        """Check that each pair of residuals exists and that no arrow joins the pair."""
        explained = {target for target, _ in self.paths}
        for one, other in self.pairs.values():
            written = f"{one.text} ~~ {other.text}"
            free = [token for token in (one, other) if token.text not in explained]
            arrow = {(one.text, other.text), (other.text, one.text)}.intersection(self.paths)
            if arrow:
                target, source = arrow.pop()
                message = (
                    f"{target} ~ {source} and {written} cannot both be estimated: "
                    "the data tell one number about this pair, not two."
                )
                self._note(other, message, "Keep the arrow or the residual covariance.")
            elif len(free) == 2 and self.complete:
                message = f"{written} cannot be given: both are exogenous, and these covary freely already."
                self._note(one, message, "Remove the statement.")

    def _cycles(self) -> None:
        for cycle in find_cycles(self.paths):
            steps = [self.paths[target, source][1] for source, target in pairwise(cycle)]
            last = max(steps, key=lambda token: (token.line, token.column))
            message = f"The chain runs in a circle: {' -> '.join(cycle)}."
            self._note(last, message, "Remove one of these arrows; a chain must have a beginning.")
