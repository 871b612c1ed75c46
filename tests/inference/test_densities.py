"""Many points at once give what one point at a time gives."""

import ctypes
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bayeschain.inference.compiling import Compiled
from bayeschain.inference.densities import CHUNK, in_chunks
from bayeschain.model.parameters import Floats


def called(compiled: Compiled, point: Floats) -> tuple[int, float, Floats]:
    """Code, log-density and gradient of a call of the callback as nutpie makes it."""
    address, callback = ctypes.c_void_p, compiled.nutpie.compiled_logp_func.address
    call = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_uint64, address, address, address, address)(callback)
    value, gradient = np.empty(1), np.empty(len(point))
    user = compiled.nutpie.user_data.ctypes.data
    code = call(len(point), point.ctypes.data, gradient.ctypes.data, value.ctypes.data, user)
    return code, float(value[0]), gradient


def test_values_and_gradients_are_those_of_single_calls(compiled: Compiled) -> None:
    start = compiled.start()
    points = start + 0.3 * np.random.default_rng(0).standard_normal((5, len(start)))
    points[2] = 1e200
    values, gradients = compiled.densities()(points)
    for i, point in enumerate(points):
        code, value, gradient = called(compiled, point)
        assert (code != 0) == (i == 2)
        if code == 0:
            assert values[i] == value
            np.testing.assert_array_equal(gradients[i], gradient)
    assert np.isneginf(values[2])
    assert not gradients[2].any()


def test_chunks_are_put_together_in_order() -> None:
    rows = np.arange(2.0 * CHUNK + 7).reshape(-1, 1)
    with ThreadPoolExecutor(2) as pool:
        doubled, sizes = in_chunks(lambda part, other: (part + other, np.full(1, len(part))), pool, rows, rows)
    np.testing.assert_array_equal(doubled, 2.0 * rows)
    assert sizes.tolist() == [CHUNK, CHUNK, 7]
