"""The callback for nutpie knows a compiled log-density by its address and its types alone."""

import numpy as np
from numba import njit
from numba.core.caching import NullCache
from numba.core.ccallback import CFunc

from bayeschain.inference.callbacks import address_of, copy, logp


def test_one_callback_serves_all_models_from_the_cache() -> None:
    for callback in (logp, copy):
        assert isinstance(callback, CFunc)
        assert not isinstance(callback._cache, NullCache)  # type: ignore[attr-defined]


def test_a_function_of_the_known_types_has_an_address() -> None:
    def density(*given):  # type: ignore[no-untyped-def]
        point, moments = given
        return np.asarray(point.sum() * moments[0]), 2.0 * point

    assert address_of(njit(density))


def test_a_function_of_other_types_has_none() -> None:
    def density(*given):  # type: ignore[no-untyped-def]
        return given[0].sum(), 2.0 * given[0]

    assert address_of(njit(density)) is None
