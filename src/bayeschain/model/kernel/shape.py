"""Sizes and index lists of a chain, and the named pieces of its flat parameters."""

from collections import namedtuple

from bayeschain.model.kernel.inlining import inlined

HEADER = 12
EXTRAS = slice(8, 12)
"""Place of the sizes in a structure that most chains have none of: Q, N, unit and H."""

# Sizes and index lists. C members of the chain: constructs, and last the Q team covariates. CR of them are measured by
# respondents, in S surveys with P indicators, and CZ are known by team (columns, covariates). E are exogenous, the
# covariates first, and D endogenous, with L arrows and N residual covariances. unit is 1 with a level above the teams;
# H slopes of respondent covariates. Measured order: respondent constructs, columns, covariates; place[m] is the member
# declared. Chain order: exogenous members, then endogenous ones, parents first; residuals are known by it.
Shape = namedtuple(
    "Shape",
    "C CR CZ S P E D L Q N unit H place source_of first source_first exogenous endogenous parents_first parent path "
    "partners_first partner adjust_first",
)
Named = namedtuple(
    "Named", "mean contrast stick item_sd bias_sd within_sd within_u icc column_sd exogenous_u z residual_u unit slope"
)


@inlined
def read_shape(structure, with_extras):
    """Sizes and lists of a flat `Layout.structure`.

    Without extras there are no covariates, residual covariances and units, whatever the structure says: what depends on
    them is then never compiled.
    """
    C, CR, CZ, S = structure[0], structure[1], structure[2], structure[3]
    P, E, D, L = structure[4], structure[5], structure[6], structure[7]
    Q, N, unit, H = 0, 0, 0, 0
    if with_extras:
        Q, N, unit, H = structure[8], structure[9], structure[10], structure[11]
    a = HEADER
    b = a + C
    c = b + CR
    d = c + CR + 1
    e = d + S + 1
    f = e + E
    g = f + D
    h = g + D + 1
    i = h + L
    j = i + L
    k = j + D + 1
    m = k + N
    return Shape(
        C, CR, CZ, S, P, E, D, L, Q, N, unit, H, structure[a:b], structure[b:c], structure[c:d], structure[d:e],
        structure[e:f], structure[f:g], structure[g:h], structure[h:i], structure[i:j], structure[j:k], structure[k:m],
        structure[m : m + S + 1],
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
    a = s.C - s.Q
    b = a + free
    c = b + free
    d = c + reflective
    e = d + reflective
    f = e + s.CR
    g = f + pairs
    h = g + s.CR
    i = h + s.CZ - s.Q
    j = i + (s.E * (s.E - 1) - s.Q * (s.Q - 1)) // 2
    k = j + s.L
    m = k + s.N
    n = m + s.unit * (s.C - s.Q)
    return Named(
        flat[:a], flat[a:b], flat[b:c], flat[c:d], flat[d:e], flat[e:f], flat[f:g], flat[g:h], flat[h:i], flat[i:j],
        flat[j:k], flat[k:m], flat[m:n], flat[n:],
    )  # fmt: skip


@inlined
def member(s, i):
    """Member, in the order declared, that stands at place i of the chain."""
    return s.exogenous[i] if i < s.E else s.endogenous[i - s.E]
