// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.account.Account.Kind;
import dev.gantry.account.Accounts;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String HERE = "10.0.0.1";

    @TempDir
    Path folder;

    private long now;
    private Accounts accounts;
    private Sessions sessions;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        accounts = QuickAccounts.in(folder.resolve("accounts"));
        accounts.putUser("ada", Role.ENGINEER, PASSWORD.toCharArray());
        sessions = new Sessions(accounts, Duration.ofMinutes(30), () -> now);
        sessions.listen(new Witness() {
            @Override
            public void loggedIn(String who, String address, boolean succeeded) {
                heard.add((succeeded ? "in " : "not in ") + who + " " + address);
            }

            @Override
            public void loggedOut(String who, String address) {
                heard.add("out " + who + " " + address);
            }
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Login.Welcome login() {
        return (Login.Welcome) sessions.user("ada", PASSWORD, HERE);
    }

    @Test
    void letsSomebodyInUntilTheyLogOutAndGivesATokenThatIsNotTheSecret() {
        var welcome = login();

        assertThat(sessions.visit(welcome.secret())).hasValue(welcome.visitor());
        assertThat(welcome.visitor().token()).isNotEqualTo(welcome.secret()).hasSize(43);
        assertThat(sessions.visit(welcome.visitor().token())).isEmpty();

        sessions.end(welcome.secret(), HERE);
        assertThat(sessions.visit(welcome.secret())).isEmpty();
    }

    @Test
    void endsASessionThatIsIdleThoughAStreamIsOpen() {
        var secret = login().secret();
        pass(Duration.ofMinutes(20));
        assertThat(sessions.visit(secret)).isPresent();
        pass(Duration.ofMinutes(20));
        assertThat(sessions.look(secret)).as("20 minutes after the last request").isPresent();
        pass(Duration.ofMinutes(11));
        assertThat(sessions.look(secret)).isEmpty();
        assertThat(sessions.visit(secret)).isEmpty();
    }

    @Test
    void endsASessionAfterTwelveHoursHoweverBusy() {
        var secret = login().secret();
        for (int i = 0; i < 36; i++) {
            assertThat(sessions.visit(secret)).isPresent();
            pass(Duration.ofMinutes(20));
        }
        pass(Duration.ofSeconds(1));
        assertThat(sessions.visit(secret)).isEmpty();
    }

    @Test
    void shutsOutWhoeverWasRemovedAtOnce() throws IOException {
        var secret = login().secret();
        var screen = ((Login.Welcome) sessions.kiosk(accounts.putKiosk("room"), HERE)).secret();
        assertThat(sessions.visit(screen)).isPresent();

        accounts.remove(Kind.USER, "ada");
        accounts.remove(Kind.KIOSK, "room");

        assertThat(sessions.visit(secret)).isEmpty();
        assertThat(sessions.visit(screen)).isEmpty();
    }

    @Test
    void tellsWhoComesAndGoesAndWhoseTimeIsOver() throws IOException {
        var first = login();
        sessions.end(first.secret(), "10.0.0.9");
        sessions.end(first.secret(), "10.0.0.9");
        login();
        pass(Duration.ofMinutes(31));
        sessions.tend();
        sessions.tend();
        login();
        accounts.remove(Kind.USER, "ada");
        sessions.tend();

        assertThat(heard).containsExactly("in ada 10.0.0.1", "out ada 10.0.0.1", "in ada 10.0.0.1", "out ada 10.0.0.1",
                "in ada 10.0.0.1", "out ada 10.0.0.1");
    }

    @Test
    void tellsOfScreensAndOfThoseWhoAreNotLetInWithoutWhatTheyTyped() throws IOException {
        var screen = (Login.Welcome) sessions.kiosk(accounts.putKiosk("room-2"), HERE);
        sessions.end(screen.secret(), HERE);
        sessions.end("kiosk.forged", HERE);
        sessions.user("ada", "wrong", HERE);
        sessions.user(PASSWORD, "", HERE);
        sessions.user("kiosk room-2", "x", HERE);
        sessions.kiosk("token", HERE);

        assertThat(heard).containsExactly("in kiosk room-2 10.0.0.1", "out kiosk room-2 10.0.0.1",
                "not in ada 10.0.0.1", "not in unknown 10.0.0.1", "not in unknown 10.0.0.1",
                "not in unknown kiosk 10.0.0.1");
    }

    @Test
    void tellsOfTheSessionThatMakesRoom() {
        for (int i = 0; i < Sessions.MOST_SESSIONS + 1; i++) {
            login();
        }

        assertThat(heard).last().isEqualTo("in ada 10.0.0.1");
        assertThat(heard).filteredOn(it -> it.startsWith("out")).hasSize(1);
    }

    @Test
    void countsANetworkOfIpv6AsOnePlace() {
        for (int i = 0; i < Attempts.TRIES; i++) {
            sessions.kiosk("guess", "2001:db8:0:1:0:0:0:" + i);
        }

        assertThat(sessions.kiosk("guess", "2001:db8:0:1:ffff:0:0:1")).isInstanceOf(Login.Wait.class);
        assertThat(sessions.kiosk("guess", "2001:db8:0:2:0:0:0:1")).isInstanceOf(Login.Wrong.class);
    }

    @Test
    void makesSomebodyWhoGuessesWaitAndNobodyElse() {
        for (int i = 0; i < Attempts.TRIES; i++) {
            assertThat(sessions.kiosk("guess" + i, "10.6.6.6")).isEqualTo(new Login.Wrong());
        }

        assertThat(sessions.user("ada", PASSWORD, "10.6.6.6")).isEqualTo(new Login.Wait(Attempts.PAUSE));
        assertThat(sessions.kiosk("guess", HERE)).isEqualTo(new Login.Wrong());

        pass(Attempts.PAUSE);
        assertThat(sessions.kiosk("once more", "10.6.6.6")).isEqualTo(new Login.Wrong());
        assertThat(sessions.kiosk("and again", "10.6.6.6")).isInstanceOf(Login.Wait.class);
    }

    @Test
    void forgetsNoGuessForARightPasswordInBetween() {
        var answers = new ArrayList<Login>();
        for (int i = 0; i < 3 * Attempts.TRIES; i++) {
            answers.add(i % 5 == 4 ? sessions.user("ada", PASSWORD, "10.6.6.6") : sessions.kiosk("guess", "10.6.6.6"));
        }

        assertThat(answers).filteredOn(Login.Wrong.class::isInstance).hasSize(Attempts.TRIES);
        assertThat(answers).last().isInstanceOf(Login.Wait.class);
    }

    @Test
    void forgetsThePlaceThatWasQuietLongestWhenThereAreTooMany() {
        var attempts = new Attempts();
        for (int i = 0; i < 2 * Attempts.TRIES; i++) {
            attempts.failed("first", now);
        }
        for (int i = 0; i < Attempts.MOST_PLACES; i++) {
            attempts.failed("place" + i, now);
        }

        assertThat(attempts.wait("first", now)).isZero();
        assertThat(attempts.wait("place9999", now)).isZero();
    }

    @Test
    void knowsNobodyByWhatIsNoSecret() {
        login();

        for (var secret : new String[] {"", "kiosk.", "kiosk.\u00e4", "x".repeat(10_000), "session", "\0"}) {
            assertThat(sessions.visit(secret)).as(secret).isEmpty();
        }
    }
}
