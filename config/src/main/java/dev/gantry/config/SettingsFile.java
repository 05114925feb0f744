// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The one file in which a site says what it wants; every key is described in `docs/configuration.md`.
///
/// `docs/schema/settings.schema.json` is the source of the rules, of the defaults and of that page.
/// Relative paths start at the folder that holds the file, wherever the appliance was started.
public final class SettingsFile {
    static final String SCHEMA = "/schema/settings.schema.json";
    private static final int MOST_AUTOMATIC_THREADS = 4;

    /// What the schema cannot say, as far as it is about more sections than one or about a small one.
    private static final List<CheckedYaml.Rule> OWN = List.of(
            new CheckedYaml.Rule(
                    List.of("room.receiver", "alerts.receivers"),
                    "must be the name of one of alerts.receivers: the page answers as any other receiver does",
                    yaml -> yaml.parts("alerts.receivers").stream()
                            .anyMatch(receiver -> receiver.text("name").equals(yaml.text("room.receiver")))),
            another("web.port", "dicom.port"),
            another("web.port", "dicom.tls.port"),
            new CheckedYaml.Rule(
                    List.of("spool.evict-percent", "spool.refuse-percent"),
                    "must be less than spool.refuse-percent ({spool.refuse-percent})",
                    yaml -> yaml.integer("spool.evict-percent") < yaml.integer("spool.refuse-percent")),
            new CheckedYaml.Rule(
                    List.of("spool.durability", "spool.role"),
                    "must be fsync when spool.role is store: what is kept here may exist nowhere else",
                    yaml -> !yaml.text("spool.role").equals("store") || yaml.text("spool.durability").equals("fsync")),
            new CheckedYaml.Rule(
                    List.of("spool.archive", "dicom.peers"),
                    "must be the ae-title of one of dicom.peers that has a host: that is where it is asked",
                    yaml -> yaml.parts("dicom.peers").stream().anyMatch(peer -> peer.has("host")
                            && !peer.text("ae-title").equals(PeerSettings.ANY)
                            && peer.text("ae-title").strip().equals(yaml.text("spool.archive").strip()))),
            new CheckedYaml.Rule(
                    List.of("exam.silence-at-least", "exam.silence-at-most"),
                    "must be less than exam.silence-at-most ({exam.silence-at-most})",
                    yaml -> yaml.duration("exam.silence-at-least").compareTo(yaml.duration("exam.silence-at-most")) < 0),
            new CheckedYaml.Rule(
                    List.of("models.unsigned"),
                    "must be allow while models.trust names no keys: every package would be refused",
                    yaml -> !yaml.text("models.unsigned").equals("refuse") || yaml.has("models.trust")),
            new CheckedYaml.Rule(
                    List.of("privacy.level", "mqtt.url"),
                    "must be pseudonyms unless mqtt.url begins with ssl://: what names a patient never travels in clear",
                    yaml -> yaml.text("privacy.level").equals("pseudonyms") || yaml.text("mqtt.url").startsWith("ssl://")),
            new CheckedYaml.Rule(
                    List.of("exam.test-patient-ids"),
                    "each must be a regular expression of Java",
                    yaml -> yaml.texts("exam.test-patient-ids").stream().allMatch(SettingsFile::compiles)));
    private static final CheckedYaml.Rule[] RULES = Stream.of(AlertRules.ALL, DicomSection.RULES, OWN,
                    MqttSection.RULES, LookupSection.RULES, AuditTrailSection.RULES, WatchSection.RULES)
            .flatMap(List::stream)
            .toArray(CheckedYaml.Rule[]::new);

    private SettingsFile() {}

    /// Where there is no web server its port does not matter.
    private static CheckedYaml.Rule another(String web, String taken) {
        return new CheckedYaml.Rule(List.of(web, taken, "web.enabled"), "must be another than " + taken,
                yaml -> !yaml.flag("web.enabled") || yaml.integer(web) == 0 || yaml.integer(web) != yaml.integer(taken));
    }

    /// The rules and defaults of each key; a copy.
    public static JsonNode schema() {
        return CheckedYaml.schema(SCHEMA);
    }

    /// Values may refer to the environment of this process: `${env:NAME}`, `${credential:NAME}`.
    ///
    /// @throws InvalidYaml with all that is wrong in the file
    public static Settings read(Path file) {
        return read(file, System.getenv());
    }

    static CheckedYaml checked(Path file, Map<String, String> environment) {
        return CheckedYaml.read(file, SCHEMA, environment, RULES);
    }

    /// A text as if it stood in the file.
    static CheckedYaml checked(Path file, String text, Map<String, String> environment) {
        return CheckedYaml.of(file, text, SCHEMA, environment, RULES);
    }

