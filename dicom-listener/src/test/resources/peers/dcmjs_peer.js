// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
// dcmjs-dimse as a peer:
//   echo <host> <port> <called title>             prints "echo <status>"
//   store <host> <port> <called title> <file>...  each on an association of its own; prints what was not stored
//   receive <port> <folder>                       writes data sets as they come, and "class instance syntax file"
const fs = require('fs');
const path = require('path');
const { Writable } = require('stream');
const { Client, Dataset, Scp, Server, constants, requests, responses } = require('dcmjs-dimse');

const { CEchoRequest, CStoreRequest } = requests;
const { CEchoResponse, CStoreResponse } = responses;
const { PresentationContextResult, Status } = constants;

function ask(request, host, port, called) {
  return new Promise((resolve) => {
    let said = 'no answer';
    const client = new Client();
    request.on('response', (response) => { said = response.getStatus(); });
    client.addRequest(request);
    client.on('associationRejected', () => { said = 'rejected'; });
    client.on('networkError', (error) => resolve(String(error.message || error)));
    client.on('closed', () => resolve(said));
    setTimeout(() => resolve('no end within 5 s'), 5000).unref();
    client.send(host, Number(port), 'DCMJS', called);
  });
}

async function store(host, port, called, files) {
  for (const file of files) {
    let said;
    try {
      said = await ask(new CStoreRequest(file), host, port, called);
    } catch (error) {
      said = String(error.message || error);
    }
    if (said !== Status.Success) {
      console.log(`not stored ${path.basename(file)}: ${said}`);
    }
  }
}

class Receiver extends Scp {
  associationRequested(association) {
    association.getPresentationContexts().forEach((c) => {
      const context = association.getPresentationContext(c.id);
      context.setResult(PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
    });
    this.sendAssociationAccept();
  }

  cEchoRequest(request, callback) {
    const response = CEchoResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  // What comes is kept as it is: dcmjs would write it anew.
  createStoreWritableStream() {
    const chunks = [];
    const stream = new Writable({ write(chunk, encoding, done) { chunks.push(Buffer.from(chunk)); done(); } });
    stream.chunks = chunks;
    return stream;
  }

  createDatasetFromStoreWritableStream(stream, context, callback) {
    this.bytes = Buffer.concat(stream.chunks);
    this.syntax = context.getAcceptedTransferSyntaxUid();
    callback(new Dataset({}, this.syntax));
  }

  cStoreRequest(request, callback) {
    const instance = request.getAffectedSopInstanceUid();
    fs.writeFileSync(path.join(folder, instance), this.bytes);
    fs.appendFileSync(path.join(folder, 'index'),
      `${request.getAffectedSopClassUid()} ${instance} ${this.syntax} ${instance}\n`);
    const response = CStoreResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
  }
}

process.on('uncaughtException', (error) => console.log('uncaught ' + error));
const [what, ...rest] = process.argv.slice(2);
const folder = rest[1];
if (what === 'receive') {
  const server = new Server(Receiver);
  server.on('networkError', (error) => console.log('network error ' + error));
  server.listen(Number(rest[0]));
} else {
  const [host, port, called, ...files] = rest;
  const done = what === 'echo'
    ? ask(new CEchoRequest(), host, port, called).then((said) => console.log('echo ' + said))
    : store(host, port, called, files);
  done.then(() => process.exit(0));
}
