// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.account.Accounts;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.config.WebSettings;
import dev.gantry.envelope.Certificates;
import dev.gantry.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages over TLS.
class OwnCertificateIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private Certificates made;
    private Door door;

    @BeforeEach
    void open() throws Exception {
        Certificates.need("openssl");
        made = new Certificates(folder).authority("hospital").issue("gantry", "hospital", "ec");
        QuickAccounts.in(folder.resolve("accounts")).putUser("ada", Role.ENGINEER, PASSWORD.toCharArray());
        door = door();
        await(door.open());
    }

    private Door door() {
        var login = new WebSettings.Login(folder.resolve("accounts"), Duration.ofMinutes(30));
        var tls = new WebSettings.Certificate(made.certificate("gantry"), made.key("gantry"));
        return new Door(vertx, new WebSettings(true, "127.0.0.1", 0, Optional.of(tls), login),
                new Sessions(new Accounts(login.accounts()), login.idle(), System::nanoTime)).file("/", "index.html");
    }

    @AfterEach
    void close() throws Exception {
        await(door.stop());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /// Over a connection of its own.
    private HttpResponse<String> ask(HttpRequest.Builder request, String path) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("hospital", made.read("hospital"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(request.uri(URI.create("https://127.0.0.1:" + door.port() + path)).timeout(LIMIT).build(),
                    BodyHandlers.ofString());
        }
    }

    private X509Certificate shown() throws Exception {
        var session = ask(HttpRequest.newBuilder(), "/").sslSession().orElseThrow();
        return (X509Certificate) session.getPeerCertificates()[0];
    }

    @Test
    void speaksHttp2AndTellsBrowsersToComeBackByTlsOnly() throws Exception {
        var page = ask(HttpRequest.newBuilder(), "/");

        assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(page.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(page.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
    }

    @Test
    void givesACookieThatOnlyThisHostCanSetAndThatTravelsByTlsOnly() throws Exception {
        var login = ask(HttpRequest.newBuilder().header("Content-Type", "application/json").POST(
                BodyPublishers.ofString("{\"user\":\"ada\",\"password\":\"%s\"}".formatted(PASSWORD))), "/api/login");

        assertThat(login.statusCode()).isEqualTo(200);
        assertThat(login.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("__Host-gantry=").contains("Secure", "HTTPOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Domain");
    }

    @Test
    void takesUpARenewedCertificateAndKeepsTheEarlierOneWhereTheNewFilesAreWrong() throws Exception {
        var first = shown();
        assertThat(await(door.tend())).isFalse();

        var key = Files.readAllBytes(made.key("gantry"));
        made.issue("gantry", "hospital", "ec");
        var fresh = Files.readAllBytes(made.key("gantry"));
        Files.write(made.key("gantry"), key); // who replaces them does so one by one
        assertThat(await(door.tend())).isFalse();
        assertThat(shown()).isEqualTo(first);
        assertThat(door.complaints()).singleElement().asString().contains("web.tls.key", "does not belong");

        Files.write(made.key("gantry"), fresh);
        assertThat(await(door.tend())).isTrue();
        assertThat(shown()).isEqualTo(made.read("gantry")).isNotEqualTo(first);
        assertThat(ask(HttpRequest.newBuilder(), "/").version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(door.complaints()).as("a test's certificate holds for ten days").singleElement().asString()
                .startsWith("the certificate of web.tls expires on ");
    }

    @Test
    void namesTheFileThatCannotBeUsed() throws Exception {
        Files.writeString(made.certificate("gantry"), "no certificate");

        assertThatThrownBy(this::door).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("web.tls.certificate");
    }
}
