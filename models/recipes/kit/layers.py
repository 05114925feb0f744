# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Building blocks that several recipes share."""

import torch
from torch import nn

CONVOLUTIONS = {2: (nn.Conv2d, nn.BatchNorm2d), 3: (nn.Conv3d, nn.BatchNorm3d)}


class ConvNorm(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1, dimensions=2):
        conv, norm = CONVOLUTIONS[dimensions]
        super().__init__(conv(inputs, outputs, kernel, stride, kernel // 2, bias=False), norm(outputs))


class Residual(nn.Module):
    """Two convolutions and a way around them (He et al. 2016)."""

    def __init__(self, inputs, outputs, stride=1, dimensions=2):
        super().__init__()
        self.first = ConvNorm(inputs, outputs, 3, stride, dimensions)
        self.second = ConvNorm(outputs, outputs, 3, 1, dimensions)
        same = inputs == outputs and stride == 1
        self.around = nn.Identity() if same else ConvNorm(inputs, outputs, 1, stride, dimensions)

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.around(x))


class Attention(nn.Module):
    """A pre-norm transformer block over tokens of N x T x C (Vaswani et al. 2017), in operators that export plainly."""

    def __init__(self, channels, heads=4, wider=2):
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.mixed, self.out = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.wide = nn.Sequential(
            nn.Linear(channels, wider * channels), nn.ReLU(), nn.Linear(wider * channels, channels)
        )

    def forward(self, x):
        count, tokens, channels = x.shape
        each = channels // self.heads
        parts = self.mixed(self.before(x)).reshape(count, tokens, 3, self.heads, each).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        weights = torch.softmax(query @ key.transpose(-2, -1) * each**-0.5, dim=-1)
        x = x + self.out((weights @ value).transpose(1, 2).reshape(count, tokens, channels))
        return x + self.wide(self.between(x))
