// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.gantry.config.LogSettings;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// How the log looks, and how much of it there is.
final class Logging {
    private static final String LEVEL = "GANTRY_LOG";
    private static final String JOURNAL = "JOURNAL_STREAM";

    private Logging() {}

    enum Format {
        /// JSON where standard error is systemd's journal, text elsewhere.
        AUTO,
        TEXT,
        JSON
    }

    /// Brings the logs of libraries that use java.util.logging into ours.
    static void routeJavaUtilLogging() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /// As far as the configured logger is ours; a logback configuration of the site's own is left as it is.
    static void use(Format format, Map<String, String> environment) {
        boolean journal = environment.containsKey(JOURNAL);
        if (format == Format.TEXT || format == Format.AUTO && !journal
                || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
                || !(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR")
                        instanceof OutputStreamAppender<ILoggingEvent> appender)) {
            return;
        }
        var encoder = new JsonLines(journal);
        encoder.setContext(context);
        encoder.start();
        appender.stop();
        appender.setEncoder(encoder);
        appender.start();
    }

    /// @param environment its `GANTRY_LOG` wins
    static void use(LogSettings settings, Map<String, String> environment) {
        if (!environment.containsKey(LEVEL) && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.valueOf(settings.level().name()));
        }
    }
}
