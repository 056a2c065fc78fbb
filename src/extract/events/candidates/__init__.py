"""What the learned review is asked about a row: what speaks for each candidate value and for the row itself, as named numbers.

The narrative proposes rows and values by rules. Candidates are these and what else the text names around the row; the numbers say how
the rules came to a candidate, where it stands, how likely the linker thinks it, and what the row lacks. Nothing is decided here.
"""

from extract.events.candidates.context import Candidate, Context, Tallies
from extract.events.candidates.dates import dates
from extract.events.candidates.kinds import statuses, types
from extract.events.candidates.participants import REACH, participants
from extract.events.candidates.places import places
from extract.events.candidates.rows import main, row
from extract.events.candidates.standing import standing

__all__ = ["REACH", "Candidate", "Context", "Tallies", "dates", "main", "participants", "places", "row", "standing", "statuses", "types"]
