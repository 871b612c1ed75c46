"""A model compiled for nutpie with thin callbacks: seconds instead of tens of seconds, and no copy of the likelihood.

nutpie's own compiler generates two callbacks for each model, and LLVM optimises everything that they call anew. Here
the log-density and gradient of PyMC is called by a callback of a dozen lines, the moments reach it by address, and
draws stay on the unconstrained scale until `named_draws` transforms them all at once. This uses parts of nutpie that
are not public: where a release differs, or a model holds more than a chain (deterministics, other data), nutpie's
compiler is used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Final

import numpy as np
import nutpie
import nutpie.compile_pymc as compiler
import pymc as pm
import pytensor
import pytensor.tensor as pt
import xarray as xr
from pymc.initial_point import make_initial_point_fn
from scipy.sparse import csr_array

from bayeschain.inference.callbacks import address_of, copy, logp
from bayeschain.inference.calls import fill
from bayeschain.inference.densities import ManyDensities
from bayeschain.inference.eager import evaluated
from bayeschain.inference.laplace import Laplace, find_laplace, sparsened
from bayeschain.inference.support import Support
from bayeschain.model.build import MOMENTS, PEOPLE_COORDINATES
from bayeschain.model.folding import Folded
from bayeschain.model.parameters import Floats

POINT: Final = "point"
CENTRE: Final = "standard_centre"
ENTRIES: Final = "standard_entries"
COLUMNS: Final = "standard_columns"
STARTS: Final = "standard_starts"
FUNCTION: Final = "address_of_function"
MOST_STANDARDISED: Final = 1000
"""Parameters up to which the curvature is computed: it costs two gradients each, and a matrix."""
KNOWN_FIELDS: Final = frozenset(
    [
        "dims",
        "compiled_logp_func",
        "compiled_expand_func",
        "initial_point_func",
        "shared_data",
        "shared_var_keys",
        "user_data",
        "n_expanded",
        "shape_info",
        "logp_func",
        "expand_func",
        "reparameterized_names",
        "_n_dim",
        "_shapes",
        "_coords",
        "_transform_adapt_args",
    ]
)
"""What nutpie's compiled model is made of in the releases that the thin callbacks are written for."""


@dataclass(frozen=True)
class Compiled:
    """A compiled model, and how its draws get their names.

    Parameters
    ----------
    model : pymc.Model
        What was compiled.
    nutpie : object
        nutpie's compiled model; `with_data` gives it other moments.
    is_thin : bool
        Whether draws are points on the unconstrained scale.
    support : Support
        Of the model.
    standard : Laplace, optional
        Where given, nutpie sees the posterior in its standard coordinates, and chains start at its draws.
    """

    model: pm.Model
    nutpie: Any
    is_thin: bool
    support: Support
    standard: Laplace | None = None

    def with_moments(self, moments: Floats) -> "Compiled":
        """The same model given other moments, of any number of teams."""
        return replace(self, nutpie=self.nutpie.with_data(**{MOMENTS: moments}))

    def standardised(self) -> "Compiled":
        """The same model in coordinates in which its posterior is nearly a standard normal.

        Warm-up then has little left to learn. Chains start at draws of the normal approximation. Not where people's
        levels are sampled: the mode of a density of parameters and levels together tells little of the parameters.
        """
        samples_people = PEOPLE_COORDINATES in self.model.named_vars
        if not self.is_thin or samples_people or self.nutpie.n_dim > MOST_STANDARDISED:
            return self
        laplace = sparsened(find_laplace(self.densities(), self.start()))
        root = csr_array(laplace.root)
        matrix = {ENTRIES: root.data, COLUMNS: root.indices, STARTS: root.indptr}
        seen = self.nutpie.with_data(**{CENTRE: laplace.mode}, **matrix)

        def draw(seed: Any) -> Floats:
            return np.random.default_rng(seed).standard_normal(len(laplace.mode))

        return replace(self, nutpie=replace(seen, initial_point_func=draw), standard=laplace)

    def densities(self) -> ManyDensities:
        """Log-densities (K,) and gradients (K, n) at points (K, n) that nutpie sees; -inf and 0 where not finite.

        Threads may ask at once: it lets go of the interpreter's lock.
        """
        owner = self.nutpie  # user data are addresses: their arrays must outlive this function

        def evaluate(points: Floats) -> tuple[Floats, Floats]:
            seen = np.ascontiguousarray(points, dtype=np.float64)
            values, gradients = np.empty(len(seen)), np.empty_like(seen)
            fill(owner.compiled_logp_func.address, owner.user_data.ctypes.data, seen, values, gradients)
            return values, gradients

        return evaluate

    def start(self) -> Floats:
        """(n,) support point of the prior on the unconstrained scale."""
        return self.support.point

    def folded(self) -> Floats:
        """(n,) 1 for coordinates whose sign means nothing, else 0."""
        marks = [float(isinstance(self.model.rvs_to_transforms[v], Folded)) for v in self.model.free_RVs]
        return np.repeat(marks, [size for _, size in self.support.sizes])

    def starting_at(self, points: Floats) -> "Compiled":
        """The same model, its chains starting at points (K, n) of the unconstrained scale, chosen by the seed."""
        begin = np.ascontiguousarray(points if self.standard is None else self.standard.coordinates(points))

        def choose(seed: Any) -> Floats:
            return begin[np.random.default_rng(seed).integers(len(begin))]

        return replace(self, nutpie=replace(self.nutpie, initial_point_func=choose))

    def unconstrained(self, named: Mapping[str, Floats]) -> Floats:
        """(K, n) points of the unconstrained scale from values (K, size) of the free variables by name."""
        parts = []
        for variable in self.model.free_RVs:
            values, transform = named[variable.name], self.model.rvs_to_transforms[variable]
            if transform is not None:
                graph = transform.forward(pt.as_tensor_variable(values), *variable.owner.inputs)
                (values,) = evaluated([graph])
            parts.append(values)
        return np.concatenate(parts, axis=-1)

    def constrained(self, points: Floats) -> dict[str, Floats]:
        """Values (…, size) of the free variables by name from points (…, n) of the unconstrained scale."""
        return constrained(self.support, points)

    def named_draws(self, sampled: xr.DataTree) -> dict[str, Floats]:
        """(chains, draws, size) draws of the free variables by name."""
        posterior = sampled["posterior"].dataset
        if not self.is_thin:
            return {v.name: posterior[v.name].to_numpy() for v in self.model.free_RVs}
        points = posterior[POINT].to_numpy()
        return constrained(self.support, points if self.standard is None else self.standard.points(points))


