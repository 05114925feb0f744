// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.audit.Audit;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.envelope.Envelope;
import dev.gantry.pseudonym.Key;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.KeysJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// The keys of the pseudonyms. Works on the key file, beside an appliance that runs.
@Command(
        name = "privacy",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Shows, changes, hands over and puts aside the keys of the pseudonyms.",
            "Whatever is done with a key is entered in the audit of the spool first. docs/privacy.md tells when to use"
                    + " which."
        })
final class PrivacyCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT,
            defaultValue = "/etc/gantry/gantry.yaml",
            description = "the settings file of the appliance (default: ${DEFAULT-VALUE})")
    Path file;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Main.DONE;
    }

    @Command(name = "keys", mixinStandardHelpOptions = true,
            description = "Lists the keys: which makes pseudonyms, and since when. Shows none of them.")
    int keys(@Option(names = "--json", description = "as JSON, for programs") boolean json) throws IOException {
        var ring = ring(SettingsFile.read(file));
        var active = ring.newest().keyId();
        if (json) {
            var all = JsonMapper.shared().createArrayNode();
            ring.keys().forEach(key -> all.addObject().put("key-id", key.id()).put("since", key.since().toString())
                    .put("active", key.id().equals(active)));
            out().println(all);
        } else {
            ring.keys().forEach(key -> out().printf("%-32s since %s  %s%n", key.id(), key.since(),
                    key.id().equals(active) ? "makes pseudonyms"
                            : key.since().isAfter(Instant.now()) ? "will make pseudonyms" : "still matches"));
        }
        return Main.DONE;
    }

    @Command(name = "rotate", mixinStandardHelpOptions = true, description = {
        "Adds a key, which makes all pseudonyms from now on, or from --from on.",
        "Those before stay for matching. A running appliance takes it up within seconds, without a restart."
    })
    int rotate(
            @Option(names = "--key-id", paramLabel = "ID", required = true, description = "its name, such as 2027")
            String id,
            @Option(names = "--from", paramLabel = "TIME",
                    description = "when it begins, such as 2027-01-04T08:00:00Z (default: now); leaves time to hand it"
                            + " to the receivers")
            Optional<Instant> from) throws IOException {
        var settings = SettingsFile.read(file);
        ring(settings);
        var since = from.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS));
        enter(settings, "key-rotate", Map.of("key-id", id, "since", since.toString()));
        var key = KeyRing.rotate(settings.privacy().keyFile(), settings.privacy().keyId(), id, since);
        out().println("key " + key.id() + " makes pseudonyms from " + key.since() + " on");
        out().println("hand it to the receivers (gantry privacy export) and back it up (gantry privacy backup)");
        return Main.DONE;
    }

    /// How a file is closed to others.
    static final class Seal {
        @Option(names = "--certificate", paramLabel = "FILE",
                description = "seals it to this certificate (PEM): only the holder of its private key opens it")
        Path certificate;

        @Option(names = "--passphrase-file", paramLabel = "FILE",
                description = "seals it with the passphrase in this file, of 12 characters or more")
        Path passphrase;

        @Option(names = "--plain", description = "does not seal it: whoever reads the file has the keys")
        boolean plain;

        byte[] sealed(byte[] content) throws IOException {
            try {
                if (plain) {
                    return content;
                }
                return passphrase == null
                        ? Envelope.to(KeyFiles.certificate(certificate), content)
                        : Envelope.to(KeyFiles.passphrase(passphrase), content);
            } catch (GeneralSecurityException e) {
                throw new IOException("cannot be sealed: " + e.getMessage(), e);
            }
        }

        String words() throws IOException {
            if (plain) {
                return "not sealed";
            }
            return passphrase == null
                    ? "certificate " + KeyFiles.certificate(certificate).getSubjectX500Principal().getName()
                    : "passphrase";
        }

        /// What opens it.
        String opener(Path sealed) {
            if (plain) {
                return "cat " + sealed;
            }
            var command = "openssl cms -decrypt -inform DER -in " + sealed;
            return passphrase == null
                    ? command + " -recip " + certificate + " -inkey PRIVATE-KEY"
                    : command + " -pwri_password \"$(cat " + passphrase + ")\"";
        }
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = {
        "Writes what a receiver needs to match pseudonyms: the keys with their ids, as JSON.",
        "Whoever has them can find out which order each outcome belongs to. docs/privacy.md says how to open the file."
    })
    int export(
            @Option(names = "--to", paramLabel = "FILE", required = true,
                    description = "the new file, readable by its owner alone; nothing that exists is replaced")
            Path to,
            @Option(names = "--receiver", paramLabel = "NAME", description = "who gets it, for the audit")
            Optional<String> receiver,
            @Option(names = "--key-id", paramLabel = "ID",
                    description = "only this key; may be repeated (default: all of them)")
            List<String> ids,
            @ArgGroup(exclusive = true, multiplicity = "1") Seal seal) throws IOException {
        var settings = SettingsFile.read(file);
        var keys = chosen(ring(settings).keys(), ids == null ? List.of() : ids);
        var sealed = seal.sealed(json(settings, keys));
        KeyFiles.refuseExisting(to);
        var facts = new LinkedHashMap<String, String>();
        facts.put("receiver", receiver.orElse("not said"));
        facts.put("keys", names(keys));
        facts.put("sealed", seal.words());
        facts.put("file", to.toAbsolutePath().toString());
        enter(settings, "key-export", facts);
        KeyFiles.write(to, sealed);
        out().println(to + ": keys " + names(keys) + receiver.map(name -> " for " + name).orElse(""));
        out().println("opened by: " + seal.opener(to));
        return Main.DONE;
    }

    @Command(name = "backup", mixinStandardHelpOptions = true,
            description = "Writes all keys to a file sealed with a passphrase, for restore.")
    int backup(
            @Option(names = "--to", paramLabel = "FILE", required = true,
                    description = "the new file, readable by its owner alone; nothing that exists is replaced")
            Path to,
            @Option(names = "--passphrase-file", paramLabel = "FILE", required = true,
                    description = "holds the passphrase, of 12 characters or more, alone")
            Path passphrase) throws IOException {
        var settings = SettingsFile.read(file);
        var keys = ring(settings).keys();
        var seal = new Seal();
        seal.passphrase = passphrase;
        var sealed = seal.sealed(json(settings, keys));
        KeyFiles.refuseExisting(to);
        enter(settings, "key-backup", Map.of("keys", names(keys), "file", to.toAbsolutePath().toString()));
        KeyFiles.write(to, sealed);
        out().println(to + ": keys " + names(keys) + "; keep it and its passphrase apart from this machine");
        return Main.DONE;
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = {
        "Puts the keys of a backup back where they are missing, before the appliance starts.",
        "Never replaces other keys."
    })
    int restore(
            @Option(names = "--from", paramLabel = "FILE", required = true, description = "what backup wrote") Path from,
            @Option(names = "--passphrase-file", paramLabel = "FILE", required = true,
                    description = "holds the passphrase alone")
            Path passphrase) throws IOException {
        var settings = SettingsFile.read(file);
        var keys = KeyFiles.opened(from, passphrase);
        enter(settings, "key-restore", Map.of("keys", names(keys), "file", from.toAbsolutePath().toString()));
        boolean written = KeyRing.restore(settings.privacy().keyFile(), settings.privacy().keyId(), keys);
        out().println(settings.privacy().keyFile() + (written ? ": keys " + names(keys) + " are back"
                : ": has all of them (" + names(keys) + ") already"));
        return Main.DONE;
    }

    private static List<Key> chosen(List<Key> all, List<String> ids) {
        for (var id : ids) {
            if (all.stream().noneMatch(key -> key.id().equals(id))) {
                throw new IllegalArgumentException("--key-id: there is no key " + id + "; there are " + names(all));
            }
        }
        return all.stream().filter(key -> ids.isEmpty() || ids.contains(key.id())).toList();
    }

    private static String names(List<Key> keys) {
        return String.join(", ", keys.stream().map(Key::id).toList());
    }

    private static byte[] json(Settings settings, List<Key> keys) {
        return KeysJson.write(settings.site(), settings.device(), Instant.now(), keys);
    }

    private static KeyRing ring(Settings settings) throws IOException {
        var keyFile = settings.privacy().keyFile();
        if (!Files.exists(keyFile)) {
            throw new IllegalArgumentException("privacy.key-file: " + keyFile
                    + " is not there yet; the appliance makes it at its first start");
        }
        return KeyRing.open(keyFile, settings.privacy().keyId());
    }

    /// Before it is done: what cannot be entered is not done.
    private static void enter(Settings settings, String what, Map<String, String> facts) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("who", Optional.ofNullable(System.getenv("SUDO_USER")).orElse(System.getProperty("user.name")));
        all.putAll(facts);
        Audit.in(settings.spool().path(), Clock.systemUTC()).enter(what, all);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
