// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An Orthanc of the test's own, called ORTHANC, that knows the appliance. It takes a second or two to start.
final class Orthanc implements AutoCloseable {
    private static final Pattern COMMITMENT = Pattern.compile("/storage-commitment/[0-9.]+");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int dicomPort;
    private final int httpPort;
    private final Process process;

    Orthanc(Path folder, int dicomPort, int gantryPort) throws Exception {
        this.dicomPort = dicomPort;
        this.httpPort = GantryRun.freePort();
        var program = Peers.program("Orthanc", "orthanc");
        var configuration = Files.writeString(folder.resolve("orthanc.json"), """
                {"StorageDirectory": "%s", "IndexDirectory": "%s", "HttpPort": %d, "DicomPort": %d,
                 "DicomAet": "ORTHANC", "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
                 "DicomModalities": {"gantry": ["GANTRY", "127.0.0.1", %d]}}
                """.formatted(folder.resolve("db"), folder.resolve("db"), httpPort, dicomPort, gantryPort));
        process = new ProcessBuilder(program.toString(), configuration.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile()).start();
    }

    /// Waits until it answers, at most half a minute.
    void await() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            try {
                send(request("/system"));
                return;
            } catch (IOException _) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("Orthanc did not start");
    }

    int dicomPort() {
        return dicomPort;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    /// Has it ask the appliance whether it answers for an object; returns the report it got, at most half a minute
    /// later. It releases its association right after the request.
    String asksForCommitment(String sopClass, String instance) throws Exception {
        var body = "{\"DicomInstances\": [{\"SOPClassUID\": \"%s\", \"SOPInstanceUID\": \"%s\"}]}"
                .formatted(sopClass, instance);
        var answer = send(request("/modalities/gantry/storage-commitment").POST(BodyPublishers.ofString(body)));
        var transaction = COMMITMENT.matcher(answer);
        if (!transaction.find()) {
            throw new IllegalStateException("Orthanc does not ask: " + answer);
        }
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        var report = send(request(transaction.group()));
        while (report.contains("Pending") && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            report = send(request(transaction.group()));
        }
        return report;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
