"""How plots are drawn: labelled rows, stacked bars and dots on a scale, as SVG.

The bytes depend on the table alone: no date, no random ids, and all text is measured by fonts that matplotlib carries
and drawn as text, so that the reader's own Chinese fonts show it. Shades differ in lightness, and values are written
out where they find room: a plot printed in grey says the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from math import ceil, floor
from types import MappingProxyType
from typing import Any, NamedTuple
from unicodedata import east_asian_width

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

MEASURED_BY = ["DejaVu Sans", "Last Resort High-Efficiency"]  # carried by matplotlib, together every character
SHOWN_IN = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', sans-serif"
)
WIDTH, NARROWEST, ROW, TEXT, MARGIN = 518, 240, 22, 10, 12  # points
INK, FAINT, LINE = "#22303c", "#5b6872", "#c4ccd3"


class Shade(NamedTuple):
    """A fill and the text on it; from dark to light they stay apart in grey."""

    fill: str
    text: str


DARK, STRONG, MIDDLE, LIGHT = (
    Shade("#1f3f5f", "#ffffff"),
    Shade("#44749d", "#ffffff"),
    Shade("#d9b36c", INK),
    Shade("#e9edf0", INK),
)
DOT: Mapping[str, Any] = MappingProxyType(
    {"marker": "o", "linestyle": "none", "markersize": 6, "markeredgecolor": STRONG.fill, "zorder": 3, "clip_on": False}
)


class Picture(Figure):
    """A figure that a notebook shows as SVG; ``title`` is what a screen reader says."""

    title = ""

    def _repr_svg_(self) -> str:
        return as_svg(self)


def as_svg(figure: Figure) -> str:
    """The figure as one ``<svg>`` element, fit to stand in a page beside others: same figure, same bytes."""
    drawn = io.StringIO()
    title = getattr(figure, "title", "")
    with mpl.rc_context({"svg.hashsalt": "yiwu-award", "svg.fonttype": "none"}):
        figure.savefig(drawn, format="svg", metadata={"Title": title})
    svg = drawn.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg role="img" stroke-linejoin="round" ', 1)
    svg = svg.replace(", ".join(repr(name) for name in MEASURED_BY), SHOWN_IN)
    own = sha256(svg.encode()).hexdigest()[:8]
    return re.sub(r'( id="|href="#|url\(#)', rf"\g<1>p{own}-", svg)


def labelled_rows(
    title: str,
    labels: Sequence[str],
    *,
    headings: Iterable[int] = (),
    legend: Sequence[tuple[Shade, str]] = (),
    footer: bool = False,
) -> tuple[Picture, Axes]:
    """A picture with title, legend and one labelled row per entry; its axes count the rows downwards from 0."""
    n_rows = max(len(labels), 1)
    left = max(map(_width, labels), default=0) + 2 * MARGIN
    width = max(WIDTH, left + NARROWEST + 5 * MARGIN)
    bottom = (ROW if footer else 0) + MARGIN / 2
    height = 1.5 * ROW + (ROW if legend else 0) + ROW * n_rows + bottom
    picture = Picture(figsize=(width / 72, height / 72), facecolor="white")
    picture.title = title
    of_height = ROW * n_rows / height
    axes = picture.add_axes((left / width, bottom / height, (width - left - 5 * MARGIN) / width, of_height))
    axes.set_axis_off()
    axes.set_ylim(n_rows - 0.5, -0.5)
    points = Affine2D().scale(1 / 72) + picture.dpi_scale_trans

    def write(x: float, y: float, text: str, **how: Any) -> None:
        """Text with its middle at a height, all in points from the picture's lower left corner."""
        how = {"size": TEXT, "color": INK, "zorder": -1, **how}  # before the axes: read first
        picture.text(x, y - 0.36 * how["size"], text, va="baseline", family=MEASURED_BY, transform=points, **how)

    write(MARGIN, height - ROW / 2, title, size=TEXT + 3)
    x = float(MARGIN)
    for shade, text in legend:
        y = height - 1.5 * ROW
        square = Rectangle((x, y - 5), 10, 10, facecolor=shade.fill, edgecolor=FAINT, linewidth=0.5, transform=points)
        picture.add_artist(square)
        write(x + 15, y, text)
        x += 15 + _width(text) + 1.5 * MARGIN
    for number, label in enumerate(labels):
        x, side = (MARGIN, "left") if number in headings else (left - MARGIN, "right")
        write(x, bottom + ROW * (n_rows - number - 0.5), label, ha=side)
    if not labels:
        write(MARGIN, bottom + ROW / 2, "尚无数据", color=FAINT)
    return picture, axes


def stacked_bars(picture: Picture, axes: Axes, series: Sequence[tuple[Shade, Sequence[int]]]) -> None:
    """One bar per row, its parts side by side from the left, each with its number if that finds room."""
    longest = max((sum(parts) for parts in zip(*(values for _, values in series), strict=True)), default=0)
    axes.set_xlim(0, max(longest, 1))
    point = longest / (axes.get_position().width * picture.get_figwidth() * 72)  # in units of the x axis
    ends = [0] * len(series[0][1])
    for shade, values in series:
        axes.barh(range(len(values)), values, left=ends, height=0.68, color=shade.fill, edgecolor=FAINT, linewidth=0.5)
        for row, (start, value) in enumerate(zip(ends, values, strict=True)):
            if value > _width(str(value)) * point:
                say(axes, start + value / 2, row, str(value), ha="center", color=shade.text)
        ends = [start + value for start, value in zip(ends, values, strict=True)]


def scale(axes: Axes, ticks: Sequence[int]) -> None:
    """Faint lines at round numbers, which stand below the last row."""
    axes.set_xlim(ticks[0], ticks[-1])
    below = axes.get_ylim()[0]
    for tick in ticks:
        axes.plot([tick, tick], [-0.5, below], color=LINE, linewidth=0.6, zorder=1)
        say(axes, tick, below + 0.4, str(tick), ha="center", color=FAINT)


def say(axes: Axes, x: float, row: float, text: str, dx: float = 0, **how: Any) -> None:
    """Text with its middle on a row, ``dx`` points to the right of ``x``."""
    how = {"color": INK} | how
    axes.annotate(
        text, (x, row), (dx, -0.36 * TEXT), textcoords="offset points", annotation_clip=False,
        va="baseline", family=MEASURED_BY, size=TEXT, **how,
    )  # fmt: skip


def round_numbers(values: Sequence[float]) -> range:
    """A few evenly spaced whole numbers, the first at or below and the last at or above all values."""
    low, high = min(values, default=0), max(values, default=1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if (high - low) / step <= 4)
    return range(floor(low / step) * step, ceil(high / step) * step + step, step)


def _width(text: str) -> float:
    """About how wide a text stands, in points, whatever font shows it: a Chinese character is square."""
    return TEXT * sum(1 if east_asian_width(sign) in "FWA" else 0.58 for sign in text)
