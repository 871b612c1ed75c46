"""Order, ancestors, routes and stages against networkx on random graphs."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.specification.helpers import REPEATABLE

from bayeschain.specification import Chain, Path
from bayeschain.specification.cycles import find_cycles

LETTERS = tuple("abcdefgh")
Arrows = tuple[tuple[str, str], ...]


@st.composite
def acyclic(draw: st.DrawFn) -> Chain:
    names = draw(st.permutations(LETTERS[: draw(st.integers(2, 8))]))
    pairs = [(names[later], names[earlier]) for later in range(len(names)) for earlier in range(later)]
    kept = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    return Chain(tuple(sorted(names)), tuple(Path(target, source) for target, source in kept))


def graph(chain: Chain) -> "nx.DiGraph[str]":
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(chain.constructs)
    made.add_edges_from((path.source, path.target) for path in chain.paths)
    return made


@REPEATABLE
@given(acyclic())
def test_order_puts_every_construct_after_its_parents(chain: Chain) -> None:
    assert sorted(chain.order) == sorted(chain.constructs)
    assert all(chain.order.index(path.source) < chain.order.index(path.target) for path in chain.paths)
    assert chain.order == (*chain.exogenous, *chain.endogenous)


@REPEATABLE
@given(acyclic())
def test_neighbours_and_ancestors_are_those_of_the_graph(chain: Chain) -> None:
    made = graph(chain)
    for name in chain.constructs:
        assert set(chain.parents(name)) == set(made.predecessors(name))
        assert set(chain.children(name)) == set(made.successors(name))
        assert chain.ancestors(name) == nx.ancestors(made, name)


@REPEATABLE
@given(acyclic())
def test_routes_are_all_simple_paths_and_are_counted(chain: Chain) -> None:
    made = graph(chain)
    total = 0
    for source in chain.constructs:
        for target in chain.constructs:
            if source != target:
                routes = chain.routes(source, target)
                expected = [tuple(route) for route in nx.all_simple_paths(made, source, target)]
                assert sorted(routes) == sorted(expected)
                total += len(expected)
    assert chain.route_count == total


@REPEATABLE
@given(acyclic())
def test_stages_are_longest_routes_to_the_outcome(chain: Chain) -> None:
    made = graph(chain)
    for outcome in chain.constructs:
        stages = chain.stages(outcome)
        assert {name for stage in stages for name in stage} == nx.ancestors(made, outcome)
        for depth, stage in enumerate(stages, start=1):
            for name in stage:
                assert max(len(route) - 1 for route in nx.all_simple_paths(made, name, outcome)) == depth
                assert not nx.ancestors(made, name).intersection(stage)


@REPEATABLE
@given(st.lists(st.tuples(st.sampled_from(LETTERS[:6]), st.sampled_from(LETTERS[:6])), unique=True, max_size=14))
def test_circles_are_found_exactly_where_there_are_any(arrows: list[tuple[str, str]]) -> None:
    arrows = [(target, source) for target, source in arrows if target != source]
    made: nx.DiGraph[str] = nx.DiGraph([(source, target) for target, source in arrows])
    found = find_cycles(arrows)
    assert bool(found) == (not nx.is_directed_acyclic_graph(made))
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(made.has_edge(one, other) for one, other in pairwise(cycle))
    members = [name for cycle in found for name in cycle[1:]]
    assert len(members) == len(set(members))


@pytest.mark.parametrize(
    ("constructs", "arrows"),
    [
        (("a", "b"), (("a", "b"), ("b", "a"))),
        (("a", "b"), (("a", "c"),)),
        (("a", "b", "a"), (("a", "b"),)),
    ],
)
def test_a_chain_that_cannot_be_is_not_made(constructs: tuple[str, ...], arrows: Arrows) -> None:
    with pytest.raises(ValueError, match=r"cycle|undeclared|twice"):
        Chain(constructs, tuple(Path(target, source) for target, source in arrows))
