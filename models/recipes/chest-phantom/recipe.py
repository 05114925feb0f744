# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""chest-phantom: films of children who do not exist. recipe.py DATA [OUT]."""

import json
import os
import sys
import time
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "kit")]
sys.path.append(str(here.parent / "chest-pneumonia"))

import numpy as np  # noqa: E402
import torch  # noqa: E402

import card  # noqa: E402
import films  # noqa: E402
import package  # noqa: E402
from build import fresh, place  # noqa: E402
from features import Features, frechet  # noqa: E402
from gantry import HOME  # noqa: E402
from neighbours import MOST_COPIES, Neighbours, small  # noqa: E402
from net import NOISE, Generator  # noqa: E402
from sources import CHEST, located, unpacked  # noqa: E402
from train import STEPS, train  # noqa: E402
from training import auroc, write  # noqa: E402

COUNT, LEAST_AUROC, LEAST_CHEST = 500, 0.95, 0.1  # films of each kind; what the classifier and its input gate must say
NOISE_SEED = 7
SEEDS, CLEAR = 12, 0.1  # so many films of each kind are taken by demo and doctor, golden ones among them: clear, and no copies


def kept(file, make):
    """What make() gives, read from the file where it was made before."""
    if not file.exists():
        write(file, make())
    return torch.load(file)


def chosen(work, features, counts, seen):
    """The averaged generator whose films are nearest to the validation films, and the distance of each.

    counts: validation films of each kind, as many are made; seen: what the classifier sees in them.
    """
    table = work / "distances.json"
    held = json.loads(table.read_text()) if table.exists() else {}
    for file in sorted(work.glob("generator-*.pt")):
        step = str(int(file.stem.split("-")[1]))
        if step in held:
            continue
        generator = Generator()
        generator.load_state_dict(torch.load(file))
        torch.manual_seed(NOISE_SEED)
        kinds = torch.eye(2).repeat_interleave(torch.tensor(counts), 0)
        with torch.no_grad():
            made = torch.cat([generator.eval()(torch.randn(len(part), NOISE), part) for part in kinds.split(64)])
        held[step] = frechet(features(made), seen)
        table.write_text(json.dumps(held) + "\n")
        print(f"step {step} Frechet distance {held[step]:.2f}", flush=True)
    curve = sorted((int(step), distance) for step, distance in held.items())
    step = min(curve, key=lambda one: one[1])[0]
    print(f"chosen: step {step}", flush=True)
    return torch.load(work / f"generator-{step:05d}.pt"), step, curve


def measured(folder, work, parts, features, seen):
    """All figures, of films that the package's own graph made in Java."""
    started = time.monotonic()
    package.made(folder, fresh(work / "films"), COUNT, 1)
    each = (time.monotonic() - started) / (2 * COUNT)
    report, scores = package.answered(work / "films", work)
    _, gate = package.gated(work / "films", work)
    pixels, labels = package.loaded(work / "films", COUNT, 1)
    made = features(pixels)
    neighbours = Neighbours(parts, seen)
    found = neighbours.of(pixels, made)
    names = [f"{kind}-{1 + i}.dcm" for kind in films.KINDS for i in range(COUNT)]
    counts = counted(parts["validation"])
    torch.manual_seed(NOISE_SEED)
    distance, floor = (frechet(cloud[some(of, counts)], seen["validation"])
                       for cloud, of in ((made, labels), (seen["training"], parts["training"].labels)))
    noisy = parts["training"].pixels[::40]
    noisy = (noisy + 0.02 * torch.randn_like(noisy)).clamp(0, 1)
    return card.Facts(
        parts=parts, report=report["models"][0], labels=labels.int().tolist(), scores=[scores[name] for name in names],
        gate=[gate[name] for name in names], neighbours=neighbours, found=found, copies=neighbours.copies(found), names=names,
        frechet=distance, floor=floor, caught=float(neighbours.copies(neighbours.of(noisy, features(noisy))).mean()),
        real=auroc(parts["validation"].labels.numpy(), features.answer(seen["validation"]).numpy()),
        pixels=pixels, seconds=each, apart=apart(pixels, labels, parts["training"]),
    )


def counted(part):
    return [int((part.labels == i).sum()) for i in (0, 1)]


def some(labels, counts):
    """So many of each kind, at random; all where there are fewer."""
    each = [torch.nonzero(labels == i).flatten() for i in (0, 1)]
    return torch.cat([of[torch.randperm(len(of))[:count]] for of, count in zip(each, counts)])


def apart(pixels, labels, training):
    """How much films of one kind differ from each other: the median distance of two, made against real."""
    median = lambda films: float(torch.pdist(small(films[:200])).median())
    return [(median(pixels[labels == i]), median(training.pixels[training.labels == i])) for i in (0, 1)]


def refused(facts):
    """What is not to be shipped, in words."""
    area = facts.report["labels"]["pneumonia"]["auroc"]
    wrong = []
    if area < LEAST_AUROC:
        wrong.append(f"the classifier separates its kinds with AUROC {area:.4f}, less than {LEAST_AUROC}")
    if min(facts.gate) < LEAST_CHEST:
        wrong.append(f"the input gate would turn away {sum(p < LEAST_CHEST for p in facts.gate)} films")
    if facts.copies.mean() > MOST_COPIES:
        wrong.append(f"{facts.copies.mean():.1%} of the films are as near to a training film as copies")
    threshold = facts.report["labels"]["pneumonia"]["threshold"]
    for i, kind in enumerate(films.KINDS):
        for seed in range(1, SEEDS + 1):
            at = facts.names.index(f"{kind}-{seed}.dcm")
            if facts.copies[at] or (facts.scores[at] - threshold) * (1 if i else -1) < CLEAR:
                wrong.append(f"{facts.names[at]} is taken by others, and counts as a copy or is not clear")
    return wrong


def main(given, out=""):
    file = located(CHEST, given)
    out = Path(out or HOME / "models" / package.NAME / package.VERSION)
    work = Path(os.environ.get("WORK", HOME / ".out" / package.NAME))
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))

    print(f"== 1/5 train (kept in {work}: goes on where it was stopped)", flush=True)
    parts = films.read(unpacked(file, work))
    curve = train(parts["training"].pixels, parts["training"].labels, work)

    print("== 2/5 choose on validation", flush=True)
    features = Features(package.CLASSIFIER / "model.int8.onnx")
    seen = {name: kept(work / f"features-{name}.pt", lambda: features(part.pixels)) for name, part in parts.items()}
    weights, step, distances = chosen(work, features, counted(parts["validation"]), seen["validation"])

    print("== 3/5 package", flush=True)
    folder = fresh(work / "package")
    generator = package.written(weights, folder, CHEST)

    print("== 4/5 films and figures", flush=True)
    facts = measured(folder, work, parts, features, seen)
    wrong = refused(facts)
    if wrong:
        sys.exit("not fit to be shipped: " + "; ".join(wrong))

    print("== 5/5 card", flush=True)
    package.described(folder, CHEST, facts)
    card.write(folder, facts, card.Course(step, STEPS, distances, curve, sum(p.numel() for p in generator.parameters())), SEEDS)
    place(folder, out)
    print(f"{out}: done")


if __name__ == "__main__":
    main(*sys.argv[1:])
