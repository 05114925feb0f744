# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the generator against its discriminator. Averaged generators are kept every so often; which one is the best is
for validation to say (choose.py)."""

import copy
import time

import torch
import torch.nn.functional as F

from net import NOISE, Discriminator, Generator
from training import There, briefly, device, follow, write

SEED = 20270
WARM, STEPS, BATCH, EVERY = 300, 2600, 32, 200
RATE, LAST = 5e-4, 0.1  # of Adam; the share of it that is left at the end
# After so many steps the discriminator is ahead. From then on the generator learns twice as fast and the discriminator half
# as fast, and what that sees has grain (Sonderby et al. 2017), which becomes finer to the end.
AHEAD, GRAIN, FINEST = 1200, 0.12, 0.02
AVERAGE = 0.995
KIND = 0.3  # weight of "the discriminator recognises the class"


def codes(pixels, labels):
    """A code of NOISE numbers for each film, of mean 0 and deviation 1 in each class: its place along the axes in which
    the films of a class differ most. It is how the generator begins: as their decoder."""
    coarse = F.avg_pool2d(pixels, 4).flatten(1)
    for kind in (0, 1):
        coarse[labels == kind] -= coarse[labels == kind].mean(0)
    torch.manual_seed(SEED)
    _, _, axes = torch.svd_lowrank(coarse, NOISE + 16, niter=4)
    found = coarse @ axes[:, :NOISE]
    return found / found.std(0)


class Batches:
    """As many films of one class as of the other, each once before any twice."""

    def __init__(self, labels):
        self.pools = [torch.nonzero(labels == kind).flatten() for kind in (0, 1)]
        self.left = [torch.empty(0, dtype=torch.long)] * 2

    def next(self, count):
        chosen = []
        for kind in (0, 1):
            if len(self.left[kind]) < count // 2:
                self.left[kind] = self.pools[kind][torch.randperm(len(self.pools[kind]))]
            chosen.append(self.left[kind][: count // 2])
            self.left[kind] = self.left[kind][count // 2 :]
        # the classes take turns, so that groups of eight hold both
        return torch.stack(chosen, 1).flatten()


def warm(generator, taught, pixels, kinds, known, batches):
    """The generator learns to draw each training film from its code, roughly."""
    optimizer = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.9, 0.99))
    total = 0.0
    for step in range(1, WARM + 1):
        chosen = batches.next(BATCH)
        loss = F.l1_loss(taught(known[chosen], kinds[chosen]), pixels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += float(loss)
        if step % 50 == 0:
            print(f"warm {step} l1 {total / 50:.4f}", flush=True)
            total = 0.0


def train(pixels, labels, work):
    """pixels N x 1 x 128 x 128, 0 to 1. The averaged generators by step, and the curve of the losses."""
    torch.manual_seed(SEED)
    kinds = F.one_hot(labels.long(), 2).float()
    generator, discriminator = (net.to(device(), memory_format=torch.channels_last) for net in (Generator(), Discriminator()))
    make, judge = briefly(There(generator)), briefly(There(discriminator))
    batches, keep, curve, done = Batches(labels), work / "step.pt", [], 0
    optimizers = [torch.optim.Adam(net.parameters(), lr=RATE, betas=(0.0, 0.99)) for net in (generator, discriminator)]
    if keep.exists():
        average = copy.deepcopy(generator)
        held = torch.load(keep, map_location="cpu")
        done, curve = held["step"], held["curve"]
        for part, name in zip((generator, discriminator, average, *optimizers), held["parts"]):
            part.load_state_dict(name)
        torch.set_rng_state(held["random"])
        print(f"{keep.name} is there: going on after step {done}", flush=True)
    else:
        warm(generator, make, pixels, kinds, codes(pixels, labels), batches)
        average = copy.deepcopy(generator)
    started, sums = time.monotonic(), torch.zeros(4)
    for step in range(done + 1, STEPS + 1):
        rate = RATE * (1 - (1 - LAST) * max(0.0, 2 * step / STEPS - 1))  # falls in the second half
        for optimizer, times in zip(optimizers, (2, 0.5) if step > AHEAD else (1, 1)):
            optimizer.param_groups[0]["lr"] = times * rate
        chosen = batches.next(BATCH)
        kind = kinds[chosen]
        films = make(torch.randn(BATCH, NOISE), kind)
        # hinge loss (Lim and Ye 2017); only real films teach what a class looks like
        for_real, named = judge(grained(pixels[chosen], step), kind)
        for_made, _ = judge(grained(films.detach(), step), kind)
        seen = F.relu(1 - for_real).mean() + F.relu(1 + for_made).mean() + F.cross_entropy(named, kind.argmax(1))
        optimizers[1].zero_grad()
        seen.backward()
        optimizers[1].step()
        discriminator.requires_grad_(False)
        for_made, named = judge(grained(films, step), kind)
        told = F.cross_entropy(named, kind.argmax(1))
        optimizers[0].zero_grad()
        (KIND * told - for_made.mean()).backward()
        optimizers[0].step()
        discriminator.requires_grad_(True)
        follow(average, generator, AVERAGE)
        sums += torch.tensor([float(for_real.mean()), float(for_made.mean()), float(seen), float(told)])
        if step % 50 == 0:
            row = dict(zip(("real", "made", "discriminator", "kind"), (round(v, 3) for v in (sums / 50).tolist())))
            curve.append({"step": step, **row, "seconds": round(time.monotonic() - started, 1)})
            print(" ".join(f"{k} {v}" for k, v in curve[-1].items()), flush=True)
            started, sums = time.monotonic(), torch.zeros(4)
        if step % EVERY == 0:
            write(work / f"generator-{step:05d}.pt", average.state_dict())
            write(keep, {"step": step, "curve": curve, "random": torch.get_rng_state(), "parts": [
                part.state_dict() for part in (generator, discriminator, average, *optimizers)]})
    return curve


def grained(films, step):
    if step <= AHEAD:
        return films
    strength = GRAIN + (FINEST - GRAIN) * (step - AHEAD) / (STEPS - AHEAD)
    return films + strength * torch.randn_like(films)
