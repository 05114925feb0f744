// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Image;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.GoldenCases;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Slice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Pictures from DICOM files (PS3.10), read the way received objects are: golden cases, series in the spool,
/// labelled sets.
///
/// Any thread; reads on the caller's.
public final class Pictures {
    private final Pixels pixels;

    public Pictures(Pixels pixels) {
        this.pixels = pixels;
    }

    /// What a file is good for.
    private sealed interface Source {
        record Readable(DataSet header, Image image) implements Source {}

        /// @param why without patient data
        record Unfit(String why) implements Source {}
    }

    /// What a golden case shows: an image or a series.
    public Picture golden(GoldenCases.Case golden) {
        return golden.series() ? series(golden.files()) : image(golden.files().getFirst());
    }

    /// The first frame of an object.
    public Picture image(Path file) {
        return switch (open(file)) {
            case Source.Unfit(var why) -> new Picture.Unreadable(why);
            case Source.Readable(_, var image) -> Picture.of(image.frame(0));
        };
    }

    /// The frames of all objects as slices: headers are read now, samples when a slice is looked at. They come in
    /// the order of Instance Number (0020,0013), for those whose places are not known.
    public Picture series(List<Path> files) {
        var objects = new ArrayList<Source.Readable>();
        for (var file : files) {
            switch (open(file)) {
                case Source.Unfit(var why) -> {
                    return new Picture.Unreadable("one of " + files.size() + " objects of the series: " + why);
                }
                case Source.Readable readable -> objects.add(readable);
            }
        }
        if (objects.isEmpty()) {
            return new Picture.Unreadable("the series has no objects");
        }
        objects.sort(Comparator.comparingLong(object -> instanceNumber(object.header())));
        return new Picture.Slices(objects.stream().flatMap(object -> Slice.of(object.image()).stream()).toList());
    }

    private Source open(Path file) {
        try {
            return switch (Part10.open(file)) {
                case Part10.NotDicom(var detail) -> new Source.Unfit(detail);
                case Part10.Opened opened -> open(opened);
            };
        } catch (IOException e) {
            return new Source.Unfit("the file cannot be read: " + e.getMessage());
        }
    }

    private Source open(Part10.Opened file) throws IOException {
        var syntax = file.transferSyntax();
        if (syntax.isEmpty()) {
            return new Source.Unfit("transfer syntax " + file.transferSyntaxUid() + " is unknown");
        }
        return switch (file.parse()) {
            case Parsed.Truncated(_, _, var detail) -> new Source.Unfit(detail);
            case Parsed.Malformed(_, _, _, var detail) -> new Source.Unfit(detail);
            case Parsed.Whole(var header, var data) -> data.<Source>map(place -> new Source.Readable(
                            header, pixels.image(header, syntax.get(), place, file::read)))
                    .orElseGet(() -> new Source.Unfit("the object has no pixel data"));
        };
    }

    private static long instanceNumber(DataSet header) {
        return header.text(Tag.INSTANCE_NUMBER)
                .filter(text -> text.matches("[+-]?[0-9]{1,12}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
    }
}
