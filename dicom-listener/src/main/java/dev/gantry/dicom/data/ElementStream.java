// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import dev.gantry.dicom.data.Level.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Takes an uncompressed data set apart, in whatever pieces it comes (PS3.5 7).
///
/// It is always in one of four places: in an element's header, in a value that is kept, in bytes that are
/// skipped (then a piece costs one subtraction), or stopped for good. The levels that are open lie on a
/// stack of our own, so that depth costs no thread stack.
final class ElementStream {
    private static final int MAX_VALUE_BYTES = 64 * 1024;
    private static final int MAX_KEPT_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int MAX_DEPTH = 64;
    private static final int LAST_HEADER_GROUP = 0x0028;

    private enum Place { HEADER, VALUE, SKIP, STOPPED }

    private final byte[] head = new byte[ElementHeader.LONG_BYTES];
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Level root;
    private Place place = Place.HEADER;
    private int headFilled;
    private int headNeeded = ElementHeader.SHORT_BYTES;
    private ElementHeader current = new ElementHeader(0, Vr.UN, 0, false);
    private byte[] value = {};
    private int valueFilled;
    private long skipLeft;
    private long at;
    private int kept;
    private int keptBytes;
    private int leftOut;
    private Optional<PixelData> pixels = Optional.empty();
    private Optional<DataSet> header = Optional.empty();
    private long badAt;
    private String bad = "";

    ElementStream(Encoding encoding) {
        root = Level.root(encoding);
        levels.push(root);
    }

    void feed(ByteBuffer in) {
        while (in.hasRemaining() && place != Place.STOPPED) {
            switch (place) {
                case HEADER -> takeHeader(in);
                case VALUE -> takeValue(in);
                case SKIP -> takeSkipped(in);
                case STOPPED -> { /* not reached */ }
            }
        }
    }

    /// From byte `offset` on this is no data set; all further bytes are ignored.
    void stop(long offset, String detail) {
        if (place != Place.STOPPED) {
            place = Place.STOPPED;
            badAt = offset;
            bad = detail;
        }
    }

    boolean stopped() {
        return place == Place.STOPPED;
    }

    long at() {
        return at;
    }

    int leftOut() {
        return leftOut;
    }

    Optional<DataSet> header() {
        return header;
    }

    Optional<PixelData> pixels() {
        return pixels;
    }

    Parsed finish() {
        var all = set(root);
        header = Optional.of(all);
        if (place == Place.STOPPED) {
            return new Parsed.Malformed(all, pixels, badAt, bad);
        }
        return missing()
                .<Parsed>map(what -> new Parsed.Truncated(all, pixels, what))
                .orElseGet(() -> new Parsed.Whole(all, pixels));
    }

    private Optional<String> missing() {
        var inner = levels.element();
        return switch (place) {
            case HEADER -> {
                if (headFilled > 0 && !padding()) {
                    yield Optional.of("ended at byte " + at + ", inside the tag, VR or length of an element");
                }
                yield levels.size() == 1 ? Optional.empty()
                        : Optional.of("ended at byte " + at + ", inside " + Tag.text(inner.tag));
            }
            case VALUE -> Optional.of(shortOf(value.length - (long) valueFilled));
            case SKIP -> Optional.of(shortOf(skipLeft));
            case STOPPED -> Optional.empty();
        };
    }

    private String shortOf(long bytes) {
        return "ended at byte " + at + ", inside " + Tag.text(current.tag()) + ": " + bytes + " of its "
                + current.length() + " bytes are missing";
    }

    /// Laxer than PS3.5 7: some writers pad the set itself to an even length or a block size with NULs.
    private boolean padding() {
        for (int i = 0; i < headFilled; i++) {
            if (head[i] != 0) {
                return false;
            }
        }
        return levels.size() == 1;
    }

    private void takeHeader(ByteBuffer in) {
        int n = Math.min(in.remaining(), headNeeded - headFilled);
        in.get(head, headFilled, n);
        headFilled += n;
        at += n;
        if (headFilled < headNeeded) {
            return;
        }
        var level = levels.element();
        if (headNeeded == ElementHeader.SHORT_BYTES) {
            detectEncoding(level);
            headNeeded = ElementHeader.bytes(head, level.encoding);
            if (headFilled < headNeeded) {
                return;
            }
        }
        long start = at - headNeeded;
        headFilled = 0;
        headNeeded = ElementHeader.SHORT_BYTES;
        if (at > level.bound) {
            stop(start, Tag.text(level.tag) + " ends inside the tag, VR or length of an element");
            return;
        }
        current = ElementHeader.read(head, level.encoding);
        begin(level, start);
        closeEnded();
    }

