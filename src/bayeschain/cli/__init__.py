"""How it is called: one thin file a command.

Modules in reading order:

- output: what is said, for people, for pipes and for scripts
- stopping: Ctrl-C and a polite kill
- ending: from a finished or failed command to its exit code
- options: arguments and options that commands share
- new, check, run, report, demo: the commands
- application: all commands under one name
"""

from bayeschain.cli.application import main

__all__ = ["main"]
