// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.control.Reply.Done;
import dev.gantry.control.Reply.Refused;
import dev.gantry.control.Reply.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The door between the running appliance and the commands beside it: a Unix domain socket in the state folder, which
/// only the user that runs the appliance, and root, may open.
///
/// One request for each connection, in lines of JSON: `{"ask": "outbox list", ...}`, then any number of
/// `{"progress": {...}}`, then `{"done": ...}` or `{"refused": "why"}`.
public final class Control implements AutoCloseable {
    /// The socket, in the state folder.
    public static final String FILE = "control.sock";
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    /// `sun_path` of unix(7) has 108 bytes, its NUL included.
    private static final int MOST_PATH_BYTES = 107;
    private static final int MOST_REQUEST_BYTES = 64 << 10;
    private static final int MOST_REPLY_BYTES = 64 << 20;
    private static final int MOST_AT_ONCE = 8;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
    private static final Duration WORD_LIMIT = Duration.ofSeconds(60);

    private final Path file;
    private final ServerSocketChannel server;
    private final Map<String, Verb> verbs;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    private Control(Path file, ServerSocketChannel server, Map<String, Verb> verbs) {
        this.file = file;
        this.server = server;
        this.verbs = Map.copyOf(verbs);
    }

    /// Opens the socket; one that an earlier process left there goes. The folder must be the caller's alone.
    ///
    /// @param verbs what can be asked, by its name
    /// @throws IOException when it cannot be made, in words for people
    public static Control open(Path folder, Map<String, Verb> verbs) throws IOException {
        var file = folder.resolve(FILE);
        if (tooLong(file)) {
            throw new IOException(lengthOf(file));
        }
        Files.deleteIfExists(file);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        var control = new Control(file, server, verbs);
        Thread.ofPlatform().daemon().name("control").start(control::accept);
        return control;
    }

    private static boolean tooLong(Path file) {
        return file.toString().getBytes(UTF_8).length > MOST_PATH_BYTES;
    }

    private static String lengthOf(Path file) {
        return "the path of the socket is over %d bytes (%s); spool.path must be shorter"
                .formatted(MOST_PATH_BYTES, file);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                var channel = server.accept();
                Thread.ofVirtual().name("control-request").start(() -> serve(channel));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("control socket failed; gantry exam and gantry outbox cannot ask any more cause={}",
                            e.toString());
                }
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (var wire = new Wire(channel)) {
            var who = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            if (!who.equals("root") && !who.equals(System.getProperty("user.name"))) {
                send(wire, new Refused("only the user that runs the appliance, and root, may ask it"));
            } else if (places.tryAcquire()) {
                try {
                    send(wire, reply(wire, who));
                } finally {
                    places.release();
                }
            } else {
                send(wire, new Refused(
                        MOST_AT_ONCE + " commands ask the appliance already; try again when they are done"));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a command has gone before it was answered cause={}", e.toString());
        }
    }

    private Reply reply(Wire wire, String who) throws IOException {
        JsonNode request;
        try {
            request = JsonMapper.shared().readTree(wire.read(MOST_REQUEST_BYTES, REQUEST_LIMIT));
        } catch (JacksonException _) {
            return new Refused("the request is no JSON; are the command and the appliance of the same version?");
        }
        var ask = request.path("ask").asString("");
        var verb = verbs.get(ask);
        if (verb == null) {
            return new Refused(("the appliance knows nothing of \"%s\"; are the command and the appliance of the same"
                    + " version?").formatted(ask.replaceAll("[^ -~]", "?")));
        }
        LOG.info("asked what=\"{}\" by={}", ask, who);
        return answer(verb, request, progress -> tell(wire, progress));
    }

    private static Reply answer(Verb verb, JsonNode request, Consumer<ObjectNode> progress) {
        try {
            return verb.answer(request, progress);
        } catch (IllegalArgumentException mistake) {
            return new Refused(mistake.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Refused("the appliance stops");
        } catch (IOException | UncheckedIOException e) { // also when who asked has gone
            LOG.info("a command was not answered cause={}", e.toString());
            return new Refused("the appliance could not do it: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a command could not be answered", e);
            return new Refused("the appliance could not do it, for a defect of its own; its log knows more");
        }
    }

    private static void tell(Wire wire, ObjectNode progress) {
        try {
            var line = JsonMapper.shared().createObjectNode();
            line.set("progress", progress);
            wire.write(line.toString(), WORD_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Wire wire, Reply reply) throws IOException {
        var line = JsonMapper.shared().createObjectNode();
        switch (reply) {
            case Done(var result) -> line.set("done", result);
            case Refused(var why) -> line.put("refused", why);
            case Unreachable(var why) -> line.put("refused", why);
        }
        wire.write(line.toString(), WORD_LIMIT);
    }

    /// Asks the appliance whose state is in `folder`, and waits for as long as it gives signs of life.
    ///
    /// @param arguments beside `ask`
    /// @param progress  hears how far it is
    public static Reply ask(Path folder, String verb, ObjectNode arguments, Consumer<JsonNode> progress) {
        var file = folder.resolve(FILE);
        if (tooLong(file)) {
            return new Unreachable(lengthOf(file));
        }
        if (!Files.exists(file)) {
            return new Unreachable(Files.isReadable(folder) || !Files.exists(folder)
                    ? "the appliance does not run: there is no " + file + "; start it (systemctl start gantry)"
                    : mayNot(file));
        }
        try (var wire = new Wire(SocketChannel.open(UnixDomainSocketAddress.of(file)))) {
            return ask(wire, arguments.deepCopy().put("ask", verb), progress);
        } catch (SocketTimeoutException _) {
            return new Unreachable("the appliance does not answer within %d s; journalctl -u gantry may say why"
                    .formatted(WORD_LIMIT.toSeconds()));
        } catch (IOException e) {
            return new Unreachable(Files.isWritable(file)
                    ? "the appliance does not run, or has just gone (%s: %s); start it (systemctl start gantry)"
                            .formatted(file, e.getMessage())
                    : mayNot(file));
        }
    }

    private static String mayNot(Path file) {
        return "%s may not open %s; call the command as root (sudo), or as the user that runs the appliance"
                .formatted(System.getProperty("user.name"), file);
    }

    private static Reply ask(Wire wire, ObjectNode request, Consumer<JsonNode> progress) throws IOException {
        wire.write(request.toString(), REQUEST_LIMIT);
        while (true) {
            var line = JsonMapper.shared().readTree(wire.read(MOST_REPLY_BYTES, WORD_LIMIT));
            if (line.has("done")) {
                return new Done(line.get("done"));
            }
            if (line.has("refused")) {
                return new Refused(line.path("refused").asString(""));
            }
            progress.accept(line.path("progress"));
        }
    }

    /// Whoever is being answered is answered still, as far as the process lives.
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(file);
    }
}
