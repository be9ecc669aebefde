"""What dbt's cross-database macros render to on DuckDB, for the linter only."""


def listagg(
    measure: str, delimiter_text: str = "','", order_by_clause: str = "", limit_num: None = None
) -> str:
    return f"string_agg({measure}, {delimiter_text} {order_by_clause})"


def datediff(first_date: str, second_date: str, datepart: str) -> str:
    return f"date_diff('{datepart}', {first_date}, {second_date})"


def dateadd(datepart: str, interval: str, from_date_or_timestamp: str) -> str:
    return f"date_add({from_date_or_timestamp}, interval ({interval}) {datepart})"
