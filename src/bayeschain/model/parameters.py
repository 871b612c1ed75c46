"""The one map between flat and named parameters: order, sizes, dims and offsets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import (
    BOUNDARY,
    CONSTRUCT,
    COVARIATE_SLOPE,
    ITEM,
    PATH,
    RESIDUAL_PAIR,
    RESPONDENT_CONSTRUCT,
    RESPONDENT_SLOPE,
    item_name,
    pair_name,
    path_name,
)
from bayeschain.specification.chain import Construct, Path
from bayeschain.specification.files import Specification

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """One named piece of the flat parameter vector."""

    name: str
    dim: str
    size: int


@dataclass(frozen=True)
class Layout:
    """Where each parameter of a chain stands in the flat vector that the likelihood takes.

    Constructs stand in the order declared; respondent constructs survey by survey; indicators construct by construct.
    An indicator is an item, or the person's scale mean where measurement is manifest.

    Parameters
    ----------
    specification : Specification
        The model that the user wrote.
    categories : tuple of tuple of float
        Scores (POMP) of the categories of each ordinal item, in the order of `ordinal_items`.
    """

    specification: Specification
    categories: tuple[tuple[float, ...], ...] = ()

    @cached_property
    def constructs(self) -> tuple[str, ...]:
        """Names of all constructs, in the order declared."""
        return tuple(construct.name for construct in self.specification.constructs)

    @cached_property
    def sources(self) -> tuple[tuple[Construct, ...], ...]:
        """Constructs of each survey, in the order declared."""
        found = (self.specification.survey_constructs(survey) for survey in self.specification.surveys)
        return tuple(constructs for constructs in found if constructs)

    @cached_property
    def surveys(self) -> tuple[str, ...]:
        """Surveys that measure a construct, in the order declared."""
        return tuple(constructs[0].survey or "" for constructs in self.sources)

    @cached_property
    def respondent_constructs(self) -> tuple[Construct, ...]:
        """Constructs measured by respondents, survey by survey."""
        return tuple(construct for source in self.sources for construct in source)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Constructs that are columns of the team table."""
        return tuple(construct.name for construct in self.specification.column_constructs)

    def is_manifest(self, construct: Construct) -> bool:
        """Whether a construct enters as the person's scale mean."""
        return self.specification.surveys[construct.survey or ""].measurement == "manifest"

    def indicators(self, construct: Construct) -> tuple[str, ...]:
        """Indicators of a respondent construct, named over all surveys."""
        names = (construct.name,) if self.is_manifest(construct) else construct.items
        return tuple(item_name(construct.survey or "", name) for name in names)

    @cached_property
    def items(self) -> tuple[str, ...]:
        """All indicators, in the order of the respondent constructs."""
        return tuple(name for construct in self.respondent_constructs for name in self.indicators(construct))

    @cached_property
    def item_construct(self) -> tuple[str, ...]:
        """Construct of each indicator."""
        return tuple(c.name for c in self.respondent_constructs for _ in self.indicators(c))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Number of indicators of each respondent construct."""
        return tuple(len(self.indicators(construct)) for construct in self.respondent_constructs)

    @cached_property
    def is_reflective(self) -> NDArray[np.bool_]:
        """(items,) whether an indicator shares its construct with others, and so has error, bias and a loading."""
        return np.repeat(np.array(self.counts, dtype=int) > 1, self.counts)

    @cached_property
    def reflective_items(self) -> tuple[str, ...]:
        """Indicators of constructs with two or more of them."""
        return tuple(name for name, flag in zip(self.items, self.is_reflective, strict=True) if flag)

    @cached_property
    def free_items(self) -> tuple[str, ...]:
        """All reflective indicators but the last of each construct: one label for each free contrast or stick."""
        return tuple(
            name
            for construct in self.respondent_constructs
            for name in self.indicators(construct)[: len(self.indicators(construct)) - 1]
        )

    @cached_property
    def ordinal_sources(self) -> tuple[int, ...]:
        """Places of the surveys with ordinal answers among `sources`."""
        options = self.specification.surveys
        return tuple(i for i, name in enumerate(self.surveys) if options[name].likelihood == "ordinal")

    @cached_property
    def ordinal_items(self) -> tuple[str, ...]:
        """Items of the surveys with ordinal answers, in the order of `items`."""
        own = [construct for i in self.ordinal_sources for construct in self.sources[i]]
        return tuple(name for construct in own for name in self.indicators(construct))

    @property
    def threshold_counts(self) -> tuple[int, ...]:
        """Number of thresholds of each ordinal item."""
        return tuple(len(scores) - 1 for scores in self.categories)

    @cached_property
    def thresholds(self) -> tuple[str, ...]:
        """Thresholds of the ordinal items between one category and the next."""
        return tuple(name for each in self._item_thresholds for name in each)

    @cached_property
    def free_thresholds(self) -> tuple[str, ...]:
        """All thresholds but the first and the last of each ordinal item, which are fixed."""
        return tuple(name for each in self._item_thresholds for name in each[1:-1])

    @cached_property
    def _item_thresholds(self) -> tuple[tuple[str, ...], ...]:
        scale = {
            name: construct.scale or (0.0, 100.0)
            for construct in self.respondent_constructs
            for name in self.indicators(construct)
        }
        found = []
        for name, scores in zip(self.ordinal_items, self.categories, strict=True):
            low, high = scale[name]
            answers = [f"{low + score / 100.0 * (high - low):g}" for score in scores]
            found.append(tuple(f"{name} {a}|{b}" for a, b in pairwise(answers)))
        return tuple(found)

    @cached_property
    def reduced(self) -> "Layout":
        """The chain with one indicator a construct in place of ordinal items: each person's latent level.

        Levels are net of respondent covariates, so that a survey with ordinal answers has none here.
        """
        surveys = dict(self.specification.surveys)
        for name in (self.surveys[i] for i in self.ordinal_sources):
            surveys[name] = replace(surveys[name], likelihood="gaussian", measurement="manifest", adjust=())
        return Layout(replace(self.specification, surveys=surveys))

    @cached_property
    def reduced_index(self) -> NDArray[np.int64]:
        """Places of the parameters of `reduced` in the flat vector."""
        mine = {
            (block.name, label): start + i
            for block, start in zip(self.blocks, self._starts, strict=True)
            for i, label in enumerate(self.coords[block.dim])
        }
        reduced = self.reduced
        return np.array(
            [mine[block.name, label] for block in reduced.blocks for label in reduced.coords[block.dim]], dtype=np.int64
        )

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(self.slices[block.name].start for block in self.blocks)

    @cached_property
    def within_pairs(self) -> tuple[str, ...]:
        """Pairs of constructs of one survey, row by row of the lower triangle."""
        return tuple(f"{a.name}, {b.name}" for source in self.sources for i, a in enumerate(source) for b in source[:i])

    @cached_property
    def exogenous_pairs(self) -> tuple[str, ...]:
        """Pairs of an exogenous construct with one before it or a covariate, row by row of the lower triangle."""
        chain = self.specification.chain
        names = (*chain.covariates, *chain.exogenous)
        first = len(chain.covariates)
        return tuple(f"{a}, {b}" for i, a in enumerate(names) for b in names[:i] if i >= first)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Members of the chain in chain order: covariates, exogenous and endogenous constructs, parents first."""
        chain = self.specification.chain
        return (*chain.covariates, *chain.exogenous, *chain.endogenous)

    @cached_property
    def place(self) -> dict[str, int]:
        """Place of each member: constructs in the order declared, then covariates."""
        return {name: i for i, name in enumerate((*self.constructs, *self.specification.chain.covariates))}

    @cached_property
    def free_paths(self) -> tuple[Path, ...]:
        """Arrows in the order of z: between constructs, then from covariates to endogenous constructs.

        Constructs that no construct explains covary freely, with each other and with the covariates.
        """
        chain = self.specification.chain
        return chain.paths + tuple(path for path in chain.covariate_paths if path.target in chain.endogenous)

    @cached_property
    def has_units(self) -> bool:
        """Whether there is a level above the teams."""
        return self.specification.teams is not None and self.specification.teams.unit is not None

    @cached_property
    def adjusted(self) -> tuple[tuple[str, ...], ...]:
        """Respondent covariates of each survey that measures a construct."""
        return tuple(self.specification.surveys[survey].adjust for survey in self.surveys)

    @cached_property
    def pair_written(self) -> dict[frozenset[str], tuple[str, str]]:
        """Pairs whose residuals covary, as the user wrote them."""
        return {frozenset(pair): pair for pair in self.specification.chain.residual_covariances}

    @cached_property
    def residual_pairs(self) -> tuple[frozenset[str], ...]:
        """Pairs whose residuals covary, row by row of the lower triangle in chain order."""
        found = (frozenset((a, b)) for i, a in enumerate(self.members) for b in self.members[:i])
        return tuple(pair for pair in found if pair in self.pair_written)

    @cached_property
    def covariate_slopes(self) -> tuple[tuple[str, str], ...]:
        """Constructs and covariates whose slopes are reported: all for exogenous constructs, else those written."""
        chain = self.specification.chain
        return tuple(
            (name, covariate)
            for name in chain.order
            for covariate in (chain.covariates if name in chain.exogenous else chain.adjusted_for(name))
        )

    @cached_property
    def partners(self) -> tuple[tuple[int, ...], ...]:
        """Of each endogenous construct, the places of its partners in `residual_pairs` among the members before it."""
        first = len(self.members) - len(self.specification.chain.endogenous)
        return tuple(
            tuple(j for j, b in enumerate(self.members[:i]) if frozenset((self.members[i], b)) in self.pair_written)
            for i in range(first, len(self.members))
        )

    @cached_property
    def pair_places(self) -> tuple[tuple[int, int], ...]:
        """Places in chain order of the pairs whose residuals covary, the later construct first."""
        first = len(self.members) - len(self.partners)
        return tuple((first + i, j) for i, each in enumerate(self.partners) for j in each)

    @cached_property
    def coords(self) -> dict[str, tuple[str, ...]]:
        """Labels of every dim of the parameters."""
        return {
            CONSTRUCT: self.constructs,
            RESPONDENT_CONSTRUCT: tuple(construct.name for construct in self.respondent_constructs),
            ITEM: self.items,
            "reflective_item": self.reflective_items,
            "free_item": self.free_items,
            "within_pair": self.within_pairs,
            "column_construct": self.columns,
            "exogenous_pair": self.exogenous_pairs,
            BOUNDARY: self.thresholds,
            "free_threshold": self.free_thresholds,
            PATH: tuple(path.name for path in self.specification.chain.paths),
            "covariate_path": tuple(path.name for path in self.free_paths[len(self.specification.chain.paths) :]),
            "unit_construct": self.constructs if self.has_units else (),
            RESPONDENT_SLOPE: tuple(
                path_name(construct.name, covariate)
                for source, covariates in zip(self.sources, self.adjusted, strict=True)
                for construct in source
                for covariate in covariates
            ),
            COVARIATE_SLOPE: tuple(path_name(*pair) for pair in self.covariate_slopes),
            RESIDUAL_PAIR: tuple(pair_name(*self.pair_written[pair]) for pair in self.residual_pairs),
        }

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The pieces of the flat vector, in order. Empty pieces are kept: they have size 0."""
        dims = (
            ("construct_mean", CONSTRUCT),
            ("intercept_contrast_raw", "free_item"),
            ("loading_stick_raw", "free_item"),
            ("item_sd", "reflective_item"),
            ("item_bias_sd", "reflective_item"),
            ("within_sd", RESPONDENT_CONSTRUCT),
            ("within_partial_raw", "within_pair"),
            ("icc", RESPONDENT_CONSTRUCT),
            ("column_team_sd", "column_construct"),
            ("exogenous_partial_raw", "exogenous_pair"),
            ("path_z_raw", PATH),
            ("covariate_z_raw", "covariate_path"),
            ("residual_partial_raw", RESIDUAL_PAIR),
            ("unit_share_raw", "unit_construct"),
            ("respondent_slope", RESPONDENT_SLOPE),
            *((("threshold_stick_raw", "free_threshold"),) if self.categories else ()),
        )
        return tuple(Block(name, dim, len(self.coords[dim])) for name, dim in dims)

    @cached_property
    def size(self) -> int:
        """Length of the flat vector."""
        return sum(block.size for block in self.blocks)

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Place of each named piece in the flat vector."""
        ends = list(accumulate(block.size for block in self.blocks))
        return {block.name: slice(end - block.size, end) for block, end in zip(self.blocks, ends, strict=True)}

    def pack(self, named: Mapping[str, Floats]) -> Floats:
        """Flat vector (…, size) from named arrays (…, size of the block)."""
        return np.concatenate([np.asarray(named[b.name], dtype=float) for b in self.blocks if b.size], axis=-1)

    def unpack(self, flat: Floats) -> dict[str, Floats]:
        """Named arrays (…, size of the block) from a flat vector (…, size)."""
        return {name: flat[..., place] for name, place in self.slices.items()}

    @cached_property
    def structure(self) -> tuple[int, ...]:
        """Flat integer description of the chain that `kernel.evaluate` reads."""
        chain, place, paths = self.specification.chain, self.place, self.free_paths
        incoming = [[i for i, path in enumerate(paths) if path.target == name] for name in chain.endogenous]
        lists = (
            [place[construct.name] for construct in self.respondent_constructs]
            + [place[name] for name in (*self.columns, *chain.covariates)],
            [i for i, source in enumerate(self.sources) for _ in source],
            [0, *accumulate(self.counts)],
            [0, *accumulate(len(source) for source in self.sources)],
            [place[name] for name in (*chain.covariates, *chain.exogenous)],
            [place[name] for name in chain.endogenous],
            [0, *accumulate(len(each) for each in incoming)],
            [place[paths[i].source] for each in incoming for i in each],
            [i for each in incoming for i in each],
            [0, *accumulate(len(each) for each in self.partners)],
            [j for each in self.partners for j in each],
            [0, *accumulate(len(each) for each in self.adjusted)],
        )
        Q = len(chain.covariates)
        header = (
            len(self.constructs) + Q,
            len(self.respondent_constructs),
            len(self.columns) + Q,
            len(self.sources),
            len(self.items),
            len(chain.exogenous) + Q,
            len(chain.endogenous),
            len(paths),
            Q,
            len(self.residual_pairs),
            int(self.has_units),
            len(self.coords[RESPONDENT_SLOPE]),
        )
        return (*header, *(value for values in lists for value in values))
