// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Outgoing.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// One CT series, as files for other people's senders and in memory for ours: the same bytes.
///
/// Each sending is another exam ([#renew]): a receiver that knows an object already may do less for it.
final class Series {
    private static final TransferSyntax SYNTAX = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
    private static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
    private static final String MULTI_FRAME_WORD_STORAGE = "1.2.840.10008.5.1.4.1.1.7.3";
    /// From a random UUID, cut so that numbers fit behind it (PS3.5 B.2).
    private static final String UID_ROOT = "2.25.17250911387204613459862407319";

    private final Path folder;
    private final List<ByteBuffer> objects = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final int slices;
    private int sending;

    /// Makes the files in `folder`; the memory is off the heap, about 0.5 MB for each slice.
    Series(Path folder, int slices) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.slices = slices;
        for (int i = 0; i < slices; i++) {
            var pixels = pixels(Phantom.slice(i));
            var header = header(CT_IMAGE_STORAGE, i, 1);
            objects.add(ByteBuffer.allocateDirect(header.length + pixels.length).put(header).put(pixels).flip());
            var file = this.folder.resolve("%04d.dcm".formatted(i));
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel, ByteBuffer.wrap(meta(CT_IMAGE_STORAGE, i)), 0);
                write(channel, objects.get(i).duplicate(), meta(CT_IMAGE_STORAGE, i).length);
            }
            files.add(file);
        }
    }

    /// The same pictures under new UIDs of the same length, in memory and in the files.
    void renew() throws IOException {
        sending++;
        for (int i = 0; i < slices; i++) {
            var header = header(CT_IMAGE_STORAGE, i, 1);
            objects.get(i).duplicate().put(header);
            try (var channel = FileChannel.open(files.get(i), StandardOpenOption.WRITE)) {
                var start = new ByteArrayOutputStream();
                start.writeBytes(meta(CT_IMAGE_STORAGE, i));
                start.writeBytes(header);
                write(channel, ByteBuffer.wrap(start.toByteArray()), 0);
            }
        }
    }

    List<Path> files() {
        return List.copyOf(files);
    }

    /// Encoded data sets without file meta information.
    long bytes() {
        return objects.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    List<Outgoing> outgoing() {
        var all = new ArrayList<Outgoing>();
        for (int i = 0; i < slices; i++) {
            all.add(new Outgoing(CT_IMAGE_STORAGE, instance(i), SYNTAX.uid(), new Source.Bytes(objects.get(i))));
        }
        return all;
    }

    /// One object whose pixel data is made while it is sent: slice 0 over and over.
    Outgoing multiFrame(int frames) {
        sending++;
        long pixelBytes = (long) frames * Phantom.SLICE_BYTES;
        var frame = Phantom.slice(0);
        var head = new ByteArrayOutputStream();
        head.writeBytes(header(MULTI_FRAME_WORD_STORAGE, 0, frames));
        var element = ByteBuffer.wrap(pixels(new byte[0])).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        element.putInt(element.capacity() - 4, (int) pixelBytes);
        head.writeBytes(element.array());
        var start = head.toByteArray();
        return new Outgoing(MULTI_FRAME_WORD_STORAGE, instance(0), SYNTAX.uid(),
                new Source.Made(start.length + pixelBytes, (from, length) -> {
                    var piece = ByteBuffer.allocate(length);
                    while (piece.hasRemaining()) {
                        long at = from + piece.position();
                        var part = at < start.length ? start : frame;
                        int offset = at < start.length ? (int) at : (int) ((at - start.length) % frame.length);
                        piece.put(part, offset, Math.min(part.length - offset, piece.remaining()));
                    }
                    return piece.flip();
                }));
    }

    private String instance(int index) {
        return uid(index + 2);
    }

    private String uid(int number) {
        return UID_ROOT + "%04d%05d".formatted(sending, number);
    }

    private byte[] meta(String sopClass, int index) {
        return Part10.header(sopClass, instance(index), SYNTAX, "GANTRY_BENCH");
    }

    private static byte[] pixels(byte[] samples) {
        return new DataSetBuilder().bulk(Tag.PIXEL_DATA, Vr.OW, samples).encode(SYNTAX);
    }

    /// Marked as quality control: whatever becomes of it pages nobody.
    private byte[] header(String sopClass, int index, int frames) {
        var set = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, sopClass)
                .put(Tag.SOP_INSTANCE_UID, instance(index))
                .put(Tag.STUDY_DATE, "20261121")
                .put(Tag.MODALITY, "CT")
                .put(Tag.MANUFACTURER, "gantry bench")
                .put(Tag.PATIENT_NAME, "Phantom^Bench")
                .put(Tag.PATIENT_ID, "BENCH")
                .put(Tag.QUALITY_CONTROL_SUBJECT, "YES")
                .put(Tag.BODY_PART_EXAMINED, "CHEST")
                .put(Tag.STUDY_INSTANCE_UID, uid(0))
                .put(Tag.SERIES_INSTANCE_UID, uid(1))
                .put(Tag.SERIES_NUMBER, "1")
                .put(Tag.INSTANCE_NUMBER, "%05d".formatted(index + 1))
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, Phantom.SIDE)
                .us(Tag.COLUMNS, Phantom.SIDE)
                .put(Tag.PIXEL_SPACING, "0.7", "0.7")
                .us(Tag.BITS_ALLOCATED, 16)
                .us(Tag.BITS_STORED, 12)
                .us(Tag.HIGH_BIT, 11)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .put(Tag.RESCALE_INTERCEPT, "-1024")
                .put(Tag.RESCALE_SLOPE, "1");
        if (frames > 1) {
            set.put(Tag.NUMBER_OF_FRAMES, Integer.toString(frames));
        }
        return set.encode(SYNTAX);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
