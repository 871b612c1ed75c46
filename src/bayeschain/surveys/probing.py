"""Whether a file can be read at all, asked of another process: a damaged SPSS file can end the one that reads it."""

import subprocess
import sys
from pathlib import Path
from typing import Final

READ_ALL: Final = """
import sys
import pyreadstat
try:
    import resource
    held = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (most if held == resource.RLIM_INFINITY else min(most, held), held))
except ImportError:
    pass
try:
    names = pyreadstat.read_sav(sys.argv[1], metadataonly=True, user_missing=True)[1].column_names
    first, size = 0, max(1_000, 2_000_000 // max(1, len(names)))
    while len(pyreadstat.read_sav(sys.argv[1], row_offset=first, row_limit=size)[0]) == size:
        first += size
except MemoryError:
    sys.exit(3)
"""
TOLD: Final = (0, 1)
"""Exit codes of a process that read everything, or met an error that Python can tell."""
MOST_MEMORY: Final = 8 << 30
"""Bytes of address space that reading a chunk may take."""
LONGEST: Final = 600.0
"""Seconds after which a file is given up."""


def survives_reading(path: Path) -> bool:
    """Whether a process that reads an SPSS file ends well, be it with an error that Python can tell."""
    command = [sys.executable, "-I", "-c", READ_ALL, str(path), str(MOST_MEMORY)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode in TOLD
