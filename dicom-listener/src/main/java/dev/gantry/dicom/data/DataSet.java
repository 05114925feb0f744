// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// The elements of one data set that fit in memory, by ascending unsigned tag (PS3.5 7.1).
///
/// Bulk values (pixel data, anything over the parser's limit) are not in it. Values are read
/// leniently: text loses its padding (PS3.5 6.2), a value that does not parse counts as absent.
public final class DataSet {
    private final SortedMap<Integer, Element> elements;
    private final List<String> inheritedCharacterSet;

    /// One data element. `value` holds the bytes as they came, padding included; `items` is
    /// non-empty only for sequences.
    public record Element(int tag, Vr vr, byte[] value, boolean bigEndian, List<DataSet> items) {
        public Element {
            items = List.copyOf(items);
        }
    }

    public DataSet(Iterable<Element> elements) {
        this(elements, List.of());
    }

    /// An item has the character set of its parent unless it names its own (PS3.3 C.12.1.1.2).
    DataSet(Iterable<Element> elements, List<String> inheritedCharacterSet) {
        this.inheritedCharacterSet = inheritedCharacterSet;
        this.elements = new TreeMap<>(Integer::compareUnsigned);
        elements.forEach(element -> this.elements.put(element.tag(), element));
    }

    public Optional<Element> element(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    public Iterable<Element> elements() {
        return elements.values();
    }

    /// The values of a text element, split at backslashes and stripped; empty when absent or of zero length.
    public List<String> texts(int tag) {
        return element(tag).map(e -> ElementValue.texts(e, characterSet())).orElse(List.of());
    }

    /// The first non-empty value.
    public Optional<String> text(int tag) {
        return texts(tag).stream().filter(t -> !t.isEmpty()).findFirst();
    }

    /// The first value of an integer element: US, SS, UL, SL or IS.
    public OptionalInt integer(int tag) {
        return element(tag).map(ElementValue::integer).orElse(OptionalInt.empty());
    }

    /// The first value of a number element: FL, FD, DS or any integer.
    public OptionalDouble decimal(int tag) {
        var all = decimals(tag);
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(all.getFirst());
    }

    /// All values of a number element; empty when one of them is no number.
    public List<Double> decimals(int tag) {
        return element(tag).map(ElementValue::decimals).orElse(List.of());
    }

    /// The items of a sequence; empty when absent.
    public List<DataSet> items(int tag) {
        return element(tag).map(Element::items).orElse(List.of());
    }

    private List<String> characterSet() {
        return element(Tag.SPECIFIC_CHARACTER_SET)
                .map(e -> ElementValue.texts(e, List.of()))
                .orElse(inheritedCharacterSet);
    }
}
