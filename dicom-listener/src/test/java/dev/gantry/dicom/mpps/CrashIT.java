// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged survives kill -9.
@Timeout(60)
class CrashIT {
    @TempDir
    Path folder;

    /// Creates and ends steps for ever, and says so of each once it is acknowledged.
    static final class Talker {
        public static void main(String[] arguments) throws Exception {
            var steps = PerformedSteps.open(Path.of(arguments[0]), Vertx.vertx(), Clock.systemUTC(), _ -> {});
            for (int i = 0; ; i++) {
                for (var kind : new Kind[] {Kind.CREATE, Kind.SET}) {
                    var set = kind == Kind.CREATE ? Scanner.begun().build() : Scanner.completed().build();
                    var operation = new Operation(kind, PerformedSteps.SOP_CLASS_UID, "1." + i, 0, Optional.of(set));
                    var answer = steps.perform(operation, new Nobody()).await();
                    System.out.println("said " + kind + " 1." + i + " " + answer.status());
                }
            }
        }
    }

    @Test
    void keepsEveryStepThatWasAcknowledged() throws Exception {
        var acknowledged = new ArrayList<String>();
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Talker.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        try (var lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (acknowledged.size() < 200) {
                var line = lines.readLine();
                assertThat(line).isNotNull();
                if (line.startsWith("said ")) {
                    assertThat(line).endsWith(" 0");
                    acknowledged.add(line);
                }
            }
            process.destroyForcibly(); // SIGKILL
            assertThat(process.waitFor()).isEqualTo(137);
        }

        var kept = new ArrayList<String>();
        var vertx = Vertx.vertx();
        try (var steps = PerformedSteps.open(folder, vertx, Clock.systemUTC(), _ -> {})) {
            steps.replay(step -> kept.add(step.sopInstanceUid() + " " + step.status()));
        } finally {
            vertx.close().await();
        }
        assertThat(acknowledged).allSatisfy(line -> {
            var uid = line.split(" ")[2];
            assertThat(kept).anyMatch(line.contains("SET")
                    ? (uid + " COMPLETED")::equals : one -> one.startsWith(uid + " "));
        });
    }
}
