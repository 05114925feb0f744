// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gantry.account.Account.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may log in to the pages: a file with a line for each, `user NAME ROLE SECRET` or `kiosk NAME ROLE SECRET`.
///
/// Written by the command line, read by the appliance, which takes up what changes. Holds no password, only what
/// PBKDF2 (RFC 8018) makes of it, and of tokens their SHA-256. Any thread.
public final class Accounts {
    /// NIST SP 800-63B asks for 8; nothing here asks for a second factor.
    public static final int SHORTEST_PASSWORD = 12;

    private static final int LONGEST_PASSWORD = 256;
    private static final int MOST = 1000;
    private static final int FIELDS = 4;
    private static final String OWNER_AND_GROUP = "rw-r-----";
    /// Checked for a name that is not there, so that an answer takes as long.
    private static final Secret NOBODY = Secret.nobodys();

    private record Entry(Account account, Secret secret) {
        static Entry of(String name, Kind kind, Role role, Secret secret) {
            return new Entry(new Account(name, kind, role, secret.hashCode()), secret);
        }

        String line() {
            return String.join(" ", account.kind().name().toLowerCase(Locale.ROOT), account.name(),
                    account.role().word(), secret.text());
        }

        static Entry read(String line) {
            var fields = line.split(" ");
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("must be a kind, a name, a role and a secret");
            }
            return of(fields[1], Kind.valueOf(fields[0].toUpperCase(Locale.ROOT)), Role.of(fields[2]),
                    Secret.read(fields[3]));
        }
    }

    /// As the file was at `changed`.
    private record Content(Optional<FileTime> changed, long bytes, List<Entry> entries) {}

    private final Path file;
    private final int iterations;
    private Content content = new Content(Optional.empty(), 0, List.of());

    /// @param file need not be there: then nobody can log in
    public Accounts(Path file) {
        this(file, Secret.ITERATIONS);
    }

    Accounts(Path file, int iterations) {
        this.file = file;
        this.iterations = iterations;
    }

    /// Who there is, in the order of their names.
    ///
    /// @throws IOException naming file and line, when it cannot be read or is not such a file
    public List<Account> list() throws IOException {
        return entries().stream().map(Entry::account)
                .sorted(Comparator.comparing(Account::kind).thenComparing(Account::name)).toList();
    }

    /// The user with this name and password. Takes some 0.2 s, whoever asks.
    ///
    /// @throws IOException as [#list]
    public Optional<Account> user(String name, char[] password) throws IOException {
        var found = entries().stream()
                .filter(it -> it.account().kind() == Kind.USER && it.account().name().equals(name)).findFirst();
        boolean right = found.map(Entry::secret).orElse(NOBODY).isPassword(password);
        return found.filter(_ -> right).map(Entry::account);
    }

    /// The screen with this token. Quick.
    ///
    /// @throws IOException as [#list]
    public Optional<Account> kiosk(String token) throws IOException {
        var digest = Secret.digest(token);
        return entries().stream().filter(it -> it.account().kind() == Kind.KIOSK && it.secret().isToken(digest))
                .map(Entry::account).findFirst();
    }

    /// Whether it still is there, with the same role and secret.
    ///
    /// @throws IOException as [#list]
    public boolean has(Account account) throws IOException {
        return entries().stream().anyMatch(it -> it.account().equals(account));
    }

    /// Adds a person, or gives one that is there another password and role.
    ///
    /// @throws IllegalArgumentException when the password is too short
    public void putUser(String name, Role role, char[] password) throws IOException {
        if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
            throw new IllegalArgumentException("a password must have from %d to %d characters"
                    .formatted(SHORTEST_PASSWORD, LONGEST_PASSWORD));
        }
        put(Entry.of(name, Kind.USER, role, Secret.ofPassword(password, iterations)));
    }

    /// Adds a screen, or gives one that is there another token.
    ///
    /// @return the token, which is kept nowhere
    public String putKiosk(String name) throws IOException {
        var token = Secret.token();
        put(Entry.of(name, Kind.KIOSK, Role.VIEWER, Secret.ofToken(token)));
        return token;
    }

    private void put(Entry entry) throws IOException {
        var entries = new ArrayList<>(entries());
        entries.removeIf(it -> same(it, entry.account().kind(), entry.account().name()));
        if (entries.size() == MOST) {
            throw new IllegalArgumentException(file + " holds " + MOST + " names already; remove some");
        }
        entries.add(entry);
        write(entries);
    }

    /// @return whether it was there
    public boolean remove(Kind kind, String name) throws IOException {
        var entries = new ArrayList<>(entries());
        boolean removed = entries.removeIf(it -> same(it, kind, name));
        if (removed) {
            write(entries);
        }
        return removed;
    }

    private static boolean same(Entry entry, Kind kind, String name) {
        return entry.account().kind() == kind && entry.account().name().equals(name);
    }

    private synchronized List<Entry> entries() throws IOException {
        PosixFileAttributes now;
        try {
            now = Files.readAttributes(file, PosixFileAttributes.class);
        } catch (NoSuchFileException _) {
            content = new Content(Optional.empty(), 0, List.of());
            return List.of();
        }
        var changed = Optional.of(now.lastModifiedTime());
        if (!changed.equals(content.changed()) || now.size() != content.bytes()) {
            content = new Content(changed, now.size(), read());
        }
        return content.entries();
    }

    private List<Entry> read() throws IOException {
        var lines = Files.readAllLines(file, US_ASCII);
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
                try {
                    entries.add(Entry.read(lines.get(i)));
                } catch (IllegalArgumentException e) {
                    throw new IOException("%s, line %d: %s; gantry web user writes such lines"
                            .formatted(file, i + 1, e.getMessage()), e);
                }
            }
        }
        return List.copyOf(entries);
    }

    /// In one step: whoever reads sees the old file or the new one.
    private synchronized void write(List<Entry> entries) throws IOException {
        var text = entries.stream().map(Entry::line)
                .collect(Collectors.joining("\n", "# written by gantry web\n", "\n"));
        var folder = file.toAbsolutePath().getParent();
        var fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(fresh, Set.of(StandardOpenOption.WRITE))) {
            channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
            channel.force(true);
            handOver(fresh, Files.exists(file) ? file : folder);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(OWNER_AND_GROUP));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        content = new Content(Optional.empty(), 0, List.of());
    }

    /// The command line is root's, the appliance runs as a user of its own: the file belongs to whom `like` does.
    private static void handOver(Path fresh, Path like) throws IOException {
        var wanted = Files.readAttributes(like, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!view.readAttributes().group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
    }
}
