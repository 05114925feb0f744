// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.model.ModelId;
import dev.gantry.shelf.Report;
import dev.gantry.shelf.Report.Line;
import dev.gantry.shelf.Shelf;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Waits for a running appliance to act on a change, and says what became of it.
final class ModelWait {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Shelf shelf;
    private final Telling telling;
    private final Duration longest;

    ModelWait(Shelf shelf, Telling telling, Duration longest) {
        this.shelf = shelf;
        this.telling = telling;
        this.longest = longest;
    }

    /// Until it is said of the version what it is: refused is a failure.
    int standing(ModelId id) throws IOException, InterruptedException {
        return tell(await(report -> report.of(id.toString())), line -> !line.standing().equals("refused"));
    }

    /// Until the version is active, or another one is in its place.
    int active(ModelId id) throws IOException, InterruptedException {
        return tell(await(report -> report.of(id.toString())), line -> line.standing().equals("active"));
    }

    int anyActive(String name) throws IOException, InterruptedException {
        return tell(await(report -> of(report, name, "active")), _ -> true);
    }

    int off(String name) throws IOException, InterruptedException {
        return tell(await(report -> of(report, name, "standby").or(() -> of(report, name, "refused"))), _ -> true);
    }

    private static Optional<Line> of(Report report, String name, String standing) {
        return report.lines().stream()
                .filter(line -> line.id().startsWith(name + "/") && line.standing().equals(standing))
                .findFirst();
    }

    private int tell(Optional<Line> found, Function<Line, Boolean> good) {
        if (found.isEmpty()) {
            return telling.done(); // nothing runs, or nobody wants to wait
        }
        var line = found.get();
        telling.fact("id", line.id()).fact("standing", line.standing()).fact("why", line.why())
                .line(line.standing() + ": " + line.id() + " (" + line.why() + ")");
        return good.apply(line) ? telling.done() : telling.failed();
    }

    /// Empty when there is nobody to wait for, which is said.
    private Optional<Line> await(Function<Report, Optional<Line>> wanted) throws IOException, InterruptedException {
        if (!shelf.occupied()) {
            telling.line("the appliance does not run: this takes effect when it starts");
            return Optional.empty();
        }
        long serial = shelf.choices().serial();
        for (long until = System.nanoTime() + longest.toNanos(); until - System.nanoTime() > 0;) {
            var line = shelf.report().filter(report -> report.serial() >= serial).flatMap(wanted);
            if (line.isPresent()) {
                return line;
            }
            Thread.sleep(LOOK);
        }
        telling.line(longest.isZero()
                ? "the appliance takes it up within seconds; gantry model list shows it"
                : "the appliance has not acted on it within " + longest.toSeconds()
                        + " s; gantry model list shows how it stands");
        return Optional.empty();
    }
}
