// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.approval.Approval;
import dev.gantry.approval.Signed;
import dev.gantry.config.Settings;
import dev.gantry.visit.Acceptance;
import dev.gantry.visit.Acceptance.Head;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The signatures under the acceptance report. Works on the spool, beside an appliance that runs.
@Command(
        name = "acceptance",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry doctor --report report.html",
            "  gantry acceptance sign report.html --engineer \"A. Fields\" --client \"Dr B. Ward\""
        },
        description = {
            "Takes, shows and withdraws the signatures under the acceptance report.",
            "A new installation stays in shadow, where nobody is alerted, until its report was signed, whatever mode"
                    + " the settings ask for: gantry doctor --report makes the report, two people sign it on paper, and"
                    + " whoever installs it says so with sign. mode: live holds from the next start on."
        })
final class AcceptanceCommand implements Callable<Integer> {
    /// What was found longer ago may have changed since.
    private static final Duration OLDEST_REPORT = Duration.ofDays(30);
    private static final long MOST_BYTES = 4 << 20;

    @Mixin
    SettingsOption config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "as JSON, for programs")
    boolean json;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Main.DONE;
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
            footer = {"  gantry acceptance show --json"},
            exitCodeList = {
                "0:a report was signed", "1:nobody has signed one, or the spool cannot be read",
                "2:the command line is wrong", "3:the settings are wrong"
            },
            description = "Says who signed which report.")
    int show() throws IOException {
        var settings = config.read();
        var signed = approval(settings).signed();
        if (json) {
            out().println(signed.map(Signed::json).orElse("null"));
        } else {
            out().println(signed.map(AcceptanceCommand::words).orElse("no acceptance report was signed"));
            approval(settings).rule(settings).remark().ifPresent(out()::println);
        }
        return signed.isPresent() ? Main.DONE : Main.FAILED;
    }

    @Command(name = "sign", mixinStandardHelpOptions = true,
            footer = {"  gantry acceptance sign report.html --engineer \"A. Fields\" --client \"Dr B. Ward\""},
            description = {
                "Keeps the report with the names of those who have signed it.",
                "It must be one of this appliance (site, device, version), at most 30 days old, and no check may have"
                        + " failed."
            })
    int sign(
            @Parameters(paramLabel = "REPORT.html", description = "the file that gantry doctor --report wrote")
            Path report,
            @Option(names = "--engineer", paramLabel = "NAME", required = true, description = "who installed it")
            String engineer,
            @Option(names = "--client", paramLabel = "NAME", required = true,
                    description = "who takes it over for the site")
            String client,
            @Option(names = "--despite", paramLabel = "WHY",
                    description = "why it is signed although a check had failed")
            Optional<String> despite) throws IOException {
        var settings = config.read();
        if (Files.size(report) > MOST_BYTES) {
            throw new IllegalArgumentException(report + ": larger than an acceptance report");
        }
        var page = Files.readAllBytes(report);
        var head = Acceptance.head(new String(page, UTF_8)).orElseThrow(() -> new IllegalArgumentException(
                report + ": no acceptance report; gantry doctor --config " + config.file
                        + " --report FILE.html makes one"));
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        refuse(head, settings, now, despite);
        var signed = new Signed(head.site(), head.device(), head.version(), head.at(), name("--engineer", engineer),
                name("--client", client), despite.map(why -> name("--despite", why)), now, Approval.sha256(page));
        approval(settings).sign(signed, page);
        if (json) {
            out().println(signed.json());
            return Main.DONE;
        }
        out().println(words(signed));
        out().println(switch (settings.mode()) {
            case LIVE -> "mode: live holds from the next start on: systemctl restart gantry";
            case SHADOW, TEST -> "Write mode: live into " + config.file + ", then systemctl restart gantry.";
        });
        return Main.DONE;
    }

    private static void refuse(Head head, Settings settings, Instant now, Optional<String> despite) {
        var ours = settings.site() + "/" + settings.device() + ", " + Main.VERSION;
        var theirs = head.site() + "/" + head.device() + ", " + head.version();
        if (!theirs.equals(ours)) {
            throw new IllegalArgumentException("the report is that of " + theirs + ", and this is " + ours
                    + ": let gantry doctor make one here");
        }
        if (head.at().isBefore(now.minus(OLDEST_REPORT)) || head.at().isAfter(now)) {
            throw new IllegalArgumentException("the report was made at " + head.at() + ", and it is " + now
                    + " now: it may be 30 days old and not of the future; let gantry doctor make a new one");
        }
        if (!head.well() && despite.isEmpty()) {
            throw new IllegalArgumentException("the report says that a check has failed: put that right and make a new"
                    + " one, or say why it is signed all the same: --despite WHY");
        }
    }

    private static String name(String option, String text) {
        if (text.isBlank() || text.length() > 200 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(option + " must have 1 to 200 characters on one line");
        }
        return text.strip();
    }

    @Command(name = "withdraw", mixinStandardHelpOptions = true,
            footer = {"  gantry acceptance withdraw"},
            exitCodeList = {
                "0:withdrawn", "1:nobody had signed one, or the spool cannot be written",
                "2:the command line is wrong", "3:the settings are wrong"
            },
            description = "Forgets the signatures: from the next start on nobody is alerted.")
    int withdraw() throws IOException {
        boolean there = approval(config.read()).withdraw();
        out().println(json ? "{\"withdrawn\":" + there + "}"
                : there ? "withdrawn; the appliance is in shadow from its next start on: systemctl restart gantry"
                : "no acceptance report was signed");
        return there ? Main.DONE : Main.FAILED;
    }

    private static Approval approval(Settings settings) {
        return Approval.in(settings.spool().path());
    }

    private static String words(Signed signed) {
        return "signed at %s by %s (engineer) and %s (for the site)%s: the report of %s/%s, %s, made at %s, sha256 %s"
                .formatted(signed.at(), signed.engineer(), signed.client(),
                        signed.despite().map(why -> ", although a check had failed (" + why + ")").orElse(""),
                        signed.site(), signed.device(), signed.version(), signed.reported(), signed.sha256());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
