"""Two folders change names in one step, where the system can: nobody ever finds neither."""

import ctypes
import os
from pathlib import Path
from typing import Final

AT_CURRENT_FOLDER: Final = -100
EXCHANGE: Final = 2


def exchange(one: Path, other: Path) -> bool:
    """Swap the names of two folders of one disk (Linux, renameat2).

    Returns
    -------
    bool
        False where nothing was done: another system, a disk that cannot, or one of the two is gone.
    """
    if os.name != "posix":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(AT_CURRENT_FOLDER, os.fsencode(one), AT_CURRENT_FOLDER, os.fsencode(other), ctypes.c_uint(EXCHANGE))
    return bool(done == 0)
