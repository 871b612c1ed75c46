"""The chain as a picture: boxes for constructs, arrows with their effects and how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon

from bayeschain.conventions import wave_of
from bayeschain.disclosure import Released
from bayeschain.report.figures.arrows import Box, Floats, bow, label_places
from bayeschain.report.figures.looks import FILLED, Look, key_of_looks, look_of
from bayeschain.report.figures.placing import BOX, HEAD, Places, place
from bayeschain.report.figures.style import (
    BLUE,
    GREY,
    INK,
    LIKELY,
    MUTED,
    SMALL,
    SURE,
    SURFACE,
    TEXT,
    VERMILLION,
    chart,
    direction_colour,
    figure_of,
    new_axes,
)
from bayeschain.report.figures.text import key_columns, line_height, width, wrap, write
from bayeschain.report.wording import Wording, wording

PADDING: Final = 0.1
EDGE: Final = 0.12
ABOVE_KEY: Final = 0.2
KEY_ROW: Final = 0.21
"""Inches: inside boxes, margins, above the key, each row of it."""

PALE: Final = 0.7
"""Opacity of arrows that are likely but not sure."""


@dataclass(frozen=True)
class Arrow:
    """One arrow as drawn: its curve, its effect and its words."""

    points: Floats
    mean: float
    prob_positive: float
    words: tuple[str, str]
    two_headed: bool = False

    @property
    def certainty(self) -> float:
        """Probability of its direction."""
        return max(self.prob_positive, 1.0 - self.prob_positive)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of its label."""
        wide = max(width(self.words[0], TEXT, bold=True), width(self.words[1], SMALL))
        return wide + 0.06, line_height(TEXT) + line_height(SMALL) + 0.02


