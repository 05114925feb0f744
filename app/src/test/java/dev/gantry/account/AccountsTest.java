// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.account.Account.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
    private static final char[] PASSWORD = "correct horse battery".toCharArray();

    @TempDir
    Path folder;

    private Accounts accounts() {
        return new Accounts(folder.resolve("accounts"), 10);
    }

    @Test
    void knowsAUserByNameAndPasswordOnly() throws IOException {
        accounts().putUser("ada", Role.ENGINEER, PASSWORD);

        assertThat(accounts().user("ada", PASSWORD)).hasValueSatisfying(ada -> {
            assertThat(ada.role()).isEqualTo(Role.ENGINEER);
            assertThat(ada.kind()).isEqualTo(Kind.USER);
        });
        assertThat(accounts().user("ada", "correct horse batterz".toCharArray())).isEmpty();
        assertThat(accounts().user("bob", PASSWORD)).isEmpty();
        assertThat(accounts().user("bob", new char[0])).as("what is checked for nobody lets nobody in").isEmpty();
    }

    @Test
    void knowsAScreenByItsTokenAndGivesItNoMoreThanAView() throws IOException {
        var token = accounts().putKiosk("room-2");

        assertThat(accounts().kiosk(token)).map(Account::role).hasValue(Role.VIEWER);
        assertThat(accounts().kiosk(token + "A")).isEmpty();
        assertThat(accounts().user("room-2", token.toCharArray())).isEmpty();
    }

    @Test
    void keepsNeitherPasswordNorTokenAndLetsOnlyOwnerAndGroupRead() throws IOException {
        accounts().putUser("ada", Role.VIEWER, PASSWORD);
        var token = accounts().putKiosk("room-2");

        assertThat(folder.resolve("accounts")).content().doesNotContain("horse", token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("accounts"))))
                .isEqualTo("rw-r-----");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void takesUpWhatAnotherProcessChanged() throws IOException {
        var appliance = accounts();
        assertThat(appliance.list()).isEmpty();

        accounts().putUser("ada", Role.VIEWER, PASSWORD);
        var ada = appliance.user("ada", PASSWORD).orElseThrow();
        assertThat(appliance.has(ada)).isTrue();

        accounts().putUser("ada", Role.VIEWER, "another pass phrase".toCharArray());
        assertThat(appliance.has(ada)).as("with a new password, old sessions end").isFalse();
        assertThat(accounts().remove(Kind.USER, "ada")).isTrue();
        assertThat(accounts().remove(Kind.USER, "ada")).isFalse();
        assertThat(appliance.list()).isEmpty();
    }

    @Test
    void refusesShortPasswordsAndNamesThatBreakTheFile() {
        assertThatThrownBy(() -> accounts().putUser("ada", Role.VIEWER, "short".toCharArray()))
                .hasMessage("a password must have from 12 to 256 characters");
        assertThatThrownBy(() -> accounts().putUser("ada\nkiosk x", Role.VIEWER, PASSWORD))
                .hasMessageContaining("a name must be");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhichLineOfAFileIsNone() throws IOException {
        accounts().putUser("ada", Role.VIEWER, PASSWORD);
        var file = folder.resolve("accounts");
        Files.writeString(file, Files.readString(file) + "user bob admin 10$AAAA$AAAA\n");

        assertThatThrownBy(() -> accounts().list()).isInstanceOf(IOException.class)
                .hasMessageContaining("accounts, line 3: must be viewer or engineer, found 'admin'");
    }
}
