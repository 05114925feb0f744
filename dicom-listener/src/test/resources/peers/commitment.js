// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
// Storage commitment as dcmjs-dimse asks for it: commitment.js <port> <report port> <same|own> <instance UID>...
// Waits for the report on the same association, or on one of the provider's own. Prints what is said.
const dimse = require('dcmjs-dimse');
const { Client, Dataset, Scp, Server } = dimse;
const { NActionRequest } = dimse.requests;
const { NEventReportResponse } = dimse.responses;
const { PresentationContextResult, Status } = dimse.constants;

const PUSH = '1.2.840.10008.1.20.1';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const [port, reportPort, where, ...uids] = process.argv.slice(2);

function items(sequence) {
  return [].concat(sequence || []);
}

function report(request, callback) {
  const set = request.getDataset();
  const failed = items(set.getElement('FailedSOPSequence'))
    .map((item) => `${item.ReferencedSOPInstanceUID}=${Number(item.FailureReason).toString(16)}`);
  console.log(`said report type=${request.getEventTypeId()} transaction=${set.getElement('TransactionUID')}`
    + ` committed=${items(set.getElement('ReferencedSOPSequence')).map((item) => item.ReferencedSOPInstanceUID)}`
    + ` failed=${failed}`);
  const response = NEventReportResponse.fromRequest(request);
  response.setStatus(Status.Success);
  callback(response);
  setTimeout(() => process.exit(0), 300);
}

class Reports extends Scp {
  associationRequested(association) {
    association.getPresentationContexts().forEach((c) => {
      const context = association.getPresentationContext(c.id);
      context.setResult(PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
      console.log('said called for ' + context.getAbstractSyntaxUid());
    });
    this.sendAssociationAccept();
  }

  nEventReportRequest(request, callback) {
    report(request, callback);
  }

  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
  }
}

if (where === 'own') {
  new Server(Reports).listen(Number(reportPort));
}
const request = new NActionRequest(PUSH, '1.2.840.10008.1.20.1.1', 1);
request.setDataset(new Dataset({
  TransactionUID: '1.2.77',
  ReferencedSOPSequence: uids.map((uid) => ({ ReferencedSOPClassUID: CT, ReferencedSOPInstanceUID: uid })),
}));
request.on('response', (response) => console.log(`said asked ${response.getStatus()}`));
const client = new Client();
client.addRequest(request);
client.on('nEventReportRequest', report);
client.on('networkError', (error) => console.log('said error ' + error));
setTimeout(() => process.exit(1), 20000);
client.send('127.0.0.1', Number(port), 'CT01', 'GANTRY',
  { associationLingerTimeout: where === 'same' ? 10000 : 0 });
