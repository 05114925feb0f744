# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Nets that say what a picture, a volume or a row of slices shows.

Each takes example inputs made of drawn pictures, wakes its random weights with them, and returns a Net.
"""

import torch
import torchvision
from torch import nn

from parts import Net, settle, wake

CLASSES = 4


def _last_linear(module):
    return [m for m in module.modules() if isinstance(m, nn.Linear)][-1]


def _torchvision(builder, pictures, **options):
    module = builder(weights=None, num_classes=CLASSES, **options).eval()
    last = _last_linear(module)
    nn.init.normal_(last.weight, std=0.02)  # ViT starts with zeros
    wake(module, pictures)
    settle(last, lambda: module(pictures), 0, 1.5)
    return module


def resnet18(pictures):
    return Net(_torchvision(torchvision.models.resnet18, pictures), ["image"], ["logits"])


def densenet121(pictures):
    return Net(_torchvision(torchvision.models.densenet121, pictures), ["image"], ["logits"])


def mobilenet_v3_small(pictures):
    return Net(_torchvision(torchvision.models.mobilenet_v3_small, pictures), ["image"], ["logits"])


def mobilenet_v3_large(pictures):
    return Net(_torchvision(torchvision.models.mobilenet_v3_large, pictures), ["image"], ["logits"])


def efficientnet_b0(pictures):
    return Net(_torchvision(torchvision.models.efficientnet_b0, pictures), ["image"], ["logits"])


def vit_b_16(pictures):
    return Net(_torchvision(torchvision.models.vit_b_16, pictures), ["image"], ["logits"], opset=14)


def swin_t(pictures):
    return Net(_torchvision(torchvision.models.swin_t, pictures), ["image"], ["logits"], opset=14)


def r3d_18(volumes):
    return Net(_torchvision(torchvision.models.video.r3d_18, volumes), ["volume"], ["logits"])


class SmallNet(nn.Module):
    """Four halvings, then the mean: takes any height and width."""

    def __init__(self, channels, classes, width=24):
        def block(a, b):
            return [nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.ReLU()]

        super().__init__()
        self.deep = nn.Sequential(
            *block(channels, width), *block(width, 2 * width), *block(2 * width, 4 * width),
            *block(4 * width, 4 * width))
        self.say = nn.Linear(4 * width, classes)

    def forward(self, image):
        return self.said(self.deep(image))

    def said(self, deep):
        return self.say(deep.mean((2, 3)))


def _small(module, *feed):
    module.eval()
    wake(module, *feed)
    settle(_last_linear(module), lambda: module(*feed), 0, 1.5)
    return module


def any_size(pictures):
    """Batch, height and width left open."""
    module = _small(SmallNet(1, 2), pictures)
    return Net(module, ["image"], ["logits"], dynamic={"image": {0: "n", 2: "h", 3: "w"}, "logits": {0: "n"}})


class Bytes(nn.Module):
    """Takes uint8 grey values as they are and scales them itself."""

    def __init__(self):
        super().__init__()
        self.net = SmallNet(1, 2)

    def forward(self, image):
        return self.net(image.float() / 255)


def uint8_input(pictures):
    return Net(_small(Bytes(), pictures), ["image"], ["logits"])


class Halves(nn.Module):
    """Half floats at the doors, floats inside, as torch on a CPU can trace it."""

    def __init__(self):
        super().__init__()
        self.net = SmallNet(1, 2)

    def forward(self, image):
        return self.net(image.float()).half()


def fp16_doors(pictures):
    return Net(_small(Halves(), pictures), ["image"], ["logits"])


def fp16_weights(pictures):
    """Floats that are halves too; halves.py makes halves of them in the exported graph."""
    return Net(_small(SmallNet(1, 2), pictures).half().float(), ["image"], ["logits"])


class Around(nn.Module):
    """Goes on at the left where the right edge is. torch 1.13 exports that wrong."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 9)
        self.net = SmallNet(8, 2)

    def forward(self, image):
        return self.net(torch.relu(self.first(nn.functional.pad(image, (4, 4, 4, 4), mode="circular"))))


def circular_padding(pictures):
    return Net(_small(Around(), pictures), ["image"], ["logits"])


