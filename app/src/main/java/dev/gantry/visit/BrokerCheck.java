// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.MqttSettings;
import dev.gantry.config.Settings;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import dev.gantry.mqtt.Connection;
import dev.gantry.mqtt.Message;
import dev.gantry.mqtt.News;
import dev.gantry.mqtt.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Whether the broker takes what we publish and passes it on: own messages there and back.
final class BrokerCheck implements Check {
    private static final int MESSAGES = 20;
    private static final long LIMIT_SECONDS = 10;
    private static final int REFUSED = 0x80;

    private final MqttSettings settings;
    private final String topic;

    BrokerCheck(Settings settings) {
        this.settings = settings.mqtt();
        this.topic = "gantry/%s/%s/doctor/%s".formatted(settings.site(), settings.device(), UUID.randomUUID());
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public List<Finding> look() {
        var news = new LinkedBlockingQueue<News>(1000);
        var connection = Connection.open(settings, new Plan.Hearing("gantry-doctor-" + ProcessHandle.current().pid(),
                Duration.ofSeconds(30), List.of(topic), Duration.ZERO, true), news::offer);
        try {
            return List.of(talk(connection, news));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.note("interrupted"));
        } finally {
            connection.leave();
        }
    }

    private Finding talk(Connection connection, LinkedBlockingQueue<News> news) throws InterruptedException {
        var first = Optional.ofNullable(news.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
        if (first.isEmpty()) {
            return Finding.wrong("the broker at " + settings.url() + " does not answer within " + LIMIT_SECONDS + " s",
                    "see that it runs and that no firewall is between");
        }
        if (first.get() instanceof News.Down(_, var why)) {
            return Finding.wrong("the broker at " + settings.url() + ": " + why.text(),
                    "see the section mqtt of the settings, and the broker's log");
        }
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < MESSAGES; i++) {
            long began = System.nanoTime();
            connection.publish(new Message(topic, Integer.toString(i).getBytes(StandardCharsets.UTF_8), false, true,
                    new Message.Properties(Optional.empty(), Optional.of(Duration.ofMinutes(1)), Map.of())), i);
            var trouble = awaitOwn(news);
            if (trouble.isPresent()) {
                return trouble.get();
            }
            nanos.add(System.nanoTime() - began);
        }
        var figure = Figure.ofNanos(nanos);
        return Finding.ok(settings.url() + (settings.encrypted() ? " (TLS)" : "")
                + " takes our messages and passes them on: there and back " + figure.words(), figure.tree());
    }

    /// Empty once it came back.
    private Optional<Finding> awaitOwn(LinkedBlockingQueue<News> news) throws InterruptedException {
        while (true) {
            switch (news.poll(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                case null -> {
                    return Optional.of(Finding.wrong("the broker took a message on " + topic + " and did not pass it on",
                            "its access list must let this user read and write gantry/<site>/<device>/#"));
                }
                case News.Arrived arrived -> {
                    arrived.done().run();
                    return Optional.empty();
                }
                case News.Answered(_, _, int reason) when reason >= REFUSED -> {
                    return Optional.of(Finding.wrong("the broker refuses what we publish (0x%02X)".formatted(reason),
                            "its access list must let this user write gantry/<site>/<device>/#"));
                }
                case News.Down(_, var why) -> {
                    return Optional.of(Finding.wrong("the broker was lost meanwhile: " + why.text(), "see its log"));
                }
                case News.Answered _, News.Up _ -> {}
            }
        }
    }
}
