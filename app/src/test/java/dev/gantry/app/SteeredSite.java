// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.app.Appliance.Stages;
import dev.gantry.approval.Approval;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.LiveSettings;
import dev.gantry.yaml.Difference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// An appliance with a settings file that its pages can change, an engineer and a viewer, on ports of its own.
final class SteeredSite implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";

    private final Path settings;
    private final int port = GantryRun.freePort();
    private final LiveSettings live;
    private final Appliance appliance;

    /// @param dicom keys of `dicom`
    SteeredSite(Path folder, URI broker, String dicom) throws Exception {
        this(folder, broker, Site.MODELS, dicom, "web: {port: 0}\n");
    }

    /// @param more lines of YAML, `web` among them
    SteeredSite(Path folder, URI broker, Path models, String dicom, String more) throws Exception {
        settings = Files.writeString(folder.resolve("gantry.yaml"), """
                # The chest room.
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d, %s}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                models: {path: "%s"}
                %sexam:
                  silence: 20s   # the old CR is slow
                """.formatted(port, dicom, broker, folder.resolve("spool"), models, more));
        Files.createDirectories(folder.resolve("spool"));
        live = LiveSettings.read(settings);
        var accounts = QuickAccounts.in(live.now().web().login().accounts());
        accounts.putUser("anna", Role.ENGINEER, PASSWORD.toCharArray());
        accounts.putUser("vera", Role.VIEWER, PASSWORD.toCharArray());
        appliance = Appliance.start(Approval.in(live.now().spool().path()).rule(live.now()).settings(),
                new Steering(live, taker -> {
            var reload = live.reload();
            if (reload instanceof Reload.Taken(var changed, var differences)) {
                taker.accept(changed, differences.stream().map(Difference::key).toList());
            }
            return reload;
        }), List.of(), new Stages() {
            @Override
            public void preparing(String what) {}

            @Override
            public void ready(Appliance appliance) {}
        });
    }

    /// A folder of models of the test's own: chest-pneumonia in each of these versions, which are all the same.
    static Path chest(Path folder, String... versions) throws IOException {
        var from = Site.MODELS.resolve("chest-pneumonia/1.0.0");
        for (var version : versions) {
            var to = folder.resolve("models/chest-pneumonia").resolve(version);
            try (Stream<Path> all = Files.walk(from)) {
                for (var file : all.toList()) {
                    var copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            var manifest = to.resolve("manifest.yaml");
            Files.writeString(manifest, Files.readString(manifest).replace("version: 1.0.0", "version: " + version));
        }
        return folder.resolve("models");
    }

    Engineer login(String name) throws Exception {
        return new Engineer(webPort()).login(name, PASSWORD);
    }

    int webPort() {
        return appliance.webPort().orElseThrow();
    }

    int port() {
        return port;
    }

    LiveSettings live() {
        return live;
    }

    Path settings() {
        return settings;
    }

    /// DCMTK's echoscu against the appliance.
    Site.Printed echoscu(String calling) throws Exception {
        return Site.run(List.of(Peers.program("echoscu", "dcmtk").toString(), "-aet", calling, "-aec", "GANTRY",
                "127.0.0.1", Integer.toString(port)));
    }

    /// DCMTK's storescu against the appliance.
    Site.Printed storescu(String calling, Path file) throws Exception {
        return Site.run(List.of(Peers.program("storescu", "dcmtk").toString(), "-aet", calling, "-aec", "GANTRY",
                "127.0.0.1", Integer.toString(port), file.toString()));
    }

    @Override
    public void close() {
        appliance.close();
    }
}
