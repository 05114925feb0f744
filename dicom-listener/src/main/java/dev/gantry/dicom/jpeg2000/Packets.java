// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.jpeg2000.Resolution.Group;
import dev.gantry.dicom.jpeg2000.Resolution.Precinct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads the packets of one tile in the order of its progressions (ISO/IEC 15444-1 B.9 to B.12).
final class Packets {
    private static final int MOST_ZERO_PLANES = 64;

    private final Tile tile;
    private final List<Place> places = new ArrayList<>();
    private final byte[] stream;
    private int at;

    /// A precinct, where the progressions meet it, and how many of its layers have been read.
    private static final class Place {
        private final TileComponent component;
        private final int resolution;
        private final Precinct precinct;
        private int layers;

        Place(TileComponent component, int resolution, Precinct precinct) {
            this.component = component;
            this.resolution = resolution;
            this.precinct = precinct;
        }

        int resolution() {
            return resolution;
        }

        int index() {
            return component.index();
        }

        long x() {
            return precinct.x();
        }

        long y() {
            return precinct.y();
        }
    }

    Packets(Tile tile, List<TileComponent> components) {
        this.tile = tile;
        this.stream = tile.stream();
        for (var component : components) {
            for (int r = 0; r < component.resolutions().size(); r++) {
                for (var precinct : component.resolutions().get(r).precincts()) {
                    places.add(new Place(component, r, precinct));
                }
            }
        }
    }

    void read() throws UndecodableFrame {
        Codestream.require((long) places.size() * tile.layers() <= stream.length, "fewer bytes than packets");
        for (var progression : tile.progressions()) {
            read(progression);
        }
        for (var place : places) {
            Codestream.require(place.layers == tile.layers(), "no packets of some precinct");
        }
    }

    /// Sorting is stable: precincts of a resolution stay in raster order.
    private void read(Tile.Progression progression) throws UndecodableFrame {
        var here = new ArrayList<>(places.stream().filter(place -> progression.covers(
                place.resolution(), place.index())).toList());
        int layers = Math.min(progression.layers(), tile.layers());
        var byResolution = Comparator.comparingInt(Place::resolution);
        var byIndex = Comparator.comparingInt(Place::index);
        var byPlace = Comparator.comparingLong(Place::y).thenComparingLong(Place::x);
        switch (progression.order()) {
            case 0 -> {
                here.sort(byResolution.thenComparing(byIndex));
                layerByLayer(here, layers);
            }
            case 1 -> {
                here.sort(byResolution.thenComparing(byIndex));
                for (int from = 0, to = 0; from < here.size(); from = to) {
                    while (to < here.size() && here.get(to).resolution() == here.get(from).resolution()) {
                        to++;
                    }
                    layerByLayer(here.subList(from, to), layers);
                }
            }
            case 2 -> {
                here.sort(byResolution.thenComparing(byPlace).thenComparing(byIndex));
                placeByPlace(here, layers);
            }
            case 3 -> {
                here.sort(byPlace.thenComparing(byIndex).thenComparing(byResolution));
                placeByPlace(here, layers);
            }
            default -> {
                here.sort(byIndex.thenComparing(byPlace).thenComparing(byResolution));
                placeByPlace(here, layers);
            }
        }
    }

    private void layerByLayer(List<Place> here, int layers) throws UndecodableFrame {
        for (int layer = 0; layer < layers; layer++) {
            for (var place : here) {
                if (place.layers == layer) {
                    packet(place);
                }
            }
        }
    }

    private void placeByPlace(List<Place> here, int layers) throws UndecodableFrame {
        for (var place : here) {
            while (place.layers < layers) {
                packet(place);
            }
        }
    }

    private void packet(Place place) throws UndecodableFrame {
        if (tile.startMarkers() && marker(0x91)) {
            at += 6;
        }
        var bits = new PacketBits(stream, at);
        var contributions = new ArrayList<Contribution>();
        if (bits.bit() == 1) {
            for (var group : place.precinct.groups()) {
                header(group, place, bits, contributions);
            }
        }
        at = bits.end();
        if (tile.endMarkers() && marker(0x92)) {
            at += 2;
        }
        for (var contribution : contributions) {
            Codestream.require(contribution.bytes() <= stream.length - at, "a packet that is cut off");
            contribution.segment().part(at, contribution.bytes());
            at += contribution.bytes();
        }
        place.layers++;
    }

    private record Contribution(Block.Segment segment, int bytes) {}

    private boolean marker(int code) {
        return at + 1 < stream.length && (stream[at] & 0xFF) == 0xFF && (stream[at + 1] & 0xFF) == code;
    }

    /// B.10.
    private void header(Group group, Place place, PacketBits bits, List<Contribution> contributions)
            throws UndecodableFrame {
        for (int y = 0, i = 0; y < group.rows(); y++) {
            for (int x = 0; x < group.columns(); x++, i++) {
                var block = group.blocks().get(i);
                if (block.included()) {
                    if (bits.bit() == 0) {
                        continue;
                    }
                } else {
                    if (!group.inclusion().below(place.layers + 1, x, y, bits)) {
                        continue;
                    }
                    block.include(zeroPlanes(group, x, y, bits));
                }
                lengths(block, passes(bits), place.component.coding(), bits, contributions);
            }
        }
    }

    private static int zeroPlanes(Group group, int x, int y, PacketBits bits) throws UndecodableFrame {
        int planes = 0;
        while (!group.zeroPlanes().below(planes + 1, x, y, bits)) {
            planes++;
            Codestream.require(planes <= MOST_ZERO_PLANES, "a code-block without bit planes");
        }
        return planes;
    }

    /// Table B.4.
    private static int passes(PacketBits bits) throws UndecodableFrame {
        if (bits.bit() == 0) {
            return 1;
        }
        if (bits.bit() == 0) {
            return 2;
        }
        int few = bits.bits(2);
        if (few < 3) {
            return 3 + few;
        }
        int more = bits.bits(5);
        return more < 31 ? 6 + more : 37 + bits.bits(7);
    }

    /// B.10.7.
    private static void lengths(Block block, int passes, Coding coding, PacketBits bits,
            List<Contribution> contributions) throws UndecodableFrame {
        while (bits.bit() == 1) {
            block.longer();
        }
        for (int left = passes; left > 0; ) {
            var segment = block.current(coding);
            int here = Math.min(left, segment.room());
            int width = block.lengthBits() + 31 - Integer.numberOfLeadingZeros(here);
            Codestream.require(width < 32, "a length of " + width + " bits");
            contributions.add(new Contribution(segment, bits.bits(width)));
            block.more(segment, here);
            left -= here;
        }
    }
}
