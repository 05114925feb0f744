// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.pixel.Layout.Photometric;
import dev.gantry.dicom.spool.ObjectBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// The frames of one object, each of them read and decoded when it is asked for, without the others.
///
/// Any thread. Memory for one frame at a time, and for nothing that the pixel data does not hold.
public final class Image {
    /// A compressed frame may be longer than its samples: twice, and a megabyte of headers.
    private static final long STREAM_EXTRA_BYTES = 1 << 20;
    private static final int MAX_COLOUR_BITS = 16;

    private final Decoders decoders;
    private final DataSet header;
    private final TransferSyntax syntax;
    private final ObjectBytes bytes;
    private final PixelData place;
    private final Layout layout;
    private final Optional<Encapsulated> encapsulated;

    Image(Decoders decoders, DataSet header, TransferSyntax syntax, PixelData place, ObjectBytes bytes) {
        this.decoders = decoders;
        this.header = header;
        this.syntax = syntax;
        this.bytes = bytes;
        this.place = place;
        this.layout = Layout.of(header, syntax, place);
        this.encapsulated = syntax.encapsulated()
                ? Optional.of(new Encapsulated(bytes, place.offset(), header, layout.frames()))
                : Optional.empty();
    }

    /// The bytes of one frame and how its samples lie in them.
    ///
    /// @param firstBit where the frame begins; not zero only for single bits
    private record Samples(Layout layout, ByteBuffer raw, int firstBit) {}

    /// As many as the data set says; at least one.
    public int frames() {
        return layout.frames();
    }

    /// Grey samples in modality units; colours as their luma.
    ///
    /// @param frame counted from 0
    public Decoding frame(int frame) {
        var groups = new Groups(header, frame);
        try {
            refuse(defect(frame).or(groups::defect));
            var mapping = mapping(groups);
            if (mapping instanceof Mapping.Unusable(var why)) {
                return new Decoding.Unreadable(why);
            }
            return new Decoding.Decoded(grey(samples(frame), groups, mapping));
        } catch (UndecodableFrame e) {
            return new Decoding.Unreadable(e.getMessage());
        } catch (IOException e) {
            return new Decoding.Unreadable(unread(e));
        }
    }

    /// @param frame counted from 0
    public Colouring colour(int frame) {
        try {
            refuse(defect(frame));
            var photometric = layout.photometric().orElseThrow();
            if (!photometric.colour() && photometric != Photometric.PALETTE_COLOR) {
                return new Colouring.Grey();
            }
            refuse(layout.bitsStored() > MAX_COLOUR_BITS
                    ? Optional.of("colour of " + layout.bitsStored() + " bits")
                    : Optional.empty());
            return new Colouring.Coloured(photometric.colour() ? rgb(samples(frame)) : palette(frame));
        } catch (UndecodableFrame e) {
            return new Colouring.Unreadable(e.getMessage());
        } catch (IOException e) {
            return new Colouring.Unreadable(unread(e));
        }
    }

    /// How the object asks to have this frame shown: tables, then windows.
    public List<View> views(int frame) {
        var groups = new Groups(header, frame);
        var mapping = layout.colour() || defect(frame).isPresent() ? Mapping.Linear.IDENTITY : mapping(groups);
        return mapping instanceof Mapping.Unusable
                ? List.of()
                : Presentation.views(header, groups, layout, mapping);
    }

    public Place place(int frame) {
        return Presentation.place(header, new Groups(header, frame));
    }

    private static void refuse(Optional<String> defect) throws UndecodableFrame {
        if (defect.isPresent()) {
            throw new UndecodableFrame(defect.get());
        }
    }

    private static String unread(IOException e) {
        return "the pixel data cannot be read: " + e.getMessage();
    }

    private Optional<String> defect(int frame) {
        if (syntax.encapsulated() != (place.length() == PixelData.UNDEFINED)) {
            return Optional.of("transfer syntax " + syntax.uid() + " with pixel data "
                    + (syntax.encapsulated() ? "that is not in fragments" : "in fragments"));
        }
        return (syntax.encapsulated() ? decoders.missing(syntax) : Optional.<String>empty())
                .or(() -> layout.defect(frame));
    }

    private Mapping mapping(Groups groups) {
        return switch (layout.photometric().orElseThrow()) {
            case MONOCHROME1, MONOCHROME2 -> Mapping.modality(header, groups, layout);
            case PALETTE_COLOR -> Mapping.palette(header, layout);
            case RGB, YBR_FULL, YBR_FULL_422, YBR_PARTIAL_422, YBR_PARTIAL_420, YBR_ICT, YBR_RCT ->
                Mapping.Linear.IDENTITY;
        };
    }

