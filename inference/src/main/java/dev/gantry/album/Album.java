// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
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
final class Album {
    private static final int LUMA_RED = 299;
    private static final int LUMA_GREEN = 587;
    private static final int LUMA_BLUE = 114;
    private static final Pictures DICOM = new Pictures(new Pixels(Decoders.java()));

    private Album() {}

    /// All files below the folder as single images, by path.
    ///
    /// @throws IOException when the folder cannot be read
    static List<Sample> images(Path folder) throws IOException {
        return files(folder).stream().map(file -> image(folder, file)).toList();
    }

    static Sample image(Path folder, Path file) {
        return new Sample(folder.relativize(file).toString(), () -> picture(file));
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
            samples.put(name, new Sample(name, () -> DICOM.series(one.getValue())));
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

    private static Picture picture(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".png") && !name.endsWith(".jpg") && !name.endsWith(".jpeg")) {
            return DICOM.image(file);
        }
        try {
            var image = ImageIO.read(file.toFile());
            return image == null
                    ? new Picture.Unreadable("no PNG or JPEG picture")
                    : Picture.of(new Decoding.Decoded(frame(image)));
        } catch (IOException e) {
            return new Picture.Unreadable("cannot be read: " + e.getMessage());
        }
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
