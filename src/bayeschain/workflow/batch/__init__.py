"""A folder of model files, run in one command.

finding.py    which model files there are, and which runs of them are up to date
work.py       one model file, run by a worker
running.py    all of them: local processes or a Dask cluster
summary.py    the page and the table about all of them
"""

from bayeschain.workflow.batch.running import BatchOutcome, run_all

__all__ = ["BatchOutcome", "run_all"]
