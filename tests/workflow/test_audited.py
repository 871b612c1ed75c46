"""A whole run folder, with manifest and changes, under the audit of what can be solved for."""

from pathlib import Path

import pytest
from tests.support.audit import ranges, truth
from tests.support.statements import statements
from tests.support.written import read_written, unjudged, write_numbers

from bayeschain.disclosure import Released
from bayeschain.inference import load, specification_of
from bayeschain.workflow import reporting
from bayeschain.workflow.running import run


@pytest.mark.usefixtures("no_sampling")
def test_nothing_that_a_run_leaves_tells_of_a_small_group(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(released: Released, folder: Path, *, beside: object = None) -> None:
        write_numbers(released, folder)

    monkeypatch.setattr(reporting, "write", write)
    out = tmp_path / "run"
    for seed in (1, 2):
        run(study, out, seed=seed, overwrite=seed == 2)
    written, fit = read_written(out), load(out)
    assert len(written.table("changes"))
    assert written.manifest["changes"]["compared"] == len(written.table("changes"))
    assert unjudged(written) == []
    known = truth(fit)
    found = list(ranges(statements(written, specification_of(fit), known.beside), known, fit))
    assert found
    assert [each for each in found if each.leaks] == []
