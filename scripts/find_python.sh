#!/bin/sh
# Print the path of a CPython that can run bayeschain, or say on stderr why there is none.
#
# PyMC needs Python 3.12 to 3.14. The versions that constraints.txt is tested on come first. Set PYTHON to choose one.

cd "$(dirname "$0")/.." || exit 1

PROBE='
import sys
import venv, ensurepip
version = sys.version_info
usable = sys.implementation.name == "cpython" and (3, 12) <= version[:2] <= (3, 14)
usable = usable and not (hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled())
print(sys.executable if usable else "")
'

seen=""

accept() {
    command -v "$1" >/dev/null 2>&1 || return 1
    path=$("$1" -c "$PROBE" 2>/dev/null) || path=""
    if [ -n "$path" ]; then
        printf '%s\n' "$path"
        exit 0
    fi
    found=$("$1" -c 'import platform; print(platform.python_implementation(), platform.python_version())' 2>/dev/null)
    [ -n "$found" ] && seen="$seen
  $1: $found"
    return 1
}

if [ -n "${PYTHON:-}" ]; then
    accept "$PYTHON"
    echo "PYTHON=$PYTHON is not a CPython 3.12, 3.13 or 3.14 with the modules venv and ensurepip." >&2
    exit 1
fi

for name in python3.13 python3.12 python3.14 python3 python; do
    accept "$name"
done

if command -v pyenv >/dev/null 2>&1; then
    for version in $(cat .python-version); do
        prefix=$(pyenv prefix "$version" 2>/dev/null) && accept "$prefix/bin/python"
    done
    for minor in 13 12 14; do
        for candidate in "$(pyenv root)"/versions/3."$minor".*/bin/python; do
            accept "$candidate"
        done
    done
fi

if command -v uv >/dev/null 2>&1; then
    candidate=$(uv python find --no-python-downloads '>=3.12,<3.15' 2>/dev/null) && accept "$candidate"
fi

cat >&2 <<END
bayeschain needs CPython 3.12, 3.13 or 3.14 with the modules venv and ensurepip, and none was found.
Looked for python3.13, python3.12, python3.14, python3 and python on PATH, and asked pyenv and uv where they are there.
Found instead:${seen:- nothing}
Install one (on Debian or Ubuntu: python3 and python3-venv; with pyenv: pyenv install 3.13), or name it: make PYTHON=/path/to/python3
END
exit 1
