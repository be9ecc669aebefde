"""dbt's ``graph``, for the linter only."""

from collections import defaultdict
from types import SimpleNamespace

nodes: defaultdict = defaultdict(lambda: SimpleNamespace(raw_code=""))
