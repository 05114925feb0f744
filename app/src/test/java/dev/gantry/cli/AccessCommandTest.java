// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AccessCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void settings() throws Exception {
        Files.createDirectories(folder.resolve("spool"));
        Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112, peers: [{ae-title: CT_1, addresses: [10.0.4.0/24]}]}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """);
    }

    private record Printed(int exit, String text) {}

    private Printed access(String... arguments) {
        var all = new ArrayList<>(List.of("access"));
        all.addAll(List.of(arguments));
        all.addAll(1, List.of("--config", folder.resolve("gantry.yaml").toString()));
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(all.toArray(String[]::new));
        return new Printed(exit, text.toString());
    }

    @Test
    void listsThoseOfTheSettingsAndThoseAllowedSince() {
        assertThat(access("allow", "--address", "10.0.5.7", "--address", "fd00:5::/64", "--called", "GANTRY", "CT 2"))
                .isEqualTo(new Printed(0, "allowed: CT 2 from 10.0.5.7, fd00:5::/64, calling GANTRY\n"));

        assertThat(access("list").text()).startsWith("""
                Everybody may call until mode is live; then only these:
                  CT_1 from 10.0.4.0/24  (settings)
                  CT 2 from 10.0.5.7, fd00:5::/64, calling GANTRY  (allowed 2""");
        var json = JsonMapper.shared().readTree(access("list", "--json").text());
        assertThat(json.valueStream().map(peer -> peer.path("from").asString())).containsExactly("settings", "allowed");
    }

    @Test
    void takesAllowingTwiceForOnce() {
        access("allow", "--address", "10.0.5.7", "CT_2");

        assertThat(access("allow", "--address", "10.0.5.7", "CT_2").text()).startsWith("allowed already: ");
        assertThat(access("list").text().lines()).hasSize(3);
    }

    @Test
    void takesBackWhatItAllowed() {
        access("allow", "--address", "10.0.5.7", "CT_2");

        assertThat(access("remove", "CT_2")).isEqualTo(new Printed(0, "removed: CT_2 from 10.0.5.7\n"));
        assertThat(access("remove", "CT_1").exit()).as("that of the settings").isEqualTo(1);
    }

    @Test
    void saysThatNobodyWasRefused() {
        assertThat(access("refused")).isEqualTo(new Printed(0, "nobody was refused\n"));
        assertThat(access("refused", "--json").text()).isEqualTo("[]\n");
    }

    @Test
    void tellsWhoWasRefusedWhyAndWhatAllowsIt() throws Exception {
        Files.createDirectories(folder.resolve("spool/access"));
        Files.writeString(folder.resolve("spool/access/refused.json"), """
                {"refused": [{"calling": "CT_2", "called": "GANTRY", "address": "10.0.5.7", "implementation": "S_1",
                  "cause": "CALLING", "why": "no peer 'CT_2' is listed", "remedy": "gantry access allow ... CT_2",
                  "let-in": true, "first": "2026-11-21T12:00:00Z", "last": "2026-11-21T12:00:09Z", "count": 3}]}
                """);

        assertThat(access("refused").text()).matches("""
                CT_2 was let in from 10\\.0\\.5\\.7 calling GANTRY, 3 times, last 2026-.*
                    no peer 'CT_2' is listed; it will be refused once mode is live
                    to allow it: gantry access allow \\.\\.\\. CT_2
                """);
        assertThat(JsonMapper.shared().readTree(access("refused", "--json").text()).at("/0/cause").asString())
                .isEqualTo("calling");
    }

    @Test
    void refusesWhatIsNoNetworkOrNoTitle() {
        assertThat(access("allow", "--address", "10.0.5.7/24", "CT_2")).satisfies(printed -> {
            assertThat(printed.exit()).isEqualTo(3);
            assertThat(printed.text()).startsWith("--address must be an address such as 10.0.4.7");
        });
        assertThat(access("allow", "--address", "10.0.5.7", "SEVENTEEN-LETTERS").exit()).isEqualTo(3);
        assertThat(access("allow", "CT_2").exit()).as("no address").isEqualTo(2);
    }
}
