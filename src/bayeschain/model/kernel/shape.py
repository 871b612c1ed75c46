"""Sizes and index lists of a chain, and the named pieces of its flat parameters."""

from collections import namedtuple

from bayeschain.model.kernel.inlining import inlined

HEADER = 8

# Sizes and index lists: C constructs, of them CR measured by respondents and CZ team columns, in S surveys with P
# indicators; E exogenous and D endogenous constructs, L paths. Measured order: respondent constructs, then columns;
# place[m] is the construct declared.
Shape = namedtuple(
    "Shape",
    "C CR CZ S P E D L place source_of first source_first exogenous endogenous parents_first parent path",
)
Named = namedtuple("Named", "mean contrast stick item_sd bias_sd within_sd within_u icc column_sd exogenous_u z")


@inlined
def read_shape(structure):
    """Sizes and lists of a flat `Layout.structure`."""
    C, CR, CZ, S = structure[0], structure[1], structure[2], structure[3]
    P, E, D, L = structure[4], structure[5], structure[6], structure[7]
    a = HEADER
    b = a + C
    c = b + CR
    d = c + CR + 1
    e = d + S + 1
    f = e + E
    g = f + D
    h = g + D + 1
    i = h + L
    return Shape(
        C, CR, CZ, S, P, E, D, L, structure[a:b], structure[b:c], structure[c:d], structure[d:e], structure[e:f],
        structure[f:g], structure[g:h], structure[h:i], structure[i : i + L],
    )  # fmt: skip


@inlined
def name_pieces(s, flat):
    """Views of the pieces of a flat vector, of parameters or of their gradient."""
    free = s.P - s.CR
    reflective, pairs = 0, 0
    for c in range(s.CR):
        K = s.first[c + 1] - s.first[c]
        if K > 1:
            reflective += K
    for t in range(s.S):
        q = s.source_first[t + 1] - s.source_first[t]
        pairs += q * (q - 1) // 2
    a = s.C
    b = a + free
    c = b + free
    d = c + reflective
    e = d + reflective
    f = e + s.CR
    g = f + pairs
    h = g + s.CR
    i = h + s.CZ
    j = i + s.E * (s.E - 1) // 2
    return Named(
        flat[:a], flat[a:b], flat[b:c], flat[c:d], flat[d:e], flat[e:f], flat[f:g], flat[g:h], flat[h:i], flat[i:j],
        flat[j:],
    )  # fmt: skip
