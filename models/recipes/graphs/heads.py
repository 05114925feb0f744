# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""How outputs are read: each head answers with the manifest's `output` and with what torch says of each case."""

from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch

import answers

MARGIN = 0.1  # golden cases lie at least this far from a threshold


def labels(names, thresholds):
    return [{"name": name, "code": {"scheme": "99GANTRY", "value": name.upper()[:16], "meaning": f"Random {name}"},
             "threshold": threshold} for name, threshold in zip(names, thresholds)]


def between(values):
    """A threshold in the middle of the widest gap, so that small differences change no answer; below all without one."""
    steps = sorted(values)
    gap, middle = max(((b - a, (a + b) / 2) for a, b in zip(steps, steps[1:])), default=(0, 0))
    return round(middle if gap >= 2 * MARGIN else max(0.01, steps[0] - MARGIN), 3)


@dataclass
class Probabilities:
    """Heads softmax and sigmoid: one probability per label."""

    kind: str
    count: int
    attention: str = ""

    def answer(self, cases):
        names = [f"class-{'abcdefgh'[i]}" for i in range(self.count)]
        said = [getattr(answers, self.kind)(case.outputs["logits"]) for case in cases]
        thresholds = [between([each[i] for each in said]) for i in range(self.count)]
        output = {"tensor": "logits", "head": self.kind, "labels": labels(names, thresholds)}
        told = [{"probabilities": dict(zip(names, each))} for each in said]
        if self.attention:
            output["attention"] = self.attention
            for case, each in zip(cases, told):
                best = int(case.outputs[self.attention].argmax())
                each["slice"] = int(case.through.at(best + 0.5))
        return output, told


@dataclass
class Boxes:
    """Any head of boxes: found(outputs, height, width) gives boxes N x 4, scores N and labels N, in tensor pixels.

    suppress: the overlap from which the lower box goes; None where the graph or the peaks have done it.
    """

    names: list
    output: dict
    found: Callable
    min_score: float = 0.2
    suppress: float = 0.4
    most: int = 20

    def answer(self, cases):
        found = [self.boxes(case) for case in cases]
        best = [[max((b["score"] for b in each if b["label"] == i), default=0.0) for i in range(len(self.names))]
                for each in found]
        thresholds = [max(self.min_score, between([each[i] for each in best])) for i in range(len(self.names))]
        told = [{"probabilities": dict(zip(self.names, scores)),
                 "boxes": [{**box, "label": self.names[box["label"]]} for box in each]}
                for scores, each in zip(best, found)]
        head = {**self.output, "min-score": self.min_score, "most": self.most}
        if self.suppress is not None:
            head["nms"] = {"iou": self.suppress}
        return {**head, "labels": labels(self.names, thresholds)}, told

    def boxes(self, case):
        height, width = case.feed["image"].shape[2:]
        boxes, scores, kinds = self.found(case.outputs, height, width)
        if self.suppress is None:
            found = sorted(answers.as_given(boxes, scores, kinds, self.min_score), key=lambda box: -box["score"])
        else:
            found = answers.suppressed(boxes, scores, kinds, self.min_score, self.suppress)
        return answers.placed(answers.best(found, self.most), case.across, case.down)


class BoxesWithMasks(Boxes):
    """Each box with the size of the largest shape in its own mask."""

    def boxes(self, case):
        found = super().boxes(case)
        whole = answers.as_given(case.outputs["boxes"], case.outputs["scores"], case.outputs["labels"] - 1, self.min_score)
        for each in found:
            number = next(i for i, one in enumerate(whole) if one["score"] == each["score"])
            mask = case.outputs["masks"][number].numpy()
            shapes = answers.shapes(
                np.where(mask >= 0.5, mask, 0), (None, case.down, case.across), (1, *case.feed["image"].shape[2:]), 1, 1)
            if shapes["largest"]:
                each["size"] = shapes["largest"][0]["size"]
        return found


@dataclass
class PerSlice:
    """Logits of each slice; the likeliest one speaks for all."""

    names: list

    def answer(self, cases):
        said = [torch.sigmoid(case.outputs["logits"][0].double()).numpy() for case in cases]
        probabilities = [dict(zip(self.names, each.max(0).tolist())) for each in said]
        thresholds = [between([each[name] for each in probabilities]) for name in self.names]
        told = [{"probabilities": p, "slices": {name: int(case.through.at(int(each[:, i].argmax()) + 0.5))
                                                for i, name in enumerate(self.names)}}
                for case, each, p in zip(cases, said, probabilities)]
        return {"head": "slices", "tensor": "logits", "labels": labels(self.names, thresholds)}, told


@dataclass
class Value:
    """One number, measured."""

    name: str
    tensor: str
    unit: str

    def answer(self, cases):
        quantity = {"name": self.name, "unit": self.unit,
                    "code": {"scheme": "99GANTRY", "value": self.name.upper(), "meaning": f"Random {self.name}"}}
        return ({"head": "value", "tensor": self.tensor, "quantities": [quantity]},
                [{"values": {self.name: float(case.outputs[self.tensor][0, 0])}} for case in cases])


@dataclass
class Several:
    """A list of heads; what each of them says goes together."""

    heads: list

    def answer(self, cases):
        outputs, told = zip(*[head.answer(cases) for head in self.heads])
        together = []
        for answers_of_one in zip(*told):
            one = {"probabilities": {}}
            for answer in answers_of_one:
                one["probabilities"].update(answer.get("probabilities", {}))
                one.update({key: value for key, value in answer.items() if key != "probabilities"})
            together.append(one)
        return list(outputs), together


@dataclass
class Masks:
    names: list
    output: dict
    found: Callable
    least_cells: int = 20
    most: int = 8

    def answer(self, cases):
        measured = []
        for case in cases:
            found = self.found(case.outputs[self.output["tensor"]])
            pixels = next(iter(case.feed.values())).shape[2:]
            placement = (case.through, case.down, case.across)
            measured.append({name: answers.shapes(each, placement, (1, *pixels)[-3:], self.least_cells, self.most)
                             for name, each in zip(self.names, found)})
        probabilities = [{name: each[name]["probability"] for name in self.names} for each in measured]
        thresholds = [between([each[name] for each in probabilities]) for name in self.names]
        head = {**self.output, "min-cells": self.least_cells, "most": self.most}
        return ({**head, "labels": labels(self.names, thresholds)},
                [{"probabilities": p, "shapes": m} for p, m in zip(probabilities, measured)])


@dataclass
class Made:
    """A picture made: told in full, as floats in a file beside the answers."""

    output: dict

    def answer(self, cases):
        low, high = self.output["range"]
        made = [case.outputs[self.output["tensor"]].numpy().astype(np.float32) for case in cases]
        return self.output, [{"picture": np.clip((each - low) / (high - low), 0, 1)} for each in made]
