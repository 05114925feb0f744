// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was learned, as JSON. No patient data: AE titles, model names, times and counts.
final class WatchJson {
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int HOURS = 1 << 24;

    private WatchJson() {}

    /// Takes up what is read.
    ///
    /// @param damaged told of each entry that cannot be used
    record Reader(Consumer<Habit> scanner, Models model, Consumer<String> damaged) {
        /// Takes up one model.
        @FunctionalInterface
        interface Models {
            void restore(ModelHabit.Version version, ModelHabit.Memory memory);
        }
    }

    /// A file to which entries are added one by one, so that nothing else waits for all of them.
    static final class Draft {
        private final ObjectNode root = MAPPER.createObjectNode().put("version", VERSION);
        private final ArrayNode scanners = root.putArray("scanners");
        private final ArrayNode models = root.putArray("models");

        void add(Habit habit) {
            write(scanners.addObject(), habit);
        }

        void add(ModelHabit habit) {
            write(models.addObject(), habit);
        }

        byte[] bytes() {
            return MAPPER.writeValueAsBytes(root);
        }
    }

    private static void write(ObjectNode node, Habit habit) {
        node.put("scanner", habit.scanner())
                .put("first", habit.first().toString())
                .put("last", habit.last().toString());
        habit.complaint().ifPresent(complaint -> node.put("complaint", complaint));
        var silence = habit.silence();
        node.putObject("silence").put("before", silence.before()).put("date", silence.date().toString())
                .put("from", silence.from()).put("today", silence.today());
        var pauses = node.putArray("pauses");
        habit.pauses().forEach(pause -> pauses.addObject()
                .put("end", pause.end().toString()).put("surprise", pause.surprise()));
        var days = node.putObject("days");
        habit.history().days().forEach((date, day) -> days.putArray(date.toString())
                .add(day.seen()).add(day.observed()));
    }

    private static void write(ObjectNode node, ModelHabit habit) {
        var memory = habit.memory();
        var reference = memory.reference();
        node.put("model", habit.version().name()).put("version", habit.version().version());
        node.putObject("reference").put("first", reference.first().toString())
                .put("last", reference.last().toString()).put("positive", reference.positive())
                .put("negative", reference.negative()).put("refused", reference.refused());
        var scores = node.putArray("scores");
        memory.scores().forEach(scores::add);
        var window = node.putArray("window");
        memory.window().forEach(window::add);
        node.put("index", memory.index());
        write(node.putObject("more"), memory.more());
        write(node.putObject("fewer"), memory.fewer());
        write(node.putObject("not-analysed"), memory.refused());
    }

    private static void write(ObjectNode node, RateChart.State state) {
        node.put("score", state.score()).put("trials", state.trials()).put("events", state.events())
                .put("alarm", state.alarm());
    }

    /// @throws IllegalArgumentException when it is no such file, or one of a later version
    static void read(byte[] json, Reader reader) {
        try {
            var root = MAPPER.readTree(json);
            if (root.path("version").intValue(0) != VERSION) {
                throw new IllegalArgumentException("not a file of version " + VERSION);
            }
            each(root.path("scanners"), WatchJson::habit, reader.damaged()).forEach(reader.scanner());
            each(root.path("models"), node -> {
                reader.model().restore(new ModelHabit.Version(text(node, "model"), text(node, "version")), memory(node));
                return true;
            }, reader.damaged());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /// An entry that cannot be used costs no other.
    private static <T> List<T> each(JsonNode list, Function<JsonNode, T> read, Consumer<String> damaged) {
        var good = new ArrayList<T>();
        for (var node : list) {
            try {
                good.add(read.apply(node));
            } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
                damaged.accept(e.getMessage());
            }
        }
        return good;
    }

    private static Habit habit(JsonNode node) {
        var silence = node.path("silence");
        var complaint = node.has("complaint") ? Optional.of(text(node, "complaint")) : Optional.<String>empty();
        var habit = new Habit(text(node, "scanner"), instant(node, "first"), instant(node, "last"),
                new Habit.Silence(number(silence, "before"), LocalDate.parse(text(silence, "date")),
                        silence.path("from").intValue(), number(silence, "today")), complaint);
        for (var pause : node.path("pauses")) {
            habit.pauses().add(new Habit.Pause(instant(pause, "end"), number(pause, "surprise")));
        }
        for (var day : node.path("days").properties()) {
            habit.history().put(LocalDate.parse(day.getKey()),
                    new History.Day(hours(day.getValue().path(0)), hours(day.getValue().path(1))));
        }
        return habit;
    }

    private static int hours(JsonNode bits) {
        int value = bits.intValue();
        if (value < 0 || value >= HOURS) {
            throw new IllegalArgumentException("hours of a day: " + value);
        }
        return value;
    }

    private static ModelHabit.Memory memory(JsonNode node) {
        var reference = node.path("reference");
        var scores = node.path("scores").valueStream().map(WatchJson::share).toList();
        if (scores.size() > ScoreSpread.REFERENCE) {
            throw new IllegalArgumentException("more than " + ScoreSpread.REFERENCE + " scores");
        }
        return new ModelHabit.Memory(
                new Reference(instant(reference, "first"), instant(reference, "last"), count(reference, "positive"),
                        count(reference, "negative"), count(reference, "refused")),
                scores,
                node.path("window").valueStream().map(JsonNode::intValue).toList(),
                number(node, "index"), state(node.path("more")), state(node.path("fewer")),
                state(node.path("not-analysed")));
    }

    private static RateChart.State state(JsonNode node) {
        return new RateChart.State(number(node, "score"), count(node, "trials"), count(node, "events"),
                node.path("alarm").booleanValue());
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).stringValue();
    }

    private static Instant instant(JsonNode node, String key) {
        return Instant.parse(text(node, key));
    }

    private static int count(JsonNode node, String key) {
        int value = node.path(key).intValue();
        if (value < 0) {
            throw new IllegalArgumentException(key + ": " + value);
        }
        return value;
    }

    /// Finite and not negative.
    private static double number(JsonNode node, String key) {
        double value = node.path(key).doubleValue();
        if (!(value >= 0 && value < Double.MAX_VALUE)) {
            throw new IllegalArgumentException(key + ": " + value);
        }
        return value;
    }

    private static double share(JsonNode node) {
        double value = node.doubleValue();
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("score: " + value);
        }
        return value;
    }
}
