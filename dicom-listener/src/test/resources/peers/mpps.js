// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
// A scanner's performed procedure step, said by dcmjs-dimse: mpps.js <port> <instance UID> <final status>
// Prints one line per answer: said, what was asked, the status, the error comment (an earlier one where none came).
const dimse = require('dcmjs-dimse');
const { Client, Dataset } = dimse;
const { NCreateRequest, NSetRequest } = dimse.requests;

const MPPS = '1.2.840.10008.3.1.2.3.3';
const [port, uid, finalStatus] = process.argv.slice(2);

const begun = {
  PerformedStationAETitle: 'CT01',
  PerformedStationName: 'ROOM1',
  PerformedProcedureStepStartDate: '20261121',
  PerformedProcedureStepStartTime: '150000',
  PerformedProcedureStepStatus: 'IN PROGRESS',
  PerformedProcedureStepID: 'S1',
  PerformedSeriesSequence: [],
  Modality: 'CT',
  PatientName: 'Nobody^Nemo',
  PatientID: 'N0',
  ScheduledStepAttributesSequence: [{ StudyInstanceUID: '1.2.840.1', AccessionNumber: 'A1' }],
};
const ended = {
  PerformedProcedureStepStatus: finalStatus,
  PerformedProcedureStepEndDate: '20261121',
  PerformedProcedureStepEndTime: '150500',
  PerformedProcedureStepDiscontinuationReasonCodeSequence: finalStatus === 'DISCONTINUED'
    ? [{ CodeValue: '110514', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Incorrect worklist entry selected' }] : [],
  PerformedSeriesSequence: [{
    SeriesInstanceUID: '1.2.3',
    ProtocolName: 'CHEST',
    ReferencedImageSequence: [
      { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2', ReferencedSOPInstanceUID: '1.2.3.1' },
      { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.2', ReferencedSOPInstanceUID: '1.2.3.2' },
    ],
    ReferencedNonImageCompositeSOPInstanceSequence: [
      { ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.88.67', ReferencedSOPInstanceUID: '1.2.3.3' },
    ],
  }],
};

function said(name, request, attributes) {
  if (attributes) {
    request.setDataset(new Dataset(attributes));
  }
  request.on('response', (response) => {
    console.log(`said ${name} ${response.getStatus().toString(16).padStart(4, '0')} ${response.getErrorComment() || ''}`);
  });
  return request;
}

const client = new Client();
client.addRequest(said('unknown', new NSetRequest(MPPS, uid + '.9'), ended));
client.addRequest(said('empty', new NCreateRequest(MPPS, uid)));
client.addRequest(said('create', new NCreateRequest(MPPS, uid), begun));
client.addRequest(said('again', new NCreateRequest(MPPS, uid), begun));
client.addRequest(said('end', new NSetRequest(MPPS, uid), ended));
client.addRequest(said('late', new NSetRequest(MPPS, uid), ended));
client.on('networkError', (error) => { console.log('error ' + error); process.exitCode = 1; });
client.on('associationRejected', () => { console.log('rejected'); process.exitCode = 1; });
client.send('127.0.0.1', Number(port), 'CT01', 'GANTRY');
