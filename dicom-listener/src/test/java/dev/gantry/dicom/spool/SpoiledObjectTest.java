// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.OpenSpool.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Objects of which a piece could not be written, because their folder was away for a moment.
class SpoiledObjectTest {
    @TempDir
    Path folder;

    OpenSpool spool;
    final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void open() throws Exception {
        log.start();
        ((Logger) LoggerFactory.getLogger(SpoolWriter.class)).addAppender(log);
        spool = new OpenSpool(folder);
        spool.durability = Durability.WRITE; // no folder is synced
        spool.open();
    }

    @AfterEach
    void close() {
        spool.close();
        ((Logger) LoggerFactory.getLogger(SpoolWriter.class)).detachAppender(log);
    }

    /// An image whose file fills `chunks` to the last byte, and `more`.
    private static Image ofChunks(int chunks, int more) {
        var image = Image.of("2.25.11").ofPixels(1, 0);
        int header = Part10.header(OpenSpool.CR, image.instance(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "CR1").length;
        return image.ofPixels(1, chunks * Chunk.BYTES - header - image.dataSet().length + more);
    }

    /// Files may be made ahead in them meanwhile: once more, then.
    private void deleteFolders() throws IOException {
        for (int i = 0; Files.exists(folder.resolve("objects")); i++) {
            try (var files = Files.walk(folder.resolve("objects"))) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (DirectoryNotEmptyException e) {
                if (i == 1000) {
                    throw e;
                }
            }
        }
    }

    /// The first chunk finds no folder, those after it do.
    private StoreStatus storeWithAHole(Image image) throws Exception {
        var reception = spool.begin(image.instance());
        try (var files = Files.walk(folder.resolve("objects"))) {
            var folders = files.filter(Files::isDirectory).toList();
            deleteFolders();
            reception.write(ByteBuffer.wrap(image.dataSet(), 0, Chunk.BYTES));
            spool.awaitWriter();
            for (var each : folders) {
                Files.createDirectories(each);
            }
        }
        reception.write(ByteBuffer.wrap(image.dataSet(), Chunk.BYTES, image.dataSet().length - Chunk.BYTES));
        return reception.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void isNotAcknowledgedAlsoWhenItEndsWithAWholeChunk() throws Exception {
        assertThat(storeWithAHole(ofChunks(3, 0))).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        spool.restart();
        assertThat(spool.told).isEmpty();
        assertThat(spool.files()).isEmpty();
    }

    @Test
    void isToldOfOnceHoweverManyPiecesFollow() throws Exception {
        assertThat(storeWithAHole(ofChunks(9, 100))).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        assertThat(log.list).filteredOn(event -> event.getLevel() == Level.ERROR)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("write failed")).hasSize(1);
    }
}
