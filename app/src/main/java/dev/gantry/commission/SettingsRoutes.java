// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.amend.Amendments;
import dev.gantry.amend.Change;
import dev.gantry.amend.Draft;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import dev.gantry.http.Problem;
import dev.gantry.trail.Act.Matter;
import dev.gantry.yaml.Difference;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The settings as a form: what there is, what a change would do, and the change itself.
final class SettingsRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsRoutes.class);
    private static final int MOST_CHANGES = 200;
    private static final int LONGEST = 100;

    private final Site site;
    private final Amendments amendments;

    SettingsRoutes(Site site) {
        this.site = site;
        this.amendments = new Amendments(site.live(), Clock.systemUTC());
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/setup/settings", Needs.ENGINEER, call -> call.work(this::sheet, call::json));
        door.on(HttpMethod.POST, "/api/setup/settings/check", Needs.ENGINEER, call -> {
            var changes = changes(call);
            var edition = call.text("edition", LONGEST);
            call.work(() -> sound(amendments.propose(edition, changes)), draft -> call.json(json(draft)));
        });
        door.on(HttpMethod.POST, "/api/setup/settings/apply", Needs.ENGINEER, this::apply);
    }

    private ObjectNode sheet() throws IOException {
        var sheet = amendments.sheet();
        var root = JsonMapper.shared().createObjectNode();
        root.put("file", sheet.file().toAbsolutePath().toString());
        root.put("edition", sheet.edition());
        amendments.unwritable().ifPresent(why -> root.put("unwritable", why));
        root.set("written", sheet.written());
        root.set("problems", problems(sheet.problems()));
        root.set("schema", Amendments.schema());
        return root;
    }

    /// `{changes: [{key, value}]}`; without a value the key goes.
    private static List<Change> changes(Call call) {
        var changes = new ArrayList<Change>();
        var all = call.body().path("changes");
        if (!all.isArray() || all.isEmpty() || all.size() > MOST_CHANGES) {
            throw new Problem(400, "changes must be a list of 1 to " + MOST_CHANGES + " changes, each {key, value}");
        }
        for (var one : all) {
            try {
                changes.add(new Change(one.path("key").asString(""),
                        Optional.<JsonNode>ofNullable(one.get("value")).filter(it -> !it.isNull())));
            } catch (IllegalArgumentException e) {
                throw new Problem(400, e.getMessage());
            }
        }
        return changes;
    }

    /// What cannot be done is a problem in the words of `gantry check`.
    private Draft.Sound sound(Draft draft) {
        return switch (draft) {
            case Draft.Sound sound -> sound;
            case Draft.Stale() -> throw new Problem(409, "the file has changed since this form was filled in; load it"
                    + " again");
            case Draft.Nothing() -> throw new Problem(409, "nothing would change");
            case Draft.ByHand(var why) -> throw new Problem(409, why);
            case Draft.Wrong(var problems) -> {
                var more = JsonMapper.shared().createObjectNode();
                more.set("problems", problems(problems));
                throw new Problem(422, problems.size() == 1 ? "one thing is wrong in it"
                        : problems.size() + " things are wrong in it", more);
            }
        };
    }

    private static ArrayNode problems(List<dev.gantry.yaml.Problem> problems) {
        var all = JsonMapper.shared().createArrayNode();
        for (var problem : problems) {
            var node = all.addObject().put("line", problem.line()).put("key", problem.key()).put("rule", problem.rule())
                    .put("words", problem.toString());
            problem.value().ifPresent(value -> node.put("found", value));
        }
        return all;
    }

    private static ObjectNode json(Draft.Sound draft) {
        var root = JsonMapper.shared().createObjectNode();
        var diff = root.putArray("diff");
        draft.diff().forEach(line -> diff.addObject().put("sign", line.sign().name().toLowerCase(Locale.ROOT))
                .put("line", line.number()).put("text", line.text()));
        root.set("restart", differences(draft.restart()));
        root.set("live", differences(draft.live()));
        return root;
    }

    private static ArrayNode differences(List<Difference> differences) {
        var all = JsonMapper.shared().createArrayNode();
        differences.forEach(one -> all.addObject().put("key", one.key()).put("words", one.toString()));
        return all;
    }

    /// The same again, then written, then taken up as SIGHUP would; `{restart: true}` says that somebody has seen
    /// that it takes a restart.
    private void apply(Call call) {
        var changes = changes(call);
        var edition = call.text("edition", LONGEST);
        boolean restart = call.body().path("restart").asBoolean(false);
        var by = call.by();
        call.work(() -> {
            var draft = sound(amendments.propose(edition, changes));
            if (!draft.restart().isEmpty() && !restart) {
                throw new Problem(409, "this takes a restart of the appliance; say restart to write it all the same");
            }
            var kept = write(draft);
            var keys = changes.stream().map(Change::key).toList();
            LOG.info("settings written by={} keys=\"{}\" former={}", by, String.join(", ", keys), kept.getFileName());
            site.acted(call, Matter.SETTINGS, "written", keys);
            return json(draft).put("former", kept.toString()).put("reload", word(site.reload().get()));
        }, call::json);
    }

    private java.nio.file.Path write(Draft.Sound draft) {
        try {
            return amendments.write(draft);
        } catch (IOException e) {
            throw new Problem(409, e.getMessage());
        }
    }

    private static String word(Reload reload) {
        return switch (reload) {
            case Reload.Same() -> "same";
            case Reload.Taken _ -> "taken";
            case Reload.NeedsRestart _ -> "needs-restart";
            case Reload.Wrong _ -> "wrong";
        };
    }
}
