// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// What holds for all commands: exit codes, help, completion.
class CommandLineTest {
    private static final Path MODELS =
            Path.of(System.getProperty("gantry.models", "../models")).toAbsolutePath().normalize();
    private static final Path GOLDEN = MODELS.resolve("chest-pneumonia/1.0.0/golden/phantom-opacity-1.dcm");
    private static final Path PAGE = Path.of("..", "docs", "operation.md");

    @TempDir
    Path folder;

    private record Said(int exit, String out, String err) {}

    private static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Said(exit, out.toString(), err.toString());
    }

    private String settings(String more) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: "%s"}
                %s
                """.formatted(MODELS, more)).toString();
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(Stream.of(command), command.getSubcommands().values().stream().distinct()
                .flatMap(CommandLineTest::commands));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    @Test
    void endsAsThePageSays() throws IOException {
        assertThat(run("check", "--quiet", "--config", settings("")).exit()).isZero();
        assertThat(run("echo", "--to", "A@127.0.0.1:1", "--timeout", "5").exit()).as("did not succeed").isEqualTo(1);
        assertThat(run("send", "--to", "A@127.0.0.1:1", folder.resolve("none").toString()).exit()).isEqualTo(1);
        assertThat(run("no-such-command").exit()).as("the command line is wrong").isEqualTo(2);
        assertThat(run("check").exit()).isEqualTo(2);
        assertThat(run("echo", "--to").exit()).isEqualTo(2);
        assertThat(run("check", "--config", settings("modus: live")).exit()).as("settings").isEqualTo(3);
        assertThat(run("route", "explain", GOLDEN.toString(), "--config", "nowhere.yaml").exit()).isEqualTo(3);
        assertThat(Files.readString(PAGE)).contains("| 0 | ", "| 1 | ", "| 2 | ", "| 3 | ", "| 4 | ");
    }

    @Test
    void helpsWithEachCommandAndEachOption() {
        assertThat(commands(Main.commandLine()).filter(it -> !name(it).contains(" help"))).hasSizeGreaterThan(25)
                .allSatisfy(command -> {
                    assertThat(command.getCommandSpec().usageMessage().description()).as(name(command)).isNotEmpty();
                    assertThat(command.getCommandSpec().options()).as(name(command)).allSatisfy(option ->
                            assertThat(option.description()).as(option.longestName()).isNotEmpty());
                    assertThat(command.getCommandSpec().positionalParameters()).as(name(command)).allSatisfy(parameter ->
                            assertThat(parameter.description()).as(parameter.paramLabel()).isNotEmpty());
                    assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF)).as(name(command)).contains("--help");
                });
    }

    private static Stream<CommandLine> shown() {
        return commands(Main.commandLine()).filter(it -> !name(it).contains(" help")
                && !it.getCommandSpec().usageMessage().hidden());
    }

    @Test
    void teachesWithExamplesAndTheMeaningOfEachExitCode() {
        assertThat(shown())
                .allSatisfy(command -> {
                    var help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
                    assertThat(help).as(name(command)).contains("\nExamples:\n  ");
                    if (command.getSubcommands().isEmpty()) {
                        assertThat(help).as(name(command))
                                .contains("\nExit codes:\n  0   ", "\n  2   the command line is wrong");
                    }
                });
    }

    /// Those that print nothing, or nothing for programs.
    private static final Set<String> NO_JSON = Set.of("gantry run", "gantry completion");

    @Test
    void speaksJsonWithEachCommandThatTellsSomething() {
        assertThat(shown().filter(it -> it.getSubcommands().isEmpty() && !NO_JSON.contains(name(it))))
                .allSatisfy(command ->
                        assertThat(command.getCommandSpec().findOption("--json")).as(name(command)).isNotNull());
    }

    @Test
    void tellsProgramsInJsonWhatFailed() throws IOException {
        for (var words : List.of(
                List.of("send", "--json", "--to", "A@127.0.0.1:1", folder.resolve("none").toString()),
                List.of("send", "--json", "--to", "nowhere", folder.toString()),
                List.of("model", "show", "nobody", "--json", "--config", settings("")),
                List.of("access", "list", "--json", "--config", "nowhere.yaml"),
                List.of("exam", "list", "--json", "--config", settings("")),
                List.of("outbox", "flush", "--json", "--config", settings("")))) {
            var said = run(words.toArray(String[]::new));

            assertThat(said.exit()).as(words.toString()).isIn(1, 3, 4);
            assertThat(JsonMapper.shared().readTree(said.out()).path("failed").asString("")).as(words.toString())
                    .isNotEmpty();
            assertThat(said.err()).as(words.toString()).isNotEmpty();
        }
    }

    @Test
    void saysWhatHelpsWhenTheApplianceDoesNotRun() throws IOException {
        var said = run("exam", "show", "abcd", "--config", settings(""));

        assertThat(said.exit()).isEqualTo(4);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("gantry: the appliance does not run: there is no ")
                .contains("control.sock; start it (systemctl start gantry)");
    }

    @Test
    void showsNoColoursWhereThereIsNoTerminal() {
        var said = run("help");

        assertThat(said.out()).contains("Exit codes:").doesNotContain("\u001b[");
    }

    @Test
    void isOnThePageForFieldEngineersWithEachCommand() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(Main.commandLine().getSubcommands().keySet()).allSatisfy(command ->
                assertThat(page).contains("`gantry " + command));
    }

    @Test
    void teachesTheShell() throws Exception {
        var said = run("completion");
        Files.writeString(folder.resolve("completion"), said.out());

        assertThat(said.exit()).isZero();
        assertThat(completed("ex")).contains("exam", "explain").doesNotContain("doctor");
        assertThat(completed("exam", "")).contains("list", "show", "replay");
        assertThat(completed("exam", "replay", "--")).contains("--publish", "--resend", "--wait", "--json", "--config");
        assertThat(completed("model", "a")).containsExactlyInAnyOrder("add", "activate");
        assertThat(completed("evaluate", "--names", "")).as("values of an option").contains("HIDE", "SHOW");
    }

    /// What a real bash offers behind `gantry` and these words when the tabulator is hit.
    private List<String> completed(String... words) throws IOException, InterruptedException {
        var bash = Path.of("/bin/bash");
        Assumptions.assumeTrue(Files.isExecutable(bash), "there is no bash");
        var line = "gantry " + String.join(" ", words);
        var script = """
                source "$0/completion" || exit 1
                COMP_WORDS=(gantry "$@") COMP_CWORD=$# COMP_LINE="%s" COMP_POINT=%d
                eval "$(complete -p gantry | sed 's/.*-F \\([^ ]*\\).*/\\1/')" && printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(line, line.length());
        var command = new ArrayList<>(List.of(bash.toString(), "--norc", "-c", script, folder.toString()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var offered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(offered).isZero();
        return offered.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
    }

    @Test
    void explainsRuleByRuleWhyAModelLooks() throws IOException {
        var said = run("route", "explain", GOLDEN.toString(), "--config", settings(""));

        assertThat(said.exit()).isZero();
        assertThat(said.out()).containsPattern("chest-pneumonia/[0-9.]+ looks at it \\(one answer for each image\\)")
                .containsPattern("yes +modality +asks for CR or DX; the header says (CR|DX)")
                .doesNotContain("contradicts");
    }

    @Test
    void explainsWhyNoneDoes() throws IOException {
        var bytes = Files.readAllBytes(GOLDEN);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var file = Files.write(folder.resolve("mr.dcm"), text.replaceFirst("(\\x08\\x00\\x60\\x00CS\\x02\\x00)..", "$1MR")
                .getBytes(StandardCharsets.ISO_8859_1));

        var said = run("route", "explain", file.toString(), "--config", settings(""));

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).contains("does not look at it: modality does not match")
                .containsPattern("contradicts +modality +asks for CR or DX; the header says MR");
        var json = JsonMapper.shared().readTree(
                run("route", "explain", file.toString(), "--config", settings(""), "--json").out());
        assertThat(json).allSatisfy(route -> assertThat(route.path("looks").asBoolean(true)).isFalse());
        assertThat(json).anySatisfy(route -> {
            assertThat(route.path("model").asString()).startsWith("chest-pneumonia");
            assertThat(route.at("/rules/0/says").asString()).isEqualTo("contradicts");
        });
        assertThat(said.out()).contains("is a gate");
    }

    @Test
    void saysWhatIsNoDicom() throws IOException {
        var said = run("route", "explain", settings(""), "--config", settings(""));

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).startsWith("gantry: ").contains("gantry.yaml: ");
    }

    @Test
    void listsMistakesForPrograms() throws IOException {
        assertThat(run("check", "--json", "--config", settings("")).out()).isEqualToIgnoringNewLines("[]");
        var said = run("check", "--json", "--config", settings("exam: {silense: 10s}"));

        assertThat(said.exit()).isEqualTo(3);
        var problem = JsonMapper.shared().readTree(said.out()).get(0);
        assertThat(problem.path("line").asInt()).isEqualTo(7);
        assertThat(problem.path("key").asString()).isEqualTo("exam.silense");
        assertThat(problem.path("rule").asString()).contains("did you mean silence?");
        var words = new ArrayList<>(List.of("echo", "--to", "A@127.0.0.1:1", "--timeout", "5", "--json"));
        assertThat(JsonMapper.shared().readTree(run(words.toArray(String[]::new)).out()).path("failed").isString())
                .isTrue();
    }
}
