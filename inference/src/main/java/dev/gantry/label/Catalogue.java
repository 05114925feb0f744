// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The files to be looked at, by the name that label files give them.
final class Catalogue {
    private final TreeMap<String, Path> files;
    private final Map<String, List<String>> byLastPart = new HashMap<>();

    private Catalogue(TreeMap<String, Path> files) {
        this.files = files;
        files.keySet().forEach(name -> byLastPart
                .computeIfAbsent(name.substring(name.lastIndexOf('/') + 1), _ -> new ArrayList<>())
                .add(name));
    }

    /// @param roots  files and folders; in folders everything below, hidden files left aside
    /// @param except files that hold labels
    /// @param series each folder that holds files counts as one series, by the folder's name
    /// @throws IllegalArgumentException when one is not there, or two files have the same name
    static Catalogue of(List<Path> roots, Set<Path> except, boolean series) {
        var files = new TreeMap<String, Path>();
        for (var root : roots) {
            for (var file : below(root)) {
                if (except.contains(file.toAbsolutePath().normalize())) {
                    continue;
                }
                var thing = series ? file.toAbsolutePath().normalize().getParent() : file;
                var name = name(root, thing);
                var other = files.put(name, thing);
                if (other != null && !other.equals(thing)) {
                    throw new IllegalArgumentException("--data: two files are called " + name + ": " + other
                            + " and " + file + "; give the folder above both");
                }
            }
        }
        return new Catalogue(files);
    }

    /// The path below the root; of the root itself, or of a file that was named, its last part.
    private static String name(Path root, Path thing) {
        var above = root.toAbsolutePath().normalize();
        var full = thing.toAbsolutePath().normalize();
        return Files.isDirectory(root) && !full.equals(above)
                ? above.relativize(full).toString().replace('\\', '/')
                : full.getFileName().toString();
    }

    private static List<Path> below(Path root) {
        if (!Files.exists(root)) {
            throw new IllegalArgumentException("--data: there is no file or folder " + root);
        }
        try (var found = Files.walk(root)) {
            return found.filter(file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("--data: " + root + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// By name, with `/` between folders.
    Map<String, Path> files() {
        return files;
    }

    /// The names that a label file's word stands for: a path below the folder, a file name that occurs once, or a
    /// pattern with `*` and `?`. Empty when there is none.
    ///
    /// @throws IllegalArgumentException when a bare file name occurs in several folders
    List<String> named(String word) {
        var plain = word.replace('\\', '/');
        if (files.containsKey(plain)) {
            return List.of(plain);
        }
        if (plain.contains("*") || plain.contains("?")) {
            var pattern = FileSystems.getDefault().getPathMatcher("glob:" + plain);
            return files.keySet().stream().filter(name -> pattern.matches(Path.of(name))).toList();
        }
        var same = byLastPart.getOrDefault(plain.substring(plain.lastIndexOf('/') + 1), List.of());
        var fitting = same.stream().filter(name -> plain.indexOf('/') < 0 || name.endsWith("/" + plain)
                || plain.endsWith("/" + name)).toList();
        if (fitting.size() > 1) {
            throw new IllegalArgumentException("names " + fitting.size() + " files (" + fitting.get(0) + ", "
                    + fitting.get(1) + (fitting.size() > 2 ? " ..." : "") + "): give the path below the folder");
        }
        return fitting;
    }
}
