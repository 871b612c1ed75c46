"""Coverage-guided fuzzing of what users write: model files, chains and delimited surveys.

Usage: python scripts/fuzz.py [TARGET] [--seconds 60] [--corpus build/fuzz]

Inputs that reach new code are kept in the corpus, so that a later call goes on from them. A finding is any error that
is not one of ours, or an input that takes more than ten seconds. It is kept in a file beside the corpus, which the
output names, and the exit code is not 0. `make fuzz` installs what this needs (the extra `fuzz`).
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bayeschain"]):
    from bayeschain.errors import BayeschainError
    from bayeschain.specification import parse_chain, parse_model
    from bayeschain.surveys import read_surveys

ROOT = Path(__file__).parents[1]
SECONDS_A_CASE = 10
LONGEST = 8192
OTHER_FORMATS = (b"PK", b"PAR1", b"$FL", b"\xd0\xcf\x11\xe0")
"""Starts of workbooks, Parquet and SPSS files, which are not this package's to parse."""

SURVEY = parse_model("""\
title: One survey
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2], reverse: [le2]}
  trust: {survey: staff, items: [tr1]}
chain: trust ~ leadership
outcome: trust
""")
CONSTRUCTS = ("leadership", "trust", "information_flow", "benefit", "x", "y", "z")
CHAINS = (
    "trust ~ leadership\nbenefit ~ a*trust + b*leadership\nthrough := a * b\n",
    "y ~ a*x +\n  b*z  # goes on\nbenefit ~ x\ny ~~ benefit\ntotal := (a + b) * a - 2 / b\n",
    "benefit ~ 0.5*trust\n",
)


def rows(delimiter: str, *answers: str) -> list[str]:
    """Rows of twelve teams of three, whose answers go round those of each item."""
    places = range(36)
    return [
        delimiter.join(
            [f"T{place % 12}", *(item[(place // 12 + place * (k + 1)) % len(item)] for k, item in enumerate(answers))]
        )
        for place in places
    ]


TABLES = (
    "\n".join(["team,le1,le2,tr1", *rows(",", "12345", "5143", "3254143")]).encode(),
    "\r\n".join(["sep=;", "team;le1;le2;tr1", '"Tä;";3,5;;1', *rows(";", "12345", "514", "3254143")]).encode("cp1252"),
    "\n".join(["team\tle1\tle2\ttr1", "T1\tn/a\t\t", *rows("\t", "1234", "5143", "3254143")]).encode("utf-16"),
)


def model_file(data: bytes) -> None:
    """Text of a model file."""
    parse_model(data.decode("utf-8", "replace"))


def chain(data: bytes) -> None:
    """Text of a chain."""
    parse_chain(data.decode("utf-8", "replace"), CONSTRUCTS)


def survey(data: bytes) -> None:
    """Content of a delimited survey, read and counted as a run does."""
    if data.startswith(OTHER_FORMATS):
        return
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        read_surveys(SURVEY, {"staff": Path(file.name)})


TARGETS: dict[str, Callable[[bytes], None]] = {"model_file": model_file, "chain": chain, "survey": survey}


def seeds(target: str) -> list[bytes]:
    """Inputs to start from."""
    if target == "model_file":
        return [path.read_bytes() for path in sorted((ROOT / "models").glob("*.yaml"))]
    return [text.encode() for text in CHAINS] if target == "chain" else list(TABLES)


def told(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Target in which our own errors are an answer like any other."""

    def one_input(data: bytes) -> None:
        try:
            target(data)
        except BayeschainError:
            return

    return one_input


def fuzz(target: str, seconds: int, corpus: Path) -> None:
    """Fuzz one target until the time is over or something is found; ends the process."""
    kept = corpus / target
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (kept / f"seed-{number}").write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "timeout": SECONDS_A_CASE,
        "max_len": LONGEST,
        "artifact_prefix": f"{corpus}/{target}-",
        "verbosity": 1,
        "print_final_stats": 1,
    }
    atheris.Setup(
        [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(kept)], told(TARGETS[target])
    )
    atheris.Fuzz()


def main() -> int:
    """Fuzz each target in a process of its own, because the fuzzer ends the one that it runs in."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("target", nargs="?", choices=TARGETS)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--corpus", type=Path, default=Path("build/fuzz"))
    given = arguments.parse_args()
    if given.target:
        fuzz(given.target, given.seconds, given.corpus)
    rest = ["--seconds", str(given.seconds), "--corpus", str(given.corpus)]
    codes = [subprocess.run([sys.executable, __file__, name, *rest]).returncode for name in TARGETS]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
