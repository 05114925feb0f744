// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.calibrate;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Plane;
import dev.gantry.preprocess.Plane.Vector;
import dev.gantry.preprocess.Slice;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/// The pictures of a folder: DICOM files of any name, PNG and JPEG files by their names' endings.
final class Pictures {
    private static final int LUMA_RED = 299;
    private static final int LUMA_GREEN = 587;
    private static final int LUMA_BLUE = 114;

    private Pictures() {}

    /// All files below the folder as single images, by path.
    ///
    /// @throws IOException when the folder cannot be read
    static List<Sample> images(Path folder) throws IOException {
        return files(folder).stream().map(file -> image(folder, file)).toList();
    }

    static Sample image(Path folder, Path file) {
        return new Sample(folder.relativize(file).toString(), () -> Picture.of(decode(file)));
    }

    /// The DICOM files below the folder by series; other files are left out.
    ///
    /// @throws IOException when the folder cannot be read
    static List<Sample> series(Path folder) throws IOException {
        var series = new TreeMap<String, List<Path>>();
        for (var file : files(folder)) {
            if (Part10.open(file) instanceof Part10.Opened opened) {
                opened.header().text(Tag.SERIES_INSTANCE_UID)
                        .ifPresent(uid -> series.computeIfAbsent(uid, _ -> new ArrayList<>()).add(file));
            }
        }
        var samples = new TreeMap<String, Sample>(); // by file: a UID says nothing to a person
        for (Map.Entry<String, List<Path>> one : series.entrySet()) {
            var name = folder.relativize(one.getValue().getFirst()).toString();
            samples.put(name, new Sample(name, () -> slices(one.getValue())));
        }
        return List.copyOf(samples.values());
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    folder + ": there is no such folder; give a folder of DICOM, PNG or JPEG files");
        }
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static Picture slices(List<Path> files) {
        return new Picture.Slices(files.stream()
                .map(file -> new Slice(plane(file), () -> decode(file)))
                .toList());
    }

    private static Optional<Plane> plane(Path file) {
        try {
            return Part10.open(file) instanceof Part10.Opened opened ? plane(opened.header()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // its pixels will say why
        }
    }

    private static Optional<Plane> plane(DataSet header) {
        var position = header.decimals(Tag.IMAGE_POSITION_PATIENT);
        var directions = header.decimals(Tag.IMAGE_ORIENTATION_PATIENT);
        return position.size() == 3 && directions.size() == 6
                ? Optional.of(new Plane(vector(position, 0), vector(directions, 0), vector(directions, 3)))
                : Optional.empty();
    }

    private static Vector vector(List<Double> numbers, int from) {
        return new Vector(numbers.get(from), numbers.get(from + 1), numbers.get(from + 2));
    }

    private static Decoding decode(Path file) {
        try {
            return switch (Part10.open(file)) {
                case Part10.Opened opened -> decode(opened);
                case Part10.NotDicom(String detail) -> photograph(file, detail);
            };
        } catch (IOException e) {
            return new Unreadable("cannot be read: " + e.getMessage());
        }
    }

    private static Decoding decode(Part10.Opened file) throws IOException {
        var syntax = file.transferSyntax();
        if (syntax.isEmpty()) {
            return new Unreadable("transfer syntax " + file.transferSyntaxUid() + " is unknown");
        }
        return switch (file.parse()) {
            case Parsed.Truncated(_, _, String detail) -> new Unreadable(detail);
            case Parsed.Malformed(_, _, _, String detail) -> new Unreadable(detail);
            case Parsed.Whole(var header, var pixels) -> Pixels.decode(header, syntax.get(), pixels, file::read);
        };
    }

    private static Decoding photograph(Path file, String notDicom) throws IOException {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".png") && !name.endsWith(".jpg") && !name.endsWith(".jpeg")) {
            return new Unreadable(notDicom);
        }
        var image = ImageIO.read(file.toFile());
        return image == null ? new Unreadable("no PNG or JPEG picture") : new Decoding.Decoded(frame(image));
    }

    /// Grey samples as they are stored, colours as their luma (ITU-R BT.601), 0 to 255.
    private static Frame frame(BufferedImage image) {
        int columns = image.getWidth();
        int rows = image.getHeight();
        var samples = new float[rows * columns];
        if (image.getRaster().getNumBands() == 1 && image.getColorModel().getNumComponents() == 1) {
            image.getRaster().getPixels(0, 0, columns, rows, samples);
        } else {
            var colours = image.getRGB(0, 0, columns, rows, null, 0, columns);
            for (int i = 0; i < samples.length; i++) {
                int rgb = colours[i];
                samples[i] = (LUMA_RED * (rgb >> 16 & 255) + LUMA_GREEN * (rgb >> 8 & 255) + LUMA_BLUE * (rgb & 255))
                        / 1000f;
            }
        }
        return new Frame(rows, columns, samples, false, Optional.empty(), Optional.empty());
    }
}
