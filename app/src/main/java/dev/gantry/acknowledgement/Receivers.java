// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.acknowledgement;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gantry.acknowledgement.Checked.Refused;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Receiver;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may answer alerts: knows each receiver's roles and its key.
public final class Receivers {
    private static final int KEY_BYTES = 32;
    private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private record Bound(Set<String> roles, Optional<byte[]> key) {}

    private final Map<String, Bound> bound;

    private Receivers(Map<String, Bound> bound) {
        this.bound = Map.copyOf(bound);
    }

    /// Reads the keys that the settings name.
    ///
    /// @throws IllegalArgumentException naming the receiver and what is wrong with its key
    /// @throws IOException              when a key cannot be read
    public static Receivers open(AlertSettings settings) throws IOException {
        var bound = new HashMap<String, Bound>();
        for (var receiver : settings.receivers()) {
            var key = receiver.keyFile().isPresent() ? Optional.of(key(receiver)) : Optional.<byte[]>empty();
            bound.put(receiver.name(), new Bound(receiver.roles(), key));
        }
        return new Receivers(bound);
    }

    private static byte[] key(Receiver receiver) throws IOException {
        Path file = receiver.keyFile().orElseThrow();
        var what = "alerts.receivers: key-file of " + receiver.name() + " (" + file + "): ";
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new IllegalArgumentException(what + "everybody on this machine may use it; chmod 0640 or less");
            }
            return key(Files.readString(file, US_ASCII).strip(), what);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(what + "there is no such file; openssl rand -base64 32 makes one", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(what + "must hold 32 bytes as base64, in ASCII", e);
        }
    }

    private static byte[] key(String text, String what) {
        var rule = what + "must hold 32 bytes as base64 (openssl rand -base64 32 makes them), found ";
        try {
            var key = Base64.getDecoder().decode(text);
            if (key.length == KEY_BYTES) {
                return key;
            }
            throw new IllegalArgumentException(rule + key.length + " bytes");
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(what) ? e : new IllegalArgumentException(rule + "something else", e);
        }
    }

    /// Looks at what came on the topic of `receiver`, whatever it is. What it is about is not looked at.
    public Checked check(String receiver, byte[] payload) {
        return switch (AckJson.read(payload)) {
            case Refused refused -> refused;
            case Checked.Valid(var ack) when !ack.receiver().equals(receiver) -> new Refused(Refusal.WRONG_TOPIC,
                    "receiver must be the last level of the topic");
            case Checked.Valid(var ack) -> check(ack);
        };
    }

    /// As [#check(String, byte[])], for what came another way.
    public Checked check(Ack ack) {
        var receiver = Optional.ofNullable(bound.get(ack.receiver()));
        if (receiver.isEmpty()) {
            return new Refused(Refusal.UNKNOWN_RECEIVER, "alerts.receivers does not name it");
        }
        if (!receiver.get().roles().contains(ack.by().role())) {
            return new Refused(Refusal.ROLE_NOT_GIVEN, "the receiver may not speak for this role");
        }
        if (receiver.get().key().isPresent()) {
            if (ack.signature().isEmpty()) {
                return new Refused(Refusal.UNSIGNED, "the receiver has a key-file, so it must sign");
            }
            if (!Signature.fits(ack.signature().get(), ack, receiver.get().key().get())) {
                return new Refused(Refusal.WRONG_SIGNATURE, "the signature does not fit");
            }
        }
        return new Checked.Valid(ack);
    }

    /// Whether the settings name it.
    public boolean knows(String receiver) {
        return bound.containsKey(receiver);
    }
}
