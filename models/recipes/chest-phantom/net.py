# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A conditional GAN (Goodfellow et al. 2014, Mirza and Osindero 2014) of films of 128 x 128, sized for two CPU cores.

Everything is computed at 64 x 64 or below: the last step only places four values beside each other.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

NOISE, CLASSES, SIDE = 128, 2, 128
WIDTHS = (192, 192, 128, 64, 32)  # channels at 4, 8, 16, 32 and 64 pixels
EYES = (24, 48, 96, 192, 256)  # of the discriminator, at 64, 32, 16, 8 and 4 pixels


class Conditioned(nn.Module):
    """Batch normalisation whose gain and offset belong to the class (Dumoulin et al. 2017)."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gain, self.offset = (nn.Linear(CLASSES, channels, bias=False) for _ in range(2))
        nn.init.ones_(self.gain.weight)
        nn.init.zeros_(self.offset.weight)

    def forward(self, x, kind):
        return self.norm(x) * self.gain(kind)[:, :, None, None] + self.offset(kind)[:, :, None, None]


class Generator(nn.Module):
    """Noise N x 128 of mean 0 and deviation 1, and the kind N x 2 (one-hot: normal, pneumonia) -> films N x 1 x 128 x 128, 0 to 1."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(NOISE + CLASSES, 16 * WIDTHS[0])
        self.convs = nn.ModuleList([nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in zip(WIDTHS, WIDTHS[1:])])
        self.norms = nn.ModuleList([Conditioned(width) for width in WIDTHS])
        self.last = nn.Conv2d(WIDTHS[-1], 4, 3, padding=1)

    def forward(self, noise, kind):
        x = self.first(torch.cat([noise, kind], 1)).view(-1, WIDTHS[0], 4, 4)
        x = F.leaky_relu(self.norms[0](x, kind), 0.2)
        for conv, norm in zip(self.convs, self.norms[1:]):
            x = F.interpolate(conv(x), scale_factor=2, mode="bilinear", align_corners=False)
            x = F.leaky_relu(norm(x, kind), 0.2)
        return torch.sigmoid(F.pixel_shuffle(self.last(x), 2))


class Discriminator(nn.Module):
    """Whether a film is a real one of its kind (projection, Miyato and Koyama 2018), and which kind it shows."""

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(4, EYES[0], 3, padding=1)]
        layers += [nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(EYES, EYES[1:])]
        self.convs = nn.ModuleList([spectral_norm(layer) for layer in layers])
        self.joint = spectral_norm(nn.Conv2d(EYES[-1] + 1, EYES[-1], 3, padding=1))
        self.real, self.kind = spectral_norm(nn.Linear(EYES[-1], 1)), spectral_norm(nn.Linear(EYES[-1], CLASSES))
        self.match = spectral_norm(nn.Linear(CLASSES, EYES[-1], bias=False))

    def forward(self, x, kind):
        x = F.pixel_unshuffle(x * 2 - 1, 2)
        for conv in self.convs:
            x = F.leaky_relu(conv(x), 0.2)
        seen = F.leaky_relu(self.joint(torch.cat([x, spread(x)], 1)), 0.2).sum((2, 3))
        return self.real(seen)[:, 0] + (self.match(kind) * seen).sum(1), self.kind(seen)


def spread(x):
    """How much the films of a batch differ, as one more channel (Karras et al. 2018): a generator of few films is seen."""
    groups = x.float().view(-1, 8, *x.shape[1:])
    differ = torch.sqrt(groups.var(1, unbiased=False) + 1e-6).mean((1, 2, 3), keepdim=True)
    return differ.repeat_interleave(8, 0).expand(-1, -1, *x.shape[2:]).to(x.dtype)
