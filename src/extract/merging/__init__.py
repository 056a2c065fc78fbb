"""Rows of many documents → which of them report one happening: reports are not events (docs/merging.md). No spaCy.

`traits.py` turns rows into arrays, `candidates.py` finds the pairs worth comparing, `weighing.py` says how likely a pair is one happening,
`clusters.py` puts rows together. A million rows fit into memory as traits, not as events.
"""

from collections.abc import Iterable

import numpy as np

from extract.merging.candidates import pairs
from extract.merging.clusters import clusters
from extract.merging.traits import Traits
from extract.merging.weighing import probabilities, threshold
from extract.record import Event


def grouped(events: Iterable[Event]) -> list[list[int]]:
    """The numbers of the rows (in the order of `events`, from 0) by happening, every row once, at most one row of a document in a group.

    The groups do not depend on the order of the rows; of one group, and of the groups, the earliest report comes first.
    """
    traits = Traits.of(events)
    first, second = pairs(traits)
    likely = probabilities(traits, first, second)
    kept = likely >= threshold()
    order = np.array(traits.order, dtype=np.int64)
    groups = clusters(traits, first[kept], second[kept], likely[kept])
    return [[int(order[row]) for row in group] for group in groups]
