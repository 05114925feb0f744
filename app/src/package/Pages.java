// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the package holds that is written from the code and its libraries: the man page and the shell completion, the
/// software bill of materials as it is shipped, the notices of third parties, and ONNX Runtime without the libraries
/// of other platforms, its own and Netty's unpacked. The same input gives the same bytes.
///
/// Usage: `java -cp app/target/gantry.jar:app/target/lib/* Pages.java LIB BOM OUT DATE`
public final class Pages {
    private static final Pattern LEGAL =
            Pattern.compile("(META-INF/)?(LICENSE|LICENCE|NOTICE|COPYING|ThirdPartyNotices|about)([-._][^/]*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern LINUX = Pattern.compile(
            "ai/onnxruntime/native/linux-x64/(lib[^/]+\\.so)|META-INF/native/(libnetty_transport_native_epoll_x86_64\\.so)");
    private static final Pattern NATIVE = Pattern.compile("ai/onnxruntime/native/.*|META-INF/native/.*");

    private static final Pattern OURS = Pattern.compile("gantry[-.].*");

    private final Path lib;
    private final Path out;
    private final LocalDateTime date;
    private final JsonMapper json = JsonMapper.builder().build();

    private Pages(Path lib, Path out, Instant date) {
        this.lib = lib;
        this.out = out;
        this.date = LocalDateTime.ofInstant(date, ZoneOffset.UTC);
    }

    public static void main(String[] arguments) throws Exception {
        var pages = new Pages(Path.of(arguments[0]), Files.createDirectories(Path.of(arguments[2])),
                Instant.parse(arguments[3]));
        if (Files.notExists(Path.of(arguments[1]))) {
            throw new IllegalStateException(arguments[1] + ": there is no bill of materials; the plugin that writes it"
                    + " does not do so offline: run Maven without -o");
        }
        Files.writeString(pages.out.resolve("jdk"), System.getProperty("java.home"));
        pages.commandLine(arguments[3].substring(0, 10));
        pages.jars();
        pages.materials(Path.of(arguments[1]));
    }

    private void commandLine(String date) throws Exception {
        Constructor<?> main = Class.forName("dev.gantry.cli.Main").getDeclaredConstructor();
        main.setAccessible(true);
        var gantry = new CommandLine(main.newInstance());
        Files.writeString(out.resolve("gantry.bash"), AutoComplete.bash("gantry", gantry)
                .replaceFirst("^#!.*\n", ""));
        Files.writeString(out.resolve("gantry.1"), man(gantry, date));
    }

    private static String man(CommandLine gantry, String date) {
        var page = new StringBuilder(".TH GANTRY 1 \"%s\" \"%s\" \"Gantry\"\n".formatted(
                date, gantry.getCommandSpec().version()[0]));
        page.append(".SH NAME\ngantry \\- edge inference for scanners: DICOM in, one outcome per exam out over MQTT\n");
        page.append(".SH SYNOPSIS\n.B gantry\n.I COMMAND\n[\\fIOPTION\\fR ...]\n.SH DESCRIPTION\n");
        page.append(text(gantry.getCommandSpec().usageMessage().description()));
        page.append(".SH COMMANDS\n");
        command(gantry, "gantry", page);
        page.append("""
                .SH EXIT STATUS
                0 done; 1 did not succeed; 2 the command line is wrong; 3 the settings are wrong.
                .SH FILES
                .TP
                .I /etc/gantry/gantry.yaml
                the settings; /opt/gantry/share/gantry.yaml to begin with
                .TP
                .I /var/lib/gantry
                images, outcomes that are not delivered yet, the site key
                .TP
                .I /usr/share/doc/gantry
                how it is installed, set and read
                .SH ENVIRONMENT
                .TP
                .B GANTRY_LOG
                the level of the log, INFO if not set
                .TP
                .B GANTRY_JAVA_OPTS
                further options for the JVM
                .SH SEE ALSO
                .BR systemctl (1),
                .BR journalctl (1)
                """);
        return page.toString();
    }

