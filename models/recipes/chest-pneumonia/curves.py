# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The two charts of the card, in the kit's frame."""

from charts import BLUE, GREY, ORANGE, TENTHS, Chart


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
        ("1 - specificity", 0, 1, TENTHS),
        ("sensitivity", 0, 1, TENTHS),
    )
    chart.line([(0, 0), (1, 1)], "#d1d5db", "4 4")
    for (name, (false_rate, true_rate)), colour, height in zip(parts.items(), (GREY, BLUE), (0.30, 0.22)):
        chart.line(list(zip(false_rate, true_rate)), colour)
        chart.text(0.62, height, name, colour)
    chart.dot(*working_point, ORANGE)
    chart.text(0.62, 0.14, "test, at the threshold", ORANGE)
    return chart.svg()
