"""Waves: a model file that says `waves` is read as one chain over the constructs of every wave."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from bayeschain.conventions import at_wave, without_wave
from bayeschain.specification.chain import Chain, Construct, Definition, Path
from bayeschain.specification.document import Listing, Scalar
from bayeschain.specification.findings import Findings
from bayeschain.specification.model_file import Specification
from bayeschain.specification.names import normalised
from bayeschain.specification.options import SurveyOptions, TierOptions
from bayeschain.specification.source import shown

KEY: Final = "waves"
PLACE: Final = "<wave>"
"""Stands for the name of the wave in the name of a file, a sheet or a column of the team table."""

FEWEST: Final = 2
MOST: Final = 12
LONGEST: Final = 20
EXAMPLE: Final = "Write for example waves: [2024, 2025]."


def read_waves(findings: Findings) -> tuple[str, ...]:
    """Names of the waves, in the order written; empty, and noted, where they cannot be read."""
    node = findings.root.values.get(KEY)
    if node is None:
        return ()
    if not isinstance(node, Listing) or len(node.items) < FEWEST:
        message = "'waves' must name two waves or more." if isinstance(node, Listing) else "'waves' must be a list."
        findings.add((KEY,), message, EXAMPLE, key=True)
        return ()
    if len(node.items) > MOST:
        findings.add((KEY,), f"'waves' names more than {MOST} waves.", "Leave some out.", key=True)
        return ()
    names: list[str] = []
    for place, item in enumerate(node.items):
        name = normalised(item.text.strip()) if isinstance(item, Scalar) and not item.empty else ""
        if objection := _objection(name, names):
            findings.add((KEY, place), *objection)
        names.append(name)
    return tuple(names)


def _objection(name: str, before: Sequence[str]) -> tuple[str, str] | None:
    if not name:
        return "A wave has no name.", EXAMPLE
    if len(name) > LONGEST or not all(each.isalnum() or each in "_-" for each in name):
        says = f"A wave cannot be called {shown(name)}."
        return says, f"Use letters, digits, '_' and '-', at most {LONGEST} of them."
    if name.casefold() in (each.casefold() for each in before):
        return f"The wave {shown(name)} is named twice.", "Name each wave once, in the order of time."
    return None


def check_waves(
    waves: Sequence[str],
    surveys: AbstractMapping[str, SurveyOptions],
    constructs: Sequence[Construct],
    findings: Findings,
) -> None:
    """Note surveys and columns that would be the same in every wave, and signs of waves where there are none."""
    expected = KEY in findings.root.values
    for name, survey in surveys.items():
        places = [key for key in ("file", "sheet") if PLACE in (getattr(survey, key) or "")]
        if expected and not places and survey.wave is None:
            message = f"The survey '{name}' would give the same answers in every wave."
            remedy = f"Write {PLACE} in its file or sheet (staff_{PLACE}.csv), or wave: and the column that names it."
            findings.add(("surveys", name), message, remedy, key=True)
        elif survey.wave is not None and not expected:
            findings.add(("surveys", name, "wave"), "The model file names no waves.", EXAMPLE, key=True)
        for key in [] if expected else places:
            message = f"{shown(getattr(survey, key))} asks for a wave, and the model file names none."
            findings.add(("surveys", name, key), message, EXAMPLE)
        _check_column(name, survey, constructs, findings)
    for construct in constructs:
        if construct.column is None:
            continue
        if expected and PLACE not in construct.column:
            message = f"'{construct.name}' would have the same values in every wave."
            remedy = f"Write {PLACE} in its column: {construct.column}_{PLACE}; or make it a covariate of the teams."
            findings.add(("constructs", construct.name, "column"), message, remedy)
        elif not expected and PLACE in construct.column:
            message = f"{shown(construct.column)} asks for a wave, and the model file names none."
            findings.add(("constructs", construct.name, "column"), message, EXAMPLE)


def _check_column(name: str, survey: SurveyOptions, constructs: Sequence[Construct], findings: Findings) -> None:
    """Note a wave column that is something else already."""
    if survey.wave is None:
        return
    owner = {item: each.name for each in constructs if each.survey == name for item in each.items}
    if survey.wave == survey.team or survey.wave in owner or survey.wave in survey.adjust:
        what = "names the team" if survey.wave == survey.team else "is an item or a covariate"
        message = f"The column {shown(survey.wave)} {what} already."
        findings.add(("surveys", name, "wave"), message, "Name the column that says which wave an answer is of.")


def in_waves(base: Specification) -> Specification:
    """One chain over the constructs of every wave.

    Parameters
    ----------
    base : Specification
        What the model file says, with its waves; constructs, surveys and arrows as written.

    Returns
    -------
    Specification
        Every survey, construct, arrow, label and definition once for each wave, named ``name@wave``. Residuals of the
        same construct in any two waves covary, which is how stable teams are; those of constructs that nothing
        explains covary freely already. The outcome and the tiers are those of the last wave. The specification itself
        where there are no waves.
    """
    waves = base.waves
    if not waves:
        return base
    surveys = {
        at_wave(name, wave): replace(
            survey,
            name=at_wave(name, wave),
            file=survey.file.replace(PLACE, wave),
            sheet=survey.sheet and survey.sheet.replace(PLACE, wave),
        )
        for wave in waves
        for name, survey in base.surveys.items()
    }
    last = waves[-1]
    tiers = base.tiers and TierOptions(
        by=at_wave(base.tiers.by, last), show=tuple(at_wave(name, last) for name in base.tiers.show)
    )
    return replace(
        base,
        surveys=surveys,
        constructs=tuple(_construct(each, wave) for wave in waves for each in base.constructs),
        chain=_chain(base.chain, waves),
        outcome=at_wave(base.outcome, last),
        tiers=tiers,
    )


def _construct(base: Construct, wave: str) -> Construct:
    return replace(
        base,
        name=at_wave(base.name, wave),
        label=f"{base.label} ({wave})",
        survey=base.survey and at_wave(base.survey, wave),
        column=base.column and base.column.replace(PLACE, wave),
    )


def _chain(base: Chain, waves: Sequence[str]) -> Chain:
    def arrows(paths: Sequence[Path], *, of_covariates: bool = False) -> tuple[Path, ...]:
        return tuple(
            Path(
                at_wave(path.target, wave),
                path.source if of_covariates else at_wave(path.source, wave),
                path.label and at_wave(path.label, wave),
            )
            for wave in waves
            for path in paths
        )

    pairs = [(at_wave(a, wave), at_wave(b, wave)) for wave in waves for a, b in base.residual_covariances]
    pairs += [
        (at_wave(name, later), at_wave(name, earlier))
        for name in base.endogenous
        for earlier, later in combinations(waves, 2)
    ]
    definitions = tuple(
        Definition(at_wave(each.name, wave), replace(each.expression, wave=wave))
        for wave in waves
        for each in base.definitions
    )
    return Chain(
        tuple(at_wave(name, wave) for wave in waves for name in base.constructs),
        arrows(base.paths),
        tuple(pairs),
        definitions,
        base.covariates,
        arrows(base.covariate_paths, of_covariates=True),
    )


def bases(specification: Specification) -> tuple[str, ...]:
    """Constructs as the model file names them, in the order declared."""
    return tuple(dict.fromkeys(without_wave(name) for name in specification.chain.constructs))
