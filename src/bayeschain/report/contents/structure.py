"""What the methods say of the structure between teams, beyond the arrows."""

from bayeschain.disclosure import Released
from bayeschain.report.wording import Wording


def structure(released: Released, say: Wording) -> tuple[str, ...]:
    """Sentences on residual covariances; none where a chain has arrows only."""
    pairs = released.specification.chain.residual_covariances
    if not pairs:
        return ()
    named = say.join([say.say("{one} and {other}", one=released.label(a), other=released.label(b)) for a, b in pairs])
    return (
        say.say(
            "What the arrows leave open may covary between teams for these pairs: {pairs}. The correlation matrix of "
            "the residuals is built row by row, so that it stays positive definite.",
            pairs=named,
        ),
    )
