// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/// Shows the whole line on this machine: broker, appliance, sender and receiver, each a process of its own.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {"  gantry demo", "  gantry demo --once --json | jq .result"},
        exitCodeList = {
            "0:each study got its outcome inside its budget",
            "1:one did not, or a part of the demo did not start", "2:the command line is wrong"
        },
        description = {
            "Shows the whole line at work on this machine.",
            "It starts an MQTT broker, the appliance, a DICOM sender and an MQTT receiver, each a process of its own,"
                    + " and prints the outcome of each of six studies.",
            "The studies are synthetic (the chest films are made by the model chest-phantom, in each run anew) and marked"
                    + " as quality control: their outcomes are mode test, topic .../test/...",
            "",
            "With --once it ends by itself once each study has its outcome.",
            "Without, it stays and says how to send studies of your own. Ctrl-C ends it.",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    private static final long OUTCOMES_MILLIS = 60_000;

    @Option(names = "--once", description = "end after the studies")
    boolean once;

    @Option(names = "--json", description = "print raw payloads, one per line, and nothing else on standard output")
    boolean json;

    @Option(names = "--broker", paramLabel = "URL", description = "use this broker instead of starting one")
    String broker;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Path.of(System.getProperty("gantry.home", "."));
        var work = Files.createDirectories(home.resolve(".gantry"));
        var folder = Files.createTempDirectory(work, "demo-");
        try (var processes = new DemoProcesses(folder)) {
            say("@|bold Gantry demo.|@ Research use only: not a medical device. All pictures are synthetic.");
            var studies = new DemoStudies(home).write(folder.resolve("studies"), LocalDateTime.now());
            return show(new DemoLine(processes, home, folder), studies);
        }
    }

    private int show(DemoLine line, List<Path> studies) throws IOException, InterruptedException {
        var url = line.startBroker(java.util.Optional.ofNullable(broker));
        say("broker      " + url);
        var tally = new DemoTally(studies.size(), json, System.out);
        line.startReceiver(url, tally::payload);
        int port = line.startAppliance(url);
        tally.name(line.names(studies));
        say("appliance   AE title GANTRY, DICOM port " + port + ", " + line.readyIn());
        say("sending     " + studies.size() + " synthetic studies over one association");
        say("");
        line.send(port, studies);
        boolean complete = tally.await(OUTCOMES_MILLIS, TimeUnit.MILLISECONDS);
        say("");
        say(tally.summary());
        if (!once) {
            invite(line, url, port);
        }
        return complete && tally.budgetsMet() ? Main.DONE : Main.FAILED;
    }

    private void invite(DemoLine line, String url, int port) throws InterruptedException {
        say("The outcomes above are on the topics gantry/demo/laptop/test/outcome/#: test studies alert nobody.");
        say("Send your own:   ./gantry send --to GANTRY@127.0.0.1:" + port + " FILE-OR-FOLDER ...");
        say("or with DCMTK:   storescu -aec GANTRY 127.0.0.1 " + port + " FILE.dcm");
        say("Another watcher: ./gantry watch --url " + url);
        say("Ctrl-C ends the demo.");
        line.waitForever();
    }

    /// Everything but payloads goes to standard error, so that `--json` can be piped.
    private void say(String line) {
        (json ? System.err : System.out).println(Ansi.AUTO.string(line));
    }
}
