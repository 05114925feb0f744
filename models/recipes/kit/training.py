# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Training as all recipes do it: AdamW in one cycle, averaged weights, the best epoch by validation."""

import copy
import json
import os
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Course:
    """How long and how fast. `patience`: epochs without a better validation figure."""

    epochs: int
    rate: float
    batch: int
    decay: float = 0.02
    average: float = 0.99
    patience: int = 8
    rise: float = 0.25  # share of the steps until the rate is highest
    brief: bool = False  # products in bfloat16: two to three times as fast where the processor has AVX512-BF16
    ends: int = 0  # the epoch after which the course is left; 0: it is gone to its end


def follow(average, net, share):
    """Moves the averaged weights towards the trained ones."""
    with torch.no_grad():
        for kept, new in zip(average.state_dict().values(), net.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(new, 1 - share)
            else:
                kept.copy_(new)


def device():
    """What networks are trained on: the GPU where torch sees one, else the CPU. TRAIN_ON says otherwise ("cpu", "cuda:1")."""
    return torch.device(os.environ.get("TRAIN_ON") or ("cuda" if torch.cuda.is_available() else "cpu"))


def place(net):
    return next(net.parameters()).device


def each(change, found):
    """The change made to an answer, or to each of a tuple of them."""
    return change(found) if isinstance(found, torch.Tensor) else tuple(change(one) for one in found)


class There(nn.Module):
    """A net wherever it is: examples are sent there, answers come back. Data, augmentation, losses and chance stay on the CPU."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, *given):
        at = place(self.net)
        return each(torch.Tensor.cpu, self.net(*(one.to(at) for one in given)))


def briefly(net):
    """The net with its products in bfloat16; weights and what comes out stay float32."""

    def forward(x, *more):
        with torch.autocast(place(net).type, dtype=torch.bfloat16):
            found = net(x.contiguous(memory_format=torch.channels_last) if x.ndim == 4 else x, *more)
        return each(torch.Tensor.float, found)

    return forward


def fit(net, course, count, loss, score, seed, keep):
    """Trains and returns the averaged weights of the best epoch, and the curve.

    loss(net, chosen) is the loss of a batch, of the indices of its examples; score(net) gives a dictionary of
    validation figures, the first of which is to be high. After each epoch all that is needed to go on lies in the file
    keep: on the CPU, a training that was stopped ends with the same weights as one that was not.
    """
    torch.manual_seed(seed)
    net = (net.to(memory_format=torch.channels_last) if course.brief else net).to(device())
    taught = briefly(There(net)) if course.brief else There(net)
    average, best, best_state, curve = copy.deepcopy(net), None, None, []
    steps = count // course.batch
    optimizer = torch.optim.AdamW(net.parameters(), lr=course.rate, weight_decay=course.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, course.rate, total_steps=course.epochs * steps, pct_start=course.rise
    )
    parts = {"net": net, "average": average, "optimizer": optimizer, "schedule": schedule}
    if keep.exists():
        held = torch.load(keep, map_location="cpu")
        for name, part in parts.items():
            part.load_state_dict(held[name])
        torch.set_rng_state(held["random"])
        best, best_state, curve = held["best"], held["best-state"], held["curve"]
        print(f"{keep.name} is there: going on after epoch {len(curve)}", flush=True)
    for epoch in range(len(curve) + 1, (course.ends or course.epochs) + 1):
        if best is not None and epoch - 1 - best["epoch"] >= course.patience:
            print(f"nothing better on validation for {course.patience} epochs: stopped", flush=True)
            break
        started, busy, total = time.monotonic(), time.process_time(), 0.0
        net.train()
        order = torch.randperm(count)
        for step in range(steps):
            value = loss(taught, order[step * course.batch : (step + 1) * course.batch])
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            follow(average, net, course.average if epoch > 1 else 0.9)
            total += float(value)
        average.eval()
        with torch.no_grad():
            found = score(There(average))
        row = {"epoch": epoch, "loss": round(total / steps, 4), **{k: round(float(v), 5) for k, v in found.items()}}
        row["seconds"] = round(time.monotonic() - started, 1)
        row["core-seconds"] = round(time.process_time() - busy, 1)
        curve.append(row)
        print(" ".join(f"{k} {v}" for k, v in row.items()), flush=True)
        figure = next(iter(found))
        if best is None or row[figure] > best[figure]:
            best, best_state = row, copy.deepcopy(average.state_dict())
        write(keep, {**{name: part.state_dict() for name, part in parts.items()}, "random": torch.get_rng_state(),
                     "best": best, "best-state": best_state, "curve": curve})
    average.load_state_dict(best_state)
    return average.eval().cpu().to(memory_format=torch.contiguous_format), {"figure": next(iter(k for k in curve[0] if k not in ("epoch", "loss"))),
                            "best-epoch": best["epoch"], "curve": curve}


def write(file, state):
    """Whole or not at all."""
    beside = file.with_suffix(".new")
    torch.save(state, beside)
    beside.rename(file)


def trained(work, make, seed):
    """What make(file to keep epochs in) trains, kept in work/net.pt with its report in work/training.json; a second call reads them."""
    kept, report = work / "net.pt", work / "training.json"
    if kept.exists() and report.exists():
        print(f"{kept} is there: not trained anew", flush=True)
        return torch.load(kept), json.loads(report.read_text())
    net, found = make(work / "epoch.pt")
    found["seed"], found["seconds"] = seed, round(sum(row["seconds"] for row in found["curve"]))
    found["parameters"] = sum(p.numel() for p in net.parameters())
    write(kept, net)
    report.write_text(json.dumps(found, indent=1) + "\n")
    return net, found


def joined(before, report):
    """The report of a second course, counted on from the first one's curve."""
    later = [{**row, "epoch": row["epoch"] + len(before)} for row in report["curve"]]
    return {**report, "best-epoch": report["best-epoch"] + len(before), "curve": before + later}


def outputs(net, tensors, batch=64):
    """What the net says of many examples, without gradients."""
    net.eval()
    with torch.no_grad():
        return torch.cat([net(part) for part in tensors.split(batch)])


def auroc(truth, scores):
    """Share of pairs of a positive and a negative in the right order, equal scores half."""
    truth, scores = np.asarray(truth) > 0.5, np.asarray(scores, dtype=np.float64)
    ranks = np.unique(scores, return_inverse=True)[1]
    counts = np.bincount(ranks)
    middle = np.cumsum(counts) - (counts - 1) / 2
    positives = truth.sum()
    return (middle[ranks][truth].sum() - positives * (positives + 1) / 2) / (positives * (~truth).sum())


def temperature(logits, labels):
    """The number to divide validation logits by so that their probabilities are likeliest (Guo et al. 2017).

    logits N (sigmoid) or N x C (softmax).
    """
    log = torch.zeros(1, dtype=torch.double, requires_grad=True)
    logits = logits.double()
    optimizer = torch.optim.LBFGS([log], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        scaled = logits / log.exp()
        value = (
            F.binary_cross_entropy_with_logits(scaled, labels.double())
            if logits.ndim == 1
            else F.cross_entropy(scaled, labels.long())
        )
        value.backward()
        return value

    optimizer.step(loss)
    return float(log.exp())


def line(logits, labels):
    """Slope and offset of validation logits so that their probabilities are likeliest (Platt 1999).

    For one logit whose classes were weighed in training: a temperature alone would keep their offset.
    """
    both = torch.tensor([1.0, 0.0], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([both], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = F.binary_cross_entropy_with_logits(both[0] * logits.double() + both[1], labels.double())
        value.backward()
        return value

    optimizer.step(loss)
    return [float(v) for v in both.detach()]


def straighten(layer, slope_and_offset):
    """Puts such a line into a last layer, for good."""
    with torch.no_grad():
        layer.weight.mul_(slope_and_offset[0])
        layer.bias.mul_(slope_and_offset[0]).add_(slope_and_offset[1])


def cool(layer, degrees):
    """Divides a last layer's outputs by a temperature, for good."""
    with torch.no_grad():
        layer.weight.div_(degrees)
        layer.bias.div_(degrees)
