// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import dev.gantry.dicom.pdu.UserItem.AsyncWindow;
import dev.gantry.dicom.pdu.UserItem.CommonExtended;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.ImplementationClass;
import dev.gantry.dicom.pdu.UserItem.ImplementationVersion;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// User information sub-items to bytes and back (PS3.8 Annex D, PS3.7 D.3.3).
final class UserItems {
    private static final int MAX_LENGTH = 0x51;
    private static final int IMPLEMENTATION_CLASS = 0x52;
    private static final int ASYNC_WINDOW = 0x53;
    private static final int ROLE = 0x54;
    private static final int IMPLEMENTATION_VERSION = 0x55;
    private static final int EXTENDED = 0x56;
    private static final int COMMON_EXTENDED = 0x57;
    private static final int IDENTITY = 0x58;
    private static final int IDENTITY_ANSWER = 0x59;

    private UserItems() {}

    static UserInformation read(Fields user) {
        var items = new ArrayList<UserItem>();
        while (user.more()) {
            int type = user.u8("item type");
            user.skip(1, "reserved byte");
            var value = user.part(user.u16("item length"), Items.name(type));
            if (user.fault().isEmpty()) {
                item(type, value).ifPresent(items::add);
            }
        }
        return new UserInformation(items);
    }

    /// Empty for a sub-item we do not know: PS3.8 D.2 lets later versions add some.
    private static Optional<UserItem> item(int type, Fields in) {
        return Optional.ofNullable(switch (type) {
            case MAX_LENGTH -> new MaxLength(in.u32("maximum length"));
            case IMPLEMENTATION_CLASS -> new ImplementationClass(in.rest("implementation class UID"));
            case IMPLEMENTATION_VERSION -> new ImplementationVersion(in.rest("implementation version name"));
            case ASYNC_WINDOW -> new AsyncWindow(in.u16("operations invoked"),
                    in.u16("operations performed"));
            case ROLE -> new Role(uid(in), in.u8("SCU role") == 1, in.u8("SCP role") == 1);
            case EXTENDED -> new Extended(uid(in), copy(in.view(in.left(), "application information")));
            case COMMON_EXTENDED -> new CommonExtended(uid(in), uid(in), related(in));
            case IDENTITY -> new Identity(in.u8("user identity type"), in.u8("response requested") == 1,
                    copy(in.view(in.u16("primary length"), "primary field")),
                    copy(in.view(in.u16("secondary length"), "secondary field")));
            case IDENTITY_ANSWER -> new IdentityAnswer(
                    copy(in.view(in.u16("answer length"), "server response")));
            default -> null;
        });
    }

    /// A request is looked at again when somebody has decided: long after the bytes it came in are gone.
    private static ByteBuf copy(ByteBuf view) {
        return Unpooled.copiedBuffer(view);
    }

    private static List<String> related(Fields in) {
        var classes = new ArrayList<String>();
        var list = in.part(in.u16("related classes length"), "related general SOP classes");
        while (list.more()) {
            classes.add(uid(list));
        }
        return classes;
    }

    private static String uid(Fields in) {
        return in.text(in.u16("UID length"), "UID");
    }

    static void write(UserInformation user, ByteBuf out) {
        for (var item : user.items()) {
            int start = Items.open(type(item), out);
            value(item, out);
            Items.close(start, out);
        }
    }

    private static int type(UserItem item) {
        return switch (item) {
            case MaxLength _ -> MAX_LENGTH;
            case ImplementationClass _ -> IMPLEMENTATION_CLASS;
            case ImplementationVersion _ -> IMPLEMENTATION_VERSION;
            case AsyncWindow _ -> ASYNC_WINDOW;
            case Role _ -> ROLE;
            case Extended _ -> EXTENDED;
            case CommonExtended _ -> COMMON_EXTENDED;
            case Identity _ -> IDENTITY;
            case IdentityAnswer _ -> IDENTITY_ANSWER;
        };
    }

    private static void value(UserItem item, ByteBuf out) {
        switch (item) {
            case MaxLength(long bytes) -> out.writeInt((int) bytes);
            case ImplementationClass(var uid) -> Items.text(uid, out);
            case ImplementationVersion(var name) -> Items.text(name, out);
            case AsyncWindow(int invoked, int performed) -> out.writeShort(invoked).writeShort(performed);
            case Role(var sopClass, boolean scu, boolean scp) -> {
                counted(sopClass, out);
                out.writeByte(scu ? 1 : 0).writeByte(scp ? 1 : 0);
            }
            case Extended(var sopClass, var information) -> {
                counted(sopClass, out);
                out.writeBytes(information.slice());
            }
            case CommonExtended(var sopClass, var serviceClass, var related) -> {
                counted(sopClass, out);
                counted(serviceClass, out);
                int start = out.writerIndex();
                out.writeShort(0);
                related.forEach(uid -> counted(uid, out));
                out.setShort(start, out.writerIndex() - start - 2);
            }
            case Identity(int kind, boolean answerWanted, var primary, var secondary) -> {
                out.writeByte(kind).writeByte(answerWanted ? 1 : 0);
                out.writeShort(primary.readableBytes()).writeBytes(primary.slice());
                out.writeShort(secondary.readableBytes()).writeBytes(secondary.slice());
            }
            case IdentityAnswer(var answer) -> out.writeShort(answer.readableBytes())
                    .writeBytes(answer.slice());
        }
    }

    private static void counted(String uid, ByteBuf out) {
        out.writeShort(uid.length());
        Items.text(uid, out);
    }
}
