"""The likelihood where parameters are extreme: chains pass there when they warm up."""

import numpy as np
import pytest
from tests.model.test_likelihood import central_difference
from tests.support.designs import random_design

from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack


@pytest.mark.parametrize("sd", [1e-2, 1e-4, 1e-7, 0.0])
def test_an_item_without_error_keeps_value_and_gradient_exact(sd: float) -> None:
    """With S / theta near 1e19, rounding alone moved the log-likelihood by hundreds and held chains for good."""
    design = random_design(3, teams=12)
    layout = design.layout
    moments, structure = pack(layout, design.surveys), np.array(layout.structure, dtype=np.int64)
    params = design.params.copy()
    at = layout.slices["item_sd"].start + 1
    params[at], params[layout.slices["item_bias_sd"].start + 1] = sd, sd
    value, gradient = evaluate(params, moments, structure)
    aside = params.copy()
    aside[at] += 1e-9
    assert evaluate(aside, moments, structure)[0] == pytest.approx(value, abs=1e-5)
    for i in (layout.slices["loading_stick_raw"].start, layout.slices["within_sd"].start, 0):
        numeric = central_difference(lambda x: evaluate(x, moments, structure)[0], params, i)
        assert gradient[i] == pytest.approx(numeric, rel=1e-4, abs=1e-4)