    /// @param environment what the values may refer to; `CREDENTIALS_DIRECTORY` names the folder of the credentials
    /// @throws InvalidYaml with all that is wrong in the file
    public static Settings read(Path file, Map<String, String> environment) {
        return settings(checked(file, environment));
    }

    static Settings settings(CheckedYaml yaml) {
        var mode = Mode.valueOf(constant(yaml, "mode"));
        return new Settings(
                yaml.text("site"),
                yaml.text("device"),
                mode,
                DicomSection.read(yaml.part("dicom"), mode),
                spool(yaml.part("spool")),
                exam(yaml.part("exam")),
                models(yaml.part("models")),
                inference(yaml.part("inference")),
                privacy(yaml.part("privacy")),
                MqttSection.read(yaml.part("mqtt")),
                AlertRules.alerts(yaml.part("alerts")),
                WatchSection.read(yaml.part("watch")),
                yaml.has("lookup") ? Optional.of(LookupSection.read(yaml.part("lookup"))) : Optional.empty(),
                AuditTrailSection.read(yaml),
                web(yaml.part("web")),
                room(yaml.part("room")),
                new LogSettings(LogSettings.Level.valueOf(constant(yaml, "log.level"))));
    }

    /// The file as the appliance understands it, as YAML: every key that has a default is there, and marked
    /// `# default` where it was not written. What a value refers to is never shown.
    ///
    /// @throws InvalidYaml with all that is wrong in the file
    public static String effective(Path file) {
        return effective(file, System.getenv());
    }

    static String effective(Path file, Map<String, String> environment) {
        return checked(file, environment).effective();
    }

    private static SpoolSettings spool(CheckedYaml yaml) {
        return new SpoolSettings(
                yaml.path("path"),
                SpoolSettings.Durability.valueOf(constant(yaml, "durability")),
                SpoolSettings.Role.valueOf(constant(yaml, "role")),
                yaml.has("archive") ? Optional.of(yaml.text("archive").strip()) : Optional.empty(),
                yaml.integer("evict-percent"),
                yaml.integer("refuse-percent"));
    }

    private static ExamSettings exam(CheckedYaml yaml) {
        var testPatientIds = yaml.texts("test-patient-ids").stream().map(Pattern::compile).toList();
        return new ExamSettings(yaml.duration("silence"), yaml.flag("learn-silence"),
                yaml.duration("silence-at-least"), yaml.duration("silence-at-most"), testPatientIds);
    }

    private static ModelSettings models(CheckedYaml yaml) {
        return new ModelSettings(
                yaml.path("path"),
                yaml.path("state"),
                yaml.has("trust") ? Optional.of(yaml.path("trust")) : Optional.empty(),
                ModelSettings.Unsigned.valueOf(constant(yaml, "unsigned")));
    }

    private static InferenceSettings inference(CheckedYaml yaml) {
        return new InferenceSettings(
                InferenceSettings.Provider.valueOf(constant(yaml, "provider")),
                threads(yaml.integer("threads"), Runtime.getRuntime().availableProcessors()),
                yaml.integer("queue"),
                gpu(yaml.part("gpu")));
    }

    private static GpuSettings gpu(CheckedYaml yaml) {
        return new GpuSettings(
                yaml.integer("device"),
                yaml.integer("memory-mb"),
                GpuSettings.NodesOnCpu.valueOf(constant(yaml, "nodes-on-cpu")));
    }

    /// 0 is automatic: more than 4 threads gain little on small models and take them from the listener.
    static int threads(int written, int processors) {
        return written > 0 ? written : Math.min(processors, MOST_AUTOMATIC_THREADS);
    }

    private static WebSettings web(CheckedYaml yaml) {
        return new WebSettings(yaml.flag("enabled"), yaml.text("host"), yaml.integer("port"), yaml.has("tls")
                ? Optional.of(new WebSettings.Certificate(yaml.path("tls.certificate"), yaml.path("tls.key")))
                : Optional.empty(), new WebSettings.Login(yaml.path("accounts"), yaml.duration("login-idle")));
    }

    private static RoomSettings room(CheckedYaml yaml) {
        return new RoomSettings(RoomSettings.Identity.valueOf(constant(yaml, "identity")),
                yaml.has("receiver") ? Optional.of(yaml.text("receiver")) : Optional.empty());
    }

    private static PrivacySettings privacy(CheckedYaml yaml) {
        return new PrivacySettings(yaml.path("key-file"), yaml.text("key-id"),
                PrivacySettings.Level.valueOf(constant(yaml, "level")));
    }

    private static String constant(CheckedYaml yaml, String key) {
        return yaml.text(key).toUpperCase(Locale.ROOT);
    }

    private static boolean compiles(String expression) {
        try {
            Pattern.compile(expression);
            return true;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }
}