@chart
def plot_chain(released: Released, ax: Axes | None = None) -> Figure:
    """Draw the chain: each arrow with its direct effect in SDs and its interval.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it.
    ax : Axes, optional
        Where; a figure of its own where not given.

    Returns
    -------
    Figure
        As wide as the chain is long.
    """
    say = wording(released)
    specification = released.specification
    labels = {each.name: wrap(each.label, BOX - 2 * PADDING, TEXT, bold=True) for each in specification.constructs}
    heights = {name: (len(lines)) * line_height(TEXT) + line_height(SMALL) + 0.16 for name, lines in labels.items()}
    edges = [(path.source, path.target) for path in specification.chain.paths]
    places = place([each.name for each in specification.constructs], edges, heights)
    arrows = _arrows(released, places, say) + _bows(released, places, say)
    keys: list[Sequence[Artist]] = [_key_of_arrows(released, say), key_of_looks(released, say)]
    columns = [key_columns([str(each.get_label()) for each in key], places.width) for key in keys]
    rows = [-(-len(key) // n) for key, n in zip(keys, columns, strict=True)]
    below = ABOVE_KEY + KEY_ROW * sum(rows)
    if ax is None:
        ax = new_axes(places.width + 2 * EDGE, places.height + 2 * EDGE + below, (0.0, 0.0, 0.0, 0.0))
    ax.set_xlim(-EDGE, places.width + EDGE)
    ax.set_ylim(places.height + EDGE + below, -EDGE)
    ax.set_axis_off()
    for arrow in arrows:
        if arrow.two_headed:
            _draw_bow(ax, arrow)
        else:
            _draw_arrow(ax, arrow)
    for name, box in places.boxes.items():
        _draw_box(ax, box, labels[name], _below(released, name, say), look_of(released, name), name == released.outcome)
    _draw_labels(ax, arrows, list(places.boxes.values()))
    top = places.height + ABOVE_KEY
    for key, n, tall in zip(keys, columns, rows, strict=True):
        _draw_key(ax, key, n, (places.width / 2.0, top))
        top += KEY_ROW * tall
    return figure_of(ax)


def _arrows(released: Released, places: Places, say: Wording) -> list[Arrow]:
    direct = released.effects.sel(scale="standardised")
    direct = direct.isel(effect=np.flatnonzero(direct["kind"] == "direct"))
    found = []
    for i in range(direct.sizes["effect"]):
        one = direct.isel(effect=i)
        mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
        words = (say.number(mean), say.interval(lower, upper))
        points = places.curves[str(one["source"].item()), str(one["target"].item())]
        found.append(Arrow(points, mean, float(one["prob_positive"]), words))
    return found


def _bows(released: Released, places: Places, say: Wording) -> list[Arrow]:
    """Residual correlations, as bows between boxes; a construct's own from wave to wave are left to the tables."""
    found = released.effects.sel(scale="standardised")
    bows = []
    for i in np.flatnonzero(found["kind"] == "residual"):
        one = found.isel(effect=i)
        names = [str(one[key].item()) for key in ("target", "source")]
        if wave_of(names[0]) != wave_of(names[1]):
            continue
        ends = [places.boxes[name] for name in names]
        mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
        words = (say.number(mean), say.interval(lower, upper))
        bows.append(Arrow(bow(*ends), mean, float(one["prob_positive"]), words, two_headed=True))
    return bows


def _draw_bow(ax: Axes, arrow: Arrow) -> None:
    line = Line2D(arrow.points[:, 0], arrow.points[:, 1], color=MUTED, linewidth=1.1, linestyle=(0.0, (4.0, 2.0)))
    line.set_zorder(1.9)
    ax.add_line(line)
    for end, before in ((arrow.points[0], arrow.points[3]), (arrow.points[-1], arrow.points[-4])):
        along = (end - before) / np.hypot(*(end - before))
        across = np.array([-along[1], along[0]])
        corners = [end, end - HEAD * along + 0.045 * across, end - HEAD * along - 0.045 * across]
        head = Polygon(np.array(corners), closed=True, lw=0, zorder=2)
        head.set_facecolor(MUTED)
        ax.add_patch(head)


def _draw_arrow(ax: Axes, arrow: Arrow) -> None:
    colour = direction_colour(arrow.prob_positive)
    thick = 0.9 + 5.0 * min(abs(arrow.mean), 1.0)
    fade = PALE if LIKELY <= arrow.certainty < SURE else 1.0
    dashes: tuple[float, tuple[float, ...]] = (0.0, (2.5, 1.5)) if arrow.certainty < LIKELY else (0.0, ())
    ax.add_line(
        Line2D(
            arrow.points[:, 0],
            arrow.points[:, 1],
            color=colour,
            linewidth=thick,
            alpha=fade,
            linestyle=dashes if dashes[1] else "-",
            solid_capstyle="butt",
            dash_capstyle="butt",
            zorder=2,
        )
    )
    x, y = arrow.points[-1]
    half = max(0.045, thick / 72.0 * 0.85)
    head = Polygon([(x - 0.01, y - half), (x + HEAD, y), (x - 0.01, y + half)], closed=True, lw=0, zorder=2)
    head.set_facecolor(colour)
    head.set_alpha(fade)
    ax.add_patch(head)


def _draw_box(ax: Axes, box: Box, lines: list[str], below: str, look: Look, is_outcome: bool) -> None:
    corner = (box.x - box.width / 2.0, box.y - box.height / 2.0)
    layers = ((SURFACE, "none", 1.0, 3.0), (look.tint, "none", FILLED, 3.1), ("none", look.tint, 1.0, 3.2))
    for colour, edge, alpha, z in layers:
        patch = FancyBboxPatch(corner, box.width, box.height, boxstyle="round,pad=0,rounding_size=0.06")
        patch.set(facecolor=colour, edgecolor=edge, alpha=alpha, linewidth=2.4 if is_outcome else 1.1, zorder=z)
        patch.set_linestyle(look.outline)
        ax.add_patch(patch)
    shift = line_height(SMALL) / 2.0
    write(ax, box.x, box.y - shift, lines, size=TEXT, upward=-1.0, ha="center", weight="bold", zorder=4)
    below_y = box.y + len(lines) * line_height(TEXT) / 2.0
    write(ax, box.x, below_y, [below], size=SMALL, upward=-1.0, ha="center", color=MUTED, zorder=4)


def _below(released: Released, name: str, say: Wording) -> str:
    """Second line in a box: its mean on its own scale."""
    level = say.number(float(released.constructs["level"].sel(construct=name)), 1)
    scale = released.specification.construct(name).scale
    if scale is None:
        return say.say("mean {level}", level=level)
    return say.say("mean {level} on {low}–{high}", level=level, low=say.plain(scale[0]), high=say.plain(scale[1]))


def _draw_labels(ax: Axes, arrows: list[Arrow], boxes: list[Box]) -> None:
    if not arrows:
        return
    kept_clear = [Box(each.x, each.y, each.width + 2 * (HEAD + 0.05), each.height) for each in boxes]
    labels = label_places([each.points for each in arrows], [each.size for each in arrows], kept_clear)
    for arrow, label in zip(arrows, labels, strict=True):
        corner = (label.x - label.width / 2.0, label.y - label.height / 2.0)
        ground = FancyBboxPatch(corner, label.width, label.height, boxstyle="round,pad=0,rounding_size=0.04")
        ground.set(facecolor=SURFACE, edgecolor="none", zorder=2.5)
        ax.add_patch(ground)
        strong = arrow.certainty >= LIKELY
        top = label.y - line_height(SMALL) / 2.0
        weight = "bold" if strong else "normal"
        write(
            ax,
            label.x,
            top,
            [arrow.words[0]],
            size=TEXT,
            ha="center",
            weight=weight,
            color=INK if strong else MUTED,
            zorder=2.6,
        )
        low = label.y + line_height(TEXT) / 2.0
        write(ax, label.x, low, [arrow.words[1]], size=SMALL, ha="center", color=MUTED, zorder=2.6)


def _key_of_arrows(released: Released, say: Wording) -> list[Line2D]:
    sure, likely = say.percent(100 * SURE), say.percent(100 * LIKELY)
    lines = [
        Line2D([], [], color=BLUE, linewidth=2.6, label=say.say("positive, at least {p} sure", p=sure)),
        Line2D([], [], color=VERMILLION, linewidth=2.6, label=say.say("negative, at least {p} sure", p=sure)),
        Line2D([], [], color=BLUE, alpha=PALE, linewidth=2.6, label=say.say("paler: {p} to {q}", p=likely, q=sure)),
        Line2D([], [], color=GREY, linewidth=1.6, linestyle=(0.0, (2.5, 1.5)), label=say.say("direction open")),
    ]
    if any(wave_of(a) == wave_of(b) for a, b in released.specification.chain.residual_covariances):
        said = say.say("two heads: residual correlation")
        lines.append(Line2D([], [], color=MUTED, linewidth=1.1, linestyle=(0.0, (4.0, 2.0)), label=said))
    return lines


def _draw_key(ax: Axes, entries: Sequence[Artist], columns: int, top: tuple[float, float]) -> None:
    key = Legend(
        ax,
        list(entries),
        [str(each.get_label()) for each in entries],
        loc="upper center",
        bbox_to_anchor=top,
        bbox_transform=ax.transData,
        ncols=columns,
        fontsize=SMALL,
        labelcolor=MUTED,
        handlelength=2.0,
        handletextpad=0.5,
        columnspacing=1.4,
        borderaxespad=0.0,
    )
    ax.add_artist(key)
