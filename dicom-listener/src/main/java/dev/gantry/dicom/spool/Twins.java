// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.spool.Register.Former;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about objects that look like one that is held: the same instance, length and CRC-32C.
///
/// The new file, whole and as durable as any, is compared with the former's byte by byte on a worker thread, once the
/// former is durable; only then is its sender answered. Equal files are one object and the new file goes.
final class Twins {
    private static final Logger LOG = LoggerFactory.getLogger(Twins.class);
    private static final int PIECE_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final Register register;
    private final Function<String, Path> paths;

    private enum Comparison { SAME, OTHER, FORMER_GONE }

    /// @param paths file of an object by its id
    Twins(Vertx vertx, Register register, Function<String, Path> paths) {
        this.vertx = vertx;
        this.register = register;
        this.paths = paths;
    }

    /// Completes `kept`, or has `enter` do it, which journals and tells of an object that turned out to be another.
    void decide(Entry.Received draft, Former former, Promise<Void> kept, Consumer<Entry.Received> enter) {
        former.kept().onComplete(result -> {
            if (result.succeeded()) {
                compare(draft, former, kept, enter);
            } else { // there was no former after all, but another may have come in the meantime
                var enrolled = register.enrol(draft, kept.future());
                enrolled.former().ifPresentOrElse(
                        next -> decide(draft, next, kept, enter),
                        () -> enter.accept(enrolled.entry()));
            }
        });
    }

    private void compare(
            Entry.Received draft, Former former, Promise<Void> kept, Consumer<Entry.Received> enter) {
        vertx.executeBlocking(() -> compare(paths.apply(draft.id()), paths.apply(former.id())), false)
                .onFailure(kept::tryFail)
                .onSuccess(comparison -> {
                    switch (comparison) {
                        case SAME -> {
                            LOG.debug("an object came again id={}", former.id());
                            kept.tryComplete();
                        }
                        case OTHER -> enter.accept(register.enrolOther(draft, kept.future()));
                        case FORMER_GONE -> enter.accept(
                                register.enrolAgain(draft.with(new Kinship.Repeats(former.id())), kept.future()));
                    }
                });
    }

    private static Comparison compare(Path fresh, Path former) throws IOException {
        if (!Files.isReadable(former)) {
            return Comparison.FORMER_GONE;
        }
        if (dataSetDiffers(fresh, former)) {
            return Comparison.OTHER;
        }
        Files.delete(fresh);
        return Comparison.SAME;
    }

    /// The file meta information may differ: it names the sender.
    private static boolean dataSetDiffers(Path one, Path other) throws IOException {
        var first = opened(one);
        var second = opened(other);
        long length = first.dataSetBytes();
        if (length != second.dataSetBytes() || !first.transferSyntaxUid().equals(second.transferSyntaxUid())) {
            return true;
        }
        try (var a = FileChannel.open(one); var b = FileChannel.open(other)) {
            var left = ByteBuffer.allocate(PIECE_BYTES);
            var right = ByteBuffer.allocate(PIECE_BYTES);
            for (long at = 0; at < length; at += PIECE_BYTES) {
                int count = (int) Math.min(PIECE_BYTES, length - at);
                fill(a, first.dataSetOffset() + at, left.clear().limit(count));
                fill(b, second.dataSetOffset() + at, right.clear().limit(count));
                if (!left.equals(right)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Part10.Opened opened(Path file) throws IOException {
        if (Part10.open(file) instanceof Part10.Opened opened) {
            return opened;
        }
        throw new IOException("no DICOM file any more: " + file.getFileName());
    }

    private static void fill(FileChannel channel, long from, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            if (channel.read(piece, from + piece.position()) < 0) {
                throw new EOFException("the file ends early");
            }
        }
        piece.flip();
    }
}
