// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.board.Board;
import dev.gantry.board.Board.Arrival;
import dev.gantry.board.Card;
import dev.gantry.config.AlertSettings.Receiver;
import dev.gantry.config.Settings;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool.Kept;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.escalation.Answered;
import dev.gantry.explain.Explanations;
import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Subject;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The page for the scanner room: hears what comes and what is said of it, and shows it to the pages that are open.
///
/// What it hears it takes in on a thread of its own, in the order in which it came: the path of the pictures waits for
/// nothing here.
public final class RoomPage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomPage.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_CARDS = 200;
    /// A page that hears nothing for ten seconds says that it is stale.
    private static final long BEAT_MILLIS = 2_000;
    /// The first change is told at once; those that follow within this time are told together, such as the images of a
    /// series.
    private static final long TOGETHER_MILLIS = 40;

    /// What the page shows and cannot know itself.
    ///
    /// @param subjects what an outcome of an image would be about
    /// @param status   why the appliance is degraded
    /// @param kept     an object by the spool's own name
    public record Sources(Function<StoredObject, Subject> subjects, Supplier<List<Concern>> status,
            Function<String, Optional<Kept>> kept, Function<Ack, CompletionStage<Answered>> answers) {}

    private final Settings settings;
    private final Sources sources;
    private final Clock clock;
    private final Board board = new Board();
    private final Pictures pictures = new Pictures();
    private final Responses responses = new Responses();
    private final CardJson json = new CardJson(pictures, responses::of);
    private final Viewers viewers = new Viewers();
    private final Answering answering;
    private final ScheduledThreadPoolExecutor thread;
    private final Set<Card> changed = new LinkedHashSet<>();
    private long toldNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(TOGETHER_MILLIS);
    private List<Concern> reasons = List.of();
    private volatile Optional<Explanations> explanations = Optional.empty();
    private volatile boolean behind;

    /// @throws IOException when the key of the receiver as which the page answers cannot be read
    public RoomPage(Settings settings, Sources sources, Clock clock) throws IOException {
        this.settings = settings;
        this.sources = sources;
        this.clock = clock;
        this.answering = new Answering(receiver(settings), sources.answers(), clock);
        board.listen(this::changed);
        thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("room").factory());
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // once it is closed
        thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Optional<Receiver> receiver(Settings settings) {
        return settings.alerts().receivers().stream()
                .filter(it -> settings.room().receiver().filter(it.name()::equals).isPresent()).findFirst();
    }

    /// Adds the page, its files and what it asks for.
    public void addTo(Door door, Pixels pixels) {
        door.file("/", "index.html");
        Stream.of("room.js", "room.css", "picture.js", "answering.js", "texts.js", // and what all pages share:
                        "session.js", "language.js", "page-texts.js", "dom.js", "base.css", "icon.svg")
                .forEach(name -> door.file("/" + name, name));
        var showing = new Showing(pictures::place, sources.kept(), pixels, () -> explanations);
        door.on(HttpMethod.GET, "/api/room/stream", Needs.NOBODY, this::stream);
        door.on(HttpMethod.GET, "/api/previews/*", Needs.VIEWER, showing::preview);
        door.on(HttpMethod.GET, "/api/heatmaps/*", Needs.VIEWER, showing::heatMap);
        door.on(HttpMethod.POST, "/api/acks", Needs.VIEWER, answering::answer);
    }

    /// Where heat maps are kept from now on.
    public void heatMaps(Explanations kept) {
        explanations = Optional.of(kept);
    }

    /// An object came. Any thread; does not wait.
    public void arrived(StoredObject object) {
        if (object.pixels().isPresent() || object.header().integer(Tag.ROWS).isPresent()) { // reports open no exam
            later(() -> take(object));
        }
    }

    private void take(StoredObject object) {
        var subject = sources.subjects().apply(object);
        var exam = subject.exam();
        var arrival = subject.arrival();
        pictures.came(exam, object, Initials.of(object.header(), settings.room().identity()));
        board.arrived(new Arrival(exam.scanner(), exam.study(), exam.modality(), subject.mode(), arrival.received(),
                arrival.acquired().map(Subject.Acquired::time), arrival.late(), arrival.replayed()), clock.instant());
    }

    /// Something was said. Any thread; does not wait.
    public void said(Outcome outcome) {
        later(() -> board.said(outcome, clock.instant()));
    }

    /// What was said before the appliance started, and is less than a day old: it belongs to the history.
    public void remember(Outcome outcome) {
        if (outcome.timing().published().plus(Board.DAY).isAfter(clock.instant())) {
            later(() -> board.said(outcome, outcome.timing().published()));
        }
    }

    /// Somebody answered, here or elsewhere. Any thread; does not wait.
    public void answered(Ack ack) {
        later(() -> {
            responses.came(ack);
            board.history().stream()
                    .filter(card -> card.said().stream().anyMatch(it -> it.outcome().identity().id().equals(ack.id())))
                    .forEach(this::changed);
        });
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        return behind ? List.of("web: the room page fell behind and shows less than was said; restart the appliance")
                : List.of();
    }

    private void later(Runnable what) {
        if (thread.getQueue().size() < MOST_WAITING) {
            thread.execute(() -> attempt(what));
        } else if (!behind) {
            behind = true;
            LOG.error("the room page fell behind waiting={}", MOST_WAITING);
        }
    }

    /// What fails is only not shown; the appliance goes on.
    private static void attempt(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            LOG.error("the room page missed something", e);
        }
    }

    /// On the thread of the page, called by the board.
    private void changed(Card card) {
        if (changed.isEmpty()) {
            long next = toldNanos + TimeUnit.MILLISECONDS.toNanos(TOGETHER_MILLIS) - System.nanoTime();
            thread.schedule(() -> attempt(this::tell), next, TimeUnit.NANOSECONDS);
        }
        changed.removeIf(it -> it.exam().equals(card.exam()) && it.scanner().equals(card.scanner()));
        changed.add(card);
    }

    private void tell() {
        var cards = List.copyOf(changed);
        changed.clear();
        toldNanos = System.nanoTime();
        for (var card : cards) {
            viewers.tell("card", allowed -> json.of(card, board.stands(card), allowed).toString());
        }
    }

    private void beat() {
        attempt(() -> {
            var now = sources.status().get();
            if (!now.equals(reasons)) {
                reasons = now;
                viewers.tell("status", _ -> status().toString());
            }
            viewers.lookWhoIsThere();
            viewers.tell("beat", _ -> JSON.createObjectNode().put("now", clock.instant().toString()).toString());
        });
    }

    private ObjectNode status() {
        var node = JSON.createObjectNode().put("state", reasons.isEmpty() ? "online" : "degraded");
        var all = node.putArray("reasons");
        reasons.forEach(it -> all.addObject().put("area", it.area().word()).put("words", it.words()));
        return node;
    }

    private void stream(Call call) {
        var viewer = viewers.open(call);
        later(() -> viewers.begin(viewer, snapshot(viewer.allowed()).toString()));
    }

    private ObjectNode snapshot(boolean allowed) {
        var root = JSON.createObjectNode();
        root.put("now", clock.instant().toString());
        root.put("site", settings.site());
        root.put("device", settings.device());
        root.put("login", allowed);
        answering.roles().stream().sorted().forEach(root.putArray("roles")::add);
        root.set("status", status());
        var cards = root.putArray("cards");
        var history = board.history();
        Stream.concat(history.stream().limit(MOST_CARDS), history.stream().skip(MOST_CARDS).filter(board::stands))
                .forEach(card -> cards.add(json.of(card, board.stands(card), allowed)));
        return root;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
