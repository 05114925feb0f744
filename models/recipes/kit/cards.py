# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""CARD.md and its charts: words of the recipe around figures of `gantry evaluate`."""

from dataclasses import dataclass

import charts
from training import auroc


@dataclass(frozen=True)
class Facts:
    recipe: object
    parts: dict
    training: dict
    quantizing: dict
    validation: dict
    test: dict
    rows: list
    thresholds: dict
    ships: bool
    gain: float
    lost: float
    model_bytes: int

    @property
    def first(self):
        """The shipped file on test."""
        return self.test["models"][0]

    @property
    def labels(self):
        return list(self.first["labels"])

    def judged(self, label, rows=None):
        """Truth and probability of the cases that have a truth."""
        held = [r for r in (self.rows if rows is None else rows) if r[f"{label} truth"] != ""]
        return [int(r[f"{label} truth"]) for r in held], [float(r[f"{label} probability"]) for r in held]


def table(head, rows):
    lines = ["| " + " | ".join(map(str, head)) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def number(value, digits=4):
    return "-" if value is None else f"{value:.{digits}f}"


def between(pair, digits=3):
    return "" if pair is None else f" ({pair[0]:.{digits}f} to {pair[1]:.{digits}f})"


def draw(facts, folder):
    (folder / "roc.svg").write_text(charts.roc({label: facts.judged(label) for label in facts.labels}, dots(facts)))
    if facts.first["boxes"]:
        lines = {
            label: [(p["false-alarms-per-picture"], p["sensitivity"]) for p in one["froc"] if p["sensitivity"] is not None]
            for label, one in facts.first["boxes"].items()
        }
        (folder / "froc.svg").write_text(charts.froc(lines))
    if len(facts.labels) == 1:
        bins = facts.first["labels"][facts.labels[0]]["calibration"]
        (folder / "calibration.svg").write_text(charts.calibration(bins))


def dots(facts):
    at = [facts.first["labels"][label]["at-threshold"] for label in facts.labels]
    return [(1 - a["specificity"], a["sensitivity"]) for a in at
            if a["specificity"] is not None and a["sensitivity"] is not None]


def split(facts):
    counts = {name: part.counts() for name, part in facts.parts.items()}
    keys = list(next(iter(counts.values())))
    return table(["split"] + keys, [[name] + [one[k] for k in keys] for name, one in counts.items()])


def answers(facts):
    rows = []
    for label in facts.labels:
        one = facts.first["labels"][label]
        at = one["at-threshold"]
        rows.append([
            label, f"{one['threshold']:g}", f"{number(one['auroc'])}{between(one['auroc-interval'])}",
            f"{number(at['sensitivity'], 3)}{between(at['sensitivity-interval'])}",
            f"{number(at['specificity'], 3)}{between(at['specificity-interval'])}",
            f"{number(one['brier'])}, {number(one['calibration-error'])}",
        ])
    head = ["question", "threshold", "AUROC", "sensitivity", "specificity", "Brier score, calibration error"]
    return table(head, rows)


def places(facts):
    """What there is to say of boxes and masks."""
    text = ""
    if facts.first["boxes"] and not facts.first["masks"]:
        text += "\n" + table(
            ["boxes", "AP50", "AP75", "AP50:95", "drawn"],
            [[label, number(b["ap50"]), number(b["ap75"]), number(b["ap50-95"]), b["drawn"]]
             for label, b in facts.first["boxes"].items()],
        ) + "\n\n![FROC](froc.svg)\n"
    if facts.first["masks"]:
        text += "\n" + table(
            ["mask", "Dice, mean", "Dice, median", "Dice of all pixels", "IoU of all pixels", "pictures, drawn ones"],
            [[label, number(m["dice-mean"]), number(m["dice-median"]), number(m["dice-pooled"]), number(m["iou-pooled"]),
              f"{m['pictures']}, {m['drawn-pictures']}"] for label, m in facts.first["masks"].items()],
        ) + "\n\n![FROC of the shapes, by their boxes](froc.svg)\n"
    return text


def confusion(facts):
    held = facts.first.get("confusion")
    if held and len(facts.labels) > 1:
        rows = [[name] + counts for name, counts in zip(held["classes"], held["counts"])]
        return table(["truth, down; answer, across"] + held["classes"], rows) + (
            f"\n\nAccuracy {held['accuracy']:.4f}{between(held.get('accuracy-interval'), 4)}."
        )
    rows = []
    for label in facts.labels:
        at = facts.first["labels"][label]["at-threshold"]
        rows += [[f"with {label}", at["hits"], at["misses"]], [f"without {label}", at["false-alarms"], at["rejections"]]]
    return table(["test cases", "answered positive", "answered negative"], rows)


def reliability(facts):
    if len(facts.labels) > 1:
        return "Brier score and expected calibration error (ten bins of equal width) of each question stand above."
    bins = [b for b in facts.first["labels"][facts.labels[0]]["calibration"] if b["cases"]]
    rows = [[f"{b['low']:.1f} to {b['high']:.1f}", b["cases"], number(b["mean"], 2), number(b["positives"] / b["cases"], 2)]
            for b in bins]
    return table(["probability", "cases", "mean probability", "share that is so"], rows) + "\n\n![Calibration](calibration.svg)"


def compared(facts):
    models = facts.test["models"][:1] if facts.recipe.float_only else facts.test["models"]
    words = {"model.onnx": "float32", "model.int8.onnx": "int8"}
    names = [words.get(m["precision"], m["precision"]) + (", shipped" if m is models[0] else "") for m in models]
    rows = []
    for label in facts.labels:
        both = [m["labels"][label] for m in models]
        rows.append([f"AUROC, {label}"] + [number(b["auroc"]) for b in both])
        for key in ("sensitivity", "specificity"):
            rows.append([f"{key}, {label}"] + [number(b["at-threshold"][key]) for b in both])
    for kind, key in (("boxes", "ap50"), ("masks", "dice-mean")):
        for label in models[0][kind] if not (kind == "boxes" and models[0]["masks"]) else []:
            rows.append([f"{key}, {label}"] + [number(m[kind][label][key]) for m in models])
    if models[0].get("confusion") and len(facts.labels) > 1:
        rows.append(["accuracy"] + [number(m["confusion"]["accuracy"]) for m in models])
    for key in ("median", "p95"):
        rows.append([f"one case, one thread, {key}"] + [f"{m['latency-ms'][key]:.2f} ms" for m in models])
    return table(["test"] + names, rows)


def why(facts):
    if facts.recipe.float_only:
        return f"The float graph is shipped. {facts.recipe.float_only}"
    if facts.ships:
        return (f"On validation the 8-bit graph lost {'nothing' if facts.lost <= 0 else f'{facts.lost:.4f}'} and was {facts.gain:.2f} times as fast, so it is "
                "the one that is shipped.")
    reason = (f"it was {facts.gain:.2f} times as fast there" if facts.gain < 1.1
              else f"it lost {facts.lost:.4f} there, more than {facts.recipe.allowed}")
    return (f"The 8-bit graph that `gantry quantize` makes was measured on validation and does not pay: {reason}. "
            "So the float graph is shipped.")


def groups(facts):
    lines = []
    for name, members in facts.recipe.groups(facts.parts["test"]).items():
        rows = [row for row in facts.rows if row["file"] in members]
        for label in facts.labels:
            truth, scores = facts.judged(label, rows)
            threshold = facts.thresholds[label]
            positive = [s for t, s in zip(truth, scores) if t]
            negative = [s for t, s in zip(truth, scores) if not t]
            share = lambda part, all_: f"{sum(part)} of {len(all_)}" if all_ else ""
            lines.append([
                name, label, number(auroc(truth, scores), 3) if positive and negative else "",
                share([s >= threshold for s in positive], positive), share([s < threshold for s in negative], negative),
            ])
    return table(["group", "question", "AUROC", "found", "rightly negative"], lines) if lines else ""


def failures(facts, most=8):
    """The answers that were furthest wrong, by number: pictures of the set are not ours to show."""
    wrong = []
    for label in facts.labels:
        threshold = facts.thresholds[label]
        for row in facts.rows:
            if row[f"{label} truth"] == "":
                continue
            truth, score = int(row[f"{label} truth"]), float(row[f"{label} probability"])
            if (score >= threshold) != bool(truth):
                wrong.append((abs(score - truth), row["file"].split("/")[-1], label, "yes" if truth else "no", f"{score:.3f}"))
    worst = sorted(wrong, reverse=True)[:most]
    if not worst:
        return "On test every answer was right at its threshold."
    return f"{len(wrong)} answers of the test split are wrong; the furthest:\n\n" + table(
        ["case", "question", "truth", "probability"], [row[1:] for row in worst]
    )


def card(facts):
    recipe, report = facts.recipe, facts.training
    latency = facts.first["latency-ms"]
    best = next(row for row in report["curve"] if row["epoch"] == report["best-epoch"])
    calibration = {k: report[k] for k in ("temperature", "calibration") if k in report}
    return f"""\
<!-- SPDX-FileCopyrightText: 2026 The Gantry authors -->
<!-- SPDX-License-Identifier: Apache-2.0 -->
# {recipe.name} {recipe.version}

**Research use only: not a medical device.** {recipe.words['question'].strip()}

## Network

{recipe.words['network'].strip()}

{report['parameters'] / 1e6:.2f} million parameters; the shipped graph has {facts.model_bytes / 1e6:.2f} MB and answers in {latency['median']:.2f} ms (median),
{latency['p99']:.2f} ms (99 %), from frame to answer on one CPU thread.

## Data

{recipe.words['data'].strip()}

{split(facts)}

## Training

{len(report['curve'])} epochs of AdamW in {recipe.words.get('cycles', 'one cycle')} with averaged weights, {report['seconds'] / 60:.0f} minutes on a busy machine of two cores, seed {report['seed']}. Kept:
epoch {report['best-epoch']}, the best by {report['figure']} on validation ({best[report['figure']]:.4f}). {f"Probabilities were calibrated on validation: {calibration}." if calibration else ""}

![Validation by epoch](training.svg)

## Test

{facts.test['cases']} cases, {facts.test['left-out']} left out. Thresholds were set on validation{recipe.words.get('test', '; the test split was scored with the shipped files once.')}

{answers(facts)}
{places(facts)}
![ROC](roc.svg)

{confusion(facts)}

How far a probability can be trusted:

{reliability(facts)}

## Groups

{recipe.words['groups'].strip()}

{groups(facts)}

## Failures

{failures(facts)}

{recipe.words.get('failures', '').strip()}

## 8 bits against float

{compared(facts)}

{why(facts)} Times are of {"one run" if recipe.float_only else "the same run, in turns,"} on a shared 2-core x86 machine with AVX512-VNNI.

## Limits

{recipe.words['limits'].strip()}

## How this version came about

{recipe.words['history'].strip()}

## How each figure was made

    models/recipes/{recipe.name}/build.sh {recipe.source.file}

trains, quantizes (`gantry quantize`), measures (`gantry evaluate`, the same Java as on the appliance) and writes this card. Another
machine or torch may end at slightly different weights.

Model: Apache-2.0. Data: {recipe.source.attribution()}. No picture of the set is in this folder; `golden/` is drawn.
"""
