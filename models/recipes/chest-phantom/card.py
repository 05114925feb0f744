# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""CARD.md of the generator, its charts and its page of films. All films shown are made by the graph."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

import charts
from cards import between, number, table
from films import KINDS
from sources import CHEST

SHOWN = 8  # films of each kind on the page, of seeds 1 and up


@dataclass(frozen=True)
class Course:
    step: int
    steps: int
    distances: list  # (step, Frechet distance to validation)
    curve: list
    parameters: int


@dataclass(frozen=True)
class Facts:
    parts: dict
    report: dict  # of the classifier, by `gantry evaluate`
    labels: list
    scores: list  # probability of pneumonia of each film made
    gate: list  # probability of a chest film of each
    neighbours: object
    found: dict
    copies: np.ndarray
    names: list
    frechet: float
    floor: float  # the same distance of as many training films
    real: float  # AUROC of the classifier on validation films
    pixels: object
    seconds: float  # to make and write one film
    caught: float  # share of training films with noise on them that count as copies
    apart: list  # of each kind: median distance of two films made, and of two real ones


def write(folder, facts, course, taken):
    Image.fromarray(page(facts.pixels)).save(folder / "films.png")
    (folder / "roc.svg").write_text(charts.roc({"pneumonia": (facts.labels, facts.scores)}))
    (folder / "training.svg").write_text(distance_by_step(course))
    for space in facts.found:
        (folder / f"neighbours-{space}.svg").write_text(ratios(space, facts))
    (folder / "CARD.md").write_text(text(facts, course, taken))


def page(pixels):
    count = len(pixels) // len(KINDS)
    rows = [np.concatenate(list(pixels[i * count : i * count + SHOWN, 0].numpy()), 1) for i in range(len(KINDS))]
    return np.round(np.concatenate(rows) * 255).astype(np.uint8)


def distance_by_step(course):
    most = float(np.ceil(max(d for _, d in course.distances) / 10) * 10)
    last = course.distances[-1][0]
    chart = charts.Chart("Distance to validation films, by step", ("step", 0, last, charts.steps(0, last)),
                         ("Frechet distance", 0, most, charts.steps(0, most)))
    chart.line(course.distances, charts.BLUE)
    chart.dot(course.step, dict(course.distances)[course.step], charts.ORANGE)
    return chart.svg()


def ratios(space, facts):
    """The share of films whose nearest training film is nearer than so much of the second nearest's distance."""
    chart = charts.Chart(f"Nearest training film against the second nearest, {space}",
                         ("ratio of the two distances; a copy is near 0", 0, 1, charts.TENTHS),
                         ("share of films below", 0, 1, charts.TENTHS))
    limit = float(facts.neighbours.limits[space])
    chart.line([(limit, 0), (limit, 1)], charts.GREY, "4 4")
    for row, (name, found, colour) in enumerate((
            ("made by the graph", facts.found, charts.BLUE),
            ("validation films (other children)", facts.neighbours.held, charts.ORANGE))):
        at = np.linspace(0, 1, 101)
        chart.line([(x, float((found[space][1] < x).mean())) for x in at], colour)
        chart.text(0.04, 0.92 - 0.07 * row, name, colour)
    return chart.svg()


def percentiles(values):
    return [number(float(v), 3) for v in np.percentile(values, (1, 25, 50, 75))]


def neighbours(facts):
    rows = []
    for space in facts.found:
        for name, found in (("made by the graph", facts.found), ("validation films", facts.neighbours.held)):
            rows.append([space, name, "distance"] + percentiles(found[space][0]))
            rows.append([space, name, "ratio"] + percentiles(found[space][1]))
    return table(["space", "films", "what", "1 %", "25 %", "median", "75 %"], rows)


def seeds(facts, count):
    """What the classifier makes of the films that others take."""
    rows = []
    for i, kind in enumerate(KINDS):
        own = [at for at, label in enumerate(facts.labels) if label == i][:count]
        rows.append([kind, ", ".join(f"{seed} ({facts.scores[at]:.2f})" for seed, at in enumerate(own, 1))])
    return table(["kind", "seed (probability of pneumonia)"], rows)


def confusion(facts):
    at = facts.report["labels"]["pneumonia"]["at-threshold"]
    return table(["films", "answered positive", "answered negative"],
                 [[KINDS[1], at["hits"], at["misses"]], [KINDS[0], at["false-alarms"], at["rejections"]]])


