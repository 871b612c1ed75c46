"""A model file as lavaan's two-level model text, which fits in lavaan unchanged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.model_file import Specification
from bayeschain.specification.options import SurveyOptions
from bayeschain.specification.source import shown

R_NAME: Final = re.compile(r"(?!\d|\.\d|_)[\w.]+")
WITHIN: Final = "_w"
BETWEEN: Final = "_b"


def to_lavaan(specification: Specification, survey: str | None = None) -> str:
    """Write the model as a two-level text of lavaan.

    Level 1 has the constructs of a person with free covariances, level 2 those of a team with the chain. Loadings are
    equal at both levels and average 1 in each construct, intercepts sum to 0 (effects coding, Little, Slegers & Card
    2006), so that construct means and variances are on the response scale. Columns are used as they stand in the
    file: a reversed item has a negative loading. Fit it by ``lavaan::sem(text, data, cluster = "team")``.

    Parameters
    ----------
    specification : Specification
        The model file.
    survey : str, optional
        Survey to write where there are several: its constructs, the team columns, and the arrows between these.

    Returns
    -------
    str
        Model text; a constant of the response scales aside, its log-likelihood in lavaan is that of bayeschain at the
        same parameters.

    Raises
    ------
    InputError
        lavaan cannot express the model; every reason is given.
    """
    name, problems = _survey(specification, survey)
    if not problems:
        problems = _inexpressible(specification, name)
    if problems:
        raise InputError(problems)
    return _Writer(specification, name).text()


def written_survey(specification: Specification, survey: str | None = None) -> str:
    """Survey that `to_lavaan` writes: the one named, or the only one that measures a construct."""
    return _survey(specification, survey)[0]


def _survey(specification: Specification, survey: str | None) -> tuple[str, list[Problem]]:
    measuring = [name for name in specification.surveys if specification.survey_constructs(name)]
    if survey is not None:
        known = "" if survey in measuring else did_you_mean(survey, measuring)
        return survey, [Problem(f"No survey {shown(survey)} measures a construct.", known)] if known else []
    if len(measuring) == 1:
        return measuring[0], []
    says = (
        "lavaan cannot express several surveys of different people: its rows are persons who answered everything, and "
        "each team has one number of respondents."
    )
    remedy = f"Write one survey's part of the model: survey = {' or '.join(shown(name) for name in measuring)}."
    return "", [Problem(says, remedy)]


def _inexpressible(specification: Specification, survey: str) -> list[Problem]:
    options: SurveyOptions = specification.surveys[survey]
    found = []
    if options.likelihood != "gaussian":
        says = "lavaan has no two-level model of ordinal answers."
        found.append(Problem(says, "Write likelihood: gaussian to compare.", f"surveys.{survey}.likelihood"))
    if options.aggregation != "reflective":
        says = f"lavaan's two-level model takes respondents as a sample of raters, not as {options.aggregation}."
        found.append(Problem(says, "Write aggregation: reflective to compare.", f"surveys.{survey}.aggregation"))
    if options.measurement != "latent":
        says = "Scale means of persons are no columns of the file."
        found.append(Problem(says, "Write measurement: latent to compare.", f"surveys.{survey}.measurement"))
    if specification.waves:
        says = "lavaan's levels are people in teams; waves are not written for it."
        found.append(Problem(says, "Remove waves, and write the model of one wave.", "waves"))
    if specification.teams and specification.teams.unit:
        says = "lavaan has two levels; the units above the teams are a third."
        found.append(Problem(says, "Remove unit to compare.", "teams.unit"))
    for adjusted, where in (
        (options.adjust, f"surveys.{survey}.adjust"),
        (_team_covariates(specification), "teams.covariates"),
    ):
        if adjusted:
            says = f"Covariates are not written for lavaan: {', '.join(adjusted)}."
            found.append(Problem(says, "Remove them to compare.", where))
    constructs = _chosen(specification, survey)
    observed = [name for each in constructs for name in (*each.items, *([each.column] if each.column else []))]
    for name in observed:
        if not R_NAME.fullmatch(name):
            says = f"The column {shown(name)} is no name in R."
            found.append(Problem(says, "Rename it to letters, digits, '.' and '_' in the file and the model file."))
    latent = {each.name + suffix for each in constructs if each.items for suffix in (WITHIN, BETWEEN)}
    for name in sorted(latent.intersection(observed)):
        says = f"The column {shown(name)} bears the name that a latent variable gets in lavaan."
        found.append(Problem(says, "Rename the column."))
    return found


def _team_covariates(specification: Specification) -> tuple[str, ...]:
    return specification.teams.covariates if specification.teams else ()


def _chosen(specification: Specification, survey: str) -> list[Construct]:
    return [each for each in specification.constructs if each.survey in (None, survey)]


@dataclass(frozen=True)
class _Writer:
    specification: Specification
    survey: str

    @property
    def constructs(self) -> list[Construct]:
        """Constructs of the survey; team columns."""
        return _chosen(self.specification, self.survey)

    @property
    def measured(self) -> list[Construct]:
        return [each for each in self.constructs if each.items]

    @property
    def chain(self) -> Chain:
        """The chain, or the part of it among the constructs chosen."""
        whole, names = self.specification.chain, tuple(each.name for each in self.constructs)
        paths = tuple(path for path in whole.paths if path.target in names and path.source in names)
        explained = {path.target for path in paths}
        pairs = tuple(pair for pair in whole.residual_covariances if explained.issuperset(pair))
        labels = {path.label for path in paths}
        kept = tuple(each for each in whole.definitions if labels.issuperset(each.expression.names))
        return Chain(names, paths, pairs, kept)

    def text(self) -> str:
        lines = [*self._remarks(), "", "level: 1"]
        lines += [self._measured_by(each, WITHIN) for each in self.measured]
        lines += [f"{each.items[0]} ~~ 0*{each.items[0]}" for each in self.measured if len(each.items) == 1]
        lines += [f"{a.name}{WITHIN} ~~ {b.name}{WITHIN}" for a, b in combinations(self.measured, 2)]
        lines += ["", "level: 2"]
        lines += [self._measured_by(each, BETWEEN) for each in self.measured]
        lines += [f"{each.items[0]} ~~ 0*{each.items[0]}" for each in self.measured if len(each.items) == 1]
        lines += self._structure()
        lines += self._means()
        lines += ["", *self._effects_coding()]
        lines += [f"{each.name} := {each.expression.text}" for each in self.chain.definitions]
        return "\n".join(lines).rstrip() + "\n"

    def _remarks(self) -> list[str]:
        options, whole = self.specification.surveys[self.survey], self.specification.chain
        lines = [
            f'# fit <- lavaan::sem(model, data, cluster = "{options.team}")',
            "# The columns as they stand in the file; only rows with all answers.",
        ]
        left = [path.name for path in whole.paths if path not in self.chain.paths]
        if left:
            lines.append(f"# Survey {self.survey} alone: left out are the arrows {', '.join(left)}.")
        if any(each.column for each in self.constructs):
            lines.append("# Columns of the team table must be joined to each row of its team.")
        return lines

    def _measured_by(self, construct: Construct, suffix: str) -> str:
        if len(construct.items) == 1:
            sign = "-1" if construct.reverse else "1"
            return f"{construct.name}{suffix} =~ {sign}*{construct.items[0]}"
        first, *others = (f"{self._label('l', item)}*{item}" for item in construct.items)
        free = f"NA*{construct.items[0]}"
        return f"{construct.name}{suffix} =~ " + " + ".join([free, first, *others])

    def _label(self, kind: str, item: str) -> str:
        return f"{kind}_{item}"

    def _between(self, name: str) -> str:
        """Name of a construct at level 2: a latent variable, or the column of the team table."""
        construct = self.specification.construct(name)
        return construct.column or f"{name}{BETWEEN}"

    def _structure(self) -> list[str]:
        chain, lines = self.chain, []
        for target in chain.endogenous:
            terms = [
                (f"{path.label}*" if path.label else "") + self._between(path.source)
                for path in chain.paths
                if path.target == target
            ]
            lines.append(f"{self._between(target)} ~ " + " + ".join(terms))
        lines += [f"{self._between(a)} ~~ {self._between(b)}" for a, b in combinations(chain.exogenous, 2)]
        free = {frozenset(pair) for pair in chain.residual_covariances}
        for a, b in combinations(chain.endogenous, 2):
            sign = "" if frozenset((a, b)) in free else "0*"
            lines.append(f"{self._between(a)} ~~ {sign}{self._between(b)}")
        return lines

    def _means(self) -> list[str]:
        lines = [f"{self._between(each.name)} ~ NA*1" for each in self.constructs]
        for construct in self.measured:
            if len(construct.items) == 1:
                lines.append(f"{construct.items[0]} ~ {_both_ends(construct) if construct.reverse else 0:g}*1")
            else:
                lines += [f"{item} ~ {self._label('i', item)}*1" for item in construct.items]
        return lines

    def _effects_coding(self) -> list[str]:
        lines = []
        for construct in self.measured:
            if len(construct.items) > 1:
                loadings, intercepts = (_sum(construct, [self._label(k, i) for i in construct.items]) for k in "li")
                # the intercept of a reversed item is low + high minus that of the item scored the right way round
                total = -_both_ends(construct) * len(construct.reverse)
                lines += [f"{loadings} == {len(construct.items)}", f"{intercepts} == {total + 0.0:g}"]
        return lines


def _sum(construct: Construct, labels: Sequence[str]) -> str:
    """Sum of labels, those of reversed items with a minus; a first minus is written 0 - l."""
    parts = [("- " if item in construct.reverse else "+ ") + label
             for item, label in zip(construct.items, labels, strict=True)]  # fmt: skip
    text = " ".join(parts)
    return text.removeprefix("+ ") if text.startswith("+ ") else f"0 {text}"


def _both_ends(construct: Construct) -> float:
    low, high = construct.scale or (0.0, 0.0)
    return low + high
