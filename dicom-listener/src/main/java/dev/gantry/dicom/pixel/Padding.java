// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/// Stored values that are no picture (PS3.3 C.7.5.1.1.2): `least` to `most`, both included.
record Padding(double least, double most) {
    static final Padding NONE = new Padding(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    static Padding of(DataSet header, Layout layout) {
        return switch (layout.format()) {
            case INTEGER -> of(
                    integer(header, Tag.PIXEL_PADDING_VALUE, layout),
                    integer(header, Tag.PIXEL_PADDING_RANGE_LIMIT, layout));
            case FLOAT -> of(
                    header.decimal(Tag.FLOAT_PIXEL_PADDING_VALUE),
                    header.decimal(Tag.FLOAT_PIXEL_PADDING_RANGE_LIMIT));
            case DOUBLE -> of(
                    header.decimal(Tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE),
                    header.decimal(Tag.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT));
        };
    }

    private static Padding of(OptionalDouble value, OptionalDouble limit) {
        if (value.isEmpty()) {
            return NONE;
        }
        double other = limit.orElse(value.getAsDouble());
        return new Padding(Math.min(value.getAsDouble(), other), Math.max(value.getAsDouble(), other));
    }

    /// As signed as the samples are, whatever its VR says.
    private static OptionalDouble integer(DataSet header, int tag, Layout layout) {
        return header.element(tag)
                .filter(element -> element.value().length >= 2)
                .map(element -> {
                    var order = element.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                    short bits = ByteBuffer.wrap(element.value()).order(order).getShort();
                    return OptionalDouble.of(layout.signed() ? bits : bits & 0xFFFF);
                })
                .orElse(OptionalDouble.empty());
    }

    boolean any() {
        return least <= most;
    }

    boolean covers(double stored) {
        return stored >= least && stored <= most;
    }
}
