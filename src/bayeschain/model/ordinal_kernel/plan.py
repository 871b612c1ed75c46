"""What the kernel is told beside parameters: the chain, where its pieces stand, and the answers."""

from collections import namedtuple

from bayeschain.model.kernel.inlining import inlined

HEADER = 6

# Sizes: n parameters without thresholds, r of them for the Gaussian kernel, K stick breaks of thresholds, O ordinal
# surveys. `full` describes the chain with ordinal items as items, `reduced` with one indicator a construct in their
# place; `index` finds the reduced parameters among the full ones; `items` holds (m, first stick break) of each ordinal
# item; `surveys` holds their places among all surveys.
Plan = namedtuple("Plan", "n r K O full reduced index items surveys")
# Answers of one survey: N people in J teams; place of its cross-products in the moments; `ends` (first, last, fixed
# theta) of its items; `units` (origin, unit) of the coordinates of its constructs; `teams` (place of the means of its
# levels in the moments, that of their gradient, people); `x` (people, covariates); `codes` (people, items).
Answers = namedtuple("Answers", "N J scatter_at ends units teams x codes")


@inlined
def read_plan(plan):
    """Pieces of a flat `plan_of`."""
    a = HEADER + plan[4]
    b = a + plan[5]
    c = b + plan[1]
    e = len(plan) - plan[3]
    items = plan[c:e].reshape((-1, 2))
    return Plan(plan[0], plan[1], plan[2], plan[3], plan[HEADER:a], plan[a:b], plan[b:c], items, plan[e:])


@inlined
def read_answers(data, at, p, q, H):
    """Answers of a survey with p items of q constructs and H covariates at a place of the flat data, and their end."""
    N, J = int(data[at]), int(data[at + 1])
    a = at + 3
    b = a + 3 * p
    c = b + 2 * q
    d = c + 3 * J
    e = d + N * H
    f = e + N * p
    return Answers(
        N, J, int(data[at + 2]), data[a:b].reshape((p, 3)), data[b:c].reshape((q, 2)), data[c:d].reshape((J, 3)),
        data[d:e].reshape((N, H)), data[e:f].reshape((N, p)),
    ), f  # fmt: skip
