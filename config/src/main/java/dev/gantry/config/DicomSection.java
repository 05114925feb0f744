// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import dev.gantry.yaml.CheckedYaml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// The section `dicom` of the settings.
final class DicomSection {
    static final List<CheckedYaml.Rule> RULES = List.of(
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
                    yaml -> yaml.has("dicom.tls") || yaml.parts("dicom.peers").stream().noneMatch(DicomSection::secured)));

    private DicomSection() {}

    static DicomSettings read(CheckedYaml yaml, Mode mode) {
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
                        yaml.parts("peers").stream().map(DicomSection::peer).toList()));
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

    private static String constant(CheckedYaml yaml, String key) {
        return yaml.text(key).toUpperCase(Locale.ROOT);
    }
}
