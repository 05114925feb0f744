// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// `docs/commands.md` is the help of every command, so that it cannot say anything else.
class CommandsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "commands.md");
    private static final int COLUMNS = 110;

    private static Stream<CommandLine> commands(CommandLine command) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS);
        return Stream.concat(Stream.of(command), command.getSubcommands().values().stream().distinct()
                .filter(it -> !it.getCommandSpec().usageMessage().hidden()).flatMap(CommandsPageTest::commands));
    }

    private static String text() {
        var page = new StringBuilder("""
                <!-- Written from the commands themselves. Do not edit; write it anew with
                     mvn -q test -pl app -am -Dtest=CommandsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dcommands.page=write -->
                # Commands

                What `gantry help COMMAND` prints, all in one place. [operation.md](operation.md) tells which to use when, and what is
                the same for all of them.
                """);
        commands(Main.commandLine()).forEach(command -> {
            page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
            command.getUsageMessage(Ansi.OFF).lines().forEach(line -> page.append(line.stripTrailing()).append('\n'));
            page.append("```\n");
        });
        return page.toString();
    }

    @Test
    void isWhatTheCommandsSayOfThemselves() throws IOException {
        if (System.getProperty("commands.page", "").equals("write")) {
            Files.writeString(PAGE, text());
        }

        assertThat(PAGE).as("the comment at its top says how it is written anew").hasContent(text());
    }
}
