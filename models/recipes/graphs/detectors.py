# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Nets that place boxes: torchvision's with their own NMS, and the raw layouts others export."""

import math

import torch
import torchvision
from torch import nn

from parts import Net, settle, wake

detection = torchvision.models.detection
FINDINGS = 2  # classes without background


class OnePicture(nn.Module):
    """torchvision's detectors take a list of pictures without batch and answer with a list of dictionaries."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        found = self.net([image[0]])[0]
        return found["boxes"], found["scores"], found["labels"]


def _boxes(net):
    return Net(OnePicture(net), ["image"], ["boxes", "scores", "labels"])


def _backbone(net, pictures):
    wake(net.backbone, net.transform([p for p in pictures])[0].tensors)


def _fasterrcnn(builder, pictures):
    side = pictures.shape[-1]
    net = builder(weights=None, weights_backbone=None, num_classes=1 + FINDINGS, min_size=side, max_size=side,
                  box_score_thresh=0.05, box_nms_thresh=0.3, box_detections_per_img=20,
                  rpn_pre_nms_top_n_test=200, rpn_post_nms_top_n_test=50).eval()
    _backbone(net, pictures)
    run = lambda: net([p for p in pictures])
    settle(net.rpn.head.cls_logits, run, 0, 2)
    settle(net.rpn.head.bbox_pred, run, 0, 0.2)
    settle(net.roi_heads.box_predictor.cls_score, run, 0, 2)
    settle(net.roi_heads.box_predictor.bbox_pred, run, 0, 0.5)
    return _boxes(net)


def fasterrcnn_resnet50_fpn(pictures):
    return _fasterrcnn(detection.fasterrcnn_resnet50_fpn, pictures)


def fasterrcnn_mobilenet_fpn(pictures):
    return _fasterrcnn(detection.fasterrcnn_mobilenet_v3_large_320_fpn, pictures)


class WithMasks(OnePicture):
    def forward(self, image):
        found = self.net([image[0]])[0]
        return found["boxes"], found["scores"], found["labels"], found["masks"]


def maskrcnn_resnet50_fpn(pictures):
    net = _fasterrcnn(detection.maskrcnn_resnet50_fpn, pictures).module.net
    settle(net.roi_heads.mask_predictor.mask_fcn_logits, lambda: net([p for p in pictures]), 0, 2)
    return Net(WithMasks(net), ["image"], ["boxes", "scores", "labels", "masks"])


def retinanet_resnet50_fpn(pictures):
    side = pictures.shape[-1]
    net = detection.retinanet_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=FINDINGS, min_size=side, max_size=side,
        score_thresh=0.3, nms_thresh=0.3, detections_per_img=20, topk_candidates=100).eval()
    _backbone(net, pictures)
    run = lambda: net([p for p in pictures])
    settle(net.head.classification_head.cls_logits, run, -4, 1.5)
    settle(net.head.regression_head.bbox_reg, run, 0, 0.1)
    return _boxes(net)


def fcos_resnet50_fpn(pictures):
    side = pictures.shape[-1]
    net = detection.fcos_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=FINDINGS, min_size=side, max_size=side,
        score_thresh=0.3, nms_thresh=0.3, detections_per_img=20, topk_candidates=100).eval()
    _backbone(net, pictures)
    run = lambda: net([p for p in pictures])
    settle(net.head.classification_head.cls_logits, run, -3, 1.5)
    settle(net.head.regression_head.bbox_reg, run, 1, 0.5)
    settle(net.head.regression_head.bbox_ctrness, run, 1, 1)
    return _boxes(net)


def _ssdlite(pictures):
    net = detection.ssdlite320_mobilenet_v3_large(
        weights=None, weights_backbone=None, num_classes=1 + FINDINGS, score_thresh=0.3, nms_thresh=0.3,
        detections_per_img=20, topk_candidates=100).eval()
    _backbone(net, pictures)
    run = lambda: net([p for p in pictures])
    last = lambda head: [m[-1] for m in head.module_list]
    settle(last(net.head.classification_head), run, 0, 0.8)
    settle(last(net.head.regression_head), run, 0, 0.5)
    return net


def ssdlite320_mobilenet_v3_large(pictures):
    return _boxes(_ssdlite(pictures))


class RawSsd(nn.Module):
    """The same detector without its last steps: offsets from priors, class logits, and the priors themselves."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, image):
        pictures, _ = self.net.transform([image[0]])
        features = list(self.net.backbone(pictures.tensors).values())
        said = self.net.head(features)
        corners = self.net.anchor_generator(pictures, features)[0]
        low, high = corners[:, :2], corners[:, 2:]
        return said["bbox_regression"], said["cls_logits"], torch.cat([(low + high) / 2, high - low], 1)