def text(facts, course, taken):
    one = facts.report["labels"]["pneumonia"]
    count = len(facts.labels) // 2
    counts = {name: part.counts() for name, part in facts.parts.items()}
    keys = list(counts["training"])
    others = facts.neighbours.copies(facts.neighbours.held).mean()
    seconds = sum(row["seconds"] for row in course.curve)
    return f"""\
<!-- SPDX-FileCopyrightText: 2026 The Gantry authors -->
<!-- SPDX-License-Identifier: Apache-2.0 -->
# chest-phantom 1.0.0

**Research use only: not a medical device, and nobody's picture.** It makes frontal chest films of children who do not exist, with and without pneumonia, for test exams: those of
`gantry demo`, `gantry doctor`, `gantry acceptance` and /setup. No exam is ever asked of it (`answers: as-phantom`).

![Eight films of each kind, seeds 1 to 8; above without, below with pneumonia](films.png)

## Network

The generator of a conditional GAN (Goodfellow et al. 2014, Mirza and Osindero 2014): 128 normal numbers and the kind become a film of 128 x 128 through five convolutions at 4 to 64
pixels, with batch normalisation whose gain and offset belong to the kind; the last step places four values beside each other. {course.parameters / 1e6:.2f} million parameters, float32,
{(facts.seconds * 1000):.0f} ms to make and write a film (`gantry phantom` with its start, {2 * count} films, one thread of a busy machine).

It was trained against a projection discriminator (Miyato and Koyama 2018) with spectral norm and the hinge loss, which also learns from real films which kind they show. It began as a
decoder: it drew each training film from a code of 128 numbers (its place along the axes in which the films of a kind differ most), so that it knew where a chest is before the first
step of the game.

## Data

Kermany et al. 2018, the train folder, in the split by child that chest-pneumonia has. Only training films were learnt from; validation chose; the test folder was never opened but
for its file names.

{table(["split"] + keys, [[name] + [c[k] for k in keys] for name, c in counts.items()])}

## Training

{course.curve[-1]["step"]} steps of 32 films, as many of one kind as of the other, products in bfloat16, {seconds / 60:.0f} minutes on a third of a core of a busy machine. The averaged
generator was kept now and then; the one whose films are nearest to validation is shipped: step {course.step}.

![Frechet distance by step](training.svg)

## What the classifier makes of it

{count} films of each kind, seeds 1 to {count}, made by the shipped graph in Java and scored by the shipped chest-pneumonia 1.0.0 with `gantry evaluate`:

| AUROC between the kinds | on real validation films | at its threshold ({one['threshold']:g}): sensitivity | specificity |
|---|---|---|---|
| {number(one['auroc'])}{between(one['auroc-interval'], 4)} | {number(facts.real)} | {number(one['at-threshold']['sensitivity'], 3)}{between(one['at-threshold']['sensitivity-interval'])} | {number(one['at-threshold']['specificity'], 3)}{between(one['at-threshold']['specificity-interval'])} |

{confusion(facts)}

![ROC](roc.svg)

The input gate (body-region 1.0.0) takes each of them for a chest film: lowest probability {min(facts.gate):.3f}, {sum(p >= 0.5 for p in facts.gate)} of {2 * count} over 0.5. The classifier learnt from the same
training films: that it separates the kinds says that they are different in what it looks for, not that a radiologist would agree.

Frechet distance (Heusel et al. 2017) in the 192 numbers before the classifier's last layer, to the {len(facts.parts['validation'])} validation films: {facts.frechet:.2f}; of as many training films: {facts.floor:.2f}.

## Does it copy?

Each film's distance to its nearest training film, in pixels (standardised, 32 x 32) and in what the classifier sees, beside that of the validation films, which show other children. What is
smooth is near to everything, so the distance alone says little; a copy is **much nearer to one training film than to the next**. A film counts as a copy when the ratio of these two distances
is below that of 99 % of the validation films, in either space ({", ".join(f"{space} {limit:.3f}" for space, limit in facts.neighbours.limits.items())}).

**{facts.copies.sum()} of {2 * count} films made ({facts.copies.mean():.1%}) count as copies; of the validation films {others:.1%} do.** Of training films with a little noise on them (deviation 0.02) {facts.caught:.0%} are caught. A package with more than
2 % is not built, nor one whose films of the seeds below are among them.

{neighbours(facts)}

![Ratios in pixels](neighbours-pixels.svg)
![Ratios in features](neighbours-features.svg)

## Seeds

The films that others take, demo and doctor the first ones. None counts as a copy, and each lies at least 0.1 from the threshold on its own side: else there is no package.

{seeds(facts, taken)}

## Limits

- **128 x 128 pixels, softer than a film, and less different from each other than children are**: two films made differ by {facts.apart[0][0]:.1f} ({KINDS[0]}) and {facts.apart[1][0]:.1f} ({KINDS[1]}), two real ones by
  {facts.apart[0][1]:.1f} and {facts.apart[1][1]:.1f} (median distance, standardised, 32 x 32). Some anatomy is wrong: count no ribs.
- Nothing may be trained, calibrated or validated on them: what they have of pneumonia is what one small network made of one hospital's films.
- They show that the chain works, not how good any model is.
- The seeds decide everything: the same seed is the same film, on another processor within rounding.

## Float, not 8 bits

`gantry quantize` calibrates on pictures, and this graph takes none. It runs when somebody asks for test films, never in a budget, so there is nothing to gain.

## How this version came about

- Trained once. The course was laid out for 4,000 steps; after 250 it was cut to 2,600, as the machine was busier than thought. More steps would sharpen the films.
- After 1,200 steps the discriminator knew nearly each film made (hinge loss 0.3), and the films had a fine chequer. Doubling the generator's rate made it worse (0.17 after 50 steps), so
  the training went back to step 1,200: from there on the generator learns twice as fast, the discriminator half as fast, and films get grain before the discriminator sees
  them. The recipe does the same.
- chest-pneumonia 2.0.0, another network, separates the same 1,000 films with AUROC 1.000 (sensitivity 1.000, specificity 0.996, `gantry evaluate`).

## How each figure was made

    models/recipes/chest-phantom/build.sh {CHEST.file}

trains, chooses, packs, makes the films (`gantry phantom`), measures (`gantry evaluate`; distances in Python on the same DICOM files) and writes this card. Another machine or torch
may end at slightly different weights.

Model: Apache-2.0. Data: {CHEST.attribution()}. No picture of the set is in this folder: all are made by the graph.
"""
