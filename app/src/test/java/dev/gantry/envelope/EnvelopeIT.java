// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is sealed here is opened by the openssl of the machine.
class EnvelopeIT {
    private static final char[] PASSPHRASE = "correct horse battery staple".toCharArray();
    private static final byte[] CONTENT = "{\"keys\": [\"Ä\"]}\n".repeat(20).getBytes(UTF_8);

    @TempDir
    static Path certificates;

    private static Certificates made;

    @TempDir
    Path folder;

    @BeforeAll
    static void certificates() throws Exception {
        Certificates.need("openssl");
        made = new Certificates(certificates).authority("ca")
                .issue("rsa", "ca", "rsa").issue("ec", "ca", "ec").issue("other", "ca", "ec");
    }

    private Certificates.Run decrypt(byte[] sealed, String... how) throws Exception {
        var file = Files.write(folder.resolve("sealed.p7m"), sealed);
        var command = new ArrayList<>(List.of("openssl", "cms", "-decrypt", "-inform", "DER",
                "-in", file.toString(), "-out", folder.resolve("opened").toString()));
        command.addAll(List.of(how));
        return Certificates.run(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void isOpenedByTheHolderOfThePrivateKeyAlone(String kind) throws Exception {
        var sealed = Envelope.to(made.read(kind), CONTENT);

        var run = decrypt(sealed, "-recip", made.certificate(kind).toString(),
                "-inkey", made.key(kind).toString());

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(folder.resolve("opened")).hasBinaryContent(CONTENT);
        Files.delete(folder.resolve("opened"));
        assertThat(decrypt(sealed, "-recip", made.certificate("other").toString(),
                "-inkey", made.key("other").toString()).exit()).isNotZero();
        assertThat(new String(sealed, UTF_8)).doesNotContain("keys");
    }

    @Test
    void isOpenedWithThePassphraseAlone() throws Exception {
        var sealed = Envelope.to(PASSPHRASE, CONTENT);
        var passphrase = Files.writeString(folder.resolve("passphrase"), new String(PASSPHRASE));

        var run = decrypt(sealed, "-pwri_password", Files.readString(passphrase));

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(folder.resolve("opened")).hasBinaryContent(CONTENT);
        assertThat(Envelope.open(PASSPHRASE, sealed)).isEqualTo(CONTENT);
        assertThat(decrypt(sealed, "-pwri_password", "another").exit()).isNotZero();
        assertThatThrownBy(() -> Envelope.open("another".toCharArray(), sealed))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the passphrase is another");
    }

    @Test
    void opensNothingThatWasChanged() throws Exception {
        var sealed = Envelope.to(PASSPHRASE, CONTENT);
        var random = new Random(20_261_121);

        for (int at : List.of(sealed.length - 1, sealed.length - 20, sealed.length - 100, sealed.length / 2)) {
            var changed = sealed.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> Envelope.open(PASSPHRASE, changed)).as("byte " + at)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void saysWhatIsNoSuchFile() throws Exception {
        var toOthers = Envelope.to(made.read("rsa"), CONTENT);

        assertThatThrownBy(() -> Envelope.open(PASSPHRASE, toOthers))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sealed with a passphrase");
        for (var garbage : List.of(new byte[0], new byte[] {0x30}, CONTENT, new byte[] {0x30, 0, 0x30})) {
            assertThatThrownBy(() -> Envelope.open(PASSPHRASE, garbage)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
