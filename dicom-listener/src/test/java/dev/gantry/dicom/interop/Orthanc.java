// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An Orthanc of its own, spoken to over HTTP as a person's script would.
final class Orthanc implements Receiver {
    private static final Pattern ID = Pattern.compile("\"ID\" : \"([0-9a-f-]+)\"");
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int dicomPort;
    private final int httpPort;
    private final Process process;

    Orthanc(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.dicomPort = Programs.freePort();
        this.httpPort = Programs.freePort();
        var configuration = Files.writeString(folder.resolve("orthanc.json"), """
                {"StorageDirectory": "%s", "IndexDirectory": "%s", "HttpPort": %d, "DicomPort": %d,
                 "DicomAet": "ORTHANC", "RemoteAccessAllowed": false, "AuthenticationEnabled": false,
                 "UnknownSopClassAccepted": true, "OverwriteInstances": true, "KeepAlive": false, "SyncStorageArea": false}
                """.formatted(folder.resolve("db"), folder.resolve("db"), httpPort, dicomPort));
        process = Programs.started(folder.resolve("orthanc.log"), Programs.find("Orthanc").orElseThrow().toString(),
                configuration.toString());
        Programs.awaitPort(httpPort);
        Programs.awaitPort(dicomPort);
    }

    /// Takes a file in as it is, instead of another of the same instance, and gives its own name for it.
    private Optional<String> upload(Ware ware) throws IOException, InterruptedException {
        var answer = http.send(request("/instances").POST(BodyPublishers.ofFile(ware.file())).build(),
                BodyHandlers.ofString());
        var id = ID.matcher(answer.body());
        return answer.statusCode() == OK && id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    /// Sends object by object: one that it cannot send ends its association.
    ///
    /// @return what it objects to
    List<String> store(int port, String called, List<Ware> wares) throws IOException, InterruptedException {
        var modality = modality(port, called);
        var troubles = new ArrayList<String>();
        for (var ware : wares) {
            var id = upload(ware);
            var trouble = id.isEmpty() ? Optional.of("not taken in") : trouble(post(modality + "/store",
                    "{\"Resources\": [\"%s\"], \"Timeout\": 20}".formatted(id.get())));
            trouble.ifPresent(why -> troubles.add(ware.name() + ": " + why));
        }
        return troubles;
    }

    /// All of them in one job, on one association.
    Optional<String> storeAtOnce(int port, String called, List<Ware> wares) throws IOException, InterruptedException {
        var modality = modality(port, called);
        var ids = new ArrayList<String>();
        for (var ware : wares) {
            ids.add("\"" + upload(ware).orElseThrow() + "\"");
        }
        return trouble(post(modality + "/store",
                "{\"Resources\": [%s], \"Timeout\": 20}".formatted(String.join(", ", ids))));
    }

    boolean echo(int port, String called) throws IOException, InterruptedException {
        return post(modality(port, called) + "/echo", "{}").statusCode() == OK;
    }

    private String modality(int port, String called) throws IOException, InterruptedException {
        var name = "/modalities/port" + port;
        var put = http.send(request(name).PUT(BodyPublishers.ofString(
                "[\"%s\", \"127.0.0.1\", %d]".formatted(called, port))).build(), BodyHandlers.ofString());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(OK);
        return name;
    }

    private static Optional<String> trouble(HttpResponse<String> answer) {
        if (answer.statusCode() == OK && answer.body().contains("\"FailedInstancesCount\" : 0")) {
            return Optional.empty();
        }
        var details = Pattern.compile("\"(?:Details|Message)\" : \"([^\"]+)\"").matcher(answer.body());
        return Optional.of("not sent: " + (details.find() ? details.group(1) : "HTTP " + answer.statusCode()));
    }

    @Override
    public int port() {
        return dicomPort;
    }

    @Override
    public String title() {
        return "ORTHANC";
    }

    @Override
    public Map<String, Ware> received() throws IOException, InterruptedException {
        var received = new HashMap<String, Ware>();
        var list = http.send(request("/instances").build(), BodyHandlers.ofString()).body();
        var id = Pattern.compile("\"([0-9a-f-]{44})\"").matcher(list);
        while (id.find()) {
            var file = folder.resolve(id.group(1) + ".dcm");
            http.send(request("/instances/" + id.group(1) + "/file").build(), BodyHandlers.ofFile(file));
            Ware.of(file).ifPresent(ware -> received.put(ware.sopInstanceUid(), ware));
        }
        return received;
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path));
    }

    @Override
    public void close() {
        Programs.stop(process);
        http.close();
    }
}
