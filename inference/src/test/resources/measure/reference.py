# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Reference values for the tests of the rooms measure and overlap, computed from the definitions, the slow way.

    python3 reference.py        writes reference.json beside itself (numpy and the standard library)
"""

import json
import math
import pathlib
import statistics

import numpy as np

HERE = pathlib.Path(__file__).parent
NORMAL = statistics.NormalDist()
Z = NORMAL.inv_cdf(0.975)


def psi(a, b):
    return 1.0 if a > b else 0.5 if a == b else 0.0


def components(scores, truth):
    pos, neg = scores[truth], scores[~truth]
    kernel = np.array([[psi(p, n) for n in neg] for p in pos])
    return kernel.mean(), kernel.mean(axis=1), kernel.mean(axis=0)


def covariance(a, b):
    return (np.cov(a[1], b[1])[0, 1] / len(a[1])) + (np.cov(a[2], b[2])[0, 1] / len(a[2]))


def wilson(k, n):
    p = k / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return [centre - half if k else 0.0, centre + half if k < n else 1.0]


def average_precision(scores, truth):
    total, last = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        chosen = scores >= threshold
        recall = (chosen & truth).sum() / truth.sum()
        total += (recall - last) * (chosen & truth).sum() / chosen.sum()
        last = recall
    return total


def calibration(scores, truth):
    expected = greatest = 0.0
    for b in range(10):
        inside = (scores >= b / 10) & ((scores < (b + 1) / 10) | (b == 9))
        if inside.any():
            distance = abs(scores[inside].mean() - truth[inside].mean())
            expected += distance * inside.mean()
            greatest = max(greatest, distance)
    return expected, greatest, float(((scores - truth) ** 2).mean())


def mcnemar(b, c):
    n = b + c
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(min(b, c) + 1)) / 2**n)


def case(rng, n, share, decimals):
    truth = rng.random(n) < share
    truth[:2] = [True, False]
    first = np.round(np.clip(rng.normal(0.4 + 0.25 * truth, 0.2), 0, 1), decimals)
    second = np.round(np.clip(first + rng.normal(0.01 * truth, 0.05), 0, 1), decimals)
    a, b = components(first, truth), components(second, truth)
    se = math.sqrt(covariance(a, a))
    difference = b[0] - a[0]
    se_difference = math.sqrt(covariance(a, a) + covariance(b, b) - 2 * covariance(a, b))
    right = [(first >= 0.5) == truth, (second >= 0.5) == truth]
    only = [int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())]
    expected, greatest, brier = calibration(first, truth)
    yes = first >= 0.5
    hits, alarms = int((yes & truth).sum()), int((yes & ~truth).sum())
    misses, rejections = int((~yes & truth).sum()), int((~yes & ~truth).sum())
    return {
        "first": first.tolist(), "second": second.tolist(), "truth": truth.astype(int).tolist(),
        "auroc": a[0], "standard-error": se,
        "interval": [max(0, a[0] - Z * se), min(1, a[0] + Z * se)],
        "difference": difference,
        "p": 2 * (1 - NORMAL.cdf(abs(difference) / se_difference)),
        "average-precision": average_precision(first, truth),
        "expected": expected, "greatest": greatest, "brier": brier,
        "counts": [hits, alarms, rejections, misses],
        "sensitivity": wilson(hits, hits + misses), "specificity": wilson(rejections, rejections + alarms),
        "only": only, "mcnemar": mcnemar(*only),
        "greatest-change": float(np.abs(first - second).max()),
        "threshold-95": max(t for t in set(first.tolist()) if (first[truth] >= t).mean() >= 0.95),
        "threshold-specific-90": min(t for t in set(first.tolist()) if (first[~truth] < t).mean() >= 0.90),
    }


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, width) * max(0, height)
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return shared / union if union > 0 else 0.0


def coco(pictures, threshold):
    """One class, one area range: matching per picture, then 101 recalls (pycocotools' evaluateImg, accumulate)."""
    marks, drawn = [], 0
    for truth, found in pictures:
        drawn += len(truth)
        taken = set()
        for *box, score in sorted(found, key=lambda f: -f[4])[:100]:
            best, share = None, min(threshold, 1 - 1e-10)
            for t, other in enumerate(truth):
                if t not in taken and overlap(box, other) >= share and (best is None or overlap(box, other) > share):
                    best, share = t, overlap(box, other)
            taken |= {best} if best is not None else set()
            marks.append((score, best is not None))
    marks.sort(key=lambda m: -m[0])
    hits = np.cumsum([m[1] for m in marks])
    precision = hits / np.arange(1, len(marks) + 1)
    recall = hits / drawn
    envelope = [precision[i:].max() for i in range(len(precision))]
    at = np.searchsorted(recall, np.arange(101) / 100 - 1e-12, side="left")
    froc = []
    for alarms in (0.125, 0.25, 0.5, 1, 2, 4, 8):
        inside = [h for i, h in enumerate(hits) if i + 1 - h <= alarms * len(pictures)]
        froc.append(max(inside) / drawn if inside else 0.0)
    return float(np.mean([envelope[i] if i < len(envelope) else 0.0 for i in at])), froc


def detections(rng):
    pictures = []
    for _ in range(25):
        truth, found = [], []
        for _ in range(rng.integers(0, 4)):
            x, y, w, h = rng.uniform(0, 60), rng.uniform(0, 60), rng.uniform(10, 40), rng.uniform(10, 40)
            truth.append([x, y, x + w, y + h])
            for _ in range(rng.integers(0, 3)):
                j = rng.normal(0, 2.5, 4)
                found.append([x + j[0], y + j[1], x + w + abs(j[2]), y + h + abs(j[3]), round(rng.uniform(0.3, 1), 2)])
        for _ in range(rng.integers(0, 3)):
            x, y = rng.uniform(0, 60, 2)
            found.append([x, y, x + 20, y + 20, round(rng.uniform(0, 0.9), 3)])
        pictures.append((truth, found))
    per = [coco(pictures, (50 + 5 * i) / 100) for i in range(10)]
    return {
        "pictures": [{"truth": t, "found": f} for t, f in pictures],
        "ap50": per[0][0], "ap75": per[5][0], "ap": float(np.mean([p[0] for p in per])), "froc": per[0][1],
    }


rng = np.random.default_rng(20260)
reference = {
    "cases": [case(rng, 80, 0.5, 2), case(rng, 60, 0.2, 1), case(rng, 50, 0.7, 6)],
    "two-sided": [[z, 2 * NORMAL.cdf(-z)] for z in (0, 0.1, 0.5, 1, Z, 2.4, 3.5, 3.6, 5, 8, 12)],
    "mcnemar": [[b, c, mcnemar(b, c)] for b, c in ((0, 0), (1, 0), (5, 5), (2, 11), (40, 71), (900, 1000))],
    "detections": detections(rng),
}
(HERE / "reference.json").write_text(json.dumps(reference) + "\n")
