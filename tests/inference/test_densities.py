"""Many points at once give what one point at a time gives."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from tests.conftest import Case

from bayeschain.inference.compiling import compile_model
from bayeschain.inference.densities import CHUNK, Densities, in_chunks


def test_values_and_gradients_are_those_of_single_calls(case: Case) -> None:
    compiled = compile_model(case.model)
    start = compiled.start()
    points = start + 0.3 * np.random.default_rng(0).standard_normal((5, len(start)))
    points[2] = 1e200
    values, gradients = Densities(compiled)(points)
    one = compiled.density()
    for point, value, gradient in zip(points, values, gradients, strict=True):
        np.testing.assert_array_equal(value, one(point)[0])
        np.testing.assert_array_equal(gradient, one(point)[1])
    assert np.isneginf(values[2])
    assert not gradients[2].any()


def test_chunks_are_put_together_in_order() -> None:
    rows = np.arange(2.0 * CHUNK + 7).reshape(-1, 1)
    with ThreadPoolExecutor(2) as pool:
        doubled, sizes = in_chunks(lambda part, other: (part + other, np.full(1, len(part))), pool, rows, rows)
    np.testing.assert_array_equal(doubled, 2.0 * rows)
    assert sizes.tolist() == [CHUNK, CHUNK, 7]
