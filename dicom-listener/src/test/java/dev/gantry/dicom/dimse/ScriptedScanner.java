// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Decoded;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.PduCodec;
import dev.gantry.dicom.pdu.UserInformation;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/// Says over a real socket whatever a test wants, right or wrong. Waits at most 10 seconds for an answer.
final class ScriptedScanner implements AutoCloseable {
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final ProposedContext CT_CONTEXT = new ProposedContext(1, CT, List.of(EXPLICIT));

    private final Socket socket;
    private final ByteBuf in = Unpooled.buffer();
    private final PduCodec codec = new PduCodec(1 << 17);

    ScriptedScanner(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    ScriptedScanner(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    static AssociateRq request(String called, ProposedContext... contexts) {
        return new AssociateRq(new Titles(new AeTitle(called), new AeTitle("CT01")), List.of(contexts),
                new UserInformation(List.of(new MaxLength(16_384))));
    }

    static CommandSet store(int messageId, String sopClass, String instance) {
        return CommandSet.empty()
                .number(Tag.COMMAND_FIELD, Dimse.C_STORE_RQ)
                .number(Tag.MESSAGE_ID, messageId)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.DATA_SET)
                .uid(Tag.AFFECTED_SOP_CLASS_UID, sopClass)
                .uid(Tag.AFFECTED_SOP_INSTANCE_UID, instance);
    }

    static Pdv command(CommandSet command) {
        return new Pdv(1, true, true, command.write());
    }

    static Pdv data(boolean last, byte... bytes) {
        return new Pdv(1, false, last, Unpooled.wrappedBuffer(bytes));
    }

    static byte[] bytes(Pdu pdu) {
        var out = Unpooled.buffer();
        PduCodec.encode(pdu, out);
        var bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void say(Pdu pdu) throws IOException {
        say(bytes(pdu));
    }

    void say(Pdv... values) throws IOException {
        say(new PData(List.of(values)));
    }

    Pdu hear() throws IOException {
        while (true) {
            switch (codec.decode(in)) {
                case Decoded.Complete(var pdu, int used) -> {
                    in.skipBytes(used);
                    return pdu;
                }
                case Decoded.Malformed wrong -> throw new IOException(wrong.toString());
                case Decoded.NeedMore _ -> {
                    if (in.writeBytes(socket.getInputStream(), 1) < 0) {
                        throw new IOException("closed");
                    }
                }
            }
        }
    }

    CommandSet hearResponse() throws IOException {
        return CommandSet.read(((PData) hear()).values().getFirst().bytes()).orElseThrow();
    }

    int hearStatus() throws IOException {
        return hearResponse().number(Tag.STATUS).orElseThrow();
    }

    boolean hearsEnd() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
