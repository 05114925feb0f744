# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the network: train.py DATA WORK. Writes WORK/real.pt, WORK/net.pt and WORK/training.json.

First on the train folder alone, then for a few epochs with a few drawn phantoms among its pictures, so that the demo
and the golden cases, which may hold no one's picture, get a sensible answer. Validation never holds a phantom.
"""

import copy
import json
import math
import multiprocessing
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score

import data
from net import Net

sys.path += [str(Path(__file__).resolve().parent.parent / beside) for beside in ("chest-phantom", "kit")]
import phantom  # noqa: E402
from pictures import standardised, uniform  # noqa: E402
from training import There, device, follow  # noqa: E402

SEED = 20260
EPOCHS, PEAK_RATE = 14, 4e-3
PHANTOM_EPOCHS, PHANTOM_PEAK_RATE, PHANTOM_UNTOUCHED = 5, 2.5e-3, 0.3
PHANTOM_SEEDS = range(1000, 1060)  # one film without and one with opacity each; the studies use seeds below 1000
PATIENCE = 6  # epochs without a better validation AUROC
BATCH = 64
WEIGHT_DECAY = 0.02
EMA = 0.99


def moved(x):
    """Turned, scaled (each axis by itself: the set has lost its aspect ratios), shifted, mirrored."""
    n = len(x)
    turn = uniform(n, -12, 12) * math.pi / 180
    wide, high = uniform(n, 0.8, 1.2), uniform(n, 0.8, 1.2)
    mirror = (torch.rand(n) < 0.5).float() * 2 - 1
    matrix = torch.stack(
        [
            torch.stack([mirror * wide * turn.cos(), -wide * turn.sin(), uniform(n, -0.12, 0.12)], 1),
            torch.stack([mirror * high * turn.sin(), high * turn.cos(), uniform(n, -0.12, 0.12)], 1),
        ],
        1,
    )
    return F.grid_sample(x, F.affine_grid(matrix, x.shape, align_corners=False), align_corners=False)


def exposed(x):
    """Another film: gamma, clipped ends, a slope of brightness across the picture, blur or grain."""
    n = len(x)
    each = lambda low, high: uniform(n, low, high).view(n, 1, 1, 1)
    x = x.clamp(0, 1) ** torch.exp(each(-0.5, 0.5))
    x = ((x - each(-0.05, 0.1)) / each(0.85, 1.1)).clamp(0, 1)
    ramp = torch.linspace(-1, 1, x.shape[-1])
    x = x + each(-0.08, 0.08) * ramp.view(1, 1, 1, -1) + each(-0.08, 0.08) * ramp.view(1, 1, -1, 1)
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = x + each(-0.5, 0.9) * (soft - x)
    return x + each(0, 0.025) * torch.randn_like(x)


def erased(x):
    """A rectangle of the mean in two of five pictures."""
    side = x.shape[-1]
    for i in torch.nonzero(torch.rand(len(x)) < 0.4).flatten().tolist():
        h, w = (int(v) for v in uniform(2, 0.1 * side, 0.35 * side))
        top, left = int(torch.randint(side - h, ())), int(torch.randint(side - w, ()))
        x[i, :, top : top + h, left : left + w] = 0
    return x


def augmented(x, untouched):
    """A share of the pictures stays as it is, so that the scores of untouched films do not drift away."""
    kept = (torch.rand(len(x)) < untouched).view(-1, 1, 1, 1)
    return torch.where(kept, standardised(x), erased(standardised(exposed(moved(x)))))


@torch.no_grad()
def logits(net, pixels):
    net.eval()
    x = torch.from_numpy(data.standardise(pixels)).unsqueeze(1)
    return torch.cat([net(part) for part in x.split(256)]).numpy()


def calibrated(net, validation):
    """Folds a slope and an offset, fitted on validation (both classes alike), into the head: the order of scores stays."""
    scores = torch.from_numpy(logits(net, validation.pixels)).double()
    truth = torch.from_numpy(validation.labels).double()
    weight = torch.where(truth > 0, 0.5 / truth.sum(), 0.5 / (1 - truth).sum())
    line = torch.tensor([1.0, 0.0], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([line], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = F.binary_cross_entropy_with_logits(line[0] * scores + line[1], truth, weight=weight, reduction="sum")
        value.backward()
        return value

    optimizer.step(loss)
    slope, offset = line.detach().float()
    with torch.no_grad():
        net.head.weight.mul_(slope)
        net.head.bias.mul_(slope).add_(offset)
    return {"slope": round(float(slope), 4), "offset": round(float(offset), 4)}


def drawn(seed):
    kind = "lobar" if seed % 2 else "patchy"
    return [data.shrink(phantom.chest(seed, opacity)) for opacity in (None, kind)]


def with_phantoms(training):
    with multiprocessing.Pool(2) as pool:
        pixels = np.concatenate(pool.map(drawn, PHANTOM_SEEDS))
    labels = np.tile(np.float32([0, 1]), len(PHANTOM_SEEDS))
    persons = np.repeat([f"phantom{seed}" for seed in PHANTOM_SEEDS], 2)
    pairs = zip(("pixels", "labels", "persons"), (pixels, labels, persons))
    return data.Pictures(*(np.concatenate([getattr(training, name), more]) for name, more in pairs))


def train(net, training, validation, epochs, peak_rate, keep_last, untouched):
    """The averaged weights of the best epoch by validation AUROC, or of the last one; the curve; and that epoch."""
    torch.manual_seed(SEED)
    net = copy.deepcopy(net).to(device(), memory_format=torch.channels_last)  # a third faster here
    average, taught = copy.deepcopy(net), There(net)
    pixels, labels = torch.from_numpy(training.pixels).unsqueeze(1), torch.from_numpy(training.labels)
    rarer = float((1 - labels).sum() / labels.sum())  # both classes weigh the same
    steps = len(labels) // BATCH
    optimizer = torch.optim.AdamW(net.parameters(), lr=peak_rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak_rate, total_steps=epochs * steps, pct_start=0.25)
    truth = torch.from_numpy(validation.labels)
    curve, best, best_state = [], None, None
    for epoch in range(1, epochs + 1):
        started, total = time.monotonic(), 0.0
        net.train()
        order = torch.randperm(len(labels))
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            loss = F.binary_cross_entropy_with_logits(
                taught(augmented(pixels[chosen], untouched).contiguous(memory_format=torch.channels_last)), labels[chosen], pos_weight=torch.tensor(rarer)
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            follow(average, net, EMA if epoch > 1 else 0.9)
            total += float(loss)
        scores = torch.from_numpy(logits(There(average), validation.pixels))
        row = {
            "epoch": epoch,
            "training-loss": round(total / steps, 4),
            "validation-loss": round(
                float(F.binary_cross_entropy_with_logits(scores, truth, pos_weight=torch.tensor(rarer))), 4
            ),
            "validation-auroc": round(float(roc_auc_score(validation.labels, scores)), 5),
            "seconds": round(time.monotonic() - started, 1),
        }
        curve.append(row)
        print(" ".join(f"{k} {v}" for k, v in row.items()), flush=True)
        if keep_last or best is None or row["validation-auroc"] > best["validation-auroc"]:
            best, best_state = row, copy.deepcopy(average.state_dict())
        elif epoch - best["epoch"] >= PATIENCE:
            print(f"no better validation AUROC for {PATIENCE} epochs: stopped", flush=True)
            break
    average.load_state_dict(best_state)
    return average.cpu(), curve, best


def phase(net, training, validation, epochs, peak_rate, keep_last=False, untouched=0.0):
    net, curve, best = train(net, training, validation, epochs, peak_rate, keep_last, untouched)
    return net, {"best-epoch": best["epoch"], "calibration": calibrated(net, validation), "curve": curve}


def main(source, work):
    work = Path(work)
    work.mkdir(parents=True, exist_ok=True)
    training, validation, left_out = data.development(source)
    print(f"training on {training.count()}, validating on {validation.count()}", flush=True)
    started = time.monotonic()
    report = {"training": training.count(), "validation": validation.count(), "left-out": left_out, "seed": SEED}
    torch.manual_seed(SEED)
    net = Net()
    report["parameters"] = sum(p.numel() for p in net.parameters())
    if (work / "real.pt").exists():
        print("real.pt is there: going on from it", flush=True)
        net.load_state_dict(torch.load(work / "real.pt"))
        report["real"] = json.loads((work / "real.json").read_text())
    else:
        net, report["real"] = phase(net, training, validation, EPOCHS, PEAK_RATE)
        torch.save(net.state_dict(), work / "real.pt")
        (work / "real.json").write_text(json.dumps(report["real"], indent=1) + "\n")
    print(f"drawing {2 * len(PHANTOM_SEEDS)} phantoms", flush=True)
    mixed = with_phantoms(training)
    report["phantoms"] = {"films": len(mixed) - len(training), "share": round(1 - len(training) / len(mixed), 4)}
    net, report["with-phantoms"] = phase(net, mixed, validation, PHANTOM_EPOCHS, PHANTOM_PEAK_RATE, True, PHANTOM_UNTOUCHED)
    torch.save(net.state_dict(), work / "net.pt")
    report["seconds"] = round(time.monotonic() - started)
    (work / "training.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
