// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a frame wants to be seen.
final class Presentation {
    private Presentation() {}

    /// The first usable pair of centre and width. A VOI table is no window: then there is none.
    static Optional<Window> window(Groups groups) {
        return windows(groups).stream().findFirst();
    }

    /// Tables before windows, in the order of the object, unusable ones left out.
    static List<View> views(DataSet header, Groups groups, Layout layout, Mapping mapping) {
        var views = new ArrayList<View>();
        // signed when the modality values it is looked up by can be (PS3.3 C.11.2.1.1)
        boolean signed = mapping.of(layout.signed() ? -1 : 0) < 0;
        for (var table : header.items(Tag.VOI_LUT_SEQUENCE)) {
            Entries.of(table, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, signed)
                    .ifPresent(entries -> views.add(
                            new View.Table(entries.first(), entries.bits(), entries.entries())));
        }
        views.addAll(windows(groups));
        return List.copyOf(views);
    }

    /// Pairs of centre and width (PS3.3 C.11.2.1.2).
    private static List<Window> windows(Groups groups) {
        var set = groups.about(Tag.FRAME_VOI_LUT_SEQUENCE);
        var centers = set.decimals(Tag.WINDOW_CENTER);
        var widths = set.decimals(Tag.WINDOW_WIDTH);
        var function = function(set.text(Tag.VOI_LUT_FUNCTION).orElse("LINEAR"));
        var windows = new ArrayList<Window>();
        for (int i = 0; function.isPresent() && i < Math.min(centers.size(), widths.size()); i++) {
            double width = widths.get(i);
            boolean usable = function.get() == Function.LINEAR ? width >= 1 : width > 0;
            if (usable && Double.isFinite(width) && Double.isFinite(centers.get(i))) {
                windows.add(new Window(centers.get(i), width, function.get()));
            }
        }
        return windows;
    }

    static Place place(DataSet header, Groups groups) {
        return new Place(
                spacing(header, groups),
                numbers(groups.about(Tag.PLANE_POSITION_SEQUENCE), Tag.IMAGE_POSITION_PATIENT, 3),
                numbers(groups.about(Tag.PLANE_ORIENTATION_SEQUENCE), Tag.IMAGE_ORIENTATION_PATIENT, 6));
    }

    private static List<Double> numbers(DataSet set, int tag, int count) {
        var numbers = set.decimals(tag);
        return numbers.size() == count && numbers.stream().allMatch(Double::isFinite) ? numbers : List.of();
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
