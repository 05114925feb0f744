// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.account.Account;
import dev.gantry.account.Accounts;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.acknowledgement.Ack;
import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.Spool.Kept;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.escalation.Answered;
import dev.gantry.chronicle.Step;
import dev.gantry.http.Door;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import dev.gantry.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The room page with its door, told what to show by a test in the place of an appliance.
public final class RoomStage implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";
    private static final int LIMIT_SECONDS = 60;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Path> files = new ConcurrentHashMap<>();
    private final Outcomes outcomes = new Outcomes(() -> 0);
    private final List<Ack> acks = new CopyOnWriteArrayList<>();
    private final Accounts accounts;
    private final Mode mode;
    private final RoomPage page;
    private final Door door;
    private volatile List<Concern> reasons = List.of();
    private long seq;

    public RoomStage(Path folder, Mode mode) throws Exception {
        this.mode = mode;
        var settings = settings(folder);
        accounts = QuickAccounts.in(settings.web().login().accounts());
        accounts.putUser("ada", Role.VIEWER, PASSWORD.toCharArray());
        door = new Door(vertx, settings.web(), new Sessions(accounts, settings.web().login().idle(), System::nanoTime));
        page = new RoomPage(settings, new RoomPage.Sources(this::subject, () -> reasons,
                id -> Optional.ofNullable(files.get(id)).map(file -> kept(id, file)), this::taken), Clock.systemUTC());
        page.addTo(door, Pixels.java());
        await(door.open());
    }

    private static Settings settings(Path folder) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 0}
                models: {path: models}
                mqtt: {url: "tcp://127.0.0.1:1"}
                spool: {path: "%s"}
                web: {port: 0, accounts: accounts}
                room: {identity: initials, receiver: ris}
                alerts: {receivers: [{name: ris, roles: [radiologist, technologist]}]}
                """.formatted(folder)));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + door.port() + "/";
    }

    /// What is behind the address for a screen in a room.
    public String kiosk() throws IOException {
        return "#kiosk=" + accounts.putKiosk("room-2");
    }

    /// The screen's token is taken away.
    public void removeKiosk() throws IOException {
        accounts.remove(Account.Kind.KIOSK, "room-2");
    }

    private CompletableFuture<Answered> taken(Ack ack) {
        acks.add(ack);
        page.answered(ack);
        return CompletableFuture.completedFuture(new Answered.Taken(Step.AckEffect.values()[0]));
    }

    /// What was answered on the page.
    public List<Ack> acks() {
        return List.copyOf(acks);
    }

    private static Kept kept(String id, Path file) {
        return new Kept(id, "", id, TransferSyntax.EXPLICIT_LITTLE_ENDIAN, Instant.now(), file);
    }

    private Subject subject(StoredObject object) {
        var header = object.header();
        var like = Examples.subject(mode, Duration.ofSeconds(4));
        var exam = new Subject.Exam(study(header), Optional.empty(), "2026", object.origin().calling(),
                header.text(Tag.MODALITY).orElse("OT"), List.of(), Optional.of(instance(header)));
        var acquired = new Subject.Acquired(Instant.now().minusSeconds(4), "acquisition-datetime", Optional.empty());
        return new Subject(like.mode(), exam, new Subject.Arrival(Optional.of(acquired), object.received(), false));
    }

    private static String study(DataSet header) {
        return Examples.PSEUDONYMS.study(header.text(Tag.STUDY_INSTANCE_UID).orElseThrow());
    }

    /// The pseudonym of a picture.
    public static String instance(DataSet header) {
        return Examples.PSEUDONYMS.instance(header.text(Tag.SOP_INSTANCE_UID).orElseThrow());
    }

    /// A picture comes.
    public StoredObject arrived(String scanner, Path file) throws IOException {
        var opened = (Part10.Opened) Part10.open(file);
        var parsed = opened.parse();
        var whole = (Parsed.Whole) parsed;
        var header = whole.header();
        var id = file.getFileName().toString();
        files.put(id, file);
        var object = new StoredObject(id, new StoredObject.Origin(scanner, "GANTRY", "127.0.0.1"),
                header.text(Tag.SOP_CLASS_UID).orElseThrow(), header.text(Tag.SOP_INSTANCE_UID).orElseThrow(),
                opened.transferSyntax().orElseThrow(), header, whole.pixels(), opened::read, Optional.empty(), "",
                new Kinship.First(), Instant.now(), System.nanoTime(), false, Set.of(), Future.succeededFuture());
        page.arrived(object);
        return object;
    }

    /// A model speaks about it.
    public synchronized Outcome said(StoredObject about, String model, Verdict verdict) {
        var like = Examples.answer(verdict);
        var conclusion = new Answer.Conclusion(false, verdict, like.conclusion().detail(),
                like.conclusion().model().map(it -> new Answer.ModelUsed(model, it.version(), it.sha256(), it.provider(),
                        it.precision())));
        var answer = new Answer(new Unit(instance(about.header()), model), "digest", subject(about), conclusion, like.work());
        var outcome = outcomes.next(answer, ++seq, new Outcomes.Moment(Instant.now(), 23_000_000)).orElseThrow().last();
        page.said(outcome);
        return outcome;
    }

    public void degraded(String... why) {
        reasons = Stream.of(why).map(it -> new Concern(Concern.Area.BROKER, it)).toList();
    }

    /// The page hears no more, though the connection stays: as when the appliance hangs.
    public void freeze() {
        page.close();
    }

    @Override
    public void close() {
        page.close();
        door.stop().eventually(vertx::close);
    }
}
