// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import tools.jackson.databind.JsonNode;

/// The one file in which a site says what it wants; every key is described in `docs/configuration.md`.
///
/// `docs/schema/settings.schema.json` is the source of the rules, of the defaults and of that page.
/// Relative paths start at the folder that holds the file, wherever the appliance was started.
public final class SettingsFile {
    static final String SCHEMA = "/schema/settings.schema.json";
    private static final int MOST_AUTOMATIC_THREADS = 4;
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(1);

    /// What the schema cannot say.
    private static final CheckedYaml.Rule[] RULES = Stream.concat(AlertRules.ALL.stream(), Stream.of(
        new CheckedYaml.Rule(
                List.of("dicom.access", "dicom.peers", "mode"),
                "must be open, or dicom.peers must list who may call, when mode is live; as it is nobody could"
                        + " call (listed says so on purpose: then gantry access allow lets them in one by one)",
                yaml -> !yaml.text("dicom.access").equals("auto") || !yaml.text("mode").equals("live")
                        || !yaml.parts("dicom.peers").isEmpty()),
        new CheckedYaml.Rule(
                List.of("dicom.port", "dicom.tls.port"),
                "must be another than dicom.tls.port",
                yaml -> yaml.integer("dicom.port") == 0
                        || yaml.integer("dicom.port") != yaml.integer("dicom.tls.port")),
        new CheckedYaml.Rule(
                List.of("room.receiver", "alerts.receivers"),
                "must be the name of one of alerts.receivers: the page answers as any other receiver does",
                yaml -> yaml.parts("alerts.receivers").stream()
                        .anyMatch(receiver -> receiver.text("name").equals(yaml.text("room.receiver")))),
        another("web.port", "dicom.port"),
        another("web.port", "dicom.tls.port"),
        new CheckedYaml.Rule(
                List.of("dicom.tls.clients"),
                "must be none as long as dicom.tls.trust names no file: nothing else says whose certificates to"
                        + " believe",
                yaml -> yaml.text("dicom.tls.clients").equals("none") || yaml.has("dicom.tls.trust")),
        CheckedYaml.Rule.inEach(
                "dicom.peers",
                List.of("addresses"),
                "each must be an address such as 10.0.4.7 or fd00:4::7, or a network such as 10.0.4.0/24 or"
                        + " fd00:4::/64 with no bit set beyond its length",
                peer -> peer.texts("addresses").stream().allMatch(Network::legible)),
        new CheckedYaml.Rule(
                List.of("dicom.peers"),
                "can ask for TLS (tls, certificate) only where there is a section dicom.tls",
                yaml -> yaml.has("dicom.tls") || yaml.parts("dicom.peers").stream().noneMatch(SettingsFile::secured)),
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
                List.of("mqtt.url"),
                "must name a host and a port from 1 to 65535",
                yaml -> namesHostAndPort(yaml.text("mqtt.url"))),
        new CheckedYaml.Rule(
                List.of("privacy.level", "mqtt.url"),
                "must be pseudonyms unless mqtt.url begins with ssl://: what names a patient never travels in clear",
                yaml -> yaml.text("privacy.level").equals("pseudonyms") || yaml.text("mqtt.url").startsWith("ssl://")),
        new CheckedYaml.Rule(
                List.of("lookup.allow"),
                "each must be the subject of a certificate, as openssl x509 -noout -subject -nameopt RFC2253 shows"
                        + " it, such as CN=ris.st-anna.example,O=St Anna",
                yaml -> yaml.texts("lookup.allow").stream().allMatch(SettingsFile::namesASubject)),
        new CheckedYaml.Rule(
                List.of("lookup.port", "dicom.port"),
                "must be another than dicom.port",
                yaml -> yaml.integer("lookup.port") == 0
                        || yaml.integer("lookup.port") != yaml.integer("dicom.port")),
        new CheckedYaml.Rule(
                List.of("lookup.port", "dicom.tls.port"),
                "must be another than dicom.tls.port",
                yaml -> yaml.integer("lookup.port") == 0
                        || yaml.integer("lookup.port") != yaml.integer("dicom.tls.port")),
        new CheckedYaml.Rule(
                List.of("mqtt.heartbeat"),
                "must be at least 1s",
                yaml -> yaml.duration("mqtt.heartbeat").compareTo(SHORTEST_HEARTBEAT) >= 0),
        new CheckedYaml.Rule(
                List.of("mqtt.url"),
                "must begin with ssl:// as long as there is a section mqtt.tls; tcp:// encrypts nothing",
                yaml -> !yaml.has("mqtt.tls") || yaml.text("mqtt.url").startsWith("ssl://")),
        new CheckedYaml.Rule(
                List.of("mqtt.tls"),
                "must name both a certificate and its key, or neither",
                yaml -> yaml.has("mqtt.tls.certificate") == yaml.has("mqtt.tls.key")),
        new CheckedYaml.Rule(
                List.of("exam.test-patient-ids"),
                "each must be a regular expression of Java",
                yaml -> yaml.texts("exam.test-patient-ids").stream().allMatch(SettingsFile::compiles)),
        AuditTrailSection.OWN,
        WatchSection.HOLIDAYS,
        WatchSection.TIME_ZONE,
        WatchSection.EXPECTED,
        WatchSection.LEARN_SINCE)
            ).toArray(CheckedYaml.Rule[]::new);

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
                dicom(yaml.part("dicom"), mode),
                spool(yaml.part("spool")),
                exam(yaml.part("exam")),
                models(yaml.part("models")),
                inference(yaml.part("inference")),
                privacy(yaml.part("privacy")),
                mqtt(yaml.part("mqtt")),
                AlertRules.alerts(yaml.part("alerts")),
                WatchSection.read(yaml.part("watch")),
                yaml.has("lookup") ? Optional.of(lookup(yaml.part("lookup"))) : Optional.empty(),
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

    private static DicomSettings dicom(CheckedYaml yaml, Mode mode) {
        return new DicomSettings(
                yaml.text("ae-title").strip(),
                yaml.text("host"),
                yaml.has("port") ? OptionalInt.of(yaml.integer("port")) : OptionalInt.empty(),
                yaml.integer("max-associations"),
                yaml.integer("max-associations-per-host"),
                yaml.integer("max-pdu-bytes"),
                yaml.duration("artim"),
                yaml.duration("idle"),
                yaml.texts("transfer-syntaxes"),
                DicomSettings.NativeCodecs.valueOf(constant(yaml, "native-codecs").replace('-', '_')),
                yaml.has("tls") ? Optional.of(tls(yaml.part("tls"))) : Optional.empty(),
                new AccessSettings(titles(yaml, "also-called"), policy(yaml.text("access"), mode),
                        yaml.parts("peers").stream().map(SettingsFile::peer).toList()));
    }

    private static TlsSettings tls(CheckedYaml yaml) {
        return new TlsSettings(
                yaml.integer("port"),
                yaml.path("certificate"),
                yaml.path("key"),
                yaml.has("trust") ? Optional.of(yaml.path("trust")) : Optional.empty(),
                TlsSettings.Clients.valueOf(constant(yaml, "clients")),
                yaml.flag("check-names"));
    }

    /// The allow-list is on by default once the appliance is commissioned.
    private static AccessSettings.Policy policy(String access, Mode mode) {
        return switch (access) {
            case "open" -> AccessSettings.Policy.OPEN;
            case "listed" -> AccessSettings.Policy.LISTED;
            default -> mode == Mode.LIVE ? AccessSettings.Policy.LISTED : AccessSettings.Policy.COMMISSIONING;
        };
    }

    private static PeerSettings peer(CheckedYaml yaml) {
        return new PeerSettings(
                yaml.text("ae-title").strip(),
                yaml.texts("addresses").stream().map(Network::new).toList(),
                yaml.has("called") ? Optional.of(yaml.text("called").strip()) : Optional.empty(),
                secured(yaml),
                yaml.has("certificate") ? Optional.of(yaml.text("certificate")) : Optional.empty(),
                yaml.has("host")
                        ? Optional.of(new PeerSettings.CallBack(yaml.text("host"), yaml.integer("port")))
                        : Optional.empty());
    }

    private static boolean secured(CheckedYaml peer) {
        return peer.flag("tls") || peer.has("certificate");
    }

    private static List<String> titles(CheckedYaml yaml, String key) {
        return yaml.texts(key).stream().map(String::strip).toList();
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

    private static MqttSettings mqtt(CheckedYaml yaml) {
        return new MqttSettings(
                URI.create(yaml.text("url")),
                yaml.has("username") ? Optional.of(yaml.text("username")) : Optional.empty(),
                yaml.has("password-file") ? Optional.of(yaml.path("password-file")) : Optional.empty(),
                yaml.duration("heartbeat"),
                yaml.integer("window"),
                yaml.has("tls") ? AuditTrailSection.tls(yaml.part("tls")) : ClientTls.PLAIN,
                yaml.flag("fhir"));
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

    private static LookupSettings lookup(CheckedYaml yaml) {
        return new LookupSettings(
                yaml.text("host"),
                yaml.integer("port"),
                new LookupSettings.Files(yaml.path("certificate"), yaml.path("key"), yaml.path("trust")),
                yaml.texts("allow").stream().map(X500Principal::new).toList(),
                yaml.integer("per-minute"),
                yaml.duration("keep"));
    }

    private static boolean namesASubject(String name) {
        try {
            return !new X500Principal(name).getName().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String constant(CheckedYaml yaml, String key) {
        return yaml.text(key).toUpperCase(Locale.ROOT);
    }

    private static boolean namesHostAndPort(String url) {
        try {
            var uri = URI.create(url);
            return uri.getHost() != null && uri.getPort() >= 1 && uri.getPort() <= 65_535;
        } catch (IllegalArgumentException _) {
            return false;
        }
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
