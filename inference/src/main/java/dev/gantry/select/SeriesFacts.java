// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.select;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What decides whether a series is the one to look at. Texts are upper case.
///
/// @param uid         Series Instance UID
/// @param number      Series Number (0020,0011)
/// @param images      how many there are
/// @param imageType   Image Type (0008,0008)
/// @param kernel      Convolution Kernel (0018,1210)
/// @param intent      Presentation Intent Type (0008,0068); empty: the header does not say
/// @param thicknessMm Slice Thickness (0018,0050), else Spacing Between Slices (0018,0088)
public record SeriesFacts(
        String uid, OptionalInt number, int images, List<String> imageType, List<String> kernel,
        List<String> intent, OptionalDouble thicknessMm) {

    public SeriesFacts {
        imageType = upper(imageType);
        kernel = upper(kernel);
        intent = upper(intent);
    }

    /// @param header of any image of the series; what is asked is the same in all of them
    /// @param images how many there are
    public static SeriesFacts of(DataSet header, int images) {
        var thickness = header.decimal(Tag.SLICE_THICKNESS);
        return new SeriesFacts(
                header.text(Tag.SERIES_INSTANCE_UID).orElse(""),
                header.integer(Tag.SERIES_NUMBER),
                images,
                header.texts(Tag.IMAGE_TYPE),
                header.texts(Tag.CONVOLUTION_KERNEL),
                header.texts(Tag.PRESENTATION_INTENT_TYPE),
                positive(thickness.isPresent() ? thickness : header.decimal(Tag.SPACING_BETWEEN_SLICES)));
    }

    /// A thickness of 0 is a header nobody filled in; spacing may be negative.
    private static OptionalDouble positive(OptionalDouble mm) {
        double size = Math.abs(mm.orElse(0));
        return size > 0 && Double.isFinite(size) ? OptionalDouble.of(size) : OptionalDouble.empty();
    }

    static List<String> upper(List<String> texts) {
        return texts.stream().map(text -> text.strip().toUpperCase(Locale.ROOT)).toList();
    }
}
