// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import java.util.List;
import java.util.Locale;

/// A square chart from 0 to 1 both ways, drawn as SVG in the colours of the page.
final class Chart {
    private static final double LEFT = 46;
    private static final double TOP = 12;
    private static final double SIDE = 250;
    private static final double WIDTH = LEFT + SIDE + 14;
    private static final double HEIGHT = TOP + SIDE + 44;
    private static final int TICKS = 5;

    private final StringBuilder svg = new StringBuilder();
    private final StringBuilder legend = new StringBuilder();
    private final String title;

    /// A point of a line.
    record Point(double x, double y) {}

    /// @param says what the chart shows, for those who cannot see it
    Chart(String title, String says, String across, String up) {
        this(title, says, across, up, true);
    }

    /// @param scale whether the numbers upwards are told
    Chart(String title, String says, String across, String up, boolean scale) {
        this.title = title;
        svg.append(String.format(Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n", WIDTH, HEIGHT, Html.text(says)));
        for (int i = 0; i <= TICKS; i++) {
            double at = (double) i / TICKS;
            line("grid", at, 0, at, 1);
            label(at, 0, 0, 16, "middle", String.format(Locale.ROOT, "%.1f", at));
            if (scale) {
                line("grid", 0, at, 1, at);
                label(0, at, -6, 4, "end", String.format(Locale.ROOT, "%.1f", at));
            }
        }
        label(0.5, 0, 0, 36, "middle", across);
        svg.append(String.format(Locale.ROOT,
                "<text transform=\"translate(12 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                TOP + SIDE / 2, Html.text(up)));
    }

    private static double x(double value) {
        return LEFT + value * SIDE;
    }

    private static double y(double value) {
        return TOP + (1 - value) * SIDE;
    }

    /// @param kind class of the style sheet: `grid`, `chance`, `first`, `second`, `limit`
    Chart line(String kind, double fromX, double fromY, double toX, double toY) {
        svg.append(String.format(Locale.ROOT, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                kind, x(fromX), y(fromY), x(toX), y(toY)));
        return this;
    }

    Chart path(String kind, List<Point> points) {
        var path = new StringBuilder();
        for (var point : points) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.x()), y(point.y())));
        }
        svg.append("<path class=\"").append(kind).append("\" d=\"").append(path).append("\"/>\n");
        return this;
    }

    /// @param says for those who point at it
    Chart dot(String kind, double atX, double atY, double radius, String says) {
        svg.append(String.format(Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>\n",
                kind, x(atX), y(atY), radius, Html.text(says)));
        return this;
    }

    Chart bar(String kind, double fromX, double toX, double fromY, double toY, String says) {
        svg.append(String.format(Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>\n",
                kind, x(fromX), y(Math.max(fromY, toY)), (toX - fromX) * SIDE, Math.abs(toY - fromY) * SIDE,
                Html.text(says)));
        return this;
    }

    Chart label(double atX, double atY, double right, double down, String anchor, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                x(atX) + right, y(atY) + down, anchor, Html.text(text)));
        return this;
    }

    Chart explain(String kind, String text) {
        legend.append("<br><span class=\"key ").append(kind).append("\"></span>").append(Html.text(text));
        return this;
    }

    /// As a figure with its caption.
    String figure() {
        return "<figure>\n" + svg + "</svg>\n<figcaption><strong>" + Html.text(title) + "</strong>"
                + legend + "</figcaption>\n</figure>\n";
    }
}
