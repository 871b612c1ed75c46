"""Workers that start quickly, for tests that are about workers and not about what they compute."""

import os
from pathlib import Path

LIGHT = Path(__file__).parent / "light"


def light_path(*more: Path | str) -> str:
    """PYTHONPATH of processes that take the modules of studies without the samplers that their package imports."""
    return os.pathsep.join([str(each) for each in (LIGHT, *more, os.environ.get("PYTHONPATH", "")) if str(each)])
