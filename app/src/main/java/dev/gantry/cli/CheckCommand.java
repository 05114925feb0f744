// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.approval.Approval;
import dev.gantry.config.ModelSettings;
import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.tls.Tls;
import dev.gantry.shelf.Report;
import dev.gantry.shelf.Shelf;
import dev.gantry.trust.Trust;
import dev.gantry.yaml.InvalidYaml;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Reads a settings file as `run` would, and shows what it comes to.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry check --config /etc/gantry/gantry.yaml",
            "  gantry check --quiet --config new.yaml && cp new.yaml /etc/gantry/gantry.yaml"
        },
        exitCodeList = {
            "0:the settings are good", "2:the command line is wrong",
            "3:they are not; each mistake is named"
        },
        description = {
            "Checks a settings file.",
            "Prints the effective one, defaults included.",
            "Each mistake is named with its line, key, rule and value.",
            "The files of dicom.tls and the keys of models.trust are read too.",
            "Which version of each model will answer is told after them, as comments.",
            "What is allowed and will not go well for long is said as a warning."
        })
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the settings file")
    Path file;

    @Option(names = "--json", description = "what is wrong as JSON, for programs; nothing else is printed")
    boolean json;

    @Option(names = "--quiet", description = "print nothing when all is well")
    boolean quiet;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        return json ? problems() : effective();
    }

    /// `[]` when all is well.
    private int problems() {
        var all = JsonMapper.shared().createArrayNode();
        try {
            var settings = SettingsFile.read(file);
            settings.dicom().tls().ifPresent(files -> Tls.open(files, Clock.systemUTC()));
            Trust.of(settings.models());
        } catch (InvalidYaml e) {
            for (var problem : e.problems()) {
                var node = all.addObject().put("file", problem.file().toString()).put("line", problem.line())
                        .put("key", problem.key()).put("rule", problem.rule());
                problem.value().ifPresent(value -> node.put("found", value));
            }
        } catch (IllegalArgumentException e) {
            all.addObject().put("file", file.toString()).put("line", 0).put("key", "").put("rule", e.getMessage());
        }
        spec.commandLine().getOut().println(all);
        spec.commandLine().getOut().flush();
        return all.isEmpty() ? Main.DONE : Main.WRONG_SETTINGS;
    }

    private int effective() {
        var effective = SettingsFile.effective(file);
        var settings = SettingsFile.read(file);
        settings.dicom().tls().ifPresent(files -> Tls.open(files, Clock.systemUTC()));
        Trust.of(settings.models());
        settings.spool().complaint().ifPresent(this::warn);
        Approval.in(settings.spool().path()).rule(settings).remark().ifPresent(this::warn);
        if (!quiet) {
            spec.commandLine().getOut().print(effective);
            models(settings.models(), spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        }
        return Main.DONE;
    }

    private void warn(String why) {
        spec.commandLine().getErr().println("warning: " + why);
        spec.commandLine().getErr().flush();
    }

    private static void models(ModelSettings settings, PrintWriter out) {
        if (!Files.isDirectory(settings.path())) {
            out.println("# models: there is no folder " + settings.path() + " yet; run will not start without it");
            return;
        }
        for (var one : Shelf.of(settings).outlook()) {
            out.println("# models: " + one.name() + " " + one.winner()
                    .map(it -> it.id().version() + " (" + (it.added() ? "added" : "installed") + "): " + one.why())
                    .orElseGet(() -> "none: " + one.why()));
            one.reserve().ifPresent(it -> out.println("# models: " + one.name() + " " + it.id().version() + " "
                    + Report.reserve(one.winner().orElseThrow().id().version())));
            one.refused().forEach((version, why) ->
                    out.println("# models: " + one.name() + " " + version + " is refused: " + why));
        }
    }
}