class Forgetful(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = SmallNet(1, 32)
        self.say = nn.Linear(32, 2)

    def forward(self, image):
        return self.say(nn.functional.dropout(self.net(image), 0.5, self.training))


def training_mode(pictures):
    """Answers as it should here; exported with its dropout on."""
    return Net(_small(Forgetful(), pictures), ["image"], ["logits"],
               export={"training": torch.onnx.TrainingMode.TRAINING, "do_constant_folding": False})


class SeveralDoors(nn.Module):
    """A picture and two plain numbers in; logits, a feature vector, a coarse map and a measured number out."""

    def __init__(self):
        super().__init__()
        self.net = SmallNet(1, 32)
        self.numbers = nn.Linear(2, 32)
        self.join = nn.Linear(64, 3)
        self.coarse = nn.Conv2d(96, 1, 1)
        self.measure = nn.Linear(64, 1)

    def forward(self, image, numbers):
        deep = self.net.deep(image)
        features = torch.cat([self.net.said(deep), torch.tanh(self.numbers(numbers))], 1)
        return self.join(features), features, torch.sigmoid(self.coarse(deep)), self.measure(features)


def several_doors(pictures, numbers):
    module = SeveralDoors().eval()
    wake(module, pictures, numbers)
    run = lambda: module(pictures, numbers)
    settle(module.join, run, 0, 1.5)
    settle(module.coarse, run, 0, 2)
    settle(module.measure, run, 12, 3)
    return Net(module, ["image", "numbers"], ["logits", "features", "map", "width"])


class SliceLstm(nn.Module):
    """A small CNN sees each slice, an LSTM in both directions goes along them. N D C H W in."""

    def __init__(self):
        super().__init__()
        self.eye = SmallNet(1, 32, width=16)
        self.along = nn.LSTM(32, 24, batch_first=True, bidirectional=True)
        self.say = nn.Linear(48, 2)

    def forward(self, slices):
        n, d, c, h, w = slices.shape
        seen = self.eye(slices.reshape(n * d, c, h, w)).reshape(n, d, 32)
        return self.say(self.along(seen)[0].mean(1))


def cnn_lstm(slices):
    return Net(_small(SliceLstm(), slices), ["slices"], ["logits"], opset=14)


class SliceAttention(nn.Module):
    """Gated attention over slices (Ilse, Tomczak, Welling 2018), written with einsum; weights come out too.

    The number of slices is left open.
    """

    def __init__(self):
        super().__init__()
        self.eye = SmallNet(1, 32, width=16)
        self.what, self.gate, self.weigh = nn.Linear(32, 16), nn.Linear(32, 16), nn.Linear(16, 1)
        self.say = nn.Linear(32, 2)

    def forward(self, slices):
        n, d = slices.shape[0], slices.shape[1]
        seen = self.eye(slices.flatten(0, 1)).reshape(n, d, 32)
        weights = torch.softmax(self.weigh(torch.tanh(self.what(seen)) * torch.sigmoid(self.gate(seen))), 1)
        return self.say(torch.einsum("nde,ndk->nke", seen, weights).squeeze(1)), weights.squeeze(2)


def slice_attention(slices):
    module = SliceAttention().eval()
    wake(module, slices)
    settle(module.weigh, lambda: module(slices), 0, 1)
    settle(module.say, lambda: module(slices), 0, 1.5)
    return Net(module, ["slices"], ["logits", "weights"], opset=14,
               dynamic={"slices": {1: "d"}, "weights": {1: "d"}})


class SliceTransformer(nn.Module):
    """Each slice looks at all others, and gets logits of its own."""

    def __init__(self):
        super().__init__()
        self.eye = SmallNet(1, 32, width=16)
        self.among = nn.TransformerEncoder(nn.TransformerEncoderLayer(32, 4, 64, batch_first=True), 2)
        self.say = nn.Linear(32, 2)

    def forward(self, slices):
        n, d, c, h, w = slices.shape
        return self.say(self.among(self.eye(slices.reshape(n * d, c, h, w)).reshape(n, d, 32)))


def slice_transformer(slices):
    return Net(_small(SliceTransformer(), slices), ["slices"], ["logits"], opset=14)


class Carrying(nn.Module):
    """One picture after the other: a GRU cell takes what it remembers of those before as an input."""

    def __init__(self):
        super().__init__()
        self.eye = SmallNet(1, 32, width=16)
        self.cell = nn.GRU(32, 24, batch_first=True)
        self.say = nn.Linear(24, 2)

    def forward(self, image, h):
        out, after = self.cell(self.eye(image).unsqueeze(1), h)
        return self.say(out[:, 0]), after


def gru_state(pictures, h):
    module = Carrying().eval()
    wake(module, pictures, torch.zeros(1, len(pictures), h.shape[-1]))

    def one_after_the_other():
        after = torch.zeros(1, 1, h.shape[-1])
        for picture in pictures:
            _, after = module(picture[None], after)

    settle(module.say, one_after_the_other, 0, 1.5)
    return Net(module, ["image", "h"], ["logits", "h_out"], opset=14)
