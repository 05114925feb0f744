// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import dev.gantry.config.MqttSettings;
import dev.gantry.mqtt.Link.Event;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that is made again whenever it is lost: carries out what [Link] decides.
///
/// Confined to its owner's thread, which brings it the [News] that the connections leave elsewhere.
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final String name;
    private final MqttSettings settings;
    private final Supplier<Plan> plan;
    private final Pace pace;
    private final Consumer<News> news;
    private Link link;
    private Optional<Connection> connection = Optional.empty();
    private Optional<Trouble> trouble = Optional.empty();

    /// Connects at the first [#tick].
    ///
    /// @param name for the log
    /// @param plan asked before each attempt
    /// @param news hears the connections, on their threads; is to bring it to [#heard]
    public Session(
            String name, MqttSettings settings, Supplier<Plan> plan, Pace pace, long nowNanos, Consumer<News> news) {
        this.name = name;
        this.settings = settings;
        this.plan = plan;
        this.pace = pace;
        this.news = news;
        this.link = Link.start(nowNanos);
    }

    /// @param owedSinceNanos when the oldest was sent that the broker has not answered
    /// @return whether the connection was given up on just now
    public boolean tick(long nowNanos, OptionalLong owedSinceNanos) {
        boolean wasUp = up();
        var before = link;
        take(new Event.Tick(nowNanos, owedSinceNanos, chance()));
        if (before instanceof Link.Trying && link instanceof Link.Down) {
            note(Trouble.lost("the broker does not answer CONNECT"));
        } else if (wasUp && !up()) {
            note(Trouble.lost("the broker takes what is published and does not acknowledge it"));
        }
        return wasUp && !up();
    }

    /// @return whether it is about the present connection; otherwise it is to be forgotten
    public boolean heard(News said, long nowNanos) {
        if (connection.filter(it -> it == said.from()).isEmpty()) {
            return false;
        }
        switch (said) {
            case News.Up _ -> {
                take(new Event.Opened(nowNanos));
                trouble = Optional.empty();
                LOG.info("mqtt connected session={} url={}", name, settings.url());
            }
            case News.Down(_, var why) -> {
                boolean first = up() || trouble.filter(why::equals).isEmpty();
                take(new Event.Lost(nowNanos, chance()));
                if (first) {
                    note(why);
                }
            }
            case News.Answered _, News.Arrived _ -> {}
        }
        return true;
    }

    private void note(Trouble why) {
        trouble = Optional.of(why);
        LOG.warn("mqtt down session={} url={} why=\"{}\"", name, settings.url(), why.text());
    }

    /// Ends a connection that is of no use, and makes another after a pause.
    public void abandon(long nowNanos, String why) {
        take(new Event.Lost(nowNanos, chance()));
        note(Trouble.lost(why));
    }

    /// Ends the connection in order to make another; nothing is wrong.
    public void renew(long nowNanos) {
        LOG.debug("mqtt renewed session={}", name);
        take(new Event.Lost(nowNanos, chance()));
    }

    private void take(Event event) {
        var step = Link.step(link, event, pace);
        link = step.next();
        for (var effect : step.effects()) {
            switch (effect) {
                case OPEN -> connection = Optional.of(Connection.open(settings, plan.get(), news));
                case DROP -> drop();
            }
        }
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /// Present while it stands.
    public Optional<Connection> connection() {
        return up() ? connection : Optional.empty();
    }

    public boolean up() {
        return link instanceof Link.Up;
    }

    /// Why it does not stand, as far as that is known.
    public Optional<Trouble> trouble() {
        return trouble;
    }

    /// When [#tick] has something to do although nothing happens.
    public OptionalLong nextNanos() {
        return link instanceof Link.Down(long retryAt, _) ? OptionalLong.of(retryAt) : OptionalLong.empty();
    }

    /// Lets go without a word.
    public void drop() {
        connection.ifPresent(Connection::drop);
        connection = Optional.empty();
    }
}
