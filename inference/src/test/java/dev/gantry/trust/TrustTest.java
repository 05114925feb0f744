// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.ModelSettings;
import dev.gantry.config.ModelSettings.Unsigned;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    @TempDir
    Path folder;

    private Path model;
    private Path keys;

    @BeforeEach
    void aManifest() throws IOException {
        model = Files.createDirectories(folder.resolve("chest/1.0.0"));
        keys = Files.createDirectories(folder.resolve("keys"));
        Files.writeString(model.resolve("manifest.yaml"), "name: chest\n");
    }

    private SigningKey trusted() throws IOException {
        var key = SigningKey.make();
        Files.move(key.write(folder.resolve(key.id())), keys.resolve(key.id() + ".pem"));
        return key;
    }

    private Trust trust(Unsigned unsigned) {
        return Trust.of(new ModelSettings(folder, folder, Optional.of(keys), unsigned));
    }

    private String broken(Unsigned unsigned) {
        return ((Seal.Broken) trust(unsigned).judge(model)).detail();
    }

    @Test
    void believesWhatAKeyOfTheListHasSigned() throws IOException {
        trusted();
        var key = trusted();
        key.seal(model);

        assertThat(trust(Unsigned.REFUSE).judge(model)).isEqualTo(new Seal.Signed(key.id()));
        assertThat(trust(Unsigned.REFUSE).keys()).hasSize(2).contains(key.id());
    }

    @Test
    void noticesThatOneByteWasChanged() throws IOException {
        var key = trusted();
        key.seal(model);
        Files.writeString(model.resolve("manifest.yaml"), "name: chess\n");

        assertThat(broken(Unsigned.ALLOW)).isEqualTo("manifest.sig: not the signature of key " + key.id()
                + " over this manifest.yaml: one of the two was changed after signing");
    }

    @Test
    void namesTheKeyThatNobodyTrusts() throws IOException {
        var known = trusted();
        var stranger = SigningKey.make();
        stranger.seal(model);

        assertThat(broken(Unsigned.ALLOW)).isEqualTo("manifest.sig: signed by key " + stranger.id() + ", trusted are "
                + known.id() + " of " + keys);
    }

    @Test
    void takesNoOtherKeysSignatureUnderATrustedName() throws IOException {
        var known = trusted();
        SigningKey.make().seal(model);
        var signature = Files.readString(model.resolve("manifest.sig"));
        Files.writeString(model.resolve("manifest.sig"), signature.replaceFirst(" [0-9a-f]{16} ", " " + known.id() + " "));

        assertThat(broken(Unsigned.ALLOW)).startsWith("manifest.sig: not the signature of key " + known.id());
    }

    @Test
    void refusesAPackageWithoutSignatureWhereAllMustHaveOne() throws IOException {
        trusted();

        assertThat(broken(Unsigned.REFUSE))
                .isEqualTo("expected manifest.sig of a key in " + keys + " (models.unsigned: refuse), found none");
        assertThat(trust(Unsigned.ALLOW).judge(model)).isEqualTo(new Seal.Unsigned());
    }

    @Test
    void saysThatNobodyLookedWhereNoKeysAreSet() throws IOException {
        SigningKey.make().seal(model);

        assertThat(Trust.blind().judge(model)).isEqualTo(new Seal.Unchecked());
    }

    @Test
    void refusesASignatureFileOfAnotherForm() throws IOException {
        trusted();
        for (var text : new String[] {"", "-----BEGIN PGP SIGNATURE-----", "ed25519 xyz abc", "ed25519 0123456789abcdef !"}) {
            Files.writeString(model.resolve("manifest.sig"), text);
            assertThat(broken(Unsigned.ALLOW)).startsWith("manifest.sig: expected \"ed25519 KEY-ID SIGNATURE\"");
        }
        Files.writeString(model.resolve("manifest.sig"), "x".repeat(5000));
        assertThat(broken(Unsigned.ALLOW)).isEqualTo("manifest.sig: expected one line, it has 5000 bytes");
    }

    @Test
    void refusesAListWithoutKeys() {
        assertThatThrownBy(() -> trust(Unsigned.ALLOW)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("models.trust: " + keys + " holds no public key");
        keys = folder.resolve("none");
        assertThatThrownBy(() -> trust(Unsigned.ALLOW)).hasMessageContaining("cannot be read");
    }

    @Test
    void refusesAListWithAnotherKindOfKey() throws IOException {
        Files.writeString(keys.resolve("rsa.pem"),
                new Pem("PUBLIC KEY", new byte[] {0x30, 1, 2}).text());

        assertThatThrownBy(() -> trust(Unsigned.ALLOW)).hasMessageContaining("holds a public key that is no Ed25519 key");
    }

    @Test
    void keepsASigningKeyForItsOwnerAndReplacesNone() throws IOException {
        var key = SigningKey.make();
        var file = folder.resolve("site.key");
        assertThat(key.write(file)).isEqualTo(folder.resolve("site.key.pem"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("site.key.pem"))).doesNotContain("PRIVATE").contains(key.id());
        assertThat(SigningKey.read(file).id()).isEqualTo(key.id());

        assertThatThrownBy(() -> SigningKey.make().write(file)).isInstanceOf(FileAlreadyExistsException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SigningKey.read(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void refusesASigningKeyOfHalves() throws IOException {
        SigningKey.make().write(folder.resolve("a"));
        SigningKey.make().write(folder.resolve("b"));
        var secret = Files.readString(folder.resolve("a")).split("-----BEGIN PUBLIC")[0];
        var mixed = Files.createFile(
                folder.resolve("mixed"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        Files.writeString(mixed, secret + Files.readString(folder.resolve("b.pem")));
        assertThatThrownBy(() -> SigningKey.read(mixed)).hasMessageContaining("two keys that are no pair");
        Files.writeString(mixed, secret);
        assertThatThrownBy(() -> SigningKey.read(mixed)).hasMessageContaining("no PEM block \"PUBLIC KEY\"");
    }

    /// RFC 8032, 7.1, test 2, in the encoding of RFC 8410: the signature is the one that every other Ed25519 makes.
    @Test
    void agreesWithTheTestVectorOfTheStandard() {
        var key = VerifyingKey.of(new Pem("PUBLIC KEY", Base64.getDecoder()
                .decode("MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=")));
        var signature = java.util.HexFormat.of().parseHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

        assertThat(key.verifies(signature, new byte[] {0x72})).isTrue();
        assertThat(key.verifies(signature, new byte[] {0x73})).isFalse();
        assertThat(key.verifies(new byte[3], new byte[] {0x72})).isFalse();
    }
}
