// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.account.Account;
import dev.gantry.account.Account.Kind;
import dev.gantry.account.Accounts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is logged in. A person's session is in memory and ends; a screen shows its token each time. Any thread.
///
/// Of a session only the digest of its secret is kept, so that what is in memory lets nobody in.
public final class Sessions {
    /// However busy somebody is.
    static final Duration LONGEST = Duration.ofHours(12);
    /// The one that has been idle for longest makes room.
    static final int MOST_SESSIONS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_INPUT = 300;
    private static final int CHECKED_AT_ONCE = 2;
    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final String KIOSK = "kiosk.";
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Session(Account account, String address, long beganNanos, long usedNanos) {}

    private final Accounts accounts;
    private final Duration idle;
    private final LongSupplier nanoClock;
    private final Semaphore checking = new Semaphore(CHECKED_AT_ONCE);
    private final Attempts attempts = new Attempts();
    private final List<Witness> witnesses = new CopyOnWriteArrayList<>();
    private final SequencedMap<String, Session> sessions = new LinkedHashMap<>(); // by digest of the secret, the one used last at the end

    /// @param idle after so long without a request somebody has to log in again
    public Sessions(Accounts accounts, Duration idle, LongSupplier nanoClock) {
        this.accounts = accounts;
        this.idle = idle;
        this.nanoClock = nanoClock;
    }

    /// From now on it hears who comes and goes.
    public void listen(Witness witness) {
        witnesses.add(witness);
    }

    /// Takes some 0.2 s.
    ///
    /// @param address it comes from, without port
    public Login user(String name, String password, String address) {
        return attempt(address, () -> name.length() > LONGEST_INPUT || password.length() > LONGEST_INPUT
                ? Optional.empty()
                : accounts.user(name, password.toCharArray()).map(account -> begin(account, address)),
                () -> accounts.list().stream().filter(it -> it.kind() == Kind.USER).map(Account::name)
                        .filter(name::equals).findFirst().orElse("unknown"));
    }

    /// A screen shows its token.
    public Login kiosk(String token, String address) {
        return attempt(address, () -> kiosk(token).map(visitor -> new Login.Welcome(visitor, KIOSK + token)),
                () -> "unknown kiosk");
    }

    private interface Check<T> {
        T run() throws IOException;
    }

    private static String who(Account account) {
        return account.kind() == Kind.KIOSK ? "kiosk " + account.name() : account.name();
    }

    /// @param meant who it was to be, when it failed
    private Login attempt(String address, Check<Optional<Login.Welcome>> check, Check<String> meant) {
        var place = Attempts.place(address);
        synchronized (this) {
            var wait = attempts.wait(place, nanoClock.getAsLong());
            if (wait.isPositive()) {
                return new Login.Wait(wait);
            }
            if (!checking.tryAcquire()) {
                return new Login.Wait(BUSY);
            }
            attempts.failed(place, nanoClock.getAsLong()); // before it is known, so that many at once do not slip through
        }
        try {
            var welcome = check.run();
            if (welcome.isEmpty()) {
                LOG.warn("login refused address={}", address);
                var who = meant.run();
                witnesses.forEach(it -> it.loggedIn(who, address, false));
                return new Login.Wrong();
            }
            synchronized (this) {
                attempts.succeeded(place, nanoClock.getAsLong());
            }
            var account = welcome.get().visitor().account();
            LOG.info("login name={} kind={} role={} address={}", account.name(), account.kind(), account.role(),
                    address);
            witnesses.forEach(it -> it.loggedIn(who(account), address, true));
            return welcome.get();
        } catch (IOException e) {
            LOG.error("nobody can log in: {}", e.getMessage());
            return new Login.Wrong();
        } finally {
            checking.release();
        }
    }

    private synchronized Login.Welcome begin(Account account, String address) {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long now = nanoClock.getAsLong();
        sessions.put(digest("session", secret), new Session(account, address, now, now));
        if (sessions.size() > MOST_SESSIONS) {
            ended(sessions.pollFirstEntry().getValue());
        }
        return new Login.Welcome(visitor(account, secret), secret);
    }

    /// Whose cookie this is, and that they are there; empty when it is none, or its time is over.
    public Optional<Visitor> visit(String secret) {
        return find(secret, true);
    }

    /// The same of a stream that stays open, which is no sign that somebody is there.
    public Optional<Visitor> look(String secret) {
        return find(secret, false);
    }

    private Optional<Visitor> find(String secret, boolean used) {
        try {
            if (secret.length() > LONGEST_INPUT) {
                return Optional.empty();
            }
            if (secret.startsWith(KIOSK)) {
                return kiosk(secret.substring(KIOSK.length()));
            }
            var account = session(digest("session", secret), used);
            return account.isPresent() && accounts.has(account.get())
                    ? Optional.of(visitor(account.get(), secret))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.error("nobody is logged in any more: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Visitor> kiosk(String token) throws IOException {
        return accounts.kiosk(token).map(account -> visitor(account, KIOSK + token));
    }

    private synchronized Optional<Account> session(String key, boolean used) {
        var session = Optional.ofNullable(sessions.get(key)).filter(it -> !over(it));
        if (used) {
            session.ifPresent(it -> sessions.putLast(key,
                    new Session(it.account(), it.address(), it.beganNanos(), nanoClock.getAsLong())));
        }
        return session.map(Session::account);
    }

    private boolean over(Session session) {
        long now = nanoClock.getAsLong();
        return now - session.usedNanos() > idle.toNanos() || now - session.beganNanos() > LONGEST.toNanos();
    }

    /// Puts away the sessions whose time is over, and those of who is not there any more.
    public synchronized void tend() {
        try {
            for (var entry : List.copyOf(sessions.entrySet())) {
                if (over(entry.getValue()) || !accounts.has(entry.getValue().account())) {
                    ended(sessions.remove(entry.getKey()));
                }
            }
        } catch (IOException e) {
            LOG.warn("whose logins are over is not known: {}", e.getMessage());
        }
    }

    private void ended(Session session) {
        LOG.info("logout name={} address={}", session.account().name(), session.address());
        witnesses.forEach(it -> it.loggedOut(who(session.account()), session.address()));
    }

    /// Ends it. A screen's token stays good; the screen has only put it away.
    ///
    /// @param address that asks, without port
    public void end(String secret, String address) {
        if (secret.startsWith(KIOSK)) {
            find(secret, false).map(it -> who(it.account()))
                    .ifPresent(who -> witnesses.forEach(it -> it.loggedOut(who, address)));
        } else {
            synchronized (this) {
                Optional.ofNullable(sessions.remove(digest("session", secret))).ifPresent(this::ended);
            }
        }
    }

    private static Visitor visitor(Account account, String secret) {
        return new Visitor(account, digest("token", secret));
    }

    private static String digest(String purpose, String secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest((purpose + "\0" + secret).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
