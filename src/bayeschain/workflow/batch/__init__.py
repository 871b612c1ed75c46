"""A folder of model files, run in one command.

finding.py    which model files there are, and which runs of them are up to date
work.py       one model file, run by a worker
running.py    all of them: local processes or a Dask cluster
contents.py   what the page about all of them says, in the language of the model files
summary.py    that page, and a table
"""

from bayeschain.workflow.batch.running import BatchOutcome, run_all

__all__ = ["BatchOutcome", "run_all"]