    /// Laxer than PS3.5 10: a set announced as implicit, or an item inside UN, may come explicit all the same. No
    /// first element of a real implicit set has a length that reads as a VR.
    private void detectEncoding(Level level) {
        if (level.fresh && level.kind == Kind.SET && !level.encoding.explicit() && ElementHeader.looksExplicit(head)) {
            level.encoding = Encoding.EXPLICIT;
        }
    }

    private void begin(Level level, long start) {
        switch (current.tag()) {
            case Tag.ITEM -> beginItem(level, start);
            case Tag.ITEM_DELIMITATION, Tag.SEQUENCE_DELIMITATION -> delimit(level, start);
            default -> {
                if (level.kind == Kind.SET) {
                    level.fresh = false;
                    beginElement(level, start);
                } else {
                    stop(start, "expected an item of " + Tag.text(level.tag) + ", found " + Tag.text(current.tag()));
                }
            }
        }
    }

    private void beginItem(Level level, long start) {
        long length = current.length();
        if (level.kind == Kind.SET) {
            stop(start, "an item outside a sequence");
        } else if (level.kind == Kind.FRAGMENTS && length == ElementHeader.UNDEFINED) {
            stop(start, "a fragment of " + Tag.text(level.tag) + " has no length");
        } else if (length != ElementHeader.UNDEFINED && !level.holds(at, length)) {
            stop(start, "an item of " + Tag.text(level.tag) + " claims " + length + " bytes, beyond its end");
        } else if (level.kind == Kind.FRAGMENTS) {
            skip(length);
        } else {
            open(level.inside(Kind.SET, level.tag, length, at, level.encoding), start);
        }
    }

    /// Laxer than PS3.5 7.5: the length of a delimitation is not looked at, one without a partner is passed over, and
    /// the end of a sequence ends an item that was not delimited.
    private void delimit(Level level, long start) {
        if (current.tag() == Tag.ITEM_DELIMITATION) {
            if (level.kind == Kind.SET && level.undefined && level != root) {
                close();
            } else if (level.kind != Kind.SET) {
                stop(start, "an item delimitation between the items of " + Tag.text(level.tag));
            }
            return;
        }
        if (level.kind == Kind.SET && level.undefined && level != root) {
            close();
        }
        var inner = levels.element();
        if (inner.kind != Kind.SET && inner.undefined) {
            close();
        }
    }

    private void beginElement(Level level, long start) {
        int tag = current.tag();
        long length = current.length();
        boolean bulk = level == root && pixelData(tag);
        if (level == root && Integer.compareUnsigned(tag >>> 16, LAST_HEADER_GROUP) > 0 && header.isEmpty()) {
            header = Optional.of(set(root));
        }
        if (length == ElementHeader.UNDEFINED) {
            if (bulk && pixels.isEmpty()) {
                pixels = Optional.of(new PixelData(tag, current.vr(), at, PixelData.UNDEFINED));
            }
            beginUndefined(level, start);
        } else if (!level.holds(at, length)) {
            stop(start, Tag.text(tag) + " claims " + length + " bytes, beyond the end of " + Tag.text(level.tag));
        } else if (bulk) {
            if (pixels.isEmpty()) {
                pixels = Optional.of(new PixelData(tag, current.vr(), at, length));
            }
            skip(length);
        } else if (current.vr() == Vr.SQ) {
            open(level.inside(Kind.SEQUENCE, tag, length, at, encodingInside(level)), start);
        } else {
            keepOrSkip(level, length);
        }
    }

