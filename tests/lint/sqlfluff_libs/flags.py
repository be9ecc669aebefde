"""dbt's ``flags``, for the linter only."""

FULL_REFRESH = False
WHICH = "build"
