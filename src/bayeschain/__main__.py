"""``python -m bayeschain`` is the command line."""

from bayeschain.cli import main

main()
