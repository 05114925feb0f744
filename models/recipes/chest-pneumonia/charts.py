# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The two charts of the card, as SVG written by hand."""

WIDTH, HEIGHT = 560, 380
LEFT, RIGHT, TOP, LOW = 70, 20, 40, 50
BLUE, ORANGE, GREY = "#1f6fb2", "#c75b12", "#6b7280"


class Chart:
    def __init__(self, title, x, y):
        """x and y are (label, from, to, ticks)."""
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
            self.parts.append(f'<text x="{at:.1f}" y="{HEIGHT - LOW + 18}" text-anchor="middle">{tick:g}</text>')
        for tick in y[3]:
            at = self.up(tick)
            self.parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#e5e7eb"/>')
            self.parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tick:g}</text>')
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

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{self.across(x):.1f}" cy="{self.up(y):.1f}" r="5" fill="{colour}"/>')

    def text(self, x, y, words, colour):
        self.parts.append(f'<text x="{self.across(x):.1f}" y="{self.up(y):.1f}" fill="{colour}">{words}</text>')

    def svg(self):
        return "\n".join(self.parts + ["</svg>"]) + "\n"


def training(curve, real_epochs):
    """Validation AUROC after each epoch; the line marks where the phantoms join."""
    last = len(curve)
    values = [row["validation-auroc"] for row in curve]
    low = min(0.97, min(values) - 0.002)
    ticks = [t / 1000 for t in range(970, 1001, 5) if t / 1000 >= low]
    chart = Chart("Validation AUROC by epoch", ("epoch", 1, last, range(1, last + 1)), ("AUROC", low, 1.0, ticks))
    chart.line(list(enumerate(values, 1)), BLUE)
    chart.line([(real_epochs + 0.5, low), (real_epochs + 0.5, 1.0)], GREY, "4 4")
    chart.text(real_epochs - 2.9, low + 0.0015, "phantoms join", GREY)
    return chart.svg()


def roc(parts, working_point):
    chart = Chart(
        "ROC of the int8 file",
        ("1 - specificity", 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ("sensitivity", 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    )
    chart.line([(0, 0), (1, 1)], "#d1d5db", "4 4")
    for (name, (false_rate, true_rate)), colour, height in zip(parts.items(), (GREY, BLUE), (0.30, 0.22)):
        chart.line(list(zip(false_rate, true_rate)), colour)
        chart.text(0.62, height, name, colour)
    chart.dot(*working_point, ORANGE)
    chart.text(0.62, 0.14, "test, at the threshold", ORANGE)
    return chart.svg()
