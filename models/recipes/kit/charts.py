# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The charts of the cards, as SVG written by hand. All numbers come from reports of `gantry evaluate`."""

import math

WIDTH, HEIGHT = 560, 380
LEFT, RIGHT, TOP, LOW = 70, 20, 40, 50
BLUE, ORANGE, GREY = "#1f6fb2", "#c75b12", "#6b7280"


class Chart:
    def __init__(self, title, x, y):
        """x and y are (label, from, to, ticks); ticks are numbers, or a dictionary of what to write at them."""
        self.x, self.y = x, y
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'font-family="DejaVu Sans, Arial, sans-serif" font-size="12" fill="#1f2937">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{title}</text>',
        ]
        for tick in x[3]:
            at = self.across(tick)
            self.parts.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - LOW}" stroke="#e5e7eb"/>')
            self.parts.append(f'<text x="{at:.1f}" y="{HEIGHT - LOW + 18}" text-anchor="middle">{written(x[3], tick)}</text>')
        for tick in y[3]:
            at = self.up(tick)
            self.parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#e5e7eb"/>')
            self.parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{written(y[3], tick)}</text>')
        middle = (TOP + HEIGHT - LOW) / 2
        self.parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{x[0]}</text>')
        self.parts.append(f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{y[0]}</text>')

    def across(self, value):
        return LEFT + (value - self.x[1]) / (self.x[2] - self.x[1]) * (WIDTH - LEFT - RIGHT)

    def up(self, value):
        return HEIGHT - LOW - (value - self.y[1]) / (self.y[2] - self.y[1]) * (HEIGHT - LOW - TOP)

    def line(self, points, colour, dash=""):
        path = " ".join(f"{self.across(x):.1f},{self.up(y):.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')

    def dot(self, x, y, colour, radius=5):
        self.parts.append(f'<circle cx="{self.across(x):.1f}" cy="{self.up(y):.1f}" r="{radius:g}" fill="{colour}"/>')

    def text(self, x, y, words, colour):
        self.parts.append(f'<text x="{self.across(x):.1f}" y="{self.up(y):.1f}" fill="{colour}">{words}</text>')

    def svg(self):
        return "\n".join(self.parts + ["</svg>"]) + "\n"


ABBREVIATIONS = {"auroc": "AUROC", "mean-auroc": "mean AUROC", "dice": "Dice"}
TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]


def written(ticks, tick):
    return ticks[tick] if isinstance(ticks, dict) else f"{tick:g}"


def steps(low):
    """Round numbers, at most seven, from low or a little below it up to 1."""
    step = next(step for step in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if (1 - low) / step <= 6)
    count = math.ceil(round((1 - low) / step, 6))
    return [round(1 - step * i, 3) for i in range(count, -1, -1)]


def training(report):
    """A validation figure after each epoch; the dot is the one that was kept."""
    figure, curve = report["figure"], report["curve"]
    values = [row[figure] for row in curve]
    heights = steps(max(0.0, min(values) - 0.005))
    last = max(2, len(curve))
    ticks = range(1, last + 1, max(1, last // 10))
    name = f"{ABBREVIATIONS.get(figure, figure)} on validation"
    title = f"{name[0].upper()}{name[1:]}, by epoch"
    chart = Chart(title, ("epoch", 1, last, ticks), (name, heights[0], 1.0, heights))
    chart.line(list(enumerate(values, 1)), BLUE)
    chart.dot(report["best-epoch"], values[report["best-epoch"] - 1], ORANGE)
    return chart.svg()


def curve(truth, scores):
    """Points of the ROC: false and true positive rate at each distinct score from the highest down."""
    order = sorted(zip(scores, truth), reverse=True)
    positives = sum(truth) or 1
    negatives = len(truth) - sum(truth) or 1
    points, hits, alarms = [(0.0, 0.0)], 0, 0
    for at, (score, true) in enumerate(order):
        hits, alarms = hits + true, alarms + 1 - true
        if at + 1 == len(order) or order[at + 1][0] != score:
            points.append((alarms / negatives, hits / positives))
    return [p for i, p in enumerate(points) if i in (0, len(points) - 1) or not straight(points[i - 1], p, points[i + 1])]


def straight(a, b, c):
    """Whether b adds nothing to the way from a to c."""
    return abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) < 1e-12


def roc(lines, dots=()):
    """lines: name -> (truth, scores); dots: (1 - specificity, sensitivity) at thresholds. A question whose cases are all
    positive or all negative has no ROC."""
    lines = {name: (truth, scores) for name, (truth, scores) in lines.items() if 0 < sum(truth) < len(truth)}
    chart = Chart("ROC of the shipped file", ("1 - specificity", 0, 1, TENTHS), ("sensitivity", 0, 1, TENTHS))
    chart.line([(0, 0), (1, 1)], "#d1d5db", "4 4")
    colours = (BLUE, GREY, ORANGE, "#15803d", "#7c3aed", "#b91c1c")
    for at, (name, (truth, scores)) in enumerate(lines.items()):
        chart.line(curve(truth, scores), colours[at % len(colours)])
        chart.text(0.62, 0.36 - 0.06 * at, name, colours[at % len(colours)])
    for dot in dots:
        chart.dot(*dot, ORANGE)
    return chart.svg()


def froc(lines):
    """lines: name -> [(false alarms per picture, share found)]."""
    at = {0.125: "1/8", 0.25: "1/4", 0.5: "1/2", 1: "1", 2: "2", 4: "4", 8: "8"}
    chart = Chart(
        "FROC of the shipped file",
        ("false alarms per picture", -3, 3, {math.log2(alarms): text for alarms, text in at.items()}),
        ("share found", 0, 1, TENTHS),
    )
    for row, ((name, points), colour) in enumerate(zip(lines.items(), (BLUE, ORANGE, GREY, "#15803d"))):
        chart.line([(math.log2(x), y) for x, y in points if x in at], colour)
        chart.text(1.2, 0.30 - 0.06 * row, name, colour)
    return chart.svg()


def calibration(bins):
    """Mean probability against share of positives: a dot a bin, its area by the number of cases; neighbours are joined."""
    chart = Chart("Calibration on test (areas: cases)", ("mean probability", 0, 1, TENTHS), ("share that is so", 0, 1, TENTHS))
    chart.line([(0, 0), (1, 1)], "#d1d5db", "4 4")
    most = max(b["cases"] for b in bins)
    place = lambda b: (b["mean"], b["positives"] / b["cases"])
    for one, next_ in zip(bins, bins[1:]):
        if one["cases"] and next_["cases"]:
            chart.line([place(one), place(next_)], BLUE)
    for b in bins:
        if b["cases"]:
            chart.dot(*place(b), BLUE, round(max(2.0, 10 * math.sqrt(b["cases"] / most)), 1))
    return chart.svg()
