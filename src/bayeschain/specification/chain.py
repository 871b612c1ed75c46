"""The chain of constructs: which construct explains which, at team level."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bayeschain.conventions import path_name
from bayeschain.specification.expressions import Expression


@dataclass(frozen=True)
class Construct:
    """A construct, measured by the items of one survey or by one column of the team table.

    Parameters
    ----------
    name : str
        Name used in the chain.
    label : str
        Name shown to readers.
    survey : str or None
        Survey that measures it; None for a team column.
    items : tuple of str
        Columns of the survey that measure it; empty for a team column.
    reverse : frozenset of str
        Items among `items` that are worded the other way round.
    column : str or None
        Column of the team table that holds it; None for a survey construct.
    better : {"high", "low"}
        Which direction is good.
    scale : tuple of float or None
        Lowest and highest answer of its items; None for a team column.
    """

    name: str
    label: str
    survey: str | None = None
    items: tuple[str, ...] = ()
    reverse: frozenset[str] = frozenset()
    column: str | None = None
    better: Literal["high", "low"] = "high"
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class Path:
    """One arrow of the chain: `target` is explained by `source`."""

    target: str
    source: str
    label: str | None = None

    @property
    def name(self) -> str:
        """Name of the path, ``target ~ source``."""
        return path_name(self.target, self.source)


@dataclass(frozen=True)
class Definition:
    """A quantity that the user defined from labelled paths, ``name := expression``."""

    name: str
    expression: Expression


@dataclass(frozen=True)
class Chain:
    """A recursive path model over constructs.

    Parameters
    ----------
    constructs : tuple of str
        All constructs, in the order declared.
    paths : tuple of Path
        The arrows, in the order written. They form no cycle.
    residual_covariances : tuple of (str, str)
        Pairs of constructs whose residuals covary, one of them endogenous; an exogenous construct is its own residual.
        No arrow joins a pair, so that almost all values can be told apart (Brito & Pearl 2002, Structural Equation
        Modeling 9:459).
    definitions : tuple of Definition
        Quantities defined from labelled paths.
    covariates : tuple of str
        Columns of the team table that equations are adjusted for; no constructs.
    covariate_paths : tuple of Path
        Which construct is adjusted for which covariate, in the order written.

    Raises
    ------
    ValueError
        A path names an undeclared construct, or the arrows form a cycle.
    """

    constructs: tuple[str, ...]
    paths: tuple[Path, ...]
    residual_covariances: tuple[tuple[str, str], ...] = ()
    definitions: tuple[Definition, ...] = ()
    covariates: tuple[str, ...] = ()
    covariate_paths: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        named = {end for path in self.paths for end in (path.target, path.source)}
        if undeclared := named.difference(self.constructs):
            raise ValueError(f"the chain names undeclared constructs: {sorted(undeclared)}")
        if len(self.order) != len(self.constructs):
            raise ValueError("a construct is declared twice")

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the constructs with an arrow into `name`, in the order written."""
        return self._parents[name]

    def adjusted_for(self, name: str) -> tuple[str, ...]:
        """Return the covariates in the equation of `name`, in the order written."""
        return tuple(path.source for path in self.covariate_paths if path.target == name)

    def children(self, name: str) -> tuple[str, ...]:
        """Return the constructs that `name` has an arrow into, in the order written."""
        return self._children[name]

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        return self._neighbours([(path.target, path.source) for path in self.paths])

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        return self._neighbours([(path.source, path.target) for path in self.paths])

    def _neighbours(self, pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {name: [] for name in self.constructs}
        for one, other in pairs:
            found[one].append(other)
        return {name: tuple(others) for name, others in found.items()}

    @cached_property
    def exogenous(self) -> tuple[str, ...]:
        """Constructs without parents; they covary freely."""
        return tuple(name for name in self.constructs if not self.parents(name))

    @cached_property
    def endogenous(self) -> tuple[str, ...]:
        """Constructs with parents, each after all of its ancestors."""
        return tuple(name for name in self.order if self.parents(name))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """All constructs: the exogenous ones, then each after all of its parents."""
        placed = dict.fromkeys(self.exogenous)
        while len(placed) < len(self.constructs):
            ready = [n for n in self.constructs if n not in placed and all(p in placed for p in self.parents(n))]
            if not ready:
                raise ValueError("the chain has a cycle")
            placed.update(dict.fromkeys(ready))
        return tuple(placed)

    def ancestors(self, name: str) -> frozenset[str]:
        """Return the constructs from which arrows lead to `name`."""
        found: set[str] = set()
        waiting = list(self.parents(name))
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(self.parents(each))
        return frozenset(found)

    def routes(self, source: str, target: str) -> tuple[tuple[str, ...], ...]:
        """Every directed route from `source` to `target`, as tuples of constructs, ends included."""
        if source == target:
            return ((target,),)
        return tuple((source, *rest) for child in self.children(source) for rest in self.routes(child, target))

    @cached_property
    def route_count(self) -> int:
        """Number of directed routes between all pairs of different constructs."""
        ending: dict[str, int] = {}
        for name in self.order:
            ending[name] = sum(ending[source] + 1 for source in self.parents(name))
        return sum(ending.values())

    def stages(self, outcome: str) -> tuple[tuple[str, ...], ...]:
        """Ancestors of `outcome`, by the length of their longest route to it.

        Stage 1 is nearest to the outcome. No construct of a stage is an ancestor of another of the same stage, so
        that drivers may be ranked within a stage.
        """
        longest = {outcome: 0}
        for name in reversed(self.order):
            ends = [longest[child] + 1 for child in self.children(name) if child in longest]
            if ends and name != outcome:
                longest[name] = max(ends)
        depth = max(longest.values())
        return tuple(
            tuple(name for name in self.constructs if longest.get(name) == stage) for stage in range(1, depth + 1)
        )
