# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Nets whose answer is a picture, a mask or a volume."""

import torch
import torchvision
from torch import nn

from parts import Net, settle, wake


class UNet(nn.Module):
    """Ronneberger, Fischer, Brox 2015, narrow; in two or three dimensions."""

    def __init__(self, dims, channels, classes, width=12, levels=3):
        super().__init__()
        conv, norm = (nn.Conv2d, nn.BatchNorm2d) if dims == 2 else (nn.Conv3d, nn.BatchNorm3d)
        up = nn.ConvTranspose2d if dims == 2 else nn.ConvTranspose3d
        self.pool = (nn.MaxPool2d if dims == 2 else nn.MaxPool3d)(2)

        def block(a, b):
            return nn.Sequential(conv(a, b, 3, 1, 1), norm(b), nn.ReLU(), conv(b, b, 3, 1, 1), norm(b), nn.ReLU())

        widths = [width << level for level in range(levels + 1)]
        self.down = nn.ModuleList(block(a, b) for a, b in zip([channels] + widths, widths))
        self.rise = nn.ModuleList(up(b, a, 2, 2) for a, b in zip(widths, widths[1:]))
        self.join = nn.ModuleList(block(2 * a, a) for a in widths[:-1])
        self.say = conv(width, classes, 1)

    def forward(self, x):
        kept = []
        for i, block in enumerate(self.down):
            x = block(self.pool(x) if i else x)
            kept.append(x)
        for i in reversed(range(len(self.join))):
            x = self.join[i](torch.cat([kept[i], self.rise[i](x)], 1))
        return self.say(x)


def _mask(module, feed, last, mean=-1.0):
    module.eval()
    wake(module, feed)
    settle(last, lambda: module(feed), mean, 2)
    return module


def unet_2d(pictures):
    module = UNet(2, 1, 1)
    return Net(_mask(module, pictures, module.say), ["image"], ["mask"])


def unet_2d_any_size(pictures):
    module = UNet(2, 1, 1, width=8)
    return Net(_mask(module, pictures, module.say), ["image"], ["mask"],
               dynamic={"image": {2: "h", 3: "w"}, "mask": {2: "h", 3: "w"}})


def unet_3d(volumes):
    module = UNet(3, 1, 1, width=8, levels=2)
    return Net(_mask(module, volumes, module.say), ["volume"], ["mask"])


class OnlyOut(nn.Module):
    """torchvision answers segmentation with a dictionary."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        return self.net(image)["out"]


def _deeplab(builder, pictures):
    net = builder(weights=None, weights_backbone=None, num_classes=3).eval()
    module = OnlyOut(net)
    return Net(_mask(module, pictures, net.classifier[-1], 0), ["image"], ["classes"])


def deeplabv3_resnet50(pictures):
    return _deeplab(torchvision.models.segmentation.deeplabv3_resnet50, pictures)


def deeplabv3_mobilenet(pictures):
    return _deeplab(torchvision.models.segmentation.deeplabv3_mobilenet_v3_large, pictures)


def dcgan(noise):
    """Radford, Metz, Chintala 2015: noise in, a picture of 64 x 64 from -1 to 1 out."""
    def block(a, b, *shape):
        return [nn.ConvTranspose2d(a, b, 4, *shape, bias=False), nn.BatchNorm2d(b), nn.ReLU()]

    module = nn.Sequential(
        *block(100, 256, 1, 0), *block(256, 128, 2, 1), *block(128, 64, 2, 1), *block(64, 32, 2, 1),
        nn.ConvTranspose2d(32, 1, 4, 2, 1), nn.Tanh()).eval()
    noise = torch.cat([noise, torch.randn(15, *noise.shape[1:])])
    wake(module, noise)
    settle_transposed(module[12], lambda: module(noise), 0.7)
    return Net(module, ["noise"], ["image"])


def settle_transposed(layer, run, deviation):
    seen = []
    hook = layer.register_forward_hook(lambda _, __, out: seen.append(out.detach()))
    with torch.no_grad():
        run()
        hook.remove()
        layer.weight.mul_(deviation / torch.cat(seen).std())


class Cleaner(nn.Module):
    """Adds what a few convolutions say to the picture itself, as a denoiser does; 0 to 1 in and out."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 32, 3, 1, 1), nn.ReLU(), nn.Conv2d(32, 32, 3, 1, 1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 1, 1), nn.InstanceNorm2d(32), nn.ReLU(), nn.Conv2d(32, 1, 3, 1, 1))

    def forward(self, image):
        return (image + self.body(image)).clamp(0, 1)


def image_to_image(pictures):
    module = Cleaner().eval()
    wake(module, pictures)
    settle(module.body[-1], lambda: module(pictures), 0, 0.1)
    return Net(module, ["image"], ["clean"])


class Doubler(nn.Module):
    """Super resolution: bilinear and a pixel shuffle; twice the size out."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 24, 3, 1, 1), nn.PReLU(), nn.Conv2d(24, 4, 3, 1, 1), nn.PixelShuffle(2))

    def forward(self, image):
        large = nn.functional.interpolate(image, scale_factor=2, mode="bilinear", align_corners=False)
        return (large + self.body(image)).clamp(0, 1)


def twice_the_size(pictures):
    module = Doubler().eval()
    settle(module.body[2], lambda: module(pictures), 0, 0.05)
    return Net(module, ["image"], ["large"])
