// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.counter;

import dev.gantry.alert.Publisher;
import dev.gantry.control.Reply;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `outbox list` and `outbox flush`.
final class OutboxVerbs {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_NAMED = 1000;
    private static final int MOST_TOPICS = 100;
    private static final long LOOK_MILLIS = 200;
    private static final int HURRY_EACH = 5;

    private final Outbox outbox;
    private final Publisher publisher;

    OutboxVerbs(Outbox outbox, Publisher publisher) {
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /// What waits for one topic.
    private static final class Queue {
        private final Entry oldest;
        private int waiting;

        Queue(Entry oldest) {
            this.oldest = oldest;
        }
    }

    Reply list(JsonNode arguments, Consumer<ObjectNode> progress) {
        int most = Math.clamp(arguments.path("most").asInt(20), 0, MOST_NAMED);
        var waiting = outbox.waitingEntries();
        var node = standing(JSON.createObjectNode().put("waiting", waiting.size()));
        var queues = new TreeMap<String, Queue>();
        waiting.forEach(entry -> publisher.topics(entry).forEach(topic ->
                queues.computeIfAbsent(topic, _ -> new Queue(entry)).waiting++));
        var topics = node.putArray("topics");
        queues.entrySet().stream().sorted(Comparator.comparing(it -> it.getValue().oldest.seq())).limit(MOST_TOPICS)
                .forEach(it -> topics.addObject().put("topic", it.getKey()).put("waiting", it.getValue().waiting)
                        .put("since", ExamVerbs.said(it.getValue().oldest).toString()));
        var entries = node.putArray("entries");
        waiting.stream().limit(most).forEach(entry -> write(entries.addObject(), entry));
        return new Reply.Done(node.put("left-out", waiting.size() - entries.size()));
    }

    private ObjectNode standing(ObjectNode node) {
        node.put("connected", publisher.connected());
        var troubles = node.putArray("troubles");
        publisher.complaints().forEach(troubles::add);
        return node;
    }

    private void write(ObjectNode node, Entry entry) {
        var outcome = entry.standing().last();
        node.put("seq", entry.seq()).put("id", outcome.identity().id().toString())
                .put("revision", outcome.identity().revision()).put("exam", outcome.subject().exam().study())
                .put("model", entry.unit().model()).put("state", outcome.state().word())
                .put("result", outcome.verdict().result().word()).put("since", outcome.timing().published().toString());
        var topics = node.putArray("topics");
        publisher.topics(entry).forEach(topics::add);
    }

    /// Waits for what waits now; what comes meanwhile is not its affair.
    Reply flush(JsonNode arguments, Consumer<ObjectNode> progress) throws InterruptedException {
        var limit = Duration.ofSeconds(Math.clamp(arguments.path("limit-seconds").asLong(60), 0, 86_400));
        long until = System.nanoTime() + limit.toNanos();
        var meant = outbox.waitingSeqs();
        long last = meant.stream().mapToLong(seq -> seq).max().orElse(0);
        long left = meant.size();
        for (int look = 0; left > 0 && (look == 0 || System.nanoTime() - until < 0); look++) {
            if (look % HURRY_EACH == 0) {
                publisher.hurry();
            }
            progress.accept(standing(JSON.createObjectNode().put("done", meant.size() - left).put("of", meant.size())));
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            left = left(last);
        }
        return new Reply.Done(standing(JSON.createObjectNode().put("waited", meant.size()).put("left", left)));
    }

    private long left(long last) {
        return outbox.oldestWaiting().orElse(Long.MAX_VALUE) > last ? 0
                : outbox.waitingSeqs().stream().filter(seq -> seq <= last).count();
    }
}
