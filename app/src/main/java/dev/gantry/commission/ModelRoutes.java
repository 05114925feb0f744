// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import dev.gantry.http.Problem;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelPackage;
import dev.gantry.shelf.Shelf;
import dev.gantry.stocktake.Entry;
import dev.gantry.stocktake.Stocktake;
import dev.gantry.trail.Act.Matter;
import dev.gantry.trust.Seal;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The models as `gantry model` shows and changes them.
final class ModelRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRoutes.class);
    private static final int LONGEST = 100;
    private static final long MOST_FIGURE_BYTES = 2 << 20;

    private final Site site;

    ModelRoutes(Site site) {
        this.site = site;
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/setup/models", Needs.ENGINEER, call -> call.work(this::models, call::json));
        door.on(HttpMethod.GET, "/api/setup/models/figure", Needs.ENGINEER, this::figure);
        door.on(HttpMethod.POST, "/api/setup/models", Needs.ENGINEER, this::change);
    }

    private Shelf shelf() {
        return Shelf.of(site.now().models());
    }

    private ObjectNode models() throws IOException {
        var shelf = shelf();
        var stocktake = new Stocktake(shelf);
        var report = stocktake.report();
        var root = JsonMapper.shared().createObjectNode();
        root.put("serial", shelf.choices().serial());
        report.ifPresent(it -> root.put("reported-serial", it.serial()).put("at", it.at().toString()));
        var models = root.putArray("models");
        for (var entry : stocktake.entries(report)) {
            var node = models.addObject();
            describe(node, entry);
            if (shelf.check(entry.one()) instanceof Candidate.Sound(var model)) {
                evidence(node, model);
            }
            var figures = node.putArray("figures");
            figures(entry.one().folder()).forEach(figures::add);
        }
        return root;
    }

    private static void describe(ObjectNode node, Entry entry) {
        node.put("name", entry.one().id().name()).put("version", entry.one().id().version().toString())
                .put("added", entry.one().added()).put("standing", entry.line().standing())
                .put("why", entry.line().why());
        var facts = node.putObject("facts");
        entry.line().facts().forEach(facts::put);
    }

    private static void evidence(ObjectNode node, ModelPackage model) {
        var manifest = model.manifest();
        node.put("task", word(manifest.question().task())).put("scope", word(manifest.question().scope()))
                .put("severity", word(manifest.service().severity()))
                .put("budget-ms", manifest.service().budget().toMillis())
                .put("licence", manifest.card().licence()).put("intended-use", manifest.card().intendedUse())
                .put("golden-cases", model.golden().cases().size())
                .put("signature", switch (model.seal()) {
                    case Seal.Signed(var key) -> "by key " + key;
                    case Seal.Unsigned() -> "none";
                    case Seal.Unchecked() -> "not checked: models.trust is not set";
                    case Seal.Broken(var detail) -> detail;
                });
        var labels = node.putArray("labels");
        manifest.output().labels().forEach(label -> label.reported().ifPresent(reported ->
                labels.addObject().put("name", label.name()).put("threshold", reported.threshold())));
        var evidence = node.putObject("evidence");
        manifest.card().evidence().forEach(evidence::put);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The drawings of the card: those that lie beside it.
    private static List<String> figures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".svg"))
                    .sorted().toList();
        }
    }

    private void figure(Call call) {
        var name = call.query("name").orElse("");
        var version = call.query("version").orElse("");
        var file = call.query("file").orElse("");
        call.work(() -> {
            var one = shelf().packages().stream().filter(it -> it.id().name().equals(name)
                            && it.id().version().toString().equals(version)).findFirst()
                    .orElseThrow(() -> new Problem(404, "there is no such version"));
            if (!figures(one.folder()).contains(file) || Files.size(one.folder().resolve(file)) > MOST_FIGURE_BYTES) {
                throw new Problem(404, "its card has no such figure");
            }
            return Files.readString(one.folder().resolve(file));
        }, svg -> call.text(200, "image/svg+xml", svg));
    }

    /// `{name, action, version}`: activate, automatic, rollback, shadow, no-shadow, off.
    private void change(Call call) {
        var name = call.text("name", LONGEST);
        var action = call.text("action", LONGEST);
        var version = Optional.of(call.body().path("version").asString("")).filter(it -> !it.isEmpty());
        call.work(() -> {
            try {
                act(new Stocktake(shelf()), name, action, version);
            } catch (IllegalArgumentException e) {
                throw new Problem(409, e.getMessage());
            }
            LOG.info("model {} name={} version={} by={}", action, name, version.orElse("-"), call.by());
            site.acted(call, Matter.MODELS, action, List.of(version.map(it -> name + " " + it).orElse(name)));
            return models();
        }, call::json);
    }

    private static void act(Stocktake stocktake, String name, String action, Optional<String> version)
            throws IOException {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        stocktake.versions(name);
        switch (action) {
            case "activate" -> stocktake.activate(stocktake.known(name, version.orElse("")), now);
            case "automatic" -> stocktake.automatic(name, now);
            case "rollback" -> stocktake.activate(stocktake.former(name)
                    .orElseThrow(() -> new Problem(409, "there is no version to go back to")), now);
            case "shadow" -> stocktake.shadow(name,
                    Optional.of(stocktake.known(name, version.orElse("")).version()), now);
            case "no-shadow" -> stocktake.shadow(name, Optional.empty(), now);
            case "off" -> stocktake.off(name, now);
            default -> throw new Problem(400,
                    "action must be activate, automatic, rollback, shadow, no-shadow or off, found " + action);
        }
    }
}
