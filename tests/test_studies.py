"""What a study's script does with its rows; it fits nothing here."""

import pandas as pd
import pytest
from scripts.missing_recovery import pooled
from scripts.study_preview import distances, summary


def test_errors_are_pooled_by_path_and_over_all_paths() -> None:
    rows = pd.DataFrame(
        {
            "mechanism": "mcar",
            "method": "listwise",
            "path": ["b ~ a", "b ~ a", "c ~ b"],
            "truth": [0.5, 0.5, 0.2],
            "mean": [0.6, 0.3, 0.2],
            "lower": [0.4, 0.1, 0.1],
            "upper": [0.9, 0.4, 0.3],
        }
    )
    found = pooled(rows).set_index("path")
    assert found.loc["b ~ a", "bias"] == pytest.approx(-0.05)
    assert found.loc["b ~ a", "rmse"] == pytest.approx((0.05 / 2) ** 0.5)
    assert found.loc["b ~ a", "coverage"] == 0.5
    assert found.loc["b ~ a", "width"] == pytest.approx(0.4)
    assert found.loc["all", "intervals"] == 3
    assert found.loc["all", "bias"] == pytest.approx(-0.1 / 3)


def test_a_preview_is_compared_where_the_posterior_varies() -> None:
    theirs = pd.DataFrame({"kind": "icc", "mean": [1.0, 2.0, 3.0], "sd": [0.5, 0.0, 2.0], "width": [2.0, 0.0, 6.0]})
    ours = pd.DataFrame({"kind": "icc", "mean": [0.9, 2.0, 3.2], "sd": [0.6, 0.0, 1.0], "width": [1.0, 0.0, 9.0]})
    found = summary(distances(ours, theirs))
    assert found["quantities"] == 2
    assert found["largest_distance"] == pytest.approx(0.2)
    assert found["median_distance"] == pytest.approx(0.15)
    assert (found["least_sd_ratio"], found["largest_sd_ratio"]) == pytest.approx((0.5, 1.2))
    assert (found["least_width_ratio"], found["largest_width_ratio"]) == pytest.approx((0.5, 1.5))
