"""Charts as SVG, by hand: readable on light and dark pages, with a title and a description for those who do not see them."""

import math
from xml.sax.saxutils import escape

STYLE = """<style>
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.t{font-size:15px;font-weight:600}.g{font-weight:600}.v{fill:#59636e}.me{fill:#0b6bcb}.peer{fill:#a3abb3}.rule{stroke:#d1d9e0}
.one{stroke:#0b6bcb}.two{stroke:#bf5600}.dot1{fill:#0b6bcb}.dot2{fill:#bf5600}.line{fill:none;stroke-width:2}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.v{fill:#9198a1}.me{fill:#58a6ff}.peer{fill:#6e7681}.rule{stroke:#3d444d}
.one{stroke:#58a6ff}.two{stroke:#f0883e}.dot1{fill:#58a6ff}.dot2{fill:#f0883e}}
</style>"""
WIDTH, LEFT, BAR = 760, 300, 18


def page(title, description, height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title>', f'<desc id="d">{escape(description)}</desc>', STYLE,
        f'<text class="t" x="8" y="20">{escape(title)}</text>', *parts, "</svg>", ""])


def bars(title, groups, whole, shape):
    """Groups of bars, one below the other. `whole` is the value of a full bar; without it the scale is logarithmic, a step of ten from
    each tick to the next, from below the least of all values."""
    parts, said, y = [], [], 34
    room = WIDTH - LEFT - 60
    values = [value for _, group in groups for _, value in group]
    low = 10 ** math.floor(math.log10(min(values))) if values and not whole else 0
    high = 10 ** math.ceil(math.log10(max(values))) if values and not whole else whole
    for name, group in groups:
        y += 18
        parts.append(f'<text class="g" x="8" y="{y}">{escape(name)}</text>')
        y += 8
        for program, value in group:
            share = value / whole if whole else (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))
            wide = max(1.0, room * share)
            kind = "me" if program == "Marsad" else "peer"
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(program)}</text>'
                         f'<rect class="{kind}" x="{LEFT}" y="{y + 2}" width="{wide:.1f}" height="{BAR - 4}" rx="2"/>'
                         f'<text class="v" x="{LEFT + wide + 6:.1f}" y="{y + 13}">{shape.format(value)}</text>')
            y += BAR
        said.append(name + ": " + ", ".join(f"{program} {shape.format(value)}" for program, value in group))
        y += 6
    return page(title, ". ".join(said), y + 8, parts)


def growth(title, lines):
    """Seconds over documents, both scales in steps of ten."""
    points = [point for line in lines.values() for point in line]
    x_low, x_high = (f(math.log10(x)) for f, x in ((math.floor, min(p[0] for p in points)), (math.ceil, max(p[0] for p in points))))
    y_low, y_high = (f(math.log10(y)) for f, y in ((math.floor, min(p[1] for p in points)), (math.ceil, max(p[1] for p in points))))
    left, top, width, height = 70, 40, 560, 240
    at = lambda x, y: (left + width * (math.log10(x) - x_low) / max(1, x_high - x_low),
                       top + height * (1 - (math.log10(y) - y_low) / max(1, y_high - y_low)))
    parts = []
    for step in range(x_low, x_high + 1):
        x, _ = at(10**step, 10**y_low)
        parts.append(f'<line class="rule" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + height}"/>'
                     f'<text class="v" x="{x:.1f}" y="{top + height + 18}" text-anchor="middle">{10**step:,}</text>')
    for step in range(y_low, y_high + 1):
        _, y = at(10**x_low, 10.0**step)
        parts.append(f'<line class="rule" x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}"/>'
                     f'<text class="v" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**step:g} s</text>')
    said = []
    for number, (name, line) in enumerate(lines.items()):
        kind = "one" if number == 0 else "two"
        spots = [at(*point) for point in sorted(line)]
        parts.append(f'<polyline class="line {kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in spots)}"/>')
        parts += [f'<circle class="dot{number + 1}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in spots]
        parts.append(f'<text x="{spots[-1][0] + 10:.1f}" y="{spots[-1][1] + 4 + 14 * number:.1f}">{escape(name)}</text>')
        said.append(name + ": " + ", ".join(f"{x:,.0f} documents {y:g} s" for x, y in sorted(line)))
    return page(title, ". ".join(said), top + height + 34, parts)
