// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tail;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of the log, in memory. No line of the log holds patient data; here lines are shortened besides, and of an
/// exception only its kind and place are kept, as its words may come from anywhere. Any thread.
public final class Tail implements AutoCloseable {
    static final int MOST_LINES = 2000;
    private static final int LONGEST = 500;

    private final Deque<Entry> lines = new ArrayDeque<>();
    private final Optional<LoggerContext> context;
    private final Ring ring = new Ring();
    private long seq;

    /// One line.
    ///
    /// @param seq     grows by one with each
    /// @param level   `INFO`, `WARN`, `ERROR`, `DEBUG`
    /// @param logger  the class, without its package
    /// @param trouble the kind of exception and where it was thrown
    public record Entry(long seq, Instant at, String level, String logger, String message, Optional<String> trouble) {}

    private final class Ring extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            take(event);
        }
    }

    private Tail(Optional<LoggerContext> context) {
        this.context = context;
    }

    /// Begins to keep what is logged from now on; with a logger that is not logback's there is nothing to keep.
    public static Tail begin() {
        var tail = new Tail(LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? Optional.of(context)
                : Optional.empty());
        tail.context.ifPresent(context -> {
            tail.ring.setContext(context);
            tail.ring.setName("TAIL");
            tail.ring.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(tail.ring);
        });
        return tail;
    }

    private void take(ILoggingEvent event) {
        var logger = event.getLoggerName();
        var trouble = Optional.ofNullable(event.getThrowableProxy()).map(thrown -> thrown.getClassName()
                + (thrown.getStackTraceElementProxyArray().length == 0 ? ""
                        : " " + thrown.getStackTraceElementProxyArray()[0]));
        var message = shortened(event.getFormattedMessage());
        synchronized (lines) {
            lines.addLast(new Entry(++seq, Instant.ofEpochMilli(event.getTimeStamp()), event.getLevel().toString(),
                    logger.substring(logger.lastIndexOf('.') + 1), message, trouble));
            if (lines.size() > MOST_LINES) {
                lines.removeFirst();
            }
        }
    }

    private static String shortened(String message) {
        var line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /// Those after `seq`, the latest `most` of them, the last one last.
    public List<Entry> after(long seq, int most) {
        synchronized (lines) {
            var those = lines.stream().filter(line -> line.seq() > seq).toList();
            return List.copyOf(those.subList(Math.max(0, those.size() - most), those.size()));
        }
    }

    /// Keeps nothing more.
    @Override
    public void close() {
        context.ifPresent(it -> it.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(ring));
        ring.stop();
    }
}