def compile_model(model: pm.Model) -> Compiled:
    """Compile a model for nutpie, without fastmath: with it, draws differ between a cold and a warm cache.

    Parameters
    ----------
    model : pymc.Model
        What `build_model` returned; it may have other priors or potentials.
    """
    # without traces of where each variable of a graph was made, which take a tenth of making and rewriting it
    with pytensor.config.change_flags(numba__fastmath=False, traceback__limit=0):
        support = Support(model)
        thin = _thin(support) if can_be_thin(model) else None
        return Compiled(model, thin or nutpie.compile_pymc_model(model), thin is not None, support)


def can_be_thin(model: pm.Model) -> bool:
    """Whether the thin callbacks fit the installed nutpie and the model."""
    known = {field.name for field in fields(compiler.CompiledPyMCModel)} == KNOWN_FIELDS
    plain = not model.deterministics and not model.discrete_value_vars
    return known and hasattr(compiler, "make_user_data") and plain and set(model.named_vars) >= {MOMENTS}


def constrained(support: Support, points: Floats) -> dict[str, Floats]:
    """Values of the free variables from points (…, n) on the unconstrained scale, transformed all at once.

    Points may lack the coordinates of people, which are not kept: they come last.
    """
    found, graphs, at = {}, {}, 0
    for variable, size in support.sizes:
        values = points[..., at : at + size]
        at += size
        if at > points.shape[-1]:
            break
        transform = support.model.rvs_to_transforms[variable]
        found[variable.name] = values
        if transform is not None:
            graphs[variable.name] = transform.backward(pt.as_tensor_variable(values), *variable.owner.inputs)
    return found | dict(zip(graphs, evaluated(list(graphs.values())), strict=True))


def _thin(support: Support) -> Any:
    """A compiled model of nutpie with thin callbacks; None where PyTensor's function is not as they know it."""
    model, sizes = support.model, support.sizes
    size = sum(each for _, each in sizes)
    kept = sum(each for variable, each in sizes if variable.name != PEOPLE_COORDINATES)
    function = model.logp_dlogp_function(
        ravel_inputs=True, initial_point=support.values, mode="NUMBA"
    )._pytensor_function
    shared, address = function.get_shared(), address_of(function.vm.jit_fn)
    if [variable.name for variable in shared] != [MOMENTS] or address is None:
        return None
    data = {
        MOMENTS: np.array(shared[0].get_value(), dtype=np.float64),
        CENTRE: np.zeros(0),
        ENTRIES: np.zeros(0),
        COLUMNS: np.zeros(0, dtype=np.int64),
        STARTS: np.zeros(0, dtype=np.int64),
        FUNCTION: np.array([address], dtype=np.int64),
    }
    # the callback finds them by their order
    keys = {
        shared[0]: MOMENTS,
        pt.dvector(CENTRE): CENTRE,
        pt.dvector(ENTRIES): ENTRIES,
        pt.lvector(COLUMNS): COLUMNS,
        pt.lvector(STARTS): STARTS,
        pt.lvector(FUNCTION): FUNCTION,
    }
    return compiler.CompiledPyMCModel(
        dims={},
        _n_dim=size,
        _coords={},
        _shapes={POINT: (kept,)},
        compiled_logp_func=logp,
        compiled_expand_func=copy,
        initial_point_func=_initial_points(model),
        shared_data=data,
        shared_var_keys=keys,
        user_data=compiler.make_user_data(keys, data),
        n_expanded=kept,
        shape_info=([POINT], [slice(0, kept)], [(kept,)]),
        logp_func=function,
        expand_func=None,
        reparameterized_names=[],
    )


def _initial_points(model: pm.Model) -> Callable[[Any], Floats]:
    """Jittered support points, flat, by seed; compiled when first asked for, since most chains start elsewhere."""

    @cache
    def compiled() -> Callable[[Any], Mapping[str, Floats]]:
        made: Callable[[Any], Mapping[str, Floats]] = make_initial_point_fn(
            model=model, jitter_rvs=set(model.free_RVs), default_strategy="support_point", return_transformed=True
        )
        return made

    order = [model.rvs_to_values[variable].name for variable in model.free_RVs]

    def flat(seed: Any) -> Floats:
        point = compiled()(seed)
        return np.concatenate([np.ravel(point[name]) for name in order])

    return compiler._wrap_with_lock(flat)
