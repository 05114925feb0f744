// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.OpenSpool.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system of 32 MB of its own, really full. Needs the right to mount one; skipped without.
class FullDiskIT {
    static final int MB = 1 << 20;

    @TempDir
    Path folder;

    OpenSpool spool;
    boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder.toString());
        if (!mounted) {
            System.out.println("skipped: a tmpfs cannot be mounted here (not root)");
            abort("a tmpfs cannot be mounted here (not root)");
        }
        spool = new OpenSpool(folder);
        spool.disk = Disk.of(folder);
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            spool.close();
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    static boolean run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor() == 0;
    }

    StoreStatus sendInPieces(Image image) throws Exception {
        var reception = spool.begin(image.instance());
        var dataSet = ByteBuffer.wrap(image.dataSet());
        while (dataSet.hasRemaining()) {
            var piece = dataSet.slice(dataSet.position(), Math.min(64 * 1024, dataSet.remaining()));
            dataSet.position(dataSet.position() + piece.remaining());
            reception.write(piece);
        }
        spool.now = spool.now.plusMillis(1);
        return reception.finish().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void losesOnlyTheObjectForWhichThereWasNoRoom() throws Exception {
        spool.reserveBytes = -64L * MB; // so that nothing warns and the disk really fills
        spool.open();
        assertThat(sendInPieces(Image.of("2.25.11").ofPixels(1, MB))).isEqualTo(StoreStatus.SUCCESS);

        assertThat(sendInPieces(Image.of("2.25.12").ofPixels(2, 60 * MB))).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        spool.awaitWriter();
        spool.lookAtDisk();
        assertThat(sendInPieces(Image.of("2.25.13").ofPixels(3, MB))).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.files()).hasSize(2);
        spool.restart();
        assertThat(spool.told).extracting(StoredObject::sopInstanceUid).containsExactly("2.25.11", "2.25.13");
    }

    @Test
    void refusesBeforeItIsFullAndTakesObjectsAgainOnceOthersAreSettled() throws Exception {
        spool.reserveBytes = 2 * MB;
        spool.open();
        int taken = 0;
        while (sendInPieces(Image.of("2.25.1" + taken).ofPixels(taken, MB)) == StoreStatus.SUCCESS) {
            taken++;
            spool.lookAtDisk();
            assertThat(taken).isLessThan(32);
        }
        assertThat(spool.disk.space().usable()).isGreaterThan(2 * MB);
        assertThat(spool.files()).hasSize(taken);

        spool.settleAll();
        spool.lookAtDisk();

        assertThat(sendInPieces(Image.of("2.25.99").ofPixels(99, MB))).isEqualTo(StoreStatus.SUCCESS);
        assertThat(spool.disk.space().usedPercent()).isLessThan(75);
    }

    @Test
    void refusesAnObjectThatWouldFillIt() throws Exception {
        spool.reserveBytes = 4 * MB;
        spool.open();

        assertThat(sendInPieces(Image.of("2.25.12").ofPixels(2, 60 * MB))).isEqualTo(StoreStatus.OUT_OF_RESOURCES);

        assertThat(spool.disk.space().usable()).as("it was given up before").isGreaterThan(4 * MB);
        spool.awaitWriter(); // it removes the file
        spool.lookAtDisk();
        assertThat(sendInPieces(Image.of("2.25.13").ofPixels(3, MB))).isEqualTo(StoreStatus.SUCCESS);
    }
}
