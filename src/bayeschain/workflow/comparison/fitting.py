"""All analyses of the same answers: read, fitted, checked, and what may be shown of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

import pandas as pd
import xarray as xr

from bayeschain.checks import Verdict, approximation, convergence
from bayeschain.disclosure.beforehand import size_in_words
from bayeschain.disclosure.together import protect_together
from bayeschain.errors import InputError
from bayeschain.inference import Progress, fit, preview
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.inference.preview import SAMPLER as PREVIEW
from bayeschain.model import ChainModel, build_model
from bayeschain.report.comparison import Analysis, Compared, LeftOut, tables
from bayeschain.report.comparison.naming import in_words
from bayeschain.report.comparison.writing import write_compared
from bayeschain.report.wording import ENGLISH
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys, read_surveys
from bayeschain.workflow.comparison.choosing import choose, in_one_line
from bayeschain.workflow.events import Listener, Note, Sampling, Step, silent
from bayeschain.workflow.folder import write_whole
from bayeschain.workflow.inputs import Inputs, data_files, read_inputs

TRUSTED: Final = 0
NOT_TRUSTED: Final = 3


@dataclass(frozen=True)
class Comparison:
    """Analyses of the same answers.

    Parameters
    ----------
    fits : mapping of Analysis to xarray.DataTree
        The fit of each. Internal: they hold team-level draws.
    compared : Compared
        What may be shown.
    """

    fits: Mapping[Analysis, xr.DataTree]
    compared: Compared

    @property
    def table(self) -> pd.DataFrame:
        """Paths, tiers and driver ranks: one row a quantity and analysis."""
        return tables(self.compared)["compare"]

    @property
    def analyses(self) -> pd.DataFrame:
        """Which analyses were done, and which not, with the reason."""
        return tables(self.compared)["analyses"]

    @property
    def exit_code(self) -> int:
        """0 where all posteriors can be trusted, 3 where one cannot."""
        failed = any(each.verdicts[0].status == "fail" for each in self.compared.released.values())
        return NOT_TRUSTED if failed else TRUSTED


def compare(
    model: str | Path | Inputs,
    data: Mapping[str, str | Path] | Sequence[str] = (),
    *,
    members: Sequence[str] = (),
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
    cores: int | None = None,
    approximate: bool = False,
    progress: Listener = silent,
) -> Comparison:
    """Fit latent and manifest measurement with reflective, finite and manifest teams to the same answers.

    Parameters
    ----------
    model : str, Path or Inputs
        The model file, or what `read_inputs` made of it.
    data : mapping of str to path, or sequence of str
        Files that replace those of the model file.
    members : sequence of str
        Surveys whose respondents are the members that the team table counts; needed where there are several surveys and
        none is finite in the model file. In a finite analysis the others stay reflective.
    draws, tune, chains, seed : int, optional
        How to sample; the model file says where nothing is given.
    cores : int, optional
        Chains at a time; as many as there are cores, by default.
    approximate : bool
        Answer in seconds by `preview` instead of sampling.
    progress : callable
        Told of every step.

    Returns
    -------
    Comparison
        Fits, tables, and analyses left out with the reason.

    Raises
    ------
    InputError
        The input is wrong.
    RunError
        A fit failed.
    """
    inputs = model if isinstance(model, Inputs) else read_inputs(model, data, progress=progress)
    progress(Note(size_in_words(inputs.specification, inputs.surveys)))
    choice = choose(inputs.specification, members)
    files = data if isinstance(data, Mapping) else data_files(inputs.specification, data)
    read, left = _read(inputs, choice.specifications, files)
    left_out = (*choice.left_out, *left)
    for each in left_out:
        progress(Note(f"Left out: {in_words(each.analysis, ENGLISH)}. {each.reason}"))
    settings = _Settings(draws=draws, tune=tune, chains=chains, seed=seed, cores=cores)
    fitter = _Fitter({}, approximate, settings, progress)
    fits = {}
    for k, (analysis, surveys) in enumerate(read.items(), start=1):
        progress(Step("fit", f"Analysis {k} of {len(read)}: {in_words(analysis, ENGLISH)}"))
        fits[analysis] = fitter(build_model(choice.specifications[analysis], surveys))
    progress(Step("check", "Checking whether the posteriors can be trusted"))
    released, withheld = protect_together(list(fits.values()), [_trust(each) for each in fits.values()])
    shown = dict(zip(fits, released, strict=True))
    return Comparison(fits, Compared(inputs.specification, shown, left_out, choice.own, choice.finite, withheld))


def write_comparison(comparison: Comparison, out: str | Path, *, overwrite: bool = False) -> Path:
    """Write the page, tables and figure of a comparison; the folder appears whole or not at all.

    Parameters
    ----------
    comparison : Comparison
        What `compare` found.
    out : str or Path
        Folder to write.
    overwrite : bool
        Replace a folder that we wrote before.

    Returns
    -------
    Path
        The page, report.html.

    Raises
    ------
    InputError
        The folder exists.
    RunError
        It cannot be written.
    """
    write_whole(out, lambda folder: write_compared(comparison.compared, folder), overwrite=overwrite)
    return Path(out) / "report.html"


def _read(
    inputs: Inputs, specifications: Mapping[Analysis, Specification], files: Mapping[str, str | Path]
) -> tuple[dict[Analysis, Surveys], list[LeftOut]]:
    """Surveys of each analysis; one that the answers do not allow is left out."""
    found, left = {}, []
    paths = {name: Path(file) for name, file in files.items()}
    for analysis, specification in specifications.items():
        if specification is inputs.specification:
            found[analysis] = inputs.surveys
            continue
        try:
            found[analysis] = read_surveys(specification, paths)
        except InputError as error:
            left.append(LeftOut(analysis, in_one_line(error)))
    return found, left


class _Settings(TypedDict):
    draws: int | None
    tune: int | None
    chains: int | None
    seed: int | None
    cores: int | None


@dataclass
class _Fitter:
    """Fits models; those that differ in their moments alone are compiled once."""

    compiled: dict[object, Compiled]
    approximate: bool
    settings: _Settings
    progress: Listener

    def __call__(self, model: ChainModel) -> xr.DataTree:
        if self.approximate:
            return preview(model, seed=self.settings["seed"], cores=self.settings["cores"], progress=self._watch)
        key = (model.layout.structure, model.layout.categories, model.likelihood.with_partial)
        if key not in self.compiled:
            self._watch(Progress("compiling"))
            self.compiled[key] = compile_model(model)
        return fit(model, **self.settings, compiled=self.compiled[key], progress=self._watch)

    def _watch(self, now: Progress) -> None:
        self.progress(Sampling(now.phase, now.done, now.total, now.divergences))


def _trust(fitted: xr.DataTree) -> Verdict:
    return approximation(fitted) if fitted.attrs["sampler"] == PREVIEW else convergence(fitted)
