"""Analyses in words."""

from bayeschain.report.comparison.compared import AS_WRITTEN, Analysis
from bayeschain.report.wording import Wording


def in_words(analysis: Analysis, say: Wording) -> str:
    """Measurement and aggregation in words."""
    if analysis.measurement == AS_WRITTEN:
        return say.say("as the model file says")
    measurement = {"latent": say.say("latent measurement"), "manifest": say.say("manifest measurement")}
    aggregation = {
        "reflective": say.say("reflective teams"),
        "finite": say.say("finite teams"),
        "manifest": say.say("manifest teams"),
    }
    return say.say(
        "{measurement}, {aggregation}",
        measurement=measurement[analysis.measurement],
        aggregation=aggregation[analysis.aggregation],
    )
