// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer.Conclusion;
import dev.gantry.outcome.Answer.ModelUsed;
import dev.gantry.outcome.Answer.Stages;
import dev.gantry.outcome.Answer.Work;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Finding.Code;
import dev.gantry.outcome.Finding.Corner;
import dev.gantry.outcome.Finding.Evidence;
import dev.gantry.outcome.Finding.Measurement;
import dev.gantry.outcome.Finding.Outline;
import dev.gantry.outcome.Outcomes.Moment;
import dev.gantry.outcome.Subject.Acquired;
import dev.gantry.outcome.Subject.Arrival;
import dev.gantry.outcome.Subject.Exam;
import dev.gantry.pseudonym.Pseudonyms;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Answers about a chest radiograph that never was.
public final class Examples {
    public static final Instant RECEIVED = Instant.parse("2026-11-21T09:30:00.123456Z");
    public static final Pseudonyms PSEUDONYMS = new Pseudonyms(key(), "2026");
    public static final Unit UNIT = unit(3);
    public static final ModelUsed MODEL =
            new ModelUsed("chest-pneumonia", "1.0.0", "5d".repeat(32), "cpu", "int8");
    public static final Moment NOW = new Moment(Instant.parse("2026-11-21T09:30:00.145678Z"), 22_222_000);

    private Examples() {}

