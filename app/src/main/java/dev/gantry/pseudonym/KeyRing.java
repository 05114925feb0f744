// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The site's keys, from the first to the newest.
///
/// The newest that is active makes the pseudonyms that are published; all of them match pseudonyms that were. A key may
/// be added ahead of its time, so that receivers have it when it is used. The first names what
/// was said of which picture inside the appliance: it never changes, so a new key makes no second outcome.
///
/// Any thread may ask; only [#reread] and the static methods touch the disk.
public final class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final RingFile file;
    private final String nameless;
    private final Clock clock;
    private volatile List<Key> keys;
    private volatile List<Pseudonyms> pseudonyms;
    private volatile Optional<String> complaint = Optional.empty();
    private Optional<Object> edition;

    private KeyRing(RingFile file, String nameless, Clock clock) throws IOException {
        this.file = file;
        this.nameless = nameless;
        this.clock = clock;
        this.edition = file.edition();
        use(file.read(nameless));
    }

    private void use(List<Key> read) {
        keys = List.copyOf(read);
        pseudonyms = read.stream().map(Pseudonyms::new).toList();
    }

    /// Opens the ring in `keyFile`: one key alone, 32 bytes as base64, or several with their ids. Makes one key,
    /// readable by its owner alone, when the file is missing.
    ///
    /// @param keyId names a key that stands alone; where there are several it must be one of them
    /// @throws IllegalArgumentException when others may read the file, or it holds no such keys
    public static KeyRing open(Path keyFile, String keyId) throws IOException {
        return open(keyFile, keyId, Clock.systemUTC());
    }

    static KeyRing open(Path keyFile, String keyId, Clock clock) throws IOException {
        var file = new RingFile(keyFile);
        if (!file.exists()) {
            file.make(random());
        }
        return checked(new KeyRing(file, keyId, clock), keyFile, keyId);
    }

    private static KeyRing checked(KeyRing ring, Path keyFile, String keyId) {
        if (ring.keys.stream().noneMatch(key -> key.id().equals(keyId))) {
            throw new IllegalArgumentException(("privacy.key-id: must be one of the keys in %s (%s), found \"%s\"; gantry"
                    + " privacy rotate --key-id %s adds a key of that name").formatted(keyFile, ids(ring.keys), keyId, keyId));
        }
        return ring;
    }

    private static String ids(List<Key> keys) {
        return String.join(", ", keys.stream().map(Key::id).toList());
    }

    private static byte[] random() {
        var key = new byte[Key.BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /// The first one first.
    public List<Key> keys() {
        return keys;
    }

    /// What names units inside the appliance, whatever is rotated.
    public Pseudonyms first() {
        return pseudonyms.getFirst();
    }

    /// What is published now.
    public Pseudonyms newest() {
        var now = clock.instant();
        var all = pseudonyms;
        int at = all.size() - 1;
        while (at > 0 && all.get(at).since().isAfter(now)) {
            at--;
        }
        return all.get(at);
    }

    /// Those of all keys, the newest first: what was published at any time.
    public List<Pseudonyms> all() {
        return pseudonyms.reversed();
    }

    /// What a payload was or is made with.
    ///
    /// @throws IllegalArgumentException when there is no such key
    public Pseudonyms named(String keyId) {
        return pseudonyms.stream().filter(it -> it.keyId().equals(keyId)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no key " + keyId + " in the ring"));
    }

    /// Why the file on disk is not the ring in force, for the status.
    public Optional<String> complaint() {
        return complaint;
    }

    /// Takes up keys that were added since. Anything else that happened to the file leaves the ring as it was:
    /// what was published must stay matchable. Reads a file: not for an event loop.
    ///
    /// @return whether there are more keys now
    public synchronized boolean reread() {
        var now = file.edition();
        if (now.equals(edition)) {
            return false;
        }
        edition = now;
        try {
            var read = file.read(nameless);
            if (!begins(read, keys)) {
                throw new IllegalArgumentException("it no longer begins with the keys in force (" + ids(keys) + ")");
            }
            boolean more = read.size() > keys.size();
            use(read);
            complaint = Optional.empty();
            if (more) {
                LOG.info("key ring taken up keys={} active={} last={} since={}", keys.size(), newest().keyId(),
                        keys.getLast().id(), keys.getLast().since());
            }
            return more;
        } catch (IOException | IllegalArgumentException e) {
            complaint = Optional.of("the key file changed and cannot be used, the keys read before stay in force: "
                    + e.getMessage());
            LOG.error("key file changed and cannot be used, the keys read before stay in force reason=\"{}\"",
                    e.getMessage());
            return false;
        }
    }

    /// Whether all of `before` stand at the beginning of `after`.
    private static boolean begins(List<Key> after, List<Key> before) {
        return after.size() >= before.size() && IntStream.range(0, before.size())
                .allMatch(i -> same(before.get(i), after.get(i)));
    }

    private static boolean same(Key one, Key other) {
        return one.id().equals(other.id()) && one.secret().equals(other.secret());
    }

    /// Adds a fresh key to the ring on disk. A running appliance takes it up by [#reread].
    ///
    /// @param fresh its id
    /// @param since when it begins to make pseudonyms
    /// @throws IllegalArgumentException when the ring has a key of that name, or one that begins later
    public static Key rotate(Path keyFile, String keyId, String fresh, Instant since) throws IOException {
        var file = new RingFile(keyFile);
        return file.alone(() -> {
            var before = open(keyFile, keyId).keys();
            if (before.stream().anyMatch(key -> key.id().equals(fresh))) {
                throw new IllegalArgumentException(
                        "--key-id: %s is in the ring already (%s)".formatted(fresh, ids(before)));
            }
            var begins = since.truncatedTo(ChronoUnit.SECONDS);
            if (begins.isBefore(before.getLast().since())) {
                throw new IllegalArgumentException("key %s would begin at %s, before key %s (%s)".formatted(
                        fresh, begins, before.getLast().id(), before.getLast().since()));
            }
            var added = new Key(fresh, begins, random());
            var all = new ArrayList<>(before);
            all.add(added);
            file.replace(all);
            return added;
        });
    }

    /// Puts back the keys of a backup.
    ///
    /// @return whether the file was written: it was missing, or had only the first of these keys
    /// @throws IllegalArgumentException when it holds others, which would be lost
    public static boolean restore(Path keyFile, String keyId, List<Key> backup) throws IOException {
        var file = new RingFile(keyFile);
        return file.alone(() -> {
            if (file.exists()) {
                var here = file.read(keyId);
                if (begins(here, backup)) {
                    return false;
                }
                if (!begins(backup, here)) {
                    throw new IllegalArgumentException(("site key %s: holds other keys (%s) than the backup (%s); stop"
                            + " the appliance and move it away, if it is to be replaced")
                            .formatted(keyFile, ids(here), ids(backup)));
                }
            }
            file.replace(backup);
            return true;
        });
    }
}