def ssd_priors(pictures):
    return Net(RawSsd(_ssdlite(pictures)), ["image"], ["offsets", "logits", "priors"])


class Backbone(nn.Module):
    """Features at strides 8, 16 and 32."""

    def __init__(self, width):
        super().__init__()
        widths = [width, 2 * width, 4 * width, 4 * width, 4 * width]
        steps = [nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.SiLU(), nn.Conv2d(b, b, 3, 1, 1),
                               nn.BatchNorm2d(b), nn.SiLU())
                 for a, b in zip([3] + widths, widths)]
        self.stem = nn.Sequential(*steps[:2])
        self.steps = nn.ModuleList(steps[2:])
        self.width = widths[-1]

    def forward(self, x):
        x, levels = self.stem(x), []
        for step in self.steps:
            x = step(x)
            levels.append(x)
        return levels


STRIDES = (8, 16, 32)


def _grid(h, w):
    y, x = torch.meshgrid(torch.arange(h, dtype=torch.float32), torch.arange(w, dtype=torch.float32), indexing="ij")
    return torch.stack([x, y], -1)


class Yolo5(nn.Module):
    """Decoded rows cx cy w h objectness classes, three anchors a cell: 1 x N x (5 + classes)."""

    ANCHORS = [[(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)], [(116, 90), (156, 198), (373, 326)]]

    def __init__(self):
        super().__init__()
        self.backbone = Backbone(16)
        self.heads = nn.ModuleList(nn.Conv2d(self.backbone.width, 3 * (5 + FINDINGS), 1) for _ in STRIDES)

    def forward(self, image):
        rows = []
        for level, (features, head, stride) in enumerate(zip(self.backbone(image), self.heads, STRIDES)):
            n, _, h, w = features.shape
            raw = torch.sigmoid(head(features).reshape(n, 3, 5 + FINDINGS, h, w).permute(0, 1, 3, 4, 2))
            centre = (raw[..., :2] * 2 - 0.5 + _grid(h, w)) * stride
            size = (raw[..., 2:4] * 2) ** 2 * torch.tensor(self.ANCHORS[level], dtype=torch.float32).reshape(1, 3, 1, 1, 2)
            rows.append(torch.cat([centre, size, raw[..., 4:]], -1).reshape(n, -1, 5 + FINDINGS))
        return torch.cat(rows, 1)


class Yolo8(nn.Module):
    """Distances as a softmax over 16 bins, no objectness; cx cy w h and class probabilities: 1 x (4 + classes) x N."""

    BINS = 16

    def __init__(self):
        super().__init__()
        self.backbone = Backbone(16)
        self.reach = nn.ModuleList(nn.Conv2d(self.backbone.width, 4 * self.BINS, 1) for _ in STRIDES)
        self.kind = nn.ModuleList(nn.Conv2d(self.backbone.width, FINDINGS, 1) for _ in STRIDES)

    def forward(self, image):
        columns = []
        bins = torch.arange(self.BINS, dtype=torch.float32).reshape(1, 1, self.BINS, 1)
        for features, reach, kind, stride in zip(self.backbone(image), self.reach, self.kind, STRIDES):
            n, _, h, w = features.shape
            sides = (torch.softmax(reach(features).reshape(n, 4, self.BINS, h * w), 2) * bins).sum(2)
            middle = (_grid(h, w).reshape(1, -1, 2) + 0.5).transpose(1, 2)
            low, high = middle - sides[:, :2], middle + sides[:, 2:]
            box = torch.cat([(low + high) / 2, high - low], 1) * stride
            columns.append(torch.cat([box, torch.sigmoid(kind(features)).reshape(n, FINDINGS, -1)], 1))
        return torch.cat(columns, 2)


