"""dbt's ``target``, for the linter only."""

type = "duckdb"
database = "warehouse"
schema = "main"
