// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Makes a data set in code: phantoms, requests, reports. A wrong value is the caller's bug and throws
/// [IllegalArgumentException]; a tag that is put twice keeps the later value.
///
/// Text is encoded in the character set that was put before it ((0008,0005)), ISO 8859-1 without one.
public final class DataSetBuilder {
    private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

    /// Text, or a number as text (IS, DS), of a tag whose VR Gantry knows.
    public DataSetBuilder put(int tag, String... values) {
        return text(tag, Dictionary.vr(tag), values);
    }

    /// Text of any VR that has text values, several of them parted by backslashes (PS3.5 6.4).
    public DataSetBuilder text(int tag, Vr vr, String... values) {
        if (vr.unitBytes() != 1 || vr == Vr.SQ || vr == Vr.OB || vr == Vr.UN) {
            throw new IllegalArgumentException(Tag.text(tag) + " with VR " + vr + " holds no text");
        }
        return add(tag, vr, encode(tag, vr, String.join("\\", values)));
    }

    /// Numbers of a binary VR: US, SS, UL, SL, AT, FL or FD.
    public DataSetBuilder numbers(int tag, Vr vr, double... values) {
        int valueBytes = vr == Vr.AT ? 4 : vr.unitBytes(); // a tag is two units
        var bytes = ByteBuffer.allocate(values.length * valueBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : values) {
            switch (vr) {
                case US -> bytes.putShort((short) whole(tag, number, 0, 0xFFFF));
                case SS -> bytes.putShort((short) whole(tag, number, Short.MIN_VALUE, Short.MAX_VALUE));
                case UL -> bytes.putInt((int) whole(tag, number, 0, 0xFFFF_FFFFL));
                case SL -> bytes.putInt((int) whole(tag, number, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case AT -> {
                    long at = whole(tag, number, 0, 0xFFFF_FFFFL);
                    bytes.putShort((short) (at >> 16)).putShort((short) at);
                }
                case FL -> bytes.putFloat((float) number);
                case FD -> bytes.putDouble(number);
                default -> throw new IllegalArgumentException(Tag.text(tag) + " with VR " + vr
                        + " holds no numbers");
            }
        }
        return add(tag, vr, bytes.array());
    }

    /// Unsigned 16-bit numbers.
    public DataSetBuilder us(int tag, int... values) {
        var numbers = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = values[i];
        }
        return numbers(tag, Vr.US, numbers);
    }

    public DataSetBuilder sequence(int tag, DataSet... items) {
        return sequence(tag, List.of(items));
    }

    public DataSetBuilder sequence(int tag, Collection<DataSet> items) {
        elements.put(tag, new Element(tag, Vr.SQ, new byte[0], false, List.copyOf(items)));
        return this;
    }

    /// Bytes of any VR, multi-byte units in little endian order. The array is the builder's from now on.
    public DataSetBuilder bulk(int tag, Vr vr, byte[] value) {
        if (vr == Vr.SQ) {
            throw new IllegalArgumentException(Tag.text(tag) + ": a sequence has items, not bytes");
        }
        return add(tag, vr, value);
    }

    /// Takes over all elements of another set.
    public DataSetBuilder all(DataSet other) {
        other.elements().forEach(element -> elements.put(element.tag(), element));
        return this;
    }

    public DataSet build() {
        return new DataSet(new ArrayList<>(elements.values()));
    }

    /// The whole set as bytes; see [DataSetWriter#encode].
    public byte[] encode(TransferSyntax syntax) {
        return DataSetWriter.encode(build(), syntax);
    }

    private DataSetBuilder add(int tag, Vr vr, byte[] value) {
        elements.put(tag, new Element(tag, vr, value, false, List.of()));
        return this;
    }

    private byte[] encode(int tag, Vr vr, String text) {
        var sets = Optional.ofNullable(elements.get(Tag.SPECIFIC_CHARACTER_SET))
                .map(element -> ElementValue.texts(element, List.of()))
                .orElse(List.of());
        var charset = ElementValue.charset(vr, sets);
        try {
            var bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
            var value = new byte[bytes.remaining()];
            bytes.get(value);
            return value;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(Tag.text(tag) + " cannot be written in " + charset, e);
        }
    }

    private static long whole(int tag, double number, long least, long most) {
        if (number != Math.rint(number) || number < least || number > most) {
            throw new IllegalArgumentException(
                    Tag.text(tag) + " takes whole numbers from " + least + " to " + most + ", not " + number);
        }
        return (long) number;
    }
}
