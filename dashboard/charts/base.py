"""What all figures share: fonts, quiet axes, no chart junk. Charts take frames and words and give a Figure."""

from __future__ import annotations

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


def quiet(
    figure: go.Figure, dark: bool, height: int, top: int = 8, left: int = 8, right: int = 8
) -> go.Figure:
    """Lay out: transparent ground, thin grid, legend above the plot."""
    colours = ink(dark)
    figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": top, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": colours.text, "size": 13},
        hoverlabel={"font": {"family": FONT, "size": 13}, "align": "left"},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "font": {"size": 12},
            "itemsizing": "trace",
        },
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
        "title": {"font": {"size": 12}},
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def put_text(figure: go.Figure, x: float, y: float, text: str, **options: object) -> None:
    """A label inside the plot, without arrow."""
    xref, yref = options.pop("xref", "x"), options.pop("yref", "y")
    font = {"size": options.pop("size", 12), "color": options.pop("color", None)}
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, xref=xref, yref=yref, font=font, **options)
