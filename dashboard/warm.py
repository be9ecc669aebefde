"""What the first reader would otherwise wait for: heavy imports and Plotly's first figure."""

from __future__ import annotations


def up() -> None:
    import plotly.graph_objects as go

    import dashboard.charts.ambition
    import dashboard.charts.bullets
    import dashboard.charts.certainty
    import dashboard.charts.consistency
    import dashboard.charts.cuts
    import dashboard.charts.dots
    import dashboard.charts.strip
    import dashboard.charts.surveys
    import dashboard.charts.years
    import dashboard.ui  # noqa: F401

    trace = {"type": "scatter", "x": [0], "y": [0], "mode": "markers+lines+text", "text": ["0"]}
    layout = {
        "xaxis": {"title": {"text": "0"}},
        "annotations": [{"x": 0, "y": 0, "text": "0"}],
        "shapes": [{"type": "line"}],
    }
    go.Figure(data=[trace], layout=layout).to_json()
