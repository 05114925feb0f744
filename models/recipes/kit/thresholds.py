# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Thresholds by validation, of the cases that `gantry evaluate` wrote."""

STEPS = [step / 100 for step in range(5, 96)]


def finding(share):
    """For each label the highest threshold, in steps of 0.01, that still finds this share of the positive cases."""

    def choose(rows, labels):
        return {label: highest(rows, label, share) for label in labels}

    return choose


def highest(rows, label, share):
    positive = [float(r[f"{label} probability"]) for r in rows if r[f"{label} truth"] == "1"]
    fit = [step for step in STEPS if sum(p >= step for p in positive) >= share * len(positive)]
    return max(fit, default=STEPS[0])


def best_f1(rows, labels):
    """For each label the threshold with the best F1, the middle of those that are equally good."""
    return {label: middle_of_best(rows, label) for label in labels}


def middle_of_best(rows, label):
    held = [(r[f"{label} truth"] == "1", float(r[f"{label} probability"])) for r in rows if r[f"{label} truth"] != ""]

    def f1(step):
        hits = sum(t and p >= step for t, p in held)
        return 2 * hits / max(1, sum(t for t, _ in held) + sum(p >= step for _, p in held))

    best = max(f1(step) for step in STEPS)
    fit = [step for step in STEPS if f1(step) == best]
    return fit[len(fit) // 2]
