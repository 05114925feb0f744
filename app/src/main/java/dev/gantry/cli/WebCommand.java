// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.account.Account.Kind;
import dev.gantry.account.Accounts;
import dev.gantry.account.Role;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Who may log in to the pages. Works on the file of the accounts, beside an appliance that runs.
@Command(
        name = "web",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {"  gantry web user anna --role engineer", "  gantry web kiosk room-2"},
        description = {
            "Says who may log in to the pages: people by a password, screens in a room by a token.",
            "A running appliance takes it up at once. docs/room-page.md tells what each role may do."
        })
final class WebCommand implements Callable<Integer> {
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

    @Command(name = "list", mixinStandardHelpOptions = true,
            footer = {"  gantry web list --json"},
            description = "Lists people and screens.")
    int list() throws IOException {
        var all = accounts().list();
        if (json) {
            var array = JsonMapper.shared().createArrayNode();
            all.forEach(it -> array.addObject().put("name", it.name()).put("kind", word(it.kind()))
                    .put("role", it.role().word()));
            out().println(array);
        } else if (all.isEmpty()) {
            out().println("nobody can log in; gantry web user NAME --role viewer adds somebody");
        } else {
            all.forEach(it -> out().printf("%-6s %-32s %s%n", word(it.kind()), it.name(), it.role().word()));
        }
        return Main.DONE;
    }

    @Command(name = "user", mixinStandardHelpOptions = true,
            footer = {"  gantry web user anna --role engineer"},
            description = {
        "Adds a person, or gives one that is there another password and role, which ends what they have open.",
        "The password is asked for; where there is no terminal it is the first line of the standard input."
    })
    int user(
            @Parameters(paramLabel = "NAME", description = "letters, digits, dots, hyphens, underscores") String name,
            @Option(names = "--role", paramLabel = "ROLE", required = true,
                    description = "viewer (pictures, answers to alerts) or engineer (also setting up)") Role role)
            throws IOException {
        accounts().putUser(name, role, password());
        return telling().fact("name", name).fact("role", role.word()).line(name + " can log in as " + role.word()).done();
    }

    @Command(name = "kiosk", mixinStandardHelpOptions = true,
            footer = {"  gantry web kiosk room-2"},
            description = {
        "Adds a screen in a room, or gives one that is there another token, which shuts the old one out.",
        "Prints what to add to the address of the page; it is shown only this once."
    })
    int kiosk(@Parameters(paramLabel = "NAME", description = "such as room-2") String name) throws IOException {
        var token = accounts().putKiosk(name);
        return telling().fact("name", name).fact("token", token)
                .line("start the browser of the screen with the address of the room page and behind it")
                .line("/#kiosk=" + token).done();
    }

    @Command(name = "remove", mixinStandardHelpOptions = true,
            footer = {"  gantry web remove kiosk room-2"},
            exitCodeList = {
                "0:taken away", "1:nobody is called so", "2:the command line is wrong", "3:the settings are wrong"
            },
            description = "Takes a person or a screen away; what they have open ends at once.")
    int remove(
            @Parameters(paramLabel = "KIND", description = "user or kiosk") Kind kind,
            @Parameters(paramLabel = "NAME", description = "as gantry web list shows it") String name) throws IOException {
        if (!accounts().remove(kind, name)) {
            return telling().line("there is no " + word(kind) + " " + name + "; gantry web list shows who there is").failed();
        }
        return telling().fact("name", name).line(name + " can no longer log in").done();
    }

    /// @throws IllegalArgumentException when it was not typed the same twice, or there is none
    private static char[] password() throws IOException {
        var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isPresent()) {
            var first = terminal.get().readPassword("Password (%d characters or more): ", Accounts.SHORTEST_PASSWORD);
            if (!Arrays.equals(first, terminal.get().readPassword("Once more: "))) {
                throw new IllegalArgumentException("the two are not the same; nothing was changed");
            }
            return Optional.ofNullable(first).orElseThrow(WebCommand::none);
        }
        var line = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return Optional.ofNullable(line).orElseThrow(WebCommand::none).toCharArray();
    }

    private static IllegalArgumentException none() {
        return new IllegalArgumentException("no password was given; nothing was changed");
    }

    private static String word(Kind kind) {
        return kind == Kind.USER ? "user" : "kiosk";
    }

    private Accounts accounts() {
        return new Accounts(config.read().web().login().accounts());
    }

    private Telling telling() {
        return new Telling(out(), json);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
