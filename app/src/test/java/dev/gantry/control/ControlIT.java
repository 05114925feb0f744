// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.control.Reply.Done;
import dev.gantry.control.Reply.Refused;
import dev.gantry.control.Reply.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ControlIT {
    private static final Verb ECHO = (arguments, _) -> new Done(arguments.path("say"));

    @TempDir
    Path folder;

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    private Reply ask(String verb) {
        return Control.ask(folder, verb, object().put("say", "häm\n"), _ -> {});
    }

    /// Sends bytes as they are, and gives what comes back; nothing when the connection is ended in the middle.
    private String raw(String text) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(Control.FILE)))) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void carriesAQuestionItsProgressAndItsAnswer() throws IOException {
        var heard = new ArrayList<JsonNode>();
        Verb slow = (_, progress) -> {
            progress.accept(object().put("done", 1).put("of", 2));
            progress.accept(object().put("done", 2).put("of", 2));
            return new Done(object().put("well", true));
        };
        try (var _ = Control.open(folder, Map.of("echo", ECHO, "slow", slow))) {
            assertThat(ask("echo")).isInstanceOfSatisfying(Done.class, done ->
                    assertThat(done.result().asString()).isEqualTo("häm\n"));
            assertThat(Control.ask(folder, "slow", object(), heard::add)).isInstanceOf(Done.class);
        }

        assertThat(heard).extracting(it -> it.path("done").asInt()).containsExactly(1, 2);
    }

    @Test
    void isOpenToItsOwnerAloneAndGoesWithTheAppliance() throws IOException {
        var file = folder.resolve(Control.FILE);
        try (var _ = Control.open(folder, Map.of("echo", ECHO))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        }

        assertThat(file).doesNotExist();
        assertThat(ask("echo")).isInstanceOfSatisfying(Unreachable.class, it ->
                assertThat(it.why()).contains("does not run", "systemctl start gantry"));
    }

    @Test
    void takesThePlaceOfASocketThatAKilledProcessLeft() throws IOException {
        var file = folder.resolve(Control.FILE);
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file)).close();
        assertThat(file).exists();
        assertThat(ask("echo")).isInstanceOfSatisfying(Unreachable.class, it ->
                assertThat(it.why()).contains("does not run"));

        try (var _ = Control.open(folder, Map.of("echo", ECHO))) {
            assertThat(ask("echo")).isInstanceOf(Done.class);
        }
    }

    @Test
    void refusesWhatIsNoQuestion() throws IOException {
        try (var _ = Control.open(folder, Map.of("echo", ECHO))) {
            assertThat(raw("GET / HTTP/1.1\r\n\r\n")).contains("refused", "is no JSON");
            assertThat(raw("[]\n")).contains("knows nothing of \\\"\\\"");
            assertThat(raw("{\"ask\": \"\\u001b[31mrm\"}\n")).contains("?[31mrm", "of the same version?")
                    .doesNotContain("\u001b");
            assertThat(raw("x".repeat(70_000) + "\n")).as("too long: no answer").isEmpty();
            assertThat(raw("{\"ask\": \"echo\"")).as("it never ended").isEmpty();
            assertThat(ask("echo")).as("it lives on").isInstanceOf(Done.class);
        }
    }

    @Test
    void saysWhatWentWrongAndLivesOn() throws IOException {
        Verb mistaken = (_, _) -> {
            throw new IllegalArgumentException("an id has 4 characters or more");
        };
        Verb broken = (_, _) -> {
            throw new IOException("the disk is gone");
        };
        Verb defective = (_, _) -> {
            throw new IllegalStateException("a secret of the code");
        };
        try (var _ = Control.open(folder, Map.of("a", mistaken, "b", broken, "c", defective, "echo", ECHO))) {
            assertThat(ask("a")).isEqualTo(new Refused("an id has 4 characters or more"));
            assertThat(ask("b")).isEqualTo(new Refused("the appliance could not do it: the disk is gone"));
            assertThat(ask("c")).isInstanceOfSatisfying(Refused.class, it ->
                    assertThat(it.why()).contains("its log knows more").doesNotContain("secret"));
            assertThat(ask("echo")).isInstanceOf(Done.class);
        }
    }

    @Test
    void letsTheWorkEndWhenWhoAskedHasGone() throws Exception {
        var noticed = new CompletableFuture<Boolean>();
        Verb endless = (_, progress) -> {
            try {
                while (true) {
                    progress.accept(object());
                }
            } catch (UncheckedIOException e) {
                noticed.complete(true);
                throw e;
            }
        };
        try (var _ = Control.open(folder, Map.of("endless", endless))) {
            try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(Control.FILE)))) {
                channel.write(ByteBuffer.wrap("{\"ask\": \"endless\"}\n".getBytes(UTF_8)));
                channel.read(ByteBuffer.allocate(10));
            }

            assertThat(noticed.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void endsWhatIsUnderWayWhenItCloses() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new CompletableFuture<Boolean>();
        Verb endless = (_, progress) -> {
            try {
                while (true) {
                    progress.accept(object());
                    begun.countDown();
                }
            } catch (UncheckedIOException e) {
                ended.complete(true);
                throw e;
            }
        };
        var answer = new CompletableFuture<Reply>();
        try (var _ = Control.open(folder, Map.of("endless", endless))) {
            Thread.ofVirtual().start(() -> answer.complete(ask("endless")));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(ended.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(Unreachable.class, it ->
                assertThat(it.why()).contains("has just gone"));
    }

    @Test
    void answersEightAtOnceAndTellsTheNinth() throws Exception {
        var inside = new CountDownLatch(8);
        var go = new CountDownLatch(1);
        Verb waits = (_, _) -> {
            inside.countDown();
            go.await();
            return new Done(object());
        };
        try (var _ = Control.open(folder, Map.of("wait", waits))) {
            var eight = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < 8; i++) {
                var answer = new CompletableFuture<Reply>();
                Thread.ofVirtual().start(() -> answer.complete(ask("wait")));
                eight.add(answer);
            }
            assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(ask("wait")).isInstanceOfSatisfying(Refused.class, it ->
                    assertThat(it.why()).contains("try again"));
            go.countDown();
            for (var answer : eight) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(Done.class);
            }
        }
    }

    @Test
    void saysThatThePathIsTooLongForASocket() throws IOException {
        var deep = Files.createDirectories(folder.resolve("d".repeat(110)));

        assertThatThrownBy(() -> Control.open(deep, Map.of())).isInstanceOf(IOException.class)
                .hasMessageContaining("over 107 bytes").hasMessageContaining("spool.path must be shorter");
        assertThat(Control.ask(deep, "echo", object(), _ -> {})).isInstanceOfSatisfying(Unreachable.class, it ->
                assertThat(it.why()).contains("spool.path must be shorter"));
    }

    @Test
    void givesUpOnAWordThatDoesNotEnd() throws Exception {
        var file = folder.resolve("silent");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(file));
                var wire = new Wire(SocketChannel.open(UnixDomainSocketAddress.of(file)));
                var other = server.accept()) {
            other.write(ByteBuffer.wrap("one\ntw".getBytes(UTF_8)));

            assertThat(wire.read(100, Duration.ofSeconds(60))).isEqualTo("one");
            assertThatThrownBy(() -> wire.read(100, Duration.ofMillis(20))).hasMessageContaining("in time");
            assertThatThrownBy(() -> wire.write("x".repeat(10 << 20), Duration.ofMillis(20)))
                    .hasMessageContaining("in time");
        }
    }
}