    private void beginUndefined(Level level, long start) {
        int tag = current.tag();
        if (pixelData(tag)) {
            open(level.inside(Kind.FRAGMENTS, tag, ElementHeader.UNDEFINED, at, level.encoding), start);
            return;
        }
        switch (current.vr()) {
            case SQ, UN -> open(
                    level.inside(Kind.SEQUENCE, tag, ElementHeader.UNDEFINED, at, encodingInside(level)), start);
            case OB, OW, OD, OF, OL, OV -> open(
                    level.inside(Kind.FRAGMENTS, tag, ElementHeader.UNDEFINED, at, level.encoding), start);
            default -> stop(start, Tag.text(tag) + " with VR " + current.vr() + " has no length");
        }
    }

    /// PS3.5 6.2.2: what was sent as UN is implicit little endian inside.
    private Encoding encodingInside(Level level) {
        return current.unknown() ? Encoding.IMPLICIT : level.encoding;
    }

    private void keepOrSkip(Level level, long length) {
        int tag = current.tag();
        if ((tag & 0xFFFF) == 0 || tag == Tag.DATA_SET_TRAILING_PADDING) {
            skip(length); // group lengths are retired, padding says nothing (PS3.5 7.2, PS3.10 7.2)
        } else if (length > MAX_VALUE_BYTES) {
            leftOut++;
            skip(length);
        } else if (kept >= MAX_ELEMENTS || keptBytes + length > MAX_KEPT_BYTES) {
            leftOut++;
            level.incomplete = true;
            skip(length);
        } else {
            kept++;
            keptBytes += (int) length;
            value = new byte[(int) length];
            valueFilled = 0;
            place = Place.VALUE;
            if (length == 0) {
                endValue();
            }
        }
    }

    private void takeValue(ByteBuffer in) {
        int n = Math.min(in.remaining(), value.length - valueFilled);
        in.get(value, valueFilled, n);
        valueFilled += n;
        at += n;
        if (valueFilled == value.length) {
            endValue();
            closeEnded();
        }
    }

    private void endValue() {
        var level = levels.element();
        boolean bigEndian = !current.unknown() && level.encoding.order() == ByteOrder.BIG_ENDIAN;
        var element = new Element(current.tag(), current.vr(), value, bigEndian, List.of());
        level.elements.add(element);
        if (current.tag() == Tag.SPECIFIC_CHARACTER_SET) {
            level.characterSet = ElementValue.texts(element, List.of());
        }
        place = Place.HEADER;
    }

    private void skip(long length) {
        skipLeft = length;
        place = length == 0 ? Place.HEADER : Place.SKIP;
    }

    private void takeSkipped(ByteBuffer in) {
        int n = (int) Math.min(in.remaining(), skipLeft);
        in.position(in.position() + n);
        skipLeft -= n;
        at += n;
        if (skipLeft == 0) {
            place = Place.HEADER;
            closeEnded();
        }
    }

    private void open(Level level, long start) {
        if (levels.size() >= MAX_DEPTH) {
            stop(start, "sequences are nested deeper than " + MAX_DEPTH + " levels");
        } else {
            levels.push(level);
        }
    }

    /// A level ends where its length says, or where the one around it ends though no delimitation came.
    private void closeEnded() {
        while (place == Place.HEADER && levels.size() > 1 && at >= levels.element().bound) {
            close();
        }
    }

    private void close() {
        var ended = levels.pop();
        var around = levels.element();
        switch (ended.kind) {
            case SET -> endItem(ended, around);
            case SEQUENCE -> {
                if (kept++ < MAX_ELEMENTS) {
                    boolean bigEndian = around.encoding.order() == ByteOrder.BIG_ENDIAN;
                    around.elements.add(new Element(ended.tag, Vr.SQ, new byte[0], bigEndian, ended.items));
                } else {
                    around.incomplete = true;
                }
            }
            case FRAGMENTS -> { /* bulk is never kept */ }
        }
    }

    private void endItem(Level item, Level sequence) {
        sequence.incomplete |= item.incomplete || kept >= MAX_ELEMENTS;
        if (sequence.incomplete) {
            leftOut++;
        } else {
            kept++;
            sequence.items.add(set(item));
        }
    }

    private static DataSet set(Level level) {
        return new DataSet(level.elements, level.characterSet);
    }

    private static boolean pixelData(int tag) {
        return tag == Tag.PIXEL_DATA || tag == Tag.FLOAT_PIXEL_DATA || tag == Tag.DOUBLE_FLOAT_PIXEL_DATA;
    }
}
