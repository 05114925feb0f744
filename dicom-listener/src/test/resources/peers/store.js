// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
// Stores files with dcmjs-dimse, each on an association of its own: store.js <host> <port> <called title> <file>...
// Prints one line per file that was not stored: its name and why.
const dimse = require('dcmjs-dimse');
const { Client } = dimse;
const { CStoreRequest } = dimse.requests;

const [host, port, called, ...files] = process.argv.slice(2);

function store(file) {
  return new Promise((resolve) => {
    let said = 'no answer';
    const client = new Client();
    try {
      const request = new CStoreRequest(file);
      request.on('response', (response) => { said = response.getStatus(); });
      client.addRequest(request);
      client.on('associationRejected', () => { said = 'rejected'; });
      client.on('networkError', (error) => resolve(String(error.message || error)));
      client.on('closed', () => resolve(said));
      client.send(host, Number(port), 'DCMJS', called);
    } catch (error) {
      resolve(String(error.message || error));
    }
  });
}

(async () => {
  for (const file of files) {
    const said = await store(file);
    if (said !== 0) {
      console.log(`not stored ${file} ${said}`);
    }
  }
  process.exit(0);
})();
process.on('uncaughtException', (error) => console.log('uncaught ' + error));
