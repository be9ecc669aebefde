"""dbt's ``run_started_at``, for the linter only."""


def strftime(_: str) -> str:
    return "2026-01-01"
