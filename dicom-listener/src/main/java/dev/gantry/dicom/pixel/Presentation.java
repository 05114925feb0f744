// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import java.util.Optional;

/// How a frame wants to be seen.
final class Presentation {
    private Presentation() {}

    /// The first usable pair of centre and width (PS3.3 C.11.2.1.2). A VOI table is no window: then there is
    /// none.
    static Optional<Window> window(Groups groups) {
        var set = groups.about(Tag.FRAME_VOI_LUT_SEQUENCE);
        var centers = set.decimals(Tag.WINDOW_CENTER);
        var widths = set.decimals(Tag.WINDOW_WIDTH);
        var function = function(set.text(Tag.VOI_LUT_FUNCTION).orElse("LINEAR"));
        if (function.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < Math.min(centers.size(), widths.size()); i++) {
            double width = widths.get(i);
            boolean usable = function.get() == Function.LINEAR ? width >= 1 : width > 0;
            if (usable && Double.isFinite(width) && Double.isFinite(centers.get(i))) {
                return Optional.of(new Window(centers.get(i), width, function.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Function> function(String term) {
        return switch (term) {
            case "LINEAR" -> Optional.of(Function.LINEAR);
            case "LINEAR_EXACT" -> Optional.of(Function.LINEAR_EXACT);
            case "SIGMOID" -> Optional.of(Function.SIGMOID);
            default -> Optional.empty();
        };
    }

    /// In the patient when known, else at the detector, where things look larger (PS3.3 10.7, C.8.3.1).
    static Optional<Spacing> spacing(DataSet header, Groups groups) {
        return spacing(groups.about(Tag.PIXEL_MEASURES_SEQUENCE), Tag.PIXEL_SPACING)
                .or(() -> spacing(header, Tag.IMAGER_PIXEL_SPACING));
    }

    private static Optional<Spacing> spacing(DataSet set, int tag) {
        var mm = set.decimals(tag);
        return mm.size() == 2 && mm.stream().allMatch(each -> each > 0 && Double.isFinite(each))
                ? Optional.of(new Spacing(mm.get(0), mm.get(1)))
                : Optional.empty();
    }
}
