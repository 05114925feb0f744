// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.board.Card;
import dev.gantry.board.Card.Answer;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Verdict.Result;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A [Card] as the page reads it; docs/room-page.md lists the keys. What there is nothing to say of is left out.
final class CardJson {
    private final Pictures pictures;
    private final Function<UUID, Optional<Responses.Response>> responses;

    /// @param responses what people answered to an outcome
    CardJson(Pictures pictures, Function<UUID, Optional<Responses.Response>> responses) {
        this.pictures = pictures;
        this.responses = responses;
    }

    /// @param stands  in its scanner's place
    /// @param allowed it goes to somebody who may know whose it is
    ObjectNode of(Card card, boolean stands, boolean allowed) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("exam", card.exam());
        root.put("scanner", card.scanner());
        root.put("modality", card.modality());
        root.put("mode", card.mode().name().toLowerCase(Locale.ROOT));
        card.times().acquired().ifPresent(it -> root.put("acquired", it.toString()));
        root.put("received", card.times().received().toString());
        root.put("aside", card.times().aside());
        root.put("stands", stands);
        root.put("images", card.images());
        root.put("headline", card.headline().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (allowed) {
            pictures.identity(card.exam()).ifPresent(it -> root.put("identity", it));
        }
        picture(root, card);
        var answers = root.putArray("answers");
        card.answers().forEach(it -> answer(answers.addObject(), it, stands && allowed));
        return root;
    }

    /// The picture to show first: of the most alarming box, else of the most alarming image, else the exam's first.
    private void picture(ObjectNode root, Card card) {
        var boxes = card.answers().stream().flatMap(it -> it.outcome().verdict().findings().stream())
                .filter(Finding::flagged).flatMap(it -> it.evidence().boxes().stream()).findFirst();
        var images = card.answers().stream().flatMap(it -> it.outcome().subject().exam().instance().stream());
        var shown = Stream.concat(boxes.map(Finding.Box::instance).stream(), images).findFirst()
                .or(() -> pictures.first(card.exam()));
        shown.flatMap(pictures::place).ifPresent(place -> {
            var node = root.putObject("picture");
            node.put("instance", shown.orElseThrow());
            node.put("frame", boxes.map(Finding.Box::frame).orElse(1));
            node.put("frames", place.frames());
            node.put("rows", place.rows());
            node.put("columns", place.columns());
        });
    }

    /// @param drawn it is shown with its picture: the history has none
    private void answer(ObjectNode node, Answer answer, boolean drawn) {
        var outcome = answer.outcome();
        node.put("id", outcome.identity().id().toString());
        node.put("revision", outcome.identity().revision());
        node.put("state", outcome.state().word());
        node.put("result", outcome.verdict().result().word());
        outcome.verdict().reason().map(Reason::word).ifPresent(it -> node.put("reason", it));
        outcome.detail().ifPresent(it -> node.put("detail", it));
        outcome.model().ifPresent(it -> node.putObject("model").put("name", it.name()).put("version", it.version()));
        node.put("elapsed-ms", millis(outcome.timing().elapsed()));
        outcome.timing().budget().ifPresent(it -> node.put("budget-ms", millis(it)));
        answer.met().ifPresent(it -> node.put("met", it));
        answer.lead().ifPresent(it -> finding(node.putObject("finding"), it));
        var boxes = node.putArray("boxes");
        outcome.verdict().findings().forEach(
                finding -> finding.evidence().boxes().forEach(box -> box(boxes.addObject(), box, finding, drawn)));
        heatMap(node, outcome);
        responses.apply(outcome.identity().id()).ifPresent(it -> node.putObject("response")
                .put("action", it.action()).put("role", it.role()).put("at", it.at().toString()));
    }

    private static void box(ObjectNode node, Finding.Box box, Finding finding, boolean drawn) {
        node.put("instance", box.instance()).put("frame", box.frame()).put("column", box.column()).put("row", box.row())
                .put("width", box.width()).put("height", box.height()).put("flagged", finding.flagged())
                .put("label", words(finding));
        if (drawn && !box.outline().rings().isEmpty()) {
            var rings = node.putArray("outline");
            for (var ring : box.outline().rings()) {
                var corners = rings.addArray();
                ring.forEach(it -> corners.addArray().add(hundredths(it.column())).add(hundredths(it.row())));
            }
        }
    }

    /// Under this name a map may be kept, some time after the answer ([dev.gantry.explain.Explanations]).
    private static void heatMap(ObjectNode node, Outcome outcome) {
        if (outcome.verdict().result() == Result.POSITIVE && outcome.model().isPresent()) {
            outcome.subject().exam().instance()
                    .ifPresent(it -> node.put("heat-map", it + "-" + outcome.model().get().name()));
        }
    }

    private static void finding(ObjectNode node, Finding finding) {
        node.put("meaning", words(finding));
        node.put("probability", finding.probability());
        node.put("threshold", finding.threshold());
    }

    private static String words(Finding finding) {
        return finding.code().map(Finding.Code::meaning).orElse(finding.label());
    }

    private static double millis(Duration duration) {
        return hundredths(duration.toNanos() / 1e6);
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
