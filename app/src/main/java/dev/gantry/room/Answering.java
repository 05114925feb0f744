// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Signature;
import dev.gantry.config.AlertSettings.Receiver;
import dev.gantry.escalation.Answered;
import dev.gantry.http.Call;
import dev.gantry.http.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// Answers to alerts that people give on the page: `/api/acks`. They take the way of all others, checks included.
final class Answering {
    private static final int LONGEST = 200;
    private static final int UUID_CHARACTERS = 36;

    private final Optional<Receiver> receiver;
    private final Optional<byte[]> key;
    private final Function<Ack, CompletionStage<Answered>> taking;
    private final Clock clock;

    /// @param receiver as which the page answers; empty: nobody can
    /// @param taking   where answers go
    Answering(Optional<Receiver> receiver, Function<Ack, CompletionStage<Answered>> taking, Clock clock)
            throws IOException {
        this.receiver = receiver;
        this.taking = taking;
        this.clock = clock;
        var file = receiver.flatMap(Receiver::keyFile);
        this.key = file.isPresent() // [dev.gantry.acknowledgement.Receivers] has looked at it
                ? Optional.of(Base64.getDecoder().decode(Files.readString(file.get(), StandardCharsets.US_ASCII).strip()))
                : Optional.empty();
    }

    /// For whom people can speak here.
    Set<String> roles() {
        return receiver.map(Receiver::roles).orElse(Set.of());
    }

    /// `{id, revision, action, name, role, reason?, minutes?}`
    void answer(Call call) {
        var name = receiver.map(Receiver::name)
                .orElseThrow(() -> new Problem(409, "nobody can answer here: the settings have no room.receiver"));
        Ack ack;
        try {
            var id = UUID.fromString(call.text("id", UUID_CHARACTERS));
            var by = new Ack.By(call.text("role", LONGEST), Optional.of(call.text("name", LONGEST)));
            var now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
            ack = new Ack(id, call.body().path("revision").asInt(0), name, by, now, action(call), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new Problem(400, e.getMessage());
        }
        call.after(taking.apply(signed(ack)), answered -> reply(call, answered));
    }

    private Ack signed(Ack ack) {
        return key.map(it -> new Ack(ack.id(), ack.revision(), ack.receiver(), ack.by(), ack.at(), ack.action(),
                Optional.of(Signature.of(ack, it)))).orElse(ack);
    }

    private static Action action(Call call) {
        return switch (call.text("action", LONGEST)) {
            case "seen" -> new Action.Seen();
            case "accepted" -> new Action.Accepted();
            case "dismissed" -> new Action.Dismissed(call.text("reason", LONGEST));
            case "snoozed" -> new Action.Snoozed(call.body().path("minutes").asInt(0));
            default -> throw new IllegalArgumentException("action must be seen, accepted, dismissed or snoozed");
        };
    }

    private static void reply(Call call, Answered answered) {
        switch (answered) {
            case Answered.Taken(var effect) ->
                    call.json(201, JsonMapper.shared().createObjectNode().put("effect", effect.name().toLowerCase(Locale.ROOT)));
            case Answered.Again _ -> call.json(200, JsonMapper.shared().createObjectNode().put("effect", "none"));
            case Answered.Refused(var why, var detail) -> throw new Problem(409,
                    detail, JsonMapper.shared().createObjectNode().put("reason", why.word()));
        }
    }
}
