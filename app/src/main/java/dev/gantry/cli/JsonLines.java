// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// One event of the log as one line of JSON; the `key=value` pairs of its message, such as `association`, `exam` and
/// `model`, are fields of their own.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final Pattern PAIR =
            Pattern.compile("(?<![\\w.-])(?<key>[a-z](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?)=(\"(?<quoted>[^\"]*)\"|'(?<single>[^']*)'|(?<bare>[^\\s\"']\\S*))");

    private final boolean priority;

    /// @param priority begins each line with the syslog priority that journald takes off again: `<4>` (sd-daemon(3))
    JsonLines(boolean priority) {
        this.priority = priority;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = JsonMapper.shared().createObjectNode();
        line.put("at", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", event.getFormattedMessage());
        var fields = line.putObject("fields");
        event.getMDCPropertyMap().forEach(fields::put);
        var pairs = PAIR.matcher(event.getFormattedMessage());
        while (pairs.find()) {
            var value = pairs.group("quoted") != null ? pairs.group("quoted")
                    : pairs.group("single") != null ? pairs.group("single") : pairs.group("bare");
            fields.put(pairs.group("key"), value);
        }
        if (event.getThrowableProxy() != null) {
            line.put("trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        var prefix = priority ? "<" + priority(event.getLevel()) + ">" : "";
        return (prefix + line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// RFC 5424 6.2.1.
    private static int priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }
}
