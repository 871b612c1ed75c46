"""Pages of studies: a verdict, the tables, the figure, and how to repeat it."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from bayeschain.experiments.uniformity import Calibration

FROM_PRIORS: Final = (
    "Parameters are drawn from the priors, and people and answers from the parameters, one by one (Talts et al. 2018).",
)
GIVEN: Final = (
    "Parameters are drawn from the posterior of the answers at hand, and new teams, their people and their answers",
    "from the parameters, one by one; then teams at hand and new teams are fitted together (Säilynoja et al. 2025).",
    "This looks at the fit where these answers are, and not over all that the priors hold possible.",
)


def markdown_table(table: pd.DataFrame, decimals: int = 3) -> str:
    """Table in Markdown: numbers on the right, nothing for missing ones."""
    marks = ["---:" if pd.api.types.is_numeric_dtype(table[name]) else "---" for name in table]
    heads = [str(name).replace("_", " ") for name in table]
    rows = [[_cell(value, decimals) for value in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, marks, *rows)) + "\n"


def calibration_page(found: Calibration, command: str) -> str:
    """Page of a calibration.

    Parameters
    ----------
    found : Calibration
    command : str
        What repeats it.
    """
    table = found.table
    by_kind = (
        table.groupby("kind", sort=False)
        .agg(
            quantities=("quantity", "size"),
            inside=("inside", "sum"),
            smallest_p=("p_value", "min"),
            mean_rank=("mean_rank", "mean"),
            coverage=("coverage", "mean"),
        )
        .reset_index()
    )
    share = (table["p_value"] < 0.05).mean()
    worst = table.sort_values("p_value").head(10)[["kind", "quantity", "p_value", "mean_rank", "coverage", "lag"]]
    lines = [
        f"# {'Posterior s' if found.given else 'S'}imulation-based calibration",
        "",
        found.sentence,
        "",
        *(GIVEN if found.given else FROM_PRIORS),
        f"Where the fit is right, the rank of each true value among {found.draws} posterior draws is uniform.",
        "That goes for every parameter and for every quantity that a report prints. The grey band holds the ranks of",
        f"all of them at once with probability {found.mass:.0%}. It is exact for one quantity (Säilynoja, Bürkner &",
        f"Vehtari 2022) and shared out over {len(table)} by Bonferroni's inequality: a p-value must be above",
        f"{found.threshold:.2g}. One by one, {share:.1%} of the p-values are below .05. A mean rank of .5 means no",
        "bias; a coverage of .9, that the central 90 % of the draws hold the truth in 90 % of the data sets. The lag",
        "is the correlation of neighbouring ranked draws.",
        "",
        "![ECDF of the ranks minus that of uniform ranks, by kind of quantity](ranks.svg)",
        "",
        f"Transitions diverged in {found.divergent} data sets, which count as the others do.",
        f"{len(found.failed)} data sets failed.",
        "",
        markdown_table(by_kind),
        "The ten smallest p-values:",
        "",
        markdown_table(worst),
        f"Every quantity stands in quantities.csv. To repeat: `{command}`",
    ]
    return "\n".join(lines) + "\n"


def study_page(
    title: str, opening: str, tables: Sequence[tuple[str, pd.DataFrame]], command: str, figure: str = ""
) -> str:
    """Page of a study: what it says, a figure, tables with a sentence each."""
    parts = [f"# {title}", opening]
    if figure:
        parts.append(f"![{title}]({figure})")
    for sentence, table in tables:
        parts += [sentence, markdown_table(table).rstrip()]
    return "\n\n".join([*parts, f"To repeat: `{command}`"]) + "\n"


def _cell(value: object, decimals: int) -> str:
    if isinstance(value, float):
        if value != value:
            return ""
        small = 0.0 < abs(value) < 0.5 * 10.0**-decimals
        return f"{value:.1e}" if small else f"{value:.{decimals}f}"
    return str(value)
