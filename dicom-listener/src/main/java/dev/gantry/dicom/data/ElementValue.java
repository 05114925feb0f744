// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Reads the value of one element as text or numbers (PS3.5 6.2). A value that does not parse is absent.
final class ElementValue {
    /// Fixed or floating point (PS3.5 6.2, DS). Java would take `NaN` and `0x1p3` as well.
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private ElementValue() {}

    static List<String> texts(Element element, List<String> characterSets) {
        if (element.value().length == 0) {
            return List.of();
        }
        var text = new String(element.value(), charset(element.vr(), characterSets));
        var values = new ArrayList<String>();
        for (var part : single(element.vr()) ? new String[] {text} : text.split("\\\\", -1)) {
            values.add(unpadded(part));
        }
        return List.copyOf(values);
    }

    static OptionalInt integer(Element element) {
        var numbers = decimals(element);
        if (numbers.isEmpty()) {
            return OptionalInt.empty();
        }
        double first = numbers.getFirst();
        return first == Math.rint(first) && Math.abs(first) <= Integer.MAX_VALUE
                ? OptionalInt.of((int) first)
                : OptionalInt.empty();
    }

    static List<Double> decimals(Element element) {
        var bytes = ByteBuffer.wrap(element.value())
                .order(element.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var numbers = new ArrayList<Double>();
        switch (element.vr()) {
            case US -> { while (bytes.remaining() >= 2) numbers.add((double) (bytes.getShort() & 0xFFFF)); }
            case SS -> { while (bytes.remaining() >= 2) numbers.add((double) bytes.getShort()); }
            case UL -> {
                while (bytes.remaining() >= 4) {
                    numbers.add((double) Integer.toUnsignedLong(bytes.getInt()));
                }
            }
            case SL -> { while (bytes.remaining() >= 4) numbers.add((double) bytes.getInt()); }
            case FL -> { while (bytes.remaining() >= 4) numbers.add((double) bytes.getFloat()); }
            case FD -> { while (bytes.remaining() >= 8) numbers.add(bytes.getDouble()); }
            case IS, DS -> {
                for (var text : texts(element, List.of())) {
                    if (!NUMBER.matcher(text).matches()) {
                        return List.of();
                    }
                    numbers.add(Double.valueOf(text));
                }
            }
            default -> { /* no number */ }
        }
        return List.copyOf(numbers);
    }

    /// ST, LT and UT hold one value in which a backslash is a character (PS3.5 6.2).
    private static boolean single(Vr vr) {
        return vr == Vr.ST || vr == Vr.LT || vr == Vr.UT || vr == Vr.UR;
    }

    private static String unpadded(String text) {
        int end = text.length();
        // UIDs are padded with NUL, and some senders do so elsewhere
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end).strip();
    }

    /// The character set of (0008,0005) (PS3.3 C.12.1.1.2). Code extensions (several values) are not
    /// decoded: their texts keep the ASCII part, which is all that matching needs.
    static Charset charset(Vr vr, List<String> characterSets) {
        return switch (vr) {
            case SH, LO, ST, PN, LT, UC, UT -> characterSets.isEmpty() ? StandardCharsets.ISO_8859_1
                    : named(characterSets.getFirst());
            default -> StandardCharsets.ISO_8859_1;
        };
    }

    private static Charset named(String term) {
        return switch (term.replace("ISO 2022 IR ", "ISO_IR ")) {
            case "ISO_IR 192" -> StandardCharsets.UTF_8;
            case "ISO_IR 101" -> java("ISO-8859-2");
            case "ISO_IR 109" -> java("ISO-8859-3");
            case "ISO_IR 110" -> java("ISO-8859-4");
            case "ISO_IR 144" -> java("ISO-8859-5");
            case "ISO_IR 127" -> java("ISO-8859-6");
            case "ISO_IR 126" -> java("ISO-8859-7");
            case "ISO_IR 138" -> java("ISO-8859-8");
            case "ISO_IR 148" -> java("ISO-8859-9");
            case "ISO_IR 203" -> java("ISO-8859-15");
            case "ISO_IR 13" -> java("Shift_JIS");
            case "ISO_IR 166" -> java("TIS-620");
            case "GB18030", "GBK" -> java("GB18030");
            default -> StandardCharsets.ISO_8859_1;
        };
    }

    /// A runtime image may lack the module with the rarer ones: then the ASCII part is what remains.
    private static Charset java(String name) {
        return Charset.forName(name, StandardCharsets.ISO_8859_1);
    }
}
