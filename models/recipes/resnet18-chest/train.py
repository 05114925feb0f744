# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A ResNet-18 for the chest set, to measure quantization with: train.py DATA WORK [EPOCHS].

Writes WORK/net.pt, WORK/model.fp32.onnx (BatchNormalization unfolded, as exporters leave it), the same for pictures of
224 x 224, and WORK/training.json. A net.pt that is there already is only exported.
The pictures, the split by person and the augmentation are those of the recipe chest-pneumonia.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score
from torch import nn
from torchvision.models import resnet18

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "chest-pneumonia"))
import data  # noqa: E402
from train import augmented, logits  # noqa: E402
from training import There, device  # noqa: E402

SIDE, SEED, BATCH, PEAK_RATE, WEIGHT_DECAY = 112, 18, 32, 2e-3, 0.02
data.SIDE = SIDE
OPSET = 13


def network():
    net = resnet18(weights=None, num_classes=1)
    net.conv1 = nn.Conv2d(1, 64, 7, 2, 3, bias=False)
    return net


class Squeezed(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x).squeeze(1)


def train(net, training, validation, epochs):
    net = net.to(device(), memory_format=torch.channels_last)
    taught = There(net)
    pixels, labels = torch.from_numpy(training.pixels).unsqueeze(1), torch.from_numpy(training.labels)
    rarer = (1 - labels).sum() / labels.sum()
    steps = len(labels) // BATCH
    optimizer = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=epochs * steps, pct_start=0.25)
    curve = []
    for epoch in range(1, epochs + 1):
        started, total = time.monotonic(), 0.0
        net.train()
        order = torch.randperm(len(labels))
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            pictures = augmented(pixels[chosen], 0.2).contiguous(memory_format=torch.channels_last)
            loss = F.binary_cross_entropy_with_logits(taught(pictures).squeeze(1), labels[chosen], pos_weight=rarer)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        scores = logits(Squeezed(taught), validation.pixels)
        curve.append(
            {
                "epoch": epoch,
                "training-loss": round(total / steps, 4),
                "validation-auroc": round(float(roc_auc_score(validation.labels, scores)), 5),
                "seconds": round(time.monotonic() - started, 1),
            }
        )
        print(curve[-1], flush=True)
    net.cpu()
    return curve


def export(net, file, side):
    torch.onnx.export(
        net.eval().to(memory_format=torch.contiguous_format),
        torch.zeros(1, 1, side, side),
        file,
        input_names=["image"],
        output_names=["logit"],
        opset_version=OPSET,
        training=torch.onnx.TrainingMode.PRESERVE,  # leaves BatchNormalization in the graph
        do_constant_folding=False,
    )


def main(source, work, epochs="4"):
    work = Path(work)
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    net = network()
    if (work / "net.pt").exists():
        print("net.pt is there: only exporting it", flush=True)
        net.load_state_dict(torch.load(work / "net.pt"))
    else:
        training, validation, _ = data.development(source)
        print(f"training on {training.count()}, validating on {validation.count()}", flush=True)
        curve = train(net, training, validation, int(epochs))
        torch.save(net.state_dict(), work / "net.pt")
        (work / "training.json").write_text(json.dumps({"seed": SEED, "curve": curve}, indent=1) + "\n")
    export(net, work / "model.fp32.onnx", SIDE)
    export(net, work / "model.fp32.224.onnx", 224)  # the same weights on the pictures' own size, for the latency


if __name__ == "__main__":
    main(*sys.argv[1:])
