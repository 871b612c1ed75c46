"""What the respondents answered, as the moments that the likelihood needs.

Modules in reading order:

- account: rows and teams kept and lost, and why
- moments: n, means and cross-products by team, chunk by chunk
- partial: respondents who skipped items, by pattern and team
- available: moments item by item, over all who answered it
- scale_means: persons' scale means, and when a person has one
- gathering: complete and partial answers of a survey in one pass
- ordinal: answers person by person, for an ordinal likelihood
- scoring: reverse scoring, POMP units, T scores
- files: does the file exist, and is it what its name says
- cells: cells to numbers, without guessing
- team_names: one spelling for a team; natural order; near matches
- findings: the same trouble in many columns, said once
- tables: chunks of named columns, from any kind of file
- delimited: CSV: encoding, delimiter, chunks
- workbook: Excel: sheet, formulas, chunks
- columnar: Parquet
- statistical: SPSS
- headers: where the column names are, and which are missing
- reading: one file, whatever its kind
- labels: value labels against the response scale
- continuity: whether answers may be taken as continuous
- ends: answers at the ends of the scale, by team
- intake: what one pass over a survey gathers
- categories: which categories of ordinal answers are used
- variation: items that do not vary, teams of one
- answers: one survey: from its file to its moments
- team_table: the team table: members and team columns
- data: the surveys, joined: what the model reads
- accounting: writes the account of the join
- joining: surveys and team table, team by team
- minimum: surveys too small to tell anything about
- lineage: what became of teams from wave to wave
- steps: how many teams stayed, were split or merged, came or went
- entry: `read_surveys`
- missing: how much is missing where
- leaving_out: the surveys without one team
- appending: more teams after those of the surveys
"""

from bayeschain.surveys.account import Account, RowCount, TeamCount, WaveStep
from bayeschain.surveys.data import SourceMoments, Surveys
from bayeschain.surveys.entry import read_surveys
from bayeschain.surveys.moments import MomentAccumulator
from bayeschain.surveys.ordinal import OrdinalAnswers
from bayeschain.surveys.partial import PartialMoments

__all__ = [
    "Account",
    "MomentAccumulator",
    "OrdinalAnswers",
    "PartialMoments",
    "RowCount",
    "SourceMoments",
    "Surveys",
    "TeamCount",
    "WaveStep",
    "read_surveys",
]
