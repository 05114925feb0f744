# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Draws frontal chest films of children who do not exist, and one hand. No photograph went into them.

Coordinates: x from -0.5 (left edge of the picture, the patient's right) to 0.5, y from 0 (top) to 1.
Values add up like attenuation does: 0 is air, 1 the densest.
"""

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

SIDE = 512
FINE = 2  # lines are drawn this much larger, then shrunk
Y, X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
X, Y = (X + 0.5) / SIDE - 0.5, (Y + 0.5) / SIDE


def blur(picture, width):
    return gaussian_filter(picture, width * SIDE, mode="nearest")


def smooth_step(value, width):
    """0 below, 1 above zero, with a soft edge."""
    return 1 / (1 + np.exp(-np.clip(4 * value / width, -60, 60)))


def strokes(bands):
    """Bands (points, width or (first, last width), strength) on one canvas, the stronger over the weaker, 0..1."""
    size = SIDE * FINE
    canvas = Image.new("L", (size, size))
    pen = ImageDraw.Draw(canvas)
    for points, width, strength in sorted(bands, key=lambda band: band[2]):
        at = [((x + 0.5) * size, y * size) for x, y in points]
        widths = np.linspace(*width, len(at)) if isinstance(width, tuple) else np.full(len(at), width)
        ink = round(255 * strength)
        for i, ((x, y), w) in enumerate(zip(at, widths * size)):
            if i:
                pen.line([at[i - 1], (x, y)], fill=ink, width=max(1, round(w)))
            pen.ellipse([x - w / 2, y - w / 2, x + w / 2, y + w / 2], fill=ink)
    return np.asarray(canvas.resize((SIDE, SIDE), Image.BOX), dtype=np.float64) / 255


def line(points, width):
    return strokes([(points, width, 1.0)])


def bone(points, width):
    """A tube: denser at its rims (cortex) than in the middle (marrow)."""
    inner = tuple(w * 0.6 for w in width) if isinstance(width, tuple) else width * 0.6
    return blur(line(points, width) - 0.3 * line(points, inner), 0.0022)


def limb(points, width):
    """A round soft-tissue tube: thick in the middle, thin at the skin."""
    layers = [line(points, tuple(w * s for w in width)) for s in (1, 0.9, 0.75, 0.5)]
    return blur(sum(layers) / len(layers), 0.006)


def cloud(random, coarse, fine, roll_off=1.8):
    """Fractal noise of mean 0 and deviation 1 with structures between the two sizes."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.rfftfreq(SIDE), indexing="ij")) * SIDE
    spectrum = np.where((frequency >= 1 / coarse) & (frequency <= 1 / fine), np.maximum(frequency, 1) ** -roll_off, 0)
    phase = np.exp(2j * np.pi * random.random(frequency.shape))
    noise = np.fft.irfft2(spectrum * phase, s=(SIDE, SIDE))
    return noise / noise.std()


class Child:
    """The proportions of one child, drawn at random, and the layers that follow from them."""

    def __init__(self, random):
        self.random = random
        u = random.uniform
        self.apex = u(0.15, 0.19)
        self.wall = u(0.32, 0.355)  # half the inner width of the chest
        self.domes = {-1: u(0.745, 0.775), 1: u(0.77, 0.80)}  # top of each half of the diaphragm
        self.lean = u(-0.02, 0.02)  # the spine is never quite straight
        self.heart_size = u(0.95, 1.08)
        self.ribs = 11

    def half_width(self, y):
        """Inner half-width of the chest at a height: an ogive."""
        t = np.clip((y - self.apex) / 0.62, 0, 1)
        return self.wall * np.sqrt(np.clip(1 - (1 - t) ** 2.4, 0, 1))

    def middle(self, y):
        return self.lean * (y - 0.4)

    def body(self):
        x = X - self.middle(Y)
        trunk = self.wall + 0.055 + 0.02 * np.sin(3 * Y + 1)
        shoulder = smooth_step(Y - 0.135, 0.10)
        neck = 0.135 + 0.05 * smooth_step(Y - 0.09, 0.08)
        half = neck + (trunk - neck) * shoulder
        inside = np.clip(1 - (np.abs(x) / half) ** 2, 0, 1)
        thick = inside**0.42
        thick *= 0.80 + 0.2 * smooth_step(Y - 0.72, 0.25)
        return blur(thick, 0.006)

    def arms(self):
        soft, hard = np.zeros_like(X), np.zeros_like(X)
        for side in (-1, 1):
            lift = self.random.uniform(-0.03, 0.03)
            shoulder = (side * (self.wall - 0.06), 0.265)
            elbow = (side * 0.56, 0.06 + lift * 2)
            soft = np.maximum(soft, limb([shoulder, ((shoulder[0] + elbow[0]) / 2, 0.165 + lift), elbow], (0.20, 0.14)))
            head = (side * (self.wall + 0.035), 0.205)
            hard += bone([head, ((head[0] + elbow[0]) / 2, 0.145 + lift), elbow], (0.042, 0.034))
            hard += 0.6 * blur(line([head, (head[0] + side * 0.004, head[1] + 0.004)], 0.055), 0.004)
        return soft, np.clip(hard, 0, 1.2)

    def jaw(self):
        """The chin above the neck and the bright base of the skull."""
        inside = 1 - (X / 0.19) ** 2 - ((Y + 0.055) / 0.115) ** 2
        return blur(np.clip(inside, 0, 1) ** 0.5, 0.006)

    def lungs(self):
        """Depth of air, 0..1, in each half of the chest by side."""
        air = {}
        x = X - self.middle(Y)
        for side in (-1, 1):
            lateral = self.half_width(Y) - side * x
            medial = side * x - self.mediastinum(side)
            dome_x = side * 0.17
            floor = self.domes[side] + 0.9 * (x - dome_x) ** 2 + 6 * np.clip(side * x - 0.26, 0, 1) ** 2
            below = floor - Y
            inside = smooth_step(lateral, 0.012) * smooth_step(medial, 0.016) * smooth_step(below, 0.010)
            depth = np.clip(lateral / 0.07, 0, 1) ** 0.5 * np.clip(0.55 + medial / 0.16, 0, 1)
            depth *= np.clip(0.72 + (Y - self.apex) / 0.5, 0, 1)
            air[side] = inside * blur(depth, 0.008)
        return air

    def mediastinum(self, side):
        """Distance of the border of heart and great vessels from the middle, as a function of height."""
        vessel = 0.062 + 0.012 * np.sin(np.clip((Y - 0.2) / 0.2, 0, 1) * np.pi)
        reach = (0.175 if side > 0 else 0.092) * self.heart_size
        top, low = 0.36, 0.86
        t = np.clip((Y - top) / (low - top), 0, 1)
        heart = reach * np.sin(np.pi * t**0.95) ** (0.62 if side > 0 else 0.7)
        knob = 0.014 * np.exp(-(((Y - 0.335) / 0.03) ** 2)) if side > 0 else 0
        return np.maximum(vessel + knob, heart)

    def heart(self):
        x = X - self.middle(Y) - 0.045
        inside = 1 - (x / 0.15) ** 2 - ((Y - 0.62) / 0.21) ** 2
        return blur(np.clip(inside, 0, 1) ** 0.5, 0.01)

    def spine(self):
        column = np.zeros_like(X)
        step = 0.050
        for i in range(-1, 21):
            y = 0.02 + i * step
            centre, half = self.middle(y), 0.036 + 0.0007 * i
            body = smooth_step(half - np.abs(X - centre), 0.008) * smooth_step(0.0185 - np.abs(Y - y), 0.008)
            rim = smooth_step(half - np.abs(X - centre), 0.008) * smooth_step(0.004 - np.abs(np.abs(Y - y) - 0.0165), 0.006)
            column += body * 0.7 + rim * 0.25
            for side in (-1, 1):  # pedicles
                column += 0.35 * np.exp(-(((X - centre - side * half * 0.62) / 0.008) ** 2 + ((Y - y + 0.004) / 0.010) ** 2))
            column += 0.22 * np.exp(-(((X - centre) / 0.006) ** 2 + ((Y - y - 0.008) / 0.014) ** 2))
        return blur(column, 0.0022)

    def rib_cage(self):
        cage = np.zeros_like(X)
        s = np.linspace(0, 1, 40)
        for k in range(self.ribs):
            for side in (-1, 1):
                wobble = self.random.normal(0, 0.003)
                start = self.apex + 0.015 + 0.0585 * k + wobble
                drop = 0.05 + 0.0105 * k
                y = start - 0.018 * np.sin(np.pi * s * 0.9) + drop * s**1.8
                reach = self.half_width(y[-1] - 0.005) + 0.006
                across = 0.05 + (reach - 0.05) * np.sin(s * np.pi / 2) ** 0.9
                back = [(side * a + self.middle(b), b) for a, b in zip(across, y)]
                cage += 0.9 * bone(back, (0.024, 0.022))
                # the front half turns back towards the breastbone and ends in cartilage, which casts no shadow
                end = max(0.14, 0.24 - 0.012 * abs(k - 4)) if k < 8 else 0.28
                if k > 8:
                    continue
                t = s * 0.92
                y2 = y[-1] + (0.075 + 0.009 * k) * t**0.85
                back_in = reach - (reach - min(end, reach * 0.75)) * t**1.9
                front = [(side * a + self.middle(b), b) for a, b in zip(back_in, y2)]
                cage += 0.6 * bone(front, (0.022, 0.027))
        return np.clip(cage, 0, 1.5)

    def clavicles(self):
        bones = np.zeros_like(X)
        s = np.linspace(0, 1, 30)
        for side in (-1, 1):
            tilt = self.random.uniform(0.0, 0.02)
            x = 0.04 + 0.275 * s
            y = 0.198 - (0.045 + tilt) * s**0.7 + 0.016 * np.sin(2 * np.pi * s)
            bones += bone([(side * a, b) for a, b in zip(x, y)], (0.026, 0.021))
        return bones

    def scapulae(self):
        plates = np.zeros_like(X)
        for side in (-1, 1):
            x0 = side * (self.wall + 0.02)
            edge = [(x0 - side * 0.075, 0.21), (x0 + side * 0.01, 0.23), (x0 + side * 0.012, 0.30), (x0 - side * 0.02, 0.43)]
            plates += 0.5 * blur(line(edge, (0.016, 0.010)), 0.003)
            plates += 0.35 * blur(line([(x0 - side * 0.07, 0.22), (x0 - side * 0.04, 0.32), (x0 - side * 0.018, 0.43)], 0.03), 0.012)
        return plates

    def vessels(self, air):
        """Branches that leave each hilum, fork and thin out."""
        tree = []

        def branch(x, y, direction, width):
            points = [(x, y)]
            for _ in range(5):
                direction += self.random.normal(0, 0.13)
                x, y = x + 0.013 * np.cos(direction), y + 0.013 * np.sin(direction)
                points.append((x, y))
            tree.append((points, (width, width * 0.78), min(1.0, width / 0.011)))
            if width > 0.0026:
                spread = self.random.uniform(0.22, 0.55)
                branch(x, y, direction - spread, width * 0.72)
                branch(x, y, direction + spread * 0.8, width * 0.72)

        for side in (-1, 1):
            for angle in (-1.15, -0.55, 0.05, 0.6, 1.05, 1.4):
                direction = angle if side > 0 else np.pi - angle
                branch(side * (0.075 if side < 0 else 0.095), 0.44 + 0.03 * angle, direction, 0.0105)
        return blur(strokes(tree), 0.0025) * np.clip(sum(air.values()) * 1.3, 0, 1)

    def stomach(self):
        bubble = 1 - ((X - 0.15) / 0.075) ** 2 - ((Y - 0.885) / 0.042) ** 2
        return blur(np.clip(bubble, 0, 1) ** 0.5, 0.006)


def consolidation(random, child, air, kind):
    """Where air is replaced, 0..1: one lobe (with air-filled bronchi left in it) or patches on both sides."""
    texture = cloud(random, 0.25, 0.012)
    if kind == "lobar":
        side = random.choice([-1, 1])
        upper = random.random() < 0.35
        if upper:
            edge = 0.40 + 0.05 * (X * side) - Y
        else:
            edge = Y - (0.47 + 0.10 * (0.3 - X * side))
        region = smooth_step(edge + 0.012 * texture, 0.07)
        filled = air[side] > 0.02
        solid = region * filled * (0.88 + 0.06 * texture)
        for i in range(5):
            angle = (-0.9 if upper else 0.25) + 0.28 * i * (-0.5 if upper else 1)
            direction = angle if side > 0 else np.pi - angle
            s = np.linspace(0.02, 0.15, 14)
            tube = [(side * 0.085 + r * np.cos(direction), 0.45 + r * np.sin(direction)) for r in s]
            solid = solid * (1 - 0.28 * blur(line(tube, (0.009, 0.005)), 0.002))
        other = smooth_step(texture - 0.7, 0.8) * 0.30 * (air[-side] > 0.02)
        return np.clip(solid + blur(other, 0.012), 0, 1)
    field = np.zeros_like(X)
    for side in (-1, 1):
        for _ in range(6):
            x, y = side * random.uniform(0.09, 0.25), random.uniform(0.36, 0.74)
            size = random.uniform(0.05, 0.09)
            field += np.exp(-(((X - x) / size) ** 2 + ((Y - y) / (size * 1.1)) ** 2))
    return np.clip(smooth_step(field - 0.42 + 0.22 * texture, 0.55) * 0.85, 0, 1)


def film(density, random, grain=0.006):
    """What the detector makes of it: scatter, unsharpness, quantum noise; 12 bits."""
    density = 0.93 * density + 0.07 * blur(density, 0.05)
    density = blur(density, 0.0014)
    noise = blur(random.normal(0, 1, density.shape), 0.0009)
    noise *= grain / noise.std()
    density = density + noise * (0.5 + density)
    return np.clip(np.round(density * 3700 + 120), 0, 4095).astype(np.uint16)


def collimated(density, random):
    """Soft-edged shutters at the borders of the picture."""
    u = random.uniform
    left, right, top, low = u(0.0, 0.014), u(0.0, 0.014), u(0.0, 0.008), u(0.0, 0.008)
    open_ = smooth_step(X + 0.5 - left, 0.008) * smooth_step(0.5 - right - X, 0.008)
    return density * open_ * smooth_step(Y - top, 0.008) * smooth_step(1 - low - Y, 0.008)


WEIGHTS = {  # how much each layer adds to the density
    "body": 0.70,
    "heart": 0.05,
    "air": 0.42,
    "vessels": 0.11,
    "lung texture": 0.012,
    "ribs": 0.17,
    "spine": 0.075,
    "clavicles": 0.12,
    "scapulae": 0.09,
    "arm bones": 0.13,
    "windpipe": 0.05,
    "stomach": 0.16,
    "tissue": 0.018,
}


def layers(seed, opacity=None):
    """The parts of one child's chest; opacity is None, 'lobar' or 'patchy'."""
    random = np.random.default_rng(seed)
    child = Child(random)
    lungs = child.lungs()
    vessels = child.vessels(lungs)
    ribs = child.rib_cage()
    soft_arms, hard_arms = child.arms()
    body = child.body()
    air, solid = sum(lungs.values()), np.zeros_like(X)
    if opacity:
        solid = consolidation(np.random.default_rng(seed + 10_000), child, lungs, opacity)
    air = air * (1 - solid)
    fading = 0.55 + 0.45 * np.clip(air * 2, 0, 1)  # bones fade where they lie over thick tissue
    return {
        "body": np.maximum(np.maximum(body, 0.62 * soft_arms), 0.95 * child.jaw()),
        "heart": child.heart() * (body > 0.05),
        "air": -air,
        "vessels": vessels * (1 - 0.8 * solid),
        "lung texture": cloud(random, 0.02, 0.005, 1.0) * air,
        "ribs": ribs * fading * np.clip(body * 1.5, 0, 1),
        "spine": child.spine(),
        "clavicles": child.clavicles(),
        "scapulae": child.scapulae(),
        "arm bones": hard_arms,
        "windpipe": -blur(line([(0.0, 0.1), (0.002, 0.25), (0.006, 0.36)], 0.03), 0.004),
        "stomach": -child.stomach(),
        "tissue": blur(cloud(random, 0.3, 0.03), 0.004) * body * (1 - air),
    }


def chest(seed, opacity=None, weights=WEIGHTS):
    """12-bit samples of one chest."""
    density = sum(weights[name] * layer for name, layer in layers(seed, opacity).items())
    random = np.random.default_rng(seed + 20_000)
    return film(collimated(np.clip(density, 0, None), random), random)


FINGERS = (  # base x, y, direction in degrees from upwards, lengths of metacarpal and phalanges
    (-0.115, 0.62, -42, (0.14, 0.10, 0.08)),
    (-0.075, 0.55, -13, (0.19, 0.13, 0.08, 0.055)),
    (-0.015, 0.53, -2, (0.19, 0.145, 0.095, 0.06)),
    (0.045, 0.55, 8, (0.175, 0.13, 0.085, 0.055)),
    (0.095, 0.59, 20, (0.155, 0.10, 0.065, 0.05)),
)


def hand(seed):
    """12-bit samples of one hand."""
    random = np.random.default_rng(seed)
    soft, hard = np.zeros_like(X), np.zeros_like(X)
    wrist = (0.0, 0.74)
    for base_x, base_y, degrees, lengths in FINGERS:
        angle = np.radians(degrees + random.normal(0, 1.5))
        ahead = np.array([np.sin(angle), -np.cos(angle)])
        at = np.array([base_x, base_y + 0.06])
        first = at.copy()
        thick = 0.030
        for length in lengths:
            tip = at + ahead * length * 0.88
            shaft = bone([tuple(at), tuple((at + tip) / 2), tuple(tip)], (thick, thick * 0.82))
            knuckles = line([tuple(at), tuple(at + ahead * 0.006)], thick * 1.25)
            knuckles = np.maximum(knuckles, line([tuple(tip - ahead * 0.004), tuple(tip)], thick * 1.1))
            hard += shaft + 0.4 * blur(knuckles, 0.003)
            at, thick = at + ahead * length, thick * 0.82
        soft = np.maximum(soft, limb([tuple(first), tuple(first + ahead * 0.2), tuple(at)], (0.125, 0.062)))
    soft = np.maximum(soft, limb([wrist, (0.0, 0.66), (0.0, 0.585)], (0.20, 0.36)))
    soft = np.maximum(soft, limb([(0.0, 1.1), (0.0, 0.9), wrist], (0.25, 0.18)))
    for x, y, size in ((-0.065, 0.69, 0.045), (-0.02, 0.675, 0.05), (0.03, 0.685, 0.05), (0.07, 0.70, 0.04),
                       (-0.045, 0.735, 0.05), (0.005, 0.735, 0.05), (0.05, 0.74, 0.045)):
        hard += 0.75 * blur(line([(x, y), (x + 0.003, y + 0.002)], size), 0.003)
    hard += bone([(-0.04, 0.80), (-0.04, 1.05)], (0.085, 0.055)) + bone([(0.052, 0.81), (0.05, 1.05)], (0.055, 0.042))
    density = 0.34 * soft + 0.36 * np.clip(hard, 0, 1.15) * (soft > 0.02)
    density += 0.012 * cloud(random, 0.05, 0.006, 1.0) * np.clip(hard, 0, 1)
    return film(collimated(density, random), random)
