// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IPv4 or IPv6 address, or the network of all addresses that begin alike (RFC 4632, RFC 4291 2.3).
///
/// Never a host name: nothing here asks a name server.
///
/// @param text as it was written: `10.0.4.7`, `10.0.4.0/24`, `fd00:4::/64`
public record Network(String text) {
    private static final Pattern FORM =
            Pattern.compile("(?<address>[0-9A-Fa-f.:]{2,45})(/(?<bits>0|[1-9][0-9]{0,2}))?");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    /// @throws IllegalArgumentException when it is none, or has bits set beyond its length: whether
    ///                                  `10.0.4.7/24` means one scanner or all of them must not be guessed
    public Network {
        parse(text);
    }

    /// Whether the text is one.
    public static boolean legible(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// An IPv4 address that came in IPv6 clothes (`::ffff:10.0.4.7`) counts as the IPv4 address.
    public boolean contains(InetAddress address) {
        return parse(text).contains(address.getAddress());
    }

    private record Prefix(byte[] bytes, int bits) {
        boolean contains(byte[] address) {
            return address.length == bytes.length && Arrays.equals(cut(address, bits), bytes);
        }
    }

    private static Prefix parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not an address or a network: '" + text + "'");
        }
        var bytes = address(form.group("address"))
                .orElseThrow(() -> new IllegalArgumentException("not an address: '" + text + "'"))
                .getAddress();
        int bits = Optional.ofNullable(form.group("bits")).map(Integer::parseInt).orElse(bytes.length * 8);
        if (bits > bytes.length * 8) {
            throw new IllegalArgumentException("longer than an address: '" + text + "'");
        }
        if (!Arrays.equals(cut(bytes, bits), bytes)) {
            throw new IllegalArgumentException("bits set beyond its length: '" + text + "'");
        }
        return new Prefix(bytes, bits);
    }

    /// Strict: the JDK alone would take `10.4` for `10.0.0.4`.
    private static Optional<InetAddress> address(String text) {
        try {
            return text.contains(":") || IPV4.matcher(text).matches()
                    ? Optional.of(InetAddress.ofLiteral(text)).filter(it -> !text.contains(":") || plain(text, it))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Written as IPv6 it must be IPv6: a mapped address would never match, as such callers count as IPv4.
    private static boolean plain(String text, InetAddress address) {
        return !(address instanceof Inet4Address) && !text.endsWith(".");
    }

    private static byte[] cut(byte[] address, int bits) {
        var cut = new byte[address.length];
        for (int i = 0; i < address.length && i * 8 < bits; i++) {
            cut[i] = (byte) (address[i] & 0xFF00 >> Math.min(8, bits - i * 8));
        }
        return cut;
    }

    @Override
    public String toString() {
        return text;
    }
}