    private Samples samples(int frame) throws IOException, UndecodableFrame {
        return encapsulated.isPresent() ? decoded(encapsulated.get(), frame) : uncompressed(frame);
    }

    private Samples decoded(Encapsulated frames, int frame) throws IOException, UndecodableFrame {
        long most = Math.min(2 * layout.shape().bytes() + STREAM_EXTRA_BYTES, Integer.MAX_VALUE - 8);
        var stream = frames.frame(frame, most);
        if (stream.isEmpty()) {
            throw new UndecodableFrame("frame " + frame + " has no fragment, or an overlong one");
        }
        var raw = decoders.decode(syntax, stream.get(), layout.shape());
        if (Layout.LOSSY.contains(syntax)) {
            layout.of(raw.shape()).clip(raw);
        }
        return new Samples(layout.of(raw.shape()), ByteBuffer.wrap(raw.samples()), 0);
    }

    private Samples uncompressed(int frame) throws IOException, UndecodableFrame {
        long firstBit = layout.frameBits() * frame;
        long first = firstBit / 8;
        long end = (firstBit + layout.frameBits() + 7) / 8;
        if (end > place.length()) {
            throw new UndecodableFrame("pixel data has " + place.length() + " bytes, " + size(frame) + " needs "
                    + end);
        }
        if (layout.swapped()) {
            first &= ~1L;
            end = Math.min(end + 1 & ~1L, place.length());
        }
        if (end - first > Integer.MAX_VALUE) {
            throw new UndecodableFrame("a frame of " + (end - first) + " bytes is too long");
        }
        var read = bytes.read(place.offset() + first, (int) (end - first));
        var raw = layout.swapped() ? swapped(read) : read;
        int before = (int) (firstBit / 8 - first);
        return new Samples(layout, raw.slice(raw.position() + before, raw.remaining() - before),
                (int) (firstBit % 8));
    }

    private String size(int frame) {
        return (frame > 0 ? "frame " + frame + " of " : "") + layout.rows() + " x " + layout.columns() + " x "
                + (layout.samplesPerPixel() > 1 ? layout.samplesPerPixel() + " x " : "")
                + layout.bitsAllocated() + " bit";
    }

    /// PS3.5 A.3: in big endian 16-bit words the byte of the second sample comes first.
    private static ByteBuffer swapped(ByteBuffer raw) {
        var bytes = new byte[raw.remaining()];
        raw.slice().get(bytes);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            byte first = bytes[i];
            bytes[i] = bytes[i + 1];
            bytes[i + 1] = first;
        }
        return ByteBuffer.wrap(bytes);
    }

    private Frame grey(Samples samples, Groups groups, Mapping mapping) {
        var here = samples.layout();
        var greys = new Greys(here, mapping, padding());
        var grey = here.colour()
                ? new Colours(samples.raw(), here).grey()
                : greys.grey(samples.raw(), samples.firstBit());
        return new Frame(
                here.rows(),
                here.columns(),
                grey,
                here.photometric().equals(Optional.of(Photometric.MONOCHROME1)),
                here.colour() ? Optional.empty() : Presentation.window(groups),
                Presentation.spacing(header, groups),
                greys.filled());
    }

    private Padding padding() {
        return layout.photometric().equals(Optional.of(Photometric.PALETTE_COLOR))
                ? Padding.NONE
                : Padding.of(header, layout);
    }

    private static Rgb rgb(Samples samples) {
        var here = samples.layout();
        return new Rgb(here.rows(), here.columns(), here.bitsStored(), new Colours(samples.raw(), here).rgb());
    }

    /// The stored values, each three times looked up.
    private Rgb palette(int frame) throws IOException, UndecodableFrame {
        var palette = Palette.of(header, layout);
        refuse(palette.isEmpty() ? Optional.of(Palette.UNREADABLE) : Optional.empty());
        var samples = samples(frame);
        var stored = new Greys(samples.layout(), Mapping.Linear.IDENTITY, Padding.NONE)
                .grey(samples.raw(), samples.firstBit());
        var rgb = new short[3 * stored.length];
        for (int i = 0; i < stored.length; i++) {
            rgb[3 * i] = (short) palette.get().red().of(stored[i]);
            rgb[3 * i + 1] = (short) palette.get().green().of(stored[i]);
            rgb[3 * i + 2] = (short) palette.get().blue().of(stored[i]);
        }
        return new Rgb(layout.rows(), layout.columns(), palette.get().red().bits(), rgb);
    }
}
