"""All steps of a run, from a model file to a run folder."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xarray as xr

from bayeschain.checks import Verdict, refit_teams, verdicts
from bayeschain.checks.refits import refusals
from bayeschain.disclosure import decide
from bayeschain.disclosure.beforehand import size_in_words
from bayeschain.disclosure.safe import DISCLOSURE, INTERNAL, SAFE, marked, without_team_variables
from bayeschain.disclosure.sample import coarsened
from bayeschain.errors import InputError, Problem
from bayeschain.inference import Progress, fit, load, preview
from bayeschain.inference.schema import specification_of, versions
from bayeschain.model import ChainModel, build_model
from bayeschain.processes import Worker
from bayeschain.specification import Specification
from bayeschain.workflow.beside import Judging, Storing, compile_kernel
from bayeschain.workflow.changes import FILE as CHANGES
from bayeschain.workflow.changes import record_changes
from bayeschain.workflow.clock import Clock
from bayeschain.workflow.events import Finished, Listener, Note, Sampling, Step, silent
from bayeschain.workflow.folder import folder_problems, write_whole
from bayeschain.workflow.inputs import Inputs, read_inputs
from bayeschain.workflow.manifest import NAME as MANIFEST
from bayeschain.workflow.manifest import manifest, read_manifest, reported_again, write_manifest
from bayeschain.workflow.reporting import with_account, write_report
from bayeschain.workflow.resuming import Kept

POSTERIOR: Final = "posterior.nc"
MODEL: Final = "model.yaml"
REPORT: Final = frozenset({"report.html", "report.xlsx", "tables", "figures"})
TRUSTED: Final = 0
NOT_TRUSTED: Final = 3


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Parameters
    ----------
    folder : Path
        The run folder.
    verdicts : tuple of Verdict
        What the checks say; first whether the posterior can be trusted.
    exit_code : int
        0 it can; 3 it cannot: the report says so on top.
    """

    folder: Path
    verdicts: tuple[Verdict, ...]
    exit_code: int

    @property
    def verdict(self) -> Verdict:
        """Whether the posterior can be trusted."""
        return self.verdicts[0]