class YoloX(nn.Module):
    """Boxes still in cells of their grid, sizes as logarithms; probabilities done: 1 x N x (5 + classes)."""

    def __init__(self):
        super().__init__()
        self.backbone = Backbone(16)
        self.heads = nn.ModuleList(nn.Conv2d(self.backbone.width, 5 + FINDINGS, 1) for _ in STRIDES)

    def forward(self, image):
        rows = []
        for features, head in zip(self.backbone(image), self.heads):
            raw = head(features)
            rows.append(torch.cat([raw[:, :4], torch.sigmoid(raw[:, 4:])], 1).flatten(2))
        return torch.cat(rows, 2).transpose(1, 2)


def _yolo(module, pictures, heads, mean):
    module.eval()
    wake(module, pictures)
    for i, head in enumerate(heads):
        settle(head, lambda: module(pictures), mean, 1.0, seed=i)
    return Net(module, ["image"], ["predictions"])


def yolov5_style(pictures):
    module = Yolo5()
    return _yolo(module, pictures, module.heads, -0.5)


def yolov8_style(pictures):
    module = Yolo8()
    net = _yolo(module, pictures, module.kind, -3)
    for head in module.reach:
        settle(head, lambda: module(pictures), 0, 1.5)
    return net


def yolox_style(pictures):
    module = YoloX()
    return _yolo(module, pictures, module.heads, 0.2)


class Centres(nn.Module):
    """Zhou, Wang, Kraehenbuehl 2019: a heat map of centres, sizes and offsets, all at a quarter of the size."""

    def __init__(self):
        super().__init__()
        width = 32

        def block(a, b, stride):
            return nn.Sequential(nn.Conv2d(a, b, 3, stride, 1), nn.BatchNorm2d(b), nn.ReLU())

        self.down = nn.Sequential(block(1, width, 2), block(width, width, 2), block(width, 2 * width, 2),
                                  block(2 * width, 2 * width, 1))
        self.up = nn.Sequential(nn.ConvTranspose2d(2 * width, width, 4, 2, 1), nn.BatchNorm2d(width), nn.ReLU())
        self.heat, self.size, self.offset = (nn.Conv2d(width, k, 1) for k in (FINDINGS, 2, 2))

    def forward(self, image):
        x = self.up(self.down(image))
        return torch.sigmoid(self.heat(x)), self.size(x), self.offset(x)


def centernet_style(pictures):
    module = Centres().eval()
    wake(module, pictures)
    run = lambda: module(pictures)
    settle(module.heat, run, -4, 1.5)
    settle(module.size, run, 8, 1.5)
    settle(module.offset, run, 0.5, 0.1)
    return Net(module, ["image"], ["heat", "size", "offset"])


class Levels(nn.Module):
    """Anchor-free on three levels, undecoded (Tian et al. 2019): class logits, distances and centredness of each."""

    def __init__(self):
        super().__init__()
        self.backbone = Backbone(16)
        width = self.backbone.width
        self.kind = nn.ModuleList(nn.Conv2d(width, FINDINGS, 1) for _ in STRIDES)
        self.reach = nn.ModuleList(nn.Conv2d(width, 4, 1) for _ in STRIDES)
        self.middle = nn.ModuleList(nn.Conv2d(width, 1, 1) for _ in STRIDES)

    def forward(self, image):
        levels = self.backbone(image)
        return (*[k(x) for k, x in zip(self.kind, levels)],
                *[nn.functional.relu(r(x)) * s for r, x, s in zip(self.reach, levels, STRIDES)],
                *[m(x) for m, x in zip(self.middle, levels)])


def fcos_style(pictures):
    module = Levels().eval()
    wake(module, pictures)
    run = lambda: module(pictures)
    for kind, reach, middle in zip(module.kind, module.reach, module.middle):
        settle(kind, run, -3, 1.5)
        settle(reach, run, 2, 0.5)
        settle(middle, run, 1, 1)
    outputs = [f"{what}-{stride}" for what in ("classes", "distances", "centres") for stride in STRIDES]
    return Net(module, ["image"], outputs)
