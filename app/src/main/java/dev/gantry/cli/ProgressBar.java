// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/// How far long work is, in one line of standard error that is drawn over and over; nothing where that is no terminal.
/// Any thread.
final class ProgressBar implements AutoCloseable {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int CELLS = 24;
    private static final int MOST_COLUMNS = 79;
    private static final long REDRAW_NANOS = 100_000_000;
    /// Before that a guess of the time left is none.
    private static final double SOONEST_GUESS_SECONDS = 2;
    private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

    private final PrintWriter err;
    private final String what;
    private final LongSupplier nanoClock;
    private final boolean seen;
    private long beganNanos;
    private long lastDone;
    private String lastCounted = "";
    private long drawnNanos;
    private boolean drawn;

    /// @param what is counted: `pictures`
    static ProgressBar of(PrintWriter err, String what) {
        return new ProgressBar(err, what, onTerminal(STANDARD_ERROR, System.getenv()), System::nanoTime);
    }

    /// Never shows anything but lines.
    static ProgressBar none(PrintWriter err) {
        return new ProgressBar(err, "", false, System::nanoTime);
    }

    ProgressBar(PrintWriter err, String what, boolean seen, LongSupplier nanoClock) {
        this.err = err;
        this.what = what;
        this.seen = seen;
        this.nanoClock = nanoClock;
        this.beganNanos = nanoClock.getAsLong();
    }

    /// Whether a person sees what is written there, on a terminal that can move its cursor.
    static boolean onTerminal(Path stream, Map<String, String> environment) {
        try {
            var device = Files.readSymbolicLink(stream).toString();
            return (device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console"))
                    && !"dumb".equals(environment.get("TERM"));
        } catch (IOException | UnsupportedOperationException _) {
            return false; // not Linux: no bar
        }
    }

    boolean visible() {
        return seen;
    }

    synchronized void at(long done, long of) {
        at(done, of, what);
    }

    /// @param of      0 when it is not known
    /// @param counted in place of what is counted otherwise
    synchronized void at(long done, long of, String counted) {
        long now = nanoClock.getAsLong();
        if (!seen || drawn && done != of && now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        drawn = true;
        if (done < lastDone || !counted.equals(lastCounted)) { // the next step
            beganNanos = now;
        }
        lastDone = done;
        lastCounted = counted;
        draw(of > 0 ? bar(done, of, (now - beganNanos) / 1e9, counted) : done + " " + counted);
    }

    /// Work of which it is not known how much it is.
    synchronized void now(String words) {
        if (seen) {
            drawn = true;
            draw(words);
        }
    }

    private void draw(String line) {
        err.print("\r" + line.substring(0, Math.min(line.length(), MOST_COLUMNS)) + CLEAR_TO_END_OF_LINE);
        err.flush();
    }

    private static String bar(long done, long of, double seconds, String counted) {
        int full = (int) (CELLS * Math.min(done, of) / of);
        var line = "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + done + " of " + of + " " + counted;
        double left = done == 0 ? 0 : seconds / done * (of - done);
        return seconds < SOONEST_GUESS_SECONDS || done == 0 || done >= of ? line
                : line + String.format(Locale.ROOT, left < 120 ? ", %.0f s left" : ", %.0f min left",
                        left < 120 ? left : left / 60);
    }

    /// For a line of text that is to stay: the bar makes room for it.
    synchronized void println(String line) {
        if (drawn) {
            draw("");
            err.print("\r");
        }
        err.println(line);
        err.flush();
        drawn = false;
    }

    /// Leaves an empty line.
    @Override
    public synchronized void close() {
        if (drawn) {
            draw("");
            err.print("\r");
            err.flush();
            drawn = false;
        }
    }
}
