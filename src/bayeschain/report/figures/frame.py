"""Where the rows of a chart stand: label, marks and value side by side; on a phone the label stands above its marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from bayeschain.report.figures.style import BLUE, MUTED, SMALL, SURFACE, TEXT, bare, figure_of, new_axes, width_of
from bayeschain.report.figures.text import key_columns, line_height, width, wrap, write

LABELS: Final = 2.7
GAP: Final = 0.14
EDGE: Final = 0.17
FLUSH: Final = 0.03
TICK: Final = 0.28
ROW: Final = 0.27
PADDING: Final = 0.1
SPACE: Final = 0.2
BOTTOM: Final = 0.5
KEY: Final = 0.3
KEY_ROW: Final = 0.2
AXIS: Final = 5.2
MARK_ROOM: Final = 0.2
STACKED_BELOW: Final = 5.5
"""Inches: widest labels, heights of rows, margins; a narrower figure stacks labels and marks."""


@dataclass(frozen=True)
class Row:
    """One row: where its mark stands and what is written beside it.

    Parameters
    ----------
    label, value : str
        Text on the left and on the right.
    mean, lower, upper : float
        The estimate and its interval.
    prior : tuple of float or None
        Prior interval, drawn as a band.
    hollow : float or None
        A second value, drawn as a hollow mark.
    colour : str
        Of the mark.
    """

    label: str
    value: str = ""
    mean: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    prior: tuple[float, float] | None = None
    hollow: float | None = None
    colour: str = BLUE


@dataclass(frozen=True)
class Block:
    """Rows under a heading; the heading may be empty."""

    heading: str
    rows: tuple[Row, ...]


@dataclass
class Frame:
    """Places rows on a page of a given width, in inches from the top.

    Parameters
    ----------
    blocks : sequence of Block
        The rows.
    width : float
        Width of the figure in inches.
    axis : str
        What the axis shows.
    key : sequence of Artist
        Entries of the key under the axis, which have labels.
    labels_up_to : float
        Width in inches at which labels are broken.
    """

    blocks: Sequence[Block]
    width: float
    axis: str
    key: Sequence[Artist] = ()
    labels_up_to: float = LABELS
    headings: list[tuple[float, list[str]]] = field(init=False, default_factory=list)
    labels: list[tuple[float, list[str]]] = field(init=False, default_factory=list)
    middles: list[float] = field(init=False, default_factory=list)
    height: float = field(init=False, default=0.0)
    label_width: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.stacked = self.width < STACKED_BELOW
        self.value_room = max((width(row.value, TEXT) for row in self.rows), default=0.0)
        room = self.width - 2 * EDGE - self.value_room - GAP if self.stacked else self.labels_up_to
        self.label_room = max(room, 1.0)
        self.axis_lines = wrap(self.axis, self.width - 0.3 if self.stacked else AXIS, SMALL)
        y = 0.0
        for block in self.blocks:
            y = self._place_heading(block, y)
            for row in block.rows:
                y = self._place_row(row, y)
        self.height = y
        lines = [line for _, lines in self.labels for line in lines]
        self.label_width = max((width(line, TEXT) for line in lines), default=0.0)

    def _place_heading(self, block: Block, y: float) -> float:
        if not block.heading:
            return y
        lines = wrap(block.heading, self.width - 2 * EDGE, TEXT, bold=True)
        y += SPACE if y else 0.05
        tall = len(lines) * line_height(TEXT)
        self.headings.append((y + tall / 2.0, lines))
        return y + tall + 0.06

    def _place_row(self, row: Row, y: float) -> float:
        lines = wrap(row.label, self.label_room, TEXT) if row.label else [""]
        tall = len(lines) * line_height(TEXT)
        if self.stacked:
            self.labels.append((y + 0.04 + tall / 2.0, lines))
            self.middles.append(y + tall + 0.04 + MARK_ROOM / 2.0)
            return y + tall + MARK_ROOM + 0.1
        height = max(ROW, tall + PADDING)
        self.labels.append((y + height / 2.0, lines))
        self.middles.append(y + height / 2.0)
        return y + height

    def axes(self, ax: Axes | None) -> Axes:
        """Axes with the labels written: those given, or new ones of the right height."""
        if ax is None:
            side = EDGE if self.stacked else FLUSH + self.label_width + GAP
            values = GAP + self.value_room + FLUSH if self.value_room else TICK
            other = EDGE if self.stacked else values
            bottom = BOTTOM + self.below + self.key_height
            ax = new_axes(self.width, self.height + 0.08 + bottom, (side, other, 0.08, bottom))
        bare(ax)
        ax.set_ylim(self.height, 0.0)
        self._write(ax)
        return ax

    @property
    def below(self) -> float:
        """Inches that the text of the axis needs beyond one line."""
        return (len(self.axis_lines) - 1) * line_height(SMALL)

    @property
    def key_columns(self) -> int:
        """Columns of the key."""
        return key_columns([str(each.get_label()) for each in self.key], self.width - 2 * EDGE)

    @property
    def key_height(self) -> float:
        """Inches that the key needs."""
        return KEY + KEY_ROW * (-(-len(self.key) // self.key_columns) - 1) if self.key else 0.0

    def finish(self, ax: Axes, handlelength: float = 2.2) -> None:
        """Write what the axis shows, and the key under it."""
        inches = ax.get_position().height * figure_of(ax).get_size_inches()[1]
        middle = self.height * (1.0 + (0.34 + self.below / 2.0) / inches)
        style: dict[str, Any] = {"ha": "center", "color": MUTED, "transform": ax.get_yaxis_transform()}
        write(ax, 0.5, middle, self.axis_lines, size=SMALL, upward=-1.0, **style)
        if self.key:
            ax.legend(
                handles=list(self.key),
                loc="upper center",
                bbox_to_anchor=(0.5, -(0.42 + self.below) / inches),
                ncols=self.key_columns,
                handlelength=handlelength,
                columnspacing=1.4,
                handletextpad=0.5,
                fontsize=SMALL,
                labelcolor=MUTED,
            )

    def _write(self, ax: Axes) -> None:
        inches = width_of(ax, self.width)
        left = 0.0 if self.stacked else -(self.label_width + GAP) / inches
        right = 1.0 if self.stacked else 1.0 + GAP / inches
        ground = {"boxstyle": "square,pad=0.1", "facecolor": SURFACE, "edgecolor": "none"}
        style: dict[str, Any] = {
            "size": TEXT,
            "upward": -1.0,
            "transform": ax.get_yaxis_transform(),
            "bbox": ground if self.stacked else None,
            "zorder": 2.0,
        }
        for y, lines in self.headings:  # a heading may be wider than the labels, and reach into the axes
            write(ax, left, y, lines, weight="bold", **style | {"bbox": ground})
        for (y, lines), row in zip(self.labels, self.rows, strict=True):
            write(ax, left, y, lines, **style)
            if row.value:
                write(ax, right, y, [row.value], ha="right" if self.stacked else "left", color=MUTED, **style)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, from the top."""
        return tuple(row for block in self.blocks for row in block.rows)

    def placed(self) -> Iterator[tuple[Row, float]]:
        """Each row and the height of its marks."""
        return zip(self.rows, self.middles, strict=True)