    public static byte[] key() {
        var key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    public static Unit unit(int image) {
        return new Unit(PSEUDONYMS.instance(uid(image)), "chest-pneumonia");
    }

    static String uid(int number) {
        return "1.2.840.113619.2.55.3.604688119.971.1234567890." + number;
    }

    public static Finding finding(double probability) {
        return new Finding(
                Optional.of(new Code("SCT", "233604007", "Pneumonia")),
                "pneumonia",
                probability,
                0.61,
                Evidence.NONE);
    }

    public static Verdict positive() {
        var box = new Box(PSEUDONYMS.instance(uid(3)), 1, 412.5, 633, 240.25, 311, 0.9321, new Outline(List.of(
                List.of(new Corner(412.5, 633), new Corner(652.75, 633), new Corner(652.75, 944), new Corner(412.5, 944)),
                List.of(new Corner(500, 700), new Corner(500, 720), new Corner(520, 720), new Corner(520, 700)))));
        var area = new Measurement("area", 1874.25, "mm2");
        var code = finding(0).code();
        return Verdict.of(List.of(new Finding(
                code, "pneumonia", 0.93214567, 0.61, new Evidence(List.of(box), List.of(area)))));
    }

    public static Verdict negative() {
        return Verdict.of(List.of(finding(0.0721)));
    }

    public static Verdict failed(Reason reason) {
        return new Verdict.NotAnalysed(reason);
    }

    public static Subject subject(Mode mode, Duration age) {
        var exam = new Exam(
                PSEUDONYMS.study(uid(1)),
                Optional.of(PSEUDONYMS.accession("", "A-2026-0042")),
                PSEUDONYMS.keyId(),
                "CR_ROOM_2",
                "CR",
                List.of(PSEUDONYMS.series(uid(2))),
                Optional.of(PSEUDONYMS.instance(uid(3))));
        var acquired = new Acquired(RECEIVED.minus(age), "acquisition-datetime",
                Optional.of(Duration.ofMillis(-1250)));
        return new Subject(mode, exam, new Arrival(Optional.of(acquired), RECEIVED, false));
    }

    public static Work work(Severity severity) {
        var stages = new Stages(micros(210), micros(1930), micros(2444), micros(11_080));
        return new Work(severity, Optional.of(Duration.ofMillis(150)), 0, Optional.of(stages));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    public static Answer answer(Verdict verdict) {
        return answer(UNIT, Mode.LIVE, verdict);
    }

    public static Answer answer(Unit unit, Mode mode, Verdict verdict) {
        var conclusion = new Conclusion(false, verdict, detail(verdict), Optional.of(MODEL));
        return new Answer(unit, "digest-1", subject(mode, Duration.ofSeconds(3)), conclusion,
                work(Severity.URGENT));
    }

    private static Optional<String> detail(Verdict verdict) {
        return verdict.reason().map(reason -> "because of " + reason.word());
    }

    public static Answer provisional(Answer answer) {
        var was = answer.conclusion();
        var conclusion = new Conclusion(true, was.verdict(), was.detail(), was.model());
        return new Answer(answer.unit(), answer.digest(), answer.subject(), conclusion, answer.work());
    }

    public static Answer severity(Answer answer, Severity severity) {
        return new Answer(answer.unit(), answer.digest(), answer.subject(), answer.conclusion(),
                work(severity));
    }

    public static Answer aged(Answer answer, Duration age) {
        var subject = new Subject(answer.subject().mode(), answer.subject().exam(),
                subject(answer.subject().mode(), age).arrival());
        return new Answer(answer.unit(), answer.digest(), subject, answer.conclusion(), answer.work());
    }

    /// The same, said of another picture.
    public static Answer of(Answer answer, String instance) {
        var was = answer.subject().exam();
        var exam = new Exam(was.study(), was.accession(), was.keyId(), was.scanner(), was.modality(), was.series(),
                Optional.of(instance));
        var subject = new Subject(answer.subject().mode(), exam, answer.subject().arrival());
        return new Answer(answer.unit(), answer.digest(), subject, answer.conclusion(), answer.work());
    }

    public static Answer verdict(Answer answer, Verdict verdict) {
        var was = answer.conclusion();
        var conclusion = new Conclusion(was.provisional(), verdict, detail(verdict), was.model());
        return new Answer(answer.unit(), answer.digest(), answer.subject(), conclusion, answer.work());
    }

    public static Answer modality(Answer answer, String modality) {
        var was = answer.subject().exam();
        var exam = new Exam(was.study(), was.accession(), was.keyId(), was.scanner(), modality, was.series(),
                was.instance());
        var subject = new Subject(answer.subject().mode(), exam, answer.subject().arrival());
        return new Answer(answer.unit(), answer.digest(), subject, answer.conclusion(), answer.work());
    }

    /// The same exam, with what a site may opt in to.
    public static Answer clear(Answer answer, Identifiers identifiers) {
        var was = answer.subject().exam();
        var exam = new Exam(was.study(), was.accession(), was.keyId(), was.scanner(), was.modality(), was.series(),
                was.instance(), Optional.of(identifiers));
        return new Answer(answer.unit(), answer.digest(),
                new Subject(answer.subject().mode(), exam, answer.subject().arrival()), answer.conclusion(),
                answer.work());
    }

    public static Identifiers everyIdentifier() {
        return new Identifiers(
                Optional.of(new Identifiers.Accession("A-2026-0042", Optional.of("HOSP"))),
                Optional.of(new Identifiers.Uids(uid(1), List.of(uid(2)), Optional.of(uid(3)))),
                Optional.of(new Identifiers.Patient(Optional.of("PID-1"), Optional.empty(),
                        Optional.of("Nobody^Test"), Optional.of(LocalDate.of(2023, 4, 1)), Optional.of("F"))));
    }

    public static Answer digest(Answer answer, String digest) {
        return new Answer(answer.unit(), digest, answer.subject(), answer.conclusion(), answer.work());
    }

    /// An exam about which nothing is known and that no model wants.
    static Answer noModel() {
        var exam = new Exam(
                PSEUDONYMS.study(uid(1)), Optional.empty(), "2026", "CT_1", "OT", List.of(),
                        Optional.empty());
        return new Answer(
                new Unit(PSEUDONYMS.study(uid(1)), Unit.NONE),
                "digest-1",
                new Subject(Mode.SHADOW, exam, new Arrival(Optional.empty(), RECEIVED, true)),
                new Conclusion(false, failed(Reason.NO_MODEL), Optional.empty(), Optional.empty()),
                new Work(Severity.ROUTINE, Optional.empty(), 0, Optional.empty()));
    }
}
