"""Latent and manifest measurement, reflective, finite and manifest teams, on the same answers.

choosing.py   which analyses make sense, and each as a model file of its own
fitting.py    all of them
"""

from bayeschain.workflow.comparison.fitting import Comparison, compare, write_comparison

__all__ = ["Comparison", "compare", "write_comparison"]
