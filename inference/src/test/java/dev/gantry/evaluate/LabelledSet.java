// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A folder of grey pictures and a file of labels. The tiny graph `mean` answers the brighter the surer.
public final class LabelledSet {
    private final Path folder;
    private final StringBuilder labels;

    private LabelledSet(Path folder, String columns) {
        this.folder = folder;
        this.labels = new StringBuilder(columns).append('\n');
    }

    /// @param columns of the label file
    public static LabelledSet in(Path folder, String columns) throws IOException {
        return new LabelledSet(Files.createDirectories(folder), columns);
    }

    /// All of one grey, 0 to 255.
    public LabelledSet picture(String name, int grey) throws IOException {
        var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, grey);
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
        return this;
    }

    public LabelledSet label(String line) {
        labels.append(line).append('\n');
        return this;
    }

    public Path folder() {
        return folder;
    }

    /// Writes the labels beside the pictures.
    public String labels() throws IOException {
        return Files.writeString(folder.resolve("labels.csv"), labels).toString();
    }
}
