#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A whole receiver of Gantry's outcomes. Needs paho-mqtt 1.6 or 2 (Debian: python3-paho-mqtt).

    receiver.py HOST PORT STATE-FILE [NAME ROLE]

With NAME and ROLE it answers each new alert with `seen`, as alerts.receivers of the appliance's settings lets it."""
import json, os, sys, time
from datetime import datetime, timezone
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes

HOST, PORT, FILE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
NAME, ROLE = (sys.argv[4:6] + ["receiver", ""])[:2]
standing = {}    # id -> (revision, state, result): what is true now
appliances = {}  # "site/device" -> what is known of its numbers, and how it is


def appliance(place):
    return appliances.setdefault(place, {"epoch": "-", "have": 0, "seqs": set(), "status": "unknown", "until": None})


def load():
    for line in open(FILE) if os.path.exists(FILE) else []:
        kind, key, *rest = line.split()
        if kind == "outcome":
            standing[key] = (int(rest[0]), rest[1], rest[2])
        else:
            appliance(key).update(epoch=rest[0], have=int(rest[1]), status=rest[2])


def save():
    """On disk before the message is acknowledged: paho sends the PUBACK when on_message returns. Use a database."""
    with open(FILE + ".new", "w") as out:
        for key, (revision, state, result) in sorted(standing.items()):
            print("outcome", key, revision, state, result, file=out)
        for key, it in sorted(appliances.items()):
            print("appliance", key, it["epoch"], it["have"], it["status"], file=out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(FILE + ".new", FILE)


def outcome(client, place, live, said, reminder):
    count(place, said["seq"])                             # rule 7: shadow and test have numbers too
    if not live or said["mode"] != "live":                # rule 6: a test pages nobody
        return
    before = standing.get(said["id"], (0, "", ""))
    reminder = reminder and said["revision"] == before[0]  # rule 12: nobody has answered yet
    if said["revision"] <= before[0] and not reminder:    # rules 1 and 2: a repeat, or overtaken
        return
    standing[said["id"]] = (said["revision"], said["state"], said["result"])
    if said["result"] == "positive" and said["state"] != "retracted":
        tell("REMINDER" if reminder else "ALERT", said)   # `late` and `age`: rule 6
        if ROLE:
            ack = {"id": said["id"], "revision": said["revision"], "receiver": NAME, "by": {"role": ROLE},
                   "at": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "action": "seen"}
            client.publish(f"gantry/{place}/ack/{NAME}", json.dumps(ack), qos=1)
    elif before[2] == "positive":
        tell("TAKEN BACK", said)                          # rule 3
    elif said["result"] == "not_analysed":
        tell("NOT ANALYSED", said)                        # rule 4: nobody looked


def tell(what, said):
    print(what, said["id"], "revision", said["revision"], said["exam"]["scanner"], said["detail"] or "", flush=True)


def count(place, seq):
    it = appliance(place)
    if seq > it["have"]:
        it["seqs"].add(seq)
    while it["have"] + 1 in it["seqs"]:
        it["have"] += 1
        it["seqs"].discard(it["have"])


def ledger(client, place, said):
    it = appliance(place)
    if it["epoch"] == "-":
        it.update(epoch=said["epoch"], have=said["last-seq"], seqs=set())       # begins with now
    elif it["epoch"] != said["epoch"]:
        it.update(epoch=said["epoch"], have=said["first-seq"] - 1, seqs=set())  # rule 8: a new outbox counts anew
    if it["have"] < said["first-seq"] - 1:
        print("LOST", place, it["have"] + 1, "to", said["first-seq"] - 1, "look them up", flush=True)
        it["have"] = said["first-seq"] - 1
    if it["have"] < said["last-seq"]:                     # rule 7: ask for what is missing
        ask = {"from-seq": it["have"] + 1, "to-seq": min([*it["seqs"], said["last-seq"] + 1]) - 1}
        client.publish(f"gantry/{place}/replay", json.dumps(ask), qos=1)


def status(place, said):
    limit = 3 * said["heartbeat-s"] if said["state"] != "offline" else None
    appliance(place).update(status=said["state"], until=limit and time.monotonic() + limit)
    print("APPLIANCE", place, said["state"], "; ".join(said["reasons"]), flush=True)


def on_message(client, userdata, message):
    _, site, device, *tail = message.topic.split("/")
    try:
        said, place, live = json.loads(message.payload), f"{site}/{device}", tail[0] not in ("shadow", "test")
        kind = tail[0] if live else tail[1]
        if kind not in ("outcome", "alert", "attention", "escalation", "ledger", "status"):
            return
        if not said["schema-version"].startswith("1."):   # rule 9
            raise ValueError("schema-version " + said["schema-version"] + ": this receiver is too old")
        if kind == "ledger":
            ledger(client, place, said)
        elif kind == "status":
            status(place, said)
        else:
            user = dict(getattr(message.properties, "UserProperty", []))
            outcome(client, place, live, said, "escalation" in user)
        save()
    except (ValueError, KeyError, TypeError) as why:      # a message that cannot be read must not stop the others
        print("CANNOT READ", message.topic, repr(why), flush=True)


def on_connect(client, userdata, flags, reason, properties=None):
    print("CONNECTED", HOST, PORT, reason, flush=True)
    client.subscribe("gantry/+/+/#", qos=1)


load()
version = [mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else []
client = mqtt.Client(*version, client_id=f"gantry-{NAME}", protocol=mqtt.MQTTv5)
client.on_connect, client.on_message = on_connect, on_message
keep = mqtt.Properties(PacketTypes.CONNECT)
keep.SessionExpiryInterval = 7 * 24 * 3600                # the broker keeps what comes while we are away
client.connect_async(HOST, PORT, keepalive=30, clean_start=False, properties=keep)
client.loop_start()
while True:
    time.sleep(1)
    for place, it in list(appliances.items()):            # rule 5: no heartbeat is as bad as `offline`
        if it["until"] and time.monotonic() > it["until"]:
            it.update(status="silent", until=None)
            print("APPLIANCE", place, "silent", flush=True)
