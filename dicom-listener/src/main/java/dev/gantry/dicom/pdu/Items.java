// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// The body of A-ASSOCIATE-RQ and -AC to bytes and back (PS3.8 9.3.2, 9.3.3).
final class Items {
    /// Protocol version, reserved, titles.
    static final int FIXED_BYTES = 2 + 2 + Titles.BYTES;

    private static final int APPLICATION_CONTEXT = 0x10;
    private static final int PROPOSED_CONTEXT = 0x20;
    private static final int CONTEXT_ANSWER = 0x21;
    private static final int ABSTRACT_SYNTAX = 0x30;
    private static final int TRANSFER_SYNTAX = 0x40;
    private static final int USER_INFORMATION = 0x50;
    private static final int MAX_ITEM_BYTES = 0xFFFF;
    /// Made once: a request may have ten thousands of items, and a name is needed only for the first bad one.
    private static final List<String> NAMES =
            IntStream.rangeClosed(0, 0xFF).mapToObj("item %02XH"::formatted).toList();

    private Items() {}

    static String name(int type) {
        return NAMES.get(type);
    }

    static Pdu request(Fields in) {
        var body = new Body(in);
        return new AssociateRq(
                body.versions, body.applicationContext, body.titles, body.proposed,
                        new UserInformation(body.user));
    }

    static Pdu accept(Fields in) {
        var body = new Body(in);
        return new AssociateAc(body.titles, body.answers, new UserInformation(body.user));
    }

    /// Request and answer differ only in their context items; either kind is skipped in the other PDU, as
    /// PS3.8 9.3.1 asks for items that are not known.
    private static final class Body {
        private final int versions;
        private final Titles titles;
        private final List<ProposedContext> proposed = new ArrayList<>();
        private final List<ContextAnswer> answers = new ArrayList<>();
        private final List<UserItem> user = new ArrayList<>();
        private final HashSet<Integer> ids = new HashSet<>();
        private String applicationContext = "";

        private Body(Fields in) {
            versions = in.u16("protocol version");
            in.skip(2, "reserved bytes");
            titles = Titles.received(in.view(Titles.BYTES, "titles"));
            while (in.more()) {
                int type = in.u8("item type");
                in.skip(1, "reserved byte");
                item(type, in.part(in.u16("item length"), name(type)));
            }
        }

        private void item(int type, Fields item) {
            switch (type) {
                case APPLICATION_CONTEXT -> applicationContext = item.rest("application context name");
                case PROPOSED_CONTEXT -> proposed.add(proposed(item));
                case CONTEXT_ANSWER -> answers.add(answer(item));
                case USER_INFORMATION -> user.addAll(UserItems.read(item).items());
                default -> {} // not known: skipped
            }
        }

        /// PS3.8 9.3.2.2 wants odd identifiers; an even one is as good, a repeated one would be ambiguous.
        private int id(Fields item) {
            int id = item.u8("presentation context id");
            if (item.fault().isEmpty() && !ids.add(id)) {
                item.fail("presentation context " + id + " comes twice");
            }
            return id;
        }

        private ProposedContext proposed(Fields item) {
            int id = id(item);
            item.skip(3, "reserved bytes");
            var abstractSyntax = "";
            var transferSyntaxes = new ArrayList<String>();
            while (item.more()) {
                int type = item.u8("item type");
                item.skip(1, "reserved byte");
                var name = item.text(item.u16("item length"), Items.name(type));
                switch (type) {
                    case ABSTRACT_SYNTAX -> abstractSyntax = name;
                    case TRANSFER_SYNTAX -> transferSyntaxes.add(name);
                    default -> {} // not known: skipped
                }
            }
            return new ProposedContext(id, abstractSyntax, transferSyntaxes);
        }

        /// The transfer syntax of a rejected context is not significant (PS3.8 9.3.3.2): it may be empty or
        /// missing.
        private ContextAnswer answer(Fields item) {
            int id = id(item);
            item.skip(1, "reserved byte");
            var result = ContextResult.received(item.u8("result"));
            item.skip(1, "reserved byte");
            var transferSyntax = "";
            while (item.more()) {
                int type = item.u8("item type");
                item.skip(1, "reserved byte");
                var name = item.text(item.u16("item length"), Items.name(type));
                transferSyntax = type == TRANSFER_SYNTAX ? name : transferSyntax;
            }
            return new ContextAnswer(id, result, transferSyntax);
        }
    }

    static void write(AssociateRq request, ByteBuf out) {
        fixed(request.protocolVersions(), request.titles(), out);
        named(APPLICATION_CONTEXT, request.applicationContext(), out);
        for (var context : request.contexts()) {
            int start = open(PROPOSED_CONTEXT, out);
            out.writeByte(context.id()).writeZero(3);
            named(ABSTRACT_SYNTAX, context.abstractSyntax(), out);
            context.transferSyntaxes().forEach(name -> named(TRANSFER_SYNTAX, name, out));
            close(start, out);
        }
        user(request.user(), out);
    }

    static void write(AssociateAc accept, ByteBuf out) {
        fixed(1, accept.titles(), out);
        named(APPLICATION_CONTEXT, Pdu.DICOM_APPLICATION_CONTEXT, out);
        for (var context : accept.contexts()) {
            int start = open(CONTEXT_ANSWER, out);
            out.writeByte(context.id()).writeByte(0).writeByte(context.result().code()).writeByte(0);
            named(TRANSFER_SYNTAX, context.transferSyntax(), out);
            close(start, out);
        }
        user(accept.user(), out);
    }

    private static void fixed(int versions, Titles titles, ByteBuf out) {
        out.writeShort(versions).writeShort(0);
        out.writeBytes(titles.sent().slice());
    }

    private static void user(UserInformation user, ByteBuf out) {
        int start = open(USER_INFORMATION, out);
        UserItems.write(user, out);
        close(start, out);
    }

    private static void named(int type, String name, ByteBuf out) {
        int start = open(type, out);
        text(name, out);
        close(start, out);
    }

    static void text(String text, ByteBuf out) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /// Writes the head of an item; gives what [#close] needs to fill in its length.
    static int open(int type, ByteBuf out) {
        out.writeByte(type).writeByte(0).writeShort(0);
        return out.writerIndex();
    }

    static void close(int start, ByteBuf out) {
        int length = out.writerIndex() - start;
        if (length > MAX_ITEM_BYTES) {
            throw new IllegalArgumentException("an item holds at most 65535 bytes, not " + length);
        }
        out.setShort(start - 2, length);
    }
}
