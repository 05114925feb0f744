// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import dev.gantry.measure.Counts.Ratio;
import dev.gantry.measure.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Words and numbers as HTML.
final class Html {
    /// Where there is nothing to say.
    static final String NOTHING = "\u2013";

    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /// A share with three digits.
    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : NOTHING;
    }

    static String number(Optional<Double> value) {
        return value.map(Html::number).orElse(NOTHING);
    }

    static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : "%.1f ms", value);
    }

    /// Probability of a chance finding.
    static String chance(double p) {
        return p < 0.0001 ? "&lt; 0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }

    static String interval(Interval interval) {
        return number(interval.low()) + "&nbsp;to&nbsp;" + number(interval.high());
    }

    static String interval(Optional<Interval> interval) {
        return interval.map(Html::interval).orElse(NOTHING);
    }

    static String value(Ratio ratio) {
        return number(ratio.value());
    }

    static String parts(Ratio ratio) {
        return ratio.part() + " of " + ratio.of();
    }

    /// A table that scrolls sideways on its own; the first column heads its row.
    ///
    /// @param rows cells as HTML
    static String table(String caption, List<String> heads, List<List<String>> rows) {
        var html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table>\n<caption>" + text(caption)
                + "</caption>\n");
        if (!heads.isEmpty()) {
            html.append(heads.stream().map(head -> "<th scope=\"col\">" + head + "</th>")
                    .collect(Collectors.joining("", "<thead><tr>", "</tr></thead>\n")));
        }
        html.append("<tbody>\n");
        for (var row : rows) {
            html.append("<tr><th scope=\"row\">").append(row.getFirst()).append("</th>");
            row.stream().skip(1).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    static String section(String id, String title, String body) {
        return "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" + text(title) + "</h2>\n" + body
                + "</section>\n";
    }
}
