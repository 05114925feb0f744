// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import dev.gantry.dicom.data.Level.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Takes an uncompressed data set apart, in whatever pieces it comes (PS3.5 7).
///
/// It is always in one of four places: in an element's header, in a value that is kept, in bytes that are
/// skipped (then a piece costs one subtraction), or stopped for good.
final class ElementStream {
    private static final int LAST_HEADER_GROUP = 0x0028;
    private static final String TOO_DEEP = "sequences are nested deeper than " + Levels.MAX_DEPTH + " levels";

    private enum Place { HEADER, VALUE, SKIP, STOPPED }

    private final byte[] head = new byte[ElementHeader.LONG_BYTES];
    private final Levels levels;
    private Place place = Place.HEADER;
    private int headFilled;
    private int headNeeded = ElementHeader.SHORT_BYTES;
    private ElementHeader current = new ElementHeader(0, Vr.UN, 0, false);
    private byte[] value = {};
    private int valueFilled;
    private long skipLeft;
    private long at;
    private Optional<PixelData> pixels = Optional.empty();
    private Optional<DataSet> header = Optional.empty();
    private long badAt;
    private String bad = "";

    ElementStream(Encoding encoding) {
        levels = new Levels(encoding);
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
        return levels.leftOut();
    }

    Optional<DataSet> header() {
        return header;
    }

    Optional<PixelData> pixels() {
        return pixels;
    }

    Parsed finish() {
        var all = levels.elements();
        header = Optional.of(all);
        if (place == Place.STOPPED) {
            return new Parsed.Malformed(all, pixels, badAt, bad);
        }
        return missing()
                .<Parsed>map(what -> new Parsed.Truncated(all, pixels, what))
                .orElseGet(() -> new Parsed.Whole(all, pixels));
    }

    private Optional<String> missing() {
        var inner = levels.inner();
        return switch (place) {
            case HEADER -> {
                if (headFilled > 0 && !padding()) {
                    yield Optional.of("ended at byte " + at + ", inside the tag, VR or length of an element");
                }
                yield levels.atRoot() ? Optional.empty()
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
        return levels.atRoot();
    }

    private void takeHeader(ByteBuffer in) {
        int n = Math.min(in.remaining(), headNeeded - headFilled);
        in.get(head, headFilled, n);
        headFilled += n;
        at += n;
        if (headFilled < headNeeded) {
            return;
        }
        var level = levels.inner();
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

    /// Laxer than PS3.5 10: a set announced as implicit, or an item inside UN, may come explicit all the
    /// same. No first element of a real implicit set has a length that reads as a VR.
    private void detectEncoding(Level level) {
        if (level.fresh && level.kind == Kind.SET && !level.encoding.explicit()
                && ElementHeader.looksExplicit(head)) {
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
                    stop(start, "expected an item of " + Tag.text(level.tag) + ", found "
                            + Tag.text(current.tag()));
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

    /// Laxer than PS3.5 7.5: the length of a delimitation is not looked at, one without a partner is passed
    /// over, and the end of a sequence ends an item that was not delimited.
    private void delimit(Level level, long start) {
        if (current.tag() == Tag.ITEM_DELIMITATION) {
            if (level.kind == Kind.SET && level.undefined && !levels.atRoot()) {
                levels.leave();
            } else if (level.kind != Kind.SET) {
                stop(start, "an item delimitation between the items of " + Tag.text(level.tag));
            }
            return;
        }
        if (level.kind == Kind.SET && level.undefined && !levels.atRoot()) {
            levels.leave();
        }
        var inner = levels.inner();
        if (inner.kind != Kind.SET && inner.undefined) {
            levels.leave();
        }
    }

    private void beginElement(Level level, long start) {
        int tag = current.tag();
        long length = current.length();
        boolean bulk = levels.atRoot() && pixelData(tag);
        if (levels.atRoot() && Integer.compareUnsigned(tag >>> 16, LAST_HEADER_GROUP) > 0
                && header.isEmpty()) {
            header = Optional.of(levels.elements());
        }
        if (length == ElementHeader.UNDEFINED) {
            if (bulk && pixels.isEmpty()) {
                pixels = Optional.of(new PixelData(tag, current.vr(), at, PixelData.UNDEFINED));
            }
            beginUndefined(level, start);
        } else if (!level.holds(at, length)) {
            stop(start, Tag.text(tag) + " claims " + length + " bytes, beyond the end of "
                    + Tag.text(level.tag));
        } else if (bulk) {
            if (pixels.isEmpty()) {
                pixels = Optional.of(new PixelData(tag, current.vr(), at, length));
            }
            skip(length);
        } else if (current.vr() == Vr.SQ) {
            openSequence(level, start);
        } else {
            keepOrSkip(length);
        }
    }

    private void beginUndefined(Level level, long start) {
        int tag = current.tag();
        if (pixelData(tag)) {
            openFragments(level, start);
            return;
        }
        if (current.unknown()) {
            openSequence(level, start);
            return;
        }
        switch (current.vr()) {
            case SQ, UN -> openSequence(level, start);
            case OB, OW, OD, OF, OL, OV -> openFragments(level, start);
            default -> stop(start, Tag.text(tag) + " with VR " + current.vr() + " has no length");
        }
    }

    private void openFragments(Level level, long start) {
        open(level.inside(Kind.FRAGMENTS, current.tag(), ElementHeader.UNDEFINED, at, level.encoding), start);
    }

    private void openSequence(Level level, long start) {
        // PS3.5 6.2.2: what was sent as UN is implicit little endian inside.
        var encoding = current.unknown() ? Encoding.IMPLICIT : level.encoding;
        var sequence = level.inside(Kind.SEQUENCE, current.tag(), current.length(), at, encoding);
        if (!levels.enterSequence(sequence)) {
            stop(start, TOO_DEEP);
        }
    }

    private void keepOrSkip(long length) {
        int tag = current.tag();
        // Group lengths are retired, padding says nothing (PS3.5 7.2, PS3.10 7.2).
        boolean meaningless = (tag & 0xFFFF) == 0 || tag == Tag.DATA_SET_TRAILING_PADDING;
        if (meaningless || !levels.takes(length)) {
            skip(length);
            return;
        }
        value = new byte[(int) length];
        valueFilled = 0;
        place = Place.VALUE;
        if (length == 0) {
            endValue();
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
        boolean bigEndian = !current.unknown() && levels.inner().encoding.order() == ByteOrder.BIG_ENDIAN;
        levels.add(new Element(current.tag(), current.vr(), value, bigEndian, List.of()));
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
        if (!levels.enter(level)) {
            stop(start, TOO_DEEP);
        }
    }

    private void closeEnded() {
        if (place == Place.HEADER) {
            levels.leaveEnded(at);
        }
    }

    private static boolean pixelData(int tag) {
        return tag == Tag.PIXEL_DATA || tag == Tag.FLOAT_PIXEL_DATA || tag == Tag.DOUBLE_FLOAT_PIXEL_DATA;
    }
}
