"""The order in which the workers of the whole suite take the test files, and which files one worker takes together.

What compiles a kernel comes first, on a worker each; then what fits; what is quick comes last, so that the workers end
at the same time. Without caches two kernels take minutes, and meanwhile the other worker has enough to do.
"""

from typing import Final

from xdist.scheduler import LoadFileScheduling

CASE: Final = "tests/conftest.py"
WITH_CASE: Final = (
    *("tests/inference/test_fitting.py", "tests/inference/test_careful.py", "tests/inference/test_compiling.py"),
    *("tests/inference/test_preview.py", "tests/checks/test_refits.py", "tests/checks/test_convergence.py"),
    *("tests/checks/test_sensitivity.py", "tests/checks/test_predictive.py", "tests/checks/test_missing_arrows.py"),
    *("tests/checks/test_calibration.py", "tests/checks/test_leave_one_out.py", "tests/experiments/test_posterior.py"),
    *("tests/workflow/test_beside.py", "tests/inference/test_ordinal.py", "tests/checks/test_new_answers.py"),
    "tests/inference/test_densities.py",
)
"""Files whose tests share the fits of `tests/conftest.py`."""

FIRST: Final = (
    *("tests/model/test_gaps.py", "tests/model/test_likelihood.py", *WITH_CASE),
    *("tests/model/test_ordinal_likelihood.py", "tests/report/test_figures.py", "tests/cli/test_end_to_end.py"),
    *("tests/workflow/test_running.py", "tests/workflow/comparison/test_fitting.py", "tests/inference/test_lavaan.py"),
    *("tests/inference/test_latents.py", "tests/cli/test_studies.py", "tests/disclosure/test_attacks.py"),
    *("tests/workflow/batch/test_running.py", "tests/cli/test_stopping.py", "tests/disclosure/test_audit.py"),
    *("tests/workflow/test_skipping_structure.py", "tests/workflow/test_ordinal_structure.py"),
    *("tests/experiments/test_scores.py", "tests/report/test_workbook.py", "tests/report/test_languages.py"),
    *("tests/cli/test_demo.py", "tests/model/test_manifest.py", "tests/disclosure/test_two_runs.py"),
)
"""The longest files, by the seconds they take from empty caches."""

PLACES: Final = {name: place for place, name in enumerate(FIRST)}


def file_of(nodeid: str) -> str:
    """Test file of a test."""
    return nodeid.split("::", 1)[0]


def place(nodeid: str) -> int:
    """Where a test stands: files of `FIRST` before all others."""
    return PLACES.get(file_of(nodeid), len(PLACES))


class LongestFirst(LoadFileScheduling):
    """Files go to workers in the order of the tests; those that share fits go to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        return CASE if file in WITH_CASE else file
