# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Stores files with Odil, each on an association of its own: store.py <host> <port> <called title> <file>...

Prints one line per file that was not stored: its name and why.
"""
import sys

import odil


def store(host, port, called, file):
    meta, data_set = odil.Reader.read_file(file)
    sop_class = data_set.as_string("SOPClassUID")[0].decode()
    syntax = meta.as_string("TransferSyntaxUID")[0].decode()
    parameters = odil.AssociationParameters()
    parameters.set_calling_ae_title("ODIL").set_called_ae_title(called)
    context = odil.AssociationParameters.PresentationContext
    parameters.set_presentation_contexts([context(1, sop_class, [syntax], context.Role.SCU)])
    association = odil.Association()
    association.set_peer_host(host)
    association.set_peer_port(int(port))
    association.set_tcp_timeout(20)
    association.set_parameters(parameters)
    association.associate()
    try:
        scu = odil.StoreSCU(association)
        scu.set_affected_sop_class(sop_class)
        scu.store(data_set)
    finally:
        association.release()


host, port, called, *files = sys.argv[1:]
for file in files:
    try:
        store(host, port, called, file)
    except Exception as e:  # whatever it is, it is said of this file, and the next one is sent
        print("not stored", file, str(e).splitlines()[0] if str(e) else type(e).__name__)
