# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A small residual network with one logit."""

import torch
from torch import nn

STEM = 24
STAGES = ((32, 1), (64, 2), (128, 2), (192, 2))  # channels, stride


def fold(conv, norm):
    """One convolution that does what conv and then norm (in evaluation) do."""
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    folded = nn.Conv2d(
        conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, conv.padding, bias=True
    )
    folded.weight.data = conv.weight.data * gain.data[:, None, None, None]
    folded.bias.data = norm.bias.data - norm.running_mean * gain.data
    return folded


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))

    def folded(self):
        return fold(self.conv, self.norm)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = ConvNorm(inputs, outputs, 3, stride)
        self.second = ConvNorm(outputs, outputs, 3, 1)
        self.skip = ConvNorm(inputs, outputs, 1, stride)

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.skip(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, STEM, 3, 2)
        blocks, channels = [], STEM
        for outputs, stride in STAGES:
            blocks.append(Block(channels, outputs, stride))
            channels = outputs
        self.blocks = nn.ModuleList(blocks)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(channels, 1)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return self.head(self.drop(x.mean(dim=(2, 3)))).squeeze(1)
