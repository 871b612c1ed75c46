"""Values of graphs that are evaluated once."""

from collections.abc import Sequence
from typing import Any, Final

import pytensor
from pytensor.compile.mode import Mode

AS_IT_STANDS: Final = Mode(linker="py", optimizer=None)  # type: ignore[arg-type]
"""Rewriting or compiling a graph takes longer than evaluating it once as it stands."""


def evaluated(graphs: Sequence[Any]) -> list[Any]:
    """Values of graphs without inputs."""
    return list(pytensor.function([], list(graphs), mode=AS_IT_STANDS)())
