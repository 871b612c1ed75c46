"""How it is called: one thin file a command.

Modules in reading order:

- output: what is said, for people, for pipes and for scripts
- stopping: Ctrl-C and a polite kill
- ending: from a finished or failed command to its exit code
- options: arguments and options that commands share
- design: options of the commands that simulate
- new, check, run, report, demo, simulate, recover, calibrate, power and others: the commands
- application: all commands under one name
"""

from bayeschain.cli.application import main

__all__ = ["main"]
