// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What became of the file of an object of an earlier life.
sealed interface Replayed {
    int PIECE_BYTES = 256 * 1024;

    /// It is what was received.
    record Found(Part10.Opened file, Parsed parsed) implements Replayed {}

    /// It is not there, or not what was received: a power cut without `fsync` does that, and hands do.
    record Lost(String why) implements Replayed {}

    /// @throws IOException when the disk does not say
    static Replayed read(Entry.Received entry, Path path) throws IOException {
        if (!Files.exists(path)) {
            return new Lost("its file is missing");
        }
        if (!(Part10.open(path) instanceof Part10.Opened opened)) {
            return new Lost("its file is no DICOM file any more");
        }
        return fingerprint(opened).equals(entry.fingerprint()) ? new Found(opened, opened.parse())
                : new Lost("its file is not what was received");
    }

    private static String fingerprint(Part10.Opened file) throws IOException {
        var crc = new CRC32C();
        var piece = ByteBuffer.allocate(PIECE_BYTES);
        try (var channel = FileChannel.open(file.file()).position(file.dataSetOffset())) {
            while (channel.read(piece) >= 0) {
                crc.update(piece.flip());
                piece.clear();
            }
        }
        return file.dataSetBytes() + "-" + "%08x".formatted(crc.getValue());
    }

    /// What is wrong with a data set.
    static Optional<String> defect(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Whole _ -> Optional.empty();
            case Parsed.Truncated(_, _, var detail) -> Optional.of(detail);
            case Parsed.Malformed(_, _, long at, var detail) -> Optional.of("byte " + at + ": " + detail);
        };
    }
}