    private static void command(CommandLine command, String path, StringBuilder page) {
        for (var sub : command.getSubcommands().entrySet()) {
            var spec = sub.getValue().getCommandSpec();
            if (spec.helpCommand() || spec.usageMessage().hidden() || !sub.getKey().equals(spec.name())) {
                continue;
            }
            page.append(".SS ").append(escaped(path + " " + spec.name())).append('\n');
            page.append(text(spec.usageMessage().description()));
            arguments(spec, page);
            command(sub.getValue(), path + " " + spec.name(), page);
        }
    }

    private static void arguments(CommandSpec spec, StringBuilder page) {
        var all = new ArrayList<ArgSpec>(spec.positionalParameters());
        all.addAll(spec.options());
        for (var argument : all) {
            if (argument.hidden() || argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp())) {
                continue;
            }
            var label = argument instanceof OptionSpec option ? String.join(", ", option.names()) : "";
            page.append(".TP\n\\fB").append(escaped(label)).append("\\fR ")
                    .append(argument.arity().max() > 0 ? "\\fI" + escaped(argument.paramLabel()) + "\\fR" : "")
                    .append('\n').append(text(argument.description()));
        }
    }

    private static String text(String[] lines) {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line.isBlank() ? ".PP\n" : escaped(line.strip()) + "\n");
        }
        return text.toString();
    }

    private static String escaped(String words) {
        var plain = words.replaceAll("@\\|[a-z,]+ (.*?)\\|@", "$1").replace("%n", " ").replace("%%", "%")
                .replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    /// Copies the libraries; those with native code are written anew without it, and what is for this platform is
    /// unpacked: nothing executable has to lie where the service may write. Our own are written anew too: Maven keeps
    /// in them the file modes of whoever built them.
    private void jars() throws IOException {
        var natives = Files.createDirectories(out.resolve("native"));
        var jars = Files.createDirectories(out.resolve("lib"));
        var main = lib.resolveSibling("gantry.jar");
        try (var file = new JarFile(main.toFile())) {
            slim(file, out.resolve(main.getFileName()), natives);
        }
        try (Stream<Path> all = Files.list(lib)) {
            for (var jar : all.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                try (var file = new JarFile(jar.toFile())) {
                    if (ours(jar) || file.stream().anyMatch(entry -> LINUX.matcher(entry.getName()).matches())) {
                        slim(file, jars.resolve(jar.getFileName()), natives);
                    } else {
                        Files.copy(jar, jars.resolve(jar.getFileName()));
                    }
                }
            }
        }
    }

    private static boolean ours(Path jar) {
        return OURS.matcher(jar.getFileName().toString()).matches();
    }

    private void slim(JarFile jar, Path to, Path natives) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(to))) {
            for (var entry : jar.stream().toList()) {
                var wanted = LINUX.matcher(entry.getName());
                try (InputStream in = jar.getInputStream(entry)) {
                    if (wanted.matches()) {
                        var name = wanted.group(1) == null ? wanted.group(2) : wanted.group(1);
                        Files.copy(in, natives.resolve(name));
                    } else if (!NATIVE.matcher(entry.getName()).matches()) {
                        var copy = new ZipEntry(entry.getName());
                        copy.setTimeLocal(date); // the entry's own would be read in the time zone of whoever builds
                        zip.putNextEntry(copy);
                        in.transferTo(zip);
                        zip.closeEntry();
                    }
                }
            }
        }
    }

    /// The bill as Maven resolved it, with what is really in the package: each library's hash is that of the file it
    /// came from, our own's that of the file in the package. A library without an entry, or an entry without a library,
    /// ends the build. Maven knows nothing of the runtime; it is added.
    private void materials(Path bom) throws Exception {
        var bill = (ObjectNode) json.readTree(Files.readString(bom));
        var files = new TreeMap<String, Path>();
        try (Stream<Path> jars = Files.list(lib)) {
            jars.forEach(jar -> files.put(jar.getFileName().toString(), jar));
        }
        var notices = new StringBuilder("""
                Gantry brings the libraries below, each under its own licence, and a Java runtime (Eclipse Temurin, GPLv2
                with the Classpath Exception; its notices are in /opt/gantry/runtime/legal). What follows is what each
                library says of itself.
                """);
        var texts = new TreeMap<String, List<String>>();
        for (var component : bill.withArray("components")) {
            notice((ObjectNode) component, files, notices, texts);
        }
        if (!files.isEmpty()) {
            throw new IllegalStateException("not in the bill of materials: " + files.keySet());
        }
        texts.forEach((text, whose) -> notices.append("\n").append("=".repeat(80)).append("\n")
                .append(String.join("\n", whose)).append("\n\n").append(text).append("\n"));
        runtime(bill.withArray("components").addObject());
        Files.writeString(out.resolve("sbom.cdx.json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(bill) + "\n");
        Files.writeString(out.resolve("THIRD-PARTY"), notices.toString());
    }

    private static void runtime(ObjectNode component) {
        component.put("type", "platform").put("bom-ref", "java-runtime")
                .put("publisher", System.getProperty("java.vendor"))
                .put("name", "java-runtime").put("version", System.getProperty("java.runtime.version"))
                .put("description", "made by jlink of the JDK that compiled Gantry; its notices are in runtime/legal");
        component.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
    }

    private void notice(ObjectNode component, Map<String, Path> files, StringBuilder notices,
            Map<String, List<String>> texts) throws Exception {
        var name = component.get("name").asString();
        var version = component.get("version").asString();
        var gpu = "onnxruntime".equals(name) && files.containsKey("onnxruntime_gpu-" + version + ".jar");
        if (gpu) {
            name = "onnxruntime_gpu";
            var old = component.get("bom-ref").asString();
            component.put("name", name).put("purl",
                    component.get("purl").asString().replace("/onnxruntime@", "/onnxruntime_gpu@"));
            component.remove("hashes");
            component.put("description", "the GPU build; bom-ref " + old + " names the CPU build it takes the place of");
        }
        var prefix = name + "-" + version;
        var found = files.keySet().stream().filter(file -> file.startsWith(prefix)
                && (file.equals(prefix + ".jar") || file.charAt(prefix.length()) == '-')).findFirst();
        if (found.isEmpty()) {
            throw new IllegalStateException("in the bill of materials and not in the package: " + prefix);
        }
        var jar = files.remove(found.get());
        var shipped = ours(jar) ? out.resolve("lib").resolve(jar.getFileName()) : jar;
        var hashes = json.createArrayNode();
        hashes.addObject().put("alg", "SHA-256").put("content", sha256(shipped));
        component.set("hashes", hashes);
        notices.append("\n").append(name).append(' ').append(version).append(": ").append(licences(component));
        legal(jar).forEach(text -> texts.computeIfAbsent(text, _ -> new ArrayList<>()).add(found.get()));
    }

    private static String licences(JsonNode component) {
        var names = new ArrayList<String>();
        for (var licence : component.path("licenses")) {
            var one = licence.path("license");
            names.add(one.has("id") ? one.get("id").asString()
                    : one.has("name") ? one.get("name").asString() : licence.path("expression").asString());
        }
        if (names.isEmpty()) {
            throw new IllegalStateException("no licence is known of " + component.get("name").asString());
        }
        return String.join(", ", names);
    }

    private static List<String> legal(Path jar) throws IOException {
        var texts = new ArrayList<String>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                if (!entry.isDirectory() && LEGAL.matcher(entry.getName()).matches() && !entry.getName().endsWith(".html")) {
                    try (var in = file.getInputStream(entry)) {
                        texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "").strip());
                    }
                }
            }
        }
        return texts;
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