def run(
    model: str | Path | Inputs,
    out: str | Path,
    *,
    data: Mapping[str, str | Path] | Sequence[str] = (),
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
    sampler: str = "nutpie",
    cores: int | None = None,
    approximate: bool = False,
    start: str | Path | None = None,
    overwrite: bool = False,
    resume: bool = False,
    safe: bool = False,
    exact: bool = False,
    beside: Worker | None = None,
    progress: Listener = silent,
) -> Outcome:
    """Read, fit, check and report; the run folder appears whole or not at all.

    Parameters
    ----------
    model : str, Path or Inputs
        The model file, or what `read_inputs` made of it.
    out : str or Path
        Run folder to write.
    data : mapping of str to path, or sequence of str
        Files that replace those of the model file; not with `Inputs`, which have read theirs.
    draws, tune, chains, seed : int, optional
        How to sample; the model file says where nothing is given.
    sampler : {"nutpie", "pymc"}
        The NUTS implementation.
    cores : int, optional
        Chains at a time; as many as there are cores, by default.
    approximate : bool
        Answer in seconds by `preview` instead of sampling; draws, tune, chains and sampler then have no say.
    start : str or Path, optional
        Run folder of a preview or an earlier run of the same chain, whose draws the chains start from.
    overwrite : bool
        Replace a run folder of this name. It is removed only after the new one stands, and what changed since is told.
    resume : bool
        Keep the posterior beside the folder until the folder stands, and go on from one that a stopped run of the same
        model, data, settings and versions has left.
    exact : bool
        Fit again without each team of which weights do not tell, for the checks; not of a preview, nor with ordinal
        answers.
    safe : bool
        Write nothing about single teams: no table or figure of them, and a posterior without them, of which no report
        can be written again.
    beside : Worker, optional
        A process that takes a part of the work, as the command line has it: of compiling, checks, storing and drawing.
    progress : callable
        Told of every step; of sampling from another thread.

    Returns
    -------
    Outcome
        The folder, and whether its posterior can be trusted.

    Raises
    ------
    InputError
        The input is wrong, or the folder exists; nothing was written.
    RunError
        The run failed; nothing was written.
    """
    if isinstance(model, Inputs):
        inputs = model
    else:
        inputs = read_inputs(model, data, out=out, overwrite=overwrite, progress=progress)
    if exact and (problems := refit_refusals(inputs.specification, approximate=approximate)):
        raise InputError(problems)
    clock = Clock()
    clock.seconds["read"] = inputs.seconds
    _tell_losses(inputs, progress)

    earlier = None if start is None else load_same_chain(start, inputs.specification)

    def watch(now: Progress) -> None:
        progress(Sampling(now.phase, now.done, now.total, now.divergences))

    settings = {"draws": draws, "tune": tune, "chains": chains, "seed": seed, "sampler": sampler}
    begin = {**settings, "approximate": approximate, "start": start and str(start)}
    kept = Kept(Path(out), inputs, begin) if resume else None

    def sampled(built: ChainModel) -> xr.DataTree:
        how = "Approximating the posterior" if approximate else f"Sampling the posterior with {sampler}"
        progress(Step("fit", how))
        if approximate:
            return preview(built, seed=seed, cores=cores, progress=watch)
        return fit(
            built,
            draws=draws,
            tune=tune,
            chains=chains,
            seed=seed,
            sampler=sampler,
            cores=cores,
            start=earlier,
            progress=watch,
        )

    def fill(folder: Path) -> Outcome:
        with clock.step("build"):
            progress(Step("build", "Building the model"))
            built = build_model(inputs.specification, inputs.surveys)
        with clock.step("fit"):
            fitted = kept.get() if kept else None
            if fitted is None:
                compile_kernel(built, beside, progress)
                fitted = sampled(built)
                if kept:
                    kept.put(fitted)
            else:
                progress(Note("Going on with the posterior that a stopped run has left"))
        if exact:
            with clock.step("refit"):
                progress(Step("refit", "Fitting again without single teams"))
                fitted = refit_teams(built, fitted, cores=cores, progress=watch)
        whole = with_account(fitted, inputs.surveys.account)
        kept_fit = without_team_variables(whole) if safe else marked(whole, INTERNAL)
        judging = Judging(fitted, beside)
        with Storing(kept_fit, folder / POSTERIOR, beside) as storing:
            (folder / MODEL).write_text(inputs.specification.text, encoding="utf-8")
            found, exit_code = _report(fitted, judging, folder, clock, progress, safe=safe, beside=beside)
            with clock.step("store"):
                storing.finish()
        facts = manifest(inputs, fitted, found, exit_code, clock.seconds, safe=safe)
        write_manifest(folder, facts | record_changes(Path(out), folder, fitted, facts, progress))
        return Outcome(Path(out), found, exit_code)

    outcome = write_whole(out, fill, overwrite=overwrite)
    if kept:
        kept.drop()
    _finish(outcome, clock, progress)
    return outcome


def report_again(folder: str | Path, *, progress: Listener = silent) -> Outcome:
    """Write the report of a stored run again, without sampling.

    Parameters
    ----------
    folder : str or Path
        A run folder. It is replaced when the new report is complete; files that a run does not write stay in it.
    progress : callable
        Told of every step.

    Returns
    -------
    Outcome
        The folder, and whether its posterior can be trusted.

    Raises
    ------
    InputError
        This is no run folder.
    RunError
        The report cannot be written; the folder is as it was.
    """
    folder, clock = Path(folder), Clock()
    old = read_manifest(folder)
    if problems := folder_problems(folder, overwrite=True):
        raise InputError(problems)
    fitted = _stored(folder, clock, progress)

    def fill(beside: Path) -> Outcome:
        for each in sorted(folder.iterdir()):
            if each.name not in REPORT and each.name != MANIFEST:
                _carry(each, beside / each.name)
        found, exit_code = _report(fitted, Judging(fitted, None), beside, clock, progress)
        if (folder / CHANGES).is_file():
            _carry(folder / CHANGES, beside / CHANGES)
        write_manifest(beside, reported_again(old, fitted, found, exit_code, json.loads(versions())))
        return Outcome(folder, found, exit_code)

    outcome = write_whole(folder, fill, overwrite=True)
    _finish(outcome, clock, progress)
    return outcome


