"""What all figures share: fonts, quiet axes, no chart junk. Charts take frames and words, give a Figure."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.theme import FONT, ink

# Plotly's own words in the toolbar and on dates, so that a Chinese page has no English corner.
CHINESE = {
    "dictionary": {
        "Autoscale": "自动缩放",
        "Box Select": "框选",
        "Download plot as a PNG": "下载图片",
        "Lasso Select": "套索选择",
        "Pan": "平移",
        "Reset axes": "还原",
        "Reset": "还原",
        "Zoom": "缩放",
        "Zoom in": "放大",
        "Zoom out": "缩小",
        "Double-click to zoom back out": "双击还原",
        "Download plot": "下载图片",
    },
    "format": {"decimal": ".", "thousands": ","},
}


def config(lang: str, file_name: str) -> dict[str, object]:
    """Toolbar of a figure: only the picture button, with a file name that says what it is."""
    options: dict[str, object] = {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "scrollZoom": False,
        "doubleClick": "reset",
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
    }
    if lang == "zh":
        options |= {"locale": "zh-CN", "locales": {"zh-CN": CHINESE}}
    return options


class Canvas:
    """Collects a figure as plain dicts for Plotly: each `update_*` of a Figure would validate anew."""

    def __init__(self) -> None:
        self.traces: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": [], "xaxis": {}, "yaxis": {}}

    def add_scatter(self, **trace: Any) -> None:
        self.traces.append({"type": "scatter", **trace})

    def add_bar(self, **trace: Any) -> None:
        self.traces.append({"type": "bar", **trace})

    def add_vline(self, x: float, line: dict[str, Any]) -> None:
        ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
        self.layout["shapes"].append({"type": "line", "line": line, **ends})

    def add_hline(self, y: float, line: dict[str, Any]) -> None:
        ends = {"y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "paper", "yref": "y"}
        self.layout["shapes"].append({"type": "line", "line": line, **ends})

    def put_text(self, x: float, y: float, text: str, **options: Any) -> None:
        """A label inside the plot, without arrow."""
        font = {"size": options.pop("size", 12)} | (
            {"color": options.pop("color")} if "color" in options else {}
        )
        place = {"xref": "x", "yref": "y", "showarrow": False} | options
        self.layout["annotations"].append({"x": x, "y": y, "text": text, "font": font, **place})

    def update_layout(self, **options: Any) -> None:
        for key, value in options.items():
            old = self.layout.get(key)
            self.layout[key] = old | value if isinstance(old, dict) and isinstance(value, dict) else value

    def update_xaxes(self, title: str | None = None, **options: Any) -> None:
        self._axis("xaxis", title, options)

    def update_yaxes(self, title: str | None = None, **options: Any) -> None:
        self._axis("yaxis", title, options)

    def _axis(self, axis: str, title: str | None, options: dict[str, Any]) -> None:
        if title is not None:
            options["title"] = {"text": title, "standoff": 4, "font": {"size": 12}}
        self.layout[axis] |= options

    def done(self) -> go.Figure:
        return go.Figure(data=self.traces, layout=self.layout)


def quiet(figure: Canvas, dark: bool, height: int, top: int = 8, left: int = 8, right: int = 8) -> None:
    """Lay out: transparent ground, thin grid, legend above the plot."""
    colours = ink(dark)
    figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": top, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": colours.text, "size": 13},
        hoverlabel={"font": {"family": FONT, "size": 13}, "align": "left"},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}},
        hovermode="closest",
        dragmode=False,
    )
    axis = {
        "gridcolor": colours.line,
        "griddash": "dot",
        "gridwidth": 1,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": colours.text, "size": 12},
        "automargin": True,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
