"""What a study's script does with its rows; it fits nothing here."""

import pandas as pd
import pytest
from scripts.missing_recovery import pooled


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
