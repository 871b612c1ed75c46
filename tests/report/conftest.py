"""What the tests of the report are written of."""

import pandas as pd
import pytest
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import Verdict, verdicts
from bayeschain.disclosure import Released, protect
from bayeschain.messages import Message

MEAN_LABELS = {
    "Trust in the direction": r"""<script>alert("x")</script> & $\alpha_1$ 'q'""",
    "Good leadership": "=SUM(A1:A9)",
    "Clarity of goals": "Selkeät työn tavoitteet ja päämäärät koko organisaatiossa: "
    "liiketoimintastrategiasuunnittelutyöryhmä",
    "Stress": "ضغط العمل",
    "Customer benefit": "+hyöty",
}


def mean_model() -> str:
    """Model with labels that try to break things."""
    text = MODEL
    for label, mean in MEAN_LABELS.items():
        text = text.replace(f"label: {label}", f"label: '{mean.replace(chr(39), chr(39) * 2)}'")
    return text


SENTENCE = Message(
    "The posterior cannot be trusted: {troubles:; }.",
    troubles=(Message.counted("{n} transition diverged", "{n} transitions diverged", 3),),
)
REMEDY = Message("If that does not help, simplify the chain.")


@pytest.fixture(scope="session")
def failed() -> Verdict:
    table = pd.DataFrame(
        {
            "quantity": ["icc[trust]", "r2[goals]"],
            "role": ["reported"] * 2,
            "rhat": [1.2, 1.0],
            "ess_bulk": [50.0, 900.0],
            "ess_tail": [60.0, 800.0],
        }
    )
    return Verdict("convergence", "fail", SENTENCE, REMEDY, table)


@pytest.fixture(scope="session")
def released(failed: Verdict) -> Released:
    account = pd.DataFrame(
        [("row", "staff", "lost", "missing covariate", 3)], columns=["unit", "source", "outcome", "reason", "count"]
    )
    fit = fake_fit()
    return protect(fit, [failed, *verdicts(fit)[1:]], account=account)


@pytest.fixture(scope="session")
def mean_released() -> Released:
    fit = fake_fit(mean_model())
    return protect(fit, verdicts(fit))


def image_source() -> Released:
    """What the pictures of the image tests are drawn of."""
    fit = fake_fit()
    return protect(fit, verdicts(fit))