def report_safe(folder: str | Path, *, progress: Listener = silent) -> Outcome:
    """Write the report of a stored run beside it, into a folder named DIR-safe, with nothing about single teams.

    Parameters
    ----------
    folder : str or Path
        A run folder; it stays as it is.
    progress : callable
        Told of every step.

    Returns
    -------
    Outcome
        The new folder, with the report alone, and whether its posterior can be trusted.

    Raises
    ------
    InputError
        This is no run folder, or the new folder holds other files.
    RunError
        The report cannot be written.
    """
    folder, clock = Path(folder), Clock()
    read_manifest(folder)
    fitted = _stored(folder, clock, progress)
    beside = folder.resolve().with_name(f"{folder.resolve().name}-safe")

    def fill(place: Path) -> Outcome:
        return Outcome(beside, *_report(fitted, Judging(fitted, None), place, clock, progress, safe=True))

    outcome = write_whole(beside, fill, overwrite=True)
    _finish(outcome, clock, progress)
    return outcome


def refit_refusals(specification: Specification, *, approximate: bool) -> list[Problem]:
    """Why fits without single teams cannot be had; empty where they can."""
    found = refusals(specification)
    if approximate:
        remedy = "Leave out --preview or --exact."
        found.append(Problem("A preview is not fitted again without single teams.", remedy))
    return found


def load_same_chain(folder: str | Path, specification: Specification) -> xr.DataTree:
    """Load the fit of a run folder; InputError if it is one of another chain."""
    found = load(folder)
    theirs = specification_of(found)
    if theirs.chain != specification.chain or theirs.constructs != specification.constructs:
        raise InputError(
            [
                Problem(
                    "This run is one of another chain, so sampling cannot start from it.",
                    "Give a run of the same constructs, items and arrows.",
                    str(folder),
                )
            ]
        )
    return found


def _tell_losses(inputs: Inputs, progress: Listener) -> None:
    """Tell how much was read and what was lost, in counts that may stand in a log."""
    progress(Note(size_in_words(inputs.specification, inputs.surveys)))
    lost = coarsened(inputs.surveys.account.to_frame(), inputs.specification.disclosure.minimum_group)
    for unit, source, reason, count in lost.itertuples(index=False):
        many = "" if count == "1" else "s"
        where = f" of {source}" if source else ""
        progress(Note(f"Lost: {count} {unit}{many}{where}, {reason}"))
    if notes := len(inputs.surveys.account.notes):
        many = "" if notes == 1 else "s"
        progress(Note(f"{notes} remark{many} on how the files were joined: 'bayeschain check' shows them"))


def _stored(folder: Path, clock: Clock, progress: Listener) -> xr.DataTree:
    """The fit of a run folder, which must have its teams."""
    with clock.step("read"):
        progress(Step("read", f"Reading {folder / POSTERIOR}"))
        fitted = load(folder / POSTERIOR)
    if fitted.attrs.get(DISCLOSURE) == SAFE:
        remedy = "Run the model again without --safe."
        raise InputError([Problem("This run was written with --safe and keeps no teams.", remedy, str(folder))])
    return fitted


def _report(
    fitted: xr.DataTree,
    judging: Judging,
    folder: Path,
    clock: Clock,
    progress: Listener,
    *,
    safe: bool = False,
    beside: Worker | None = None,
) -> tuple[tuple[Verdict, ...], int]:
    with clock.step("check"):
        progress(Step("check", "Checking whether the posterior can be trusted"))
        decided = decide(fitted)
        found = verdicts(fitted, judging.verdict, decided.looked_at)
    with clock.step("report"):
        progress(Step("report", "Writing the report"))
        found = write_report(fitted, folder, found, decided, safe=safe, beside=beside)
    return found, NOT_TRUSTED if found[0].status == "fail" else TRUSTED


def _carry(old: Path, new: Path) -> None:
    """Bring a file or folder along; a link to the same content where the disk allows it."""
    if old.is_dir() and not old.is_symlink():
        shutil.copytree(old, new, symlinks=True)
        return
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _finish(outcome: Outcome, clock: Clock, progress: Listener) -> None:
    verdict = outcome.verdict
    said = f"{verdict.sentence} {verdict.remedy}".strip()
    progress(Finished(outcome.folder, verdict.status, said, outcome.exit_code, round(clock.total, 2)))
