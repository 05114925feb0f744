# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Odil as a peer:

echo <host> <port> <called title>             prints "echo <status>"
store <host> <port> <called title> <file>...  each on an association of its own; prints what was not stored
receive <port> <folder>                       writes data sets as Odil writes them, and "class instance syntax file"
"""
import os
import sys

import odil

VERIFICATION = "1.2.840.10008.1.1"
IMPLICIT = "1.2.840.10008.1.2"


def associated(host, port, called, sop_class, syntax):
    context = odil.AssociationParameters.PresentationContext
    parameters = odil.AssociationParameters()
    parameters.set_calling_ae_title("ODIL").set_called_ae_title(called)
    parameters.set_presentation_contexts([context(1, sop_class, [syntax], context.Role.SCU)])
    association = odil.Association()
    association.set_peer_host(host)
    association.set_peer_port(int(port))
    association.set_tcp_timeout(20)
    association.set_parameters(parameters)
    association.associate()
    return association


def echo(host, port, called):
    association = associated(host, port, called, VERIFICATION, IMPLICIT)
    try:
        odil.EchoSCU(association).echo()
        print("echo 0")
    finally:
        association.release()


def store(host, port, called, file):
    meta, data_set = odil.Reader.read_file(file)
    sop_class = data_set.as_string("SOPClassUID")[0]
    syntax = meta.as_string("TransferSyntaxUID")[0]
    association = associated(host, port, called, sop_class, syntax)
    try:
        scu = odil.StoreSCU(association)
        scu.set_affected_sop_class(sop_class)
        scu.store(data_set)
    finally:
        association.release()


def kept(folder, request):
    data_set = request.get_data_set()
    sop_class = request.get_affected_sop_class_uid()
    instance = request.get_affected_sop_instance_uid()
    syntax = data_set.get_transfer_syntax()
    odil.Writer.write_file(data_set, os.path.join(folder, instance), odil.DataSet(), syntax)
    with open(os.path.join(folder, "index"), "a") as index:
        print(sop_class, instance, syntax, instance, file=index)
    return 0


def receive(port, folder):
    """One association at a time; between two of them nobody listens."""
    while True:
        association = odil.Association()
        try:
            association.receive_association("v4", int(port))
            dispatcher = odil.SCPDispatcher(association)
            echo_scp = odil.EchoSCP(association)
            echo_scp.set_callback(lambda request: 0)
            dispatcher.set_echo_scp(echo_scp)
            store_scp = odil.StoreSCP(association)
            store_scp.set_callback(lambda request: kept(folder, request))
            dispatcher.set_store_scp(store_scp)
            while True:
                dispatcher.dispatch()
        except Exception as e:  # released, or whatever it is: the next one
            print(type(e).__name__, str(e).replace("\n", " "), flush=True)


what, *rest = sys.argv[1:]
if what == "receive":
    receive(*rest)
elif what == "echo":
    echo(*rest)
elif what == "store":
    host, port, called, *files = rest
    for file in files:
        try:
            store(host, port, called, file)
        except Exception as e:  # whatever it is, it is said of this file, and the next one is sent
            print("not stored", os.path.basename(file) + ":", str(e).splitlines()[0] if str(e) else type(e).__name__, flush=True)
