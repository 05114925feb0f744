// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.model.Applicability;
import dev.gantry.model.AppliesTo.Judged;
import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest;
import dev.gantry.model.ModelPackage;
import dev.gantry.shelf.Outlook;
import dev.gantry.shelf.Shelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Which models look at what.
@Command(
        name = "route",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = "Says which models look at an object, and why the others do not.")
final class RouteCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Main.DONE;
    }

    /// What one model says to the object.
    private record Route(ModelPackage model, Applicability answer, List<Judged> rules) {
        boolean runs() {
            return !gate() && answer instanceof Applicability.Applies;
        }

        private boolean gate() {
            return model.manifest().service().answers() == Manifest.Answers.AS_GATE;
        }

        String words() {
            if (gate()) {
                return "is a gate: it looks at pictures before the models that name it, and answers for none";
            }
            var unit = model.manifest().question().scope().name().toLowerCase(Locale.ROOT);
            var first = model.manifest().service().gate().map(it -> "; before it, " + it.model() + " looks whether it may").orElse("");
            return switch (answer) {
                case Applicability.Applies _ -> "looks at it (one answer for each " + unit + ")" + first;
                case Applicability.Unknown(var rule) -> "does not look at it: the header does not say " + rule;
                case Applicability.Contradicts(var rule) -> "does not look at it: " + rule + " does not match";
                case Applicability.OutOfScope(var detail) -> "answers not_analysed (out_of_scope): " + detail;
            };
        }
    }

    @Command(name = "explain", mixinStandardHelpOptions = true, description = {
        "Goes through the rules of each model that answers, for one DICOM file.",
        "yes: the header says what the rule asks for. unknown: it does not say. contradicts: it says something else. One"
                + " rule that is not \"yes\" is enough for a model not to look; of an object that no model looks at the"
                + " appliance says not_analysed (no_model), once for the exam.",
        "0 when at least one model looks at it, 1 when none does."
    })
    int explain(
            @Parameters(paramLabel = "FILE", description = "a DICOM object, as the scanner sends it") Path file,
            @Option(names = "--config", paramLabel = "FILE", defaultValue = "/etc/gantry/gantry.yaml",
                    description = "the settings file of the appliance (default: ${DEFAULT-VALUE})") Path config,
            @Option(names = "--json", description = "as JSON, for programs") boolean json) throws IOException {
        var header = header(file);
        var shelf = Shelf.of(SettingsFile.read(config).models());
        var routes = shelf.outlook().stream().map(Outlook::winner).flatMap(Optional::stream).map(shelf::check)
                .flatMap(it -> it instanceof Candidate.Sound(var model) ? Optional.of(model).stream()
                        : Optional.<ModelPackage>empty().stream())
                .map(model -> new Route(model, model.manifest().appliesTo().judge(header),
                        model.manifest().appliesTo().explain(header)))
                .toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(tree(routes));
        } else {
            tell(header, routes, out);
        }
        out.flush();
        return routes.stream().anyMatch(Route::runs) ? Main.DONE : Main.FAILED;
    }

    private static DataSet header(Path file) throws IOException {
        return switch (Part10.open(file)) {
            case Part10.NotDicom(var detail) -> throw new IOException(file + ": " + detail);
            case Part10.Opened opened -> opened.header();
        };
    }

    private static void tell(DataSet header, List<Route> routes, PrintWriter out) {
        out.println("object: modality " + shown(header, Tag.MODALITY) + ", body part "
                + shown(header, Tag.BODY_PART_EXAMINED) + ", view " + shown(header, Tag.VIEW_POSITION));
        if (header.text(Tag.QUALITY_CONTROL_IMAGE).filter("YES"::equals).isPresent()
                || header.text(Tag.QUALITY_CONTROL_SUBJECT).filter("YES"::equals).isPresent()) {
            out.println("it is marked as quality control: its outcome is of mode test");
        }
        if (routes.isEmpty()) {
            out.println("no model is installed that could answer; gantry model list says why");
        }
        for (var route : routes) {
            out.println();
            out.println(Ansi.AUTO.string("@|bold " + route.model().manifest().id() + "|@ ") + route.words());
            route.rules().forEach(rule -> out.println(line(rule)));
            if (route.rules().isEmpty()) {
                out.println("  it asks nothing of the header");
            }
        }
    }

    private static String line(Judged rule) {
        var colour = switch (rule.says()) {
            case YES -> "green";
            case UNKNOWN -> "yellow";
            case CONTRADICTS -> "red";
        };
        return Ansi.AUTO.string("  @|" + colour + " %-11s|@ ".formatted(word(rule))) + "%-20s asks for %s%s".formatted(
                rule.rule(), String.join(" or ", rule.asked()),
                rule.rule().equals("age") ? "" : rule.found().map(found -> "; the header says " + plain(found))
                        .orElse("; the header says nothing"));
    }

    private static String word(Judged rule) {
        return rule.says().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(DataSet header, int tag) {
        return header.text(tag).filter(text -> !text.isBlank()).map(RouteCommand::plain).orElse("(absent)");
    }

    /// What a file says must not become a command of the terminal.
    private static String plain(String text) {
        return text.replaceAll("[^ -~]", "?").replace("@|", "@ |");
    }

    private static ArrayNode tree(List<Route> routes) {
        var all = JsonMapper.shared().createArrayNode();
        for (var route : routes) {
            Manifest manifest = route.model().manifest();
            var node = all.addObject()
                    .put("model", manifest.id().name()).put("version", manifest.id().version().toString())
                    .put("scope", manifest.question().scope().name().toLowerCase(Locale.ROOT))
                    .put("looks", route.runs()).put("why", route.words());
            var rules = node.putArray("rules");
            route.rules().forEach(rule -> {
                var each = rules.addObject().put("rule", rule.rule()).put("says", word(rule));
                var asked = each.putArray("asked");
                rule.asked().forEach(asked::add);
                rule.found().ifPresent(found -> each.put("found", found));
            });
        }
        return all;
    }
}
