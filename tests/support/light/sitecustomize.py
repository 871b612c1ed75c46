"""Python of a worker process runs this as it starts: the package of studies is there without all that it imports.

A worker then takes a fraction of a second to start instead of seconds; the modules that it asks for are the real ones.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_found = find_spec("bayeschain")
if _found is not None and _found.origin is not None:
    _package = ModuleType("bayeschain.experiments")
    _package.__path__ = [str(Path(_found.origin).parent / "experiments")]
    sys.modules[_package.__name__] = _package
