"""Two-level model texts of lavaan (Rosseel 2012, Journal of Statistical Software 48(2)).

- writing: `to_lavaan`, a model file as such a text
- reading: `from_lavaan`, such a text as a model file
"""

from bayeschain.specification.lavaan.reading import from_lavaan
from bayeschain.specification.lavaan.writing import to_lavaan, written_survey

__all__ = ["from_lavaan", "to_lavaan", "written_survey"]
