import { expect } from 'chai';
import type { DeviceName } from '../../emulator/index.js';
import {
  type Asn1Values,
  type Command,
  type CredentialUpdate,
  issueCredentials,
  type Message,
  opensslProvider,
  parseCertificationRequest,
  provideDeviceCertificate,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  readCredentialDetails,
  updateCredentials,
  updateDeviceCertificate,
  verifyCertificationRequest,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import type { Differences, Laboratory, Reaction } from '../targets/laboratory.js';
import type { Scenario } from './scenario.js';
import { expectSilence, whitelist } from './steps.js';

/**
 * Whose credentials a device holds: a change of supplier by the transitional CoS party, before and after; what must not
 * get into a trust anchor cell; keys of the device's own (GBCS 13.2 to 13.6).
 */

/** Counters of the parties: the supplier before has come far, the one after starts low. */
const COUNTER = { old: 3_000_000n, floor: 500n, transitionalCoS: 6_000n, broker: 2_000_000n } as const;
const SUPPLIER_BY_TRANSITIONAL_COS = 'CS02bSupplierByTransCoS';
const CANCEL = '9999-12-31T23:59:59Z';
const HOUR_MS = 3_600_000;
const HOUR_SECONDS = 3_600;
/** When laboratories start. */
const START = Date.UTC(2026, 0, 5, 18);
const CREDENTIALS_UPDATED = 0x8f70;
const STATUS = { success: 0, badCertificate: 5, noTrustAnchor: 10, other: 127 } as const;

type Cell = CredentialUpdate['replacements'][number]['cell'];
const SIGNATURE: Cell = { role: 'supplier', usage: 'digitalSignature' };
const AGREEMENT: Cell = { role: 'supplier', usage: 'keyAgreement' };
const TOP_UP: Cell = { role: 'supplier', usage: 'keyAgreement', prepayment: true };

/** The device, and the cells that it has for a supplier. */
interface Subject {
  readonly device: Extract<DeviceName, 'esme' | 'hcalcs'>;
  readonly cells: readonly Cell[];
}

const SUBJECTS: readonly Subject[] = [
  { device: 'esme', cells: [SIGNATURE, AGREEMENT, TOP_UP] },
  { device: 'hcalcs', cells: [SIGNATURE, AGREEMENT] },
];

async function send(
  lab: Laboratory,
  device: DeviceName,
  command: Command,
  differences: Differences,
): Promise<Reaction> {
  return lab.deliver(device, await lab.craft(device, command, differences));
}

/** A critical Command that every device here obeys, and whose Response shows that it did. */
function probe(lab: Laboratory, device: DeviceName, originator: 'supplier' | 'otherSupplier', counter: bigint) {
  return send(lab, device, provideDeviceCertificate('keyAgreement'), { originator, counter });
}

function certificateFor(lab: Laboratory, { usage, prepayment }: Cell): Uint8Array {
  if (prepayment) return lab.certificates.of('otherSupplier', 'prepayment');
  return lab.certificates.of('otherSupplier', usage === 'keyAgreement' ? 'keyAgreement' : 'digitalSignature');
}

/** The other supplier takes the place of the first, by the transitional CoS party. */
function changeOfSupplier(lab: Laboratory, { cells }: Subject, changes: Partial<CredentialUpdate> = {}): Command {
  return updateCredentials(SUPPLIER_BY_TRANSITIONAL_COS, {
    mode: 'supplierByTransCoS',
    authorisedBy: { role: 'transitionalCoS', usage: 'digitalSignature' },
    counter: COUNTER.transitionalCoS,
    replacements: cells.map((cell) => ({ certificate: certificateFor(lab, cell), cell })),
    path: [lab.certificates.issuing],
    otherFloors: [{ role: 'supplier', floor: COUNTER.floor, topUp: 0n }],
    ...changes,
  });
}

function byTransitionalCoS(lab: Laboratory, device: DeviceName, command: Command, counter?: bigint): Promise<Reaction> {
  return send(lab, device, command, { originator: 'transitionalCoS', counter: counter ?? COUNTER.transitionalCoS });
}

type Outcome = NonNullable<Asn1Values['UpdateSecurityCredentialsResponse']['outcome']>;

function answerOf({ responses }: Reaction): Message {
  expect(responses.length, 'Responses').to.equal(1);
  expect(responses[0]?.authentic, 'the Response is authentic').to.equal(true);
  return responses[0]?.message as Message;
}

function outcomeOf(reaction: Reaction): Outcome | undefined {
  const { payload } = answerOf(reaction);
  return payload.kind === 'asn1' && payload.type === 'UpdateSecurityCredentialsResponse'
    ? payload.value.outcome
    : undefined;
}

function statusesOf(reaction: Reaction): readonly number[] {
  return (outcomeOf(reaction)?.replacementOutcomes ?? []).map(({ status }) => status);
}

/** Cells as the device says to the broker who is in them, and the counter of the role. */
async function detailsOf(
  lab: Laboratory,
  device: DeviceName,
  role: RemotePartyRole,
): Promise<{ readonly counter: bigint | undefined; readonly cells: readonly string[] }> {
  const broker: Cell = { role: 'accessControlBroker', usage: 'keyAgreement' };
  const { payload } = answerOf(
    await send(lab, device, readCredentialDetails(broker, [role]), { originator: 'broker', counter: COUNTER.broker }),
  );
  if (payload.kind !== 'asn1' || payload.type !== 'ProvideSecurityCredentialDetailsResponse') {
    expect.fail('the answer to CS02a is no list of roles');
  }
  const [one] = payload.value.remotePartyDetails;
  expect(one, 'details of the role').to.include({ role: REMOTE_PARTY_ROLES[role], status: STATUS.success });
  const cells = (one?.cells ?? []).map(
    ({ keyUsage, cellUsage, subjectUniqueID }) => `${keyUsage.join()} ${cellUsage} ${subjectUniqueID}`,
  );
  return { counter: one?.currentSeqNumber, cells };
}

function cellsOf(lab: Laboratory, { cells }: Subject, party: 'supplier' | 'otherSupplier'): readonly string[] {
  return cells.map(({ usage, prepayment }) => `${usage} ${prepayment ? 1 : 0} ${lab.eui(party)}`);
}

/** What is not on the HAN gets no message out. */
async function prepare(lab: Laboratory, device: Subject['device']): Promise<void> {
  if (device !== 'esme') await whitelist(lab, device);
}

/** The first supplier uses a high counter, so that the floor of the next one lies below. */
async function usedBySupplier(lab: Laboratory, device: Subject['device']): Promise<void> {
  await prepare(lab, device);
  answerOf(await probe(lab, device, 'supplier', COUNTER.old));
}

async function expectNewSupplier(lab: Laboratory, subject: Subject): Promise<void> {
  const { device } = subject;
  const details = await detailsOf(lab, device, 'supplier');
  expect(details.cells, 'the cells of the supplier').to.deep.equal(cellsOf(lab, subject, 'otherSupplier'));
  expect(details.counter, 'the counter of the supplier').to.equal(COUNTER.floor);
  expectSilence(await probe(lab, device, 'supplier', COUNTER.old + 1n), 'a Command of the supplier before');
  expectSilence(await probe(lab, device, 'otherSupplier', COUNTER.floor), 'a Command at the floor');
  answerOf(await probe(lab, device, 'otherSupplier', COUNTER.floor + 1n));
}

async function expectOldSupplier(lab: Laboratory, subject: Subject, counter: bigint): Promise<void> {
  const details = await detailsOf(lab, subject.device, 'supplier');
  expect(details.cells, 'the cells of the supplier').to.deep.equal(cellsOf(lab, subject, 'supplier'));
  expectSilence(await probe(lab, subject.device, 'otherSupplier', counter), 'a Command of the other supplier');
  answerOf(await probe(lab, subject.device, 'supplier', counter));
}

async function securityEvents(lab: Laboratory, device: Subject['device']): Promise<readonly number[]> {
  const { securityLog } = device === 'esme' ? await lab.esme() : await lab.hcalcs(device);
  return (securityLog as readonly { readonly event: number }[]).map(({ event }) => event);
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** Certificates that must not get into the cell for a supplier's signatures, and the status that says why. */
const UNFIT: readonly {
  readonly id: string;
  readonly what: string;
  readonly status: number;
  readonly only?: 'esme';
  /** Why no defect lets it in. */
  readonly idle?: string;
  certificate(lab: Laboratory): Uint8Array;
}[] = [
  {
    id: 'of-a-stranger',
    what: 'a certificate of an authority that does not go back to its root',
    status: STATUS.noTrustAnchor,
    certificate: (lab) => lab.certificates.of('otherSupplier', 'digitalSignature', { issuer: 'stranger' }),
  },
  {
    id: 'forged',
    what: 'a certificate whose signature is not that of the authority it names',
    status: STATUS.badCertificate,
    certificate: (lab) => lab.certificates.of('otherSupplier', 'digitalSignature', { issuer: 'forged' }),
  },
  {
    id: 'of-another-role',
    what: 'the certificate of a network operator',
    status: STATUS.badCertificate,
    certificate: (lab) => lab.certificates.of('otherSupplier', 'digitalSignature', { role: 'networkOperator' }),
  },
  {
    id: 'for-key-agreement',
    what: 'a certificate for key agreement',
    status: STATUS.badCertificate,
    idle: 'the defect that ignores roles still looks at what a key is for',
    certificate: (lab) => lab.certificates.of('otherSupplier', 'keyAgreement'),
  },
  {
    id: 'expired',
    what: 'a certificate that has expired',
    status: STATUS.badCertificate,
    // An HCALCS has no clock.
    only: 'esme',
    certificate: (lab) =>
      lab.certificates.of('otherSupplier', 'digitalSignature', { notAfter: '2025-12-31T23:59:59Z' }),
  },
];

const ASSUMED = ['replacement-judged-one-by-one', 'replacement-status-codes'];

function scenariosFor(subject: Subject): readonly Scenario[] {
  const { device } = subject;
  return [
    {
      id: `${device}-change-of-supplier`,
      title: `After a change of supplier the ${device} obeys the new supplier, from its floor on, and the old one no more.`,
      covers: ['credentials-cells', 'credentials-counters'],
      clauses: ['GBCS 13.3', 'GBCS 13.2', 'GBCS 4.3.1.5'],
      assumptions: [...ASSUMED, 'floors-follow-replaced-cells'],
      async run(lab) {
        await usedBySupplier(lab, device);
        await expectOldSupplier(lab, subject, COUNTER.old + 1n);
        const reaction = await byTransitionalCoS(lab, device, changeOfSupplier(lab, subject));
        expect(statusesOf(reaction), 'statuses').to.deep.equal(subject.cells.map(() => STATUS.success));
        expect(await securityEvents(lab, device), 'events of the Security Log').to.include(CREDENTIALS_UPDATED);
        await expectNewSupplier(lab, subject);
      },
    },
    {
      id: `${device}-dated-change-of-supplier`,
      title: `A future-dated change of supplier comes into force in the ${device} at its time, with an Alert.`,
      covers: ['credentials-future-dating'],
      clauses: ['GBCS 13.3', 'GBCS 9.2'],
      assumptions: [...ASSUMED, 'dated-replacement-judged-when-due'],
      async run(lab) {
        await usedBySupplier(lab, device);
        const executionDateTime = isoTime(START + HOUR_MS);
        const command = changeOfSupplier(lab, subject, { executionDateTime });
        expect(outcomeOf(await byTransitionalCoS(lab, device, command)), 'outcome').to.equal(undefined);
        await expectOldSupplier(lab, subject, COUNTER.old + 1n);
        const before = (await lab.alerts()).length;
        await lab.advance(HOUR_SECONDS);
        const alerts = (await lab.alerts()).slice(before);
        const alert = alerts.find(({ message }) => message.frame.header.otherInformation.messageCode === 0x00cb);
        expect(alert?.authentic, 'an authentic Alert').to.equal(true);
        expect(alert?.message.frame.header.recipient, 'its recipient').to.equal(lab.eui('transitionalCoS'));
        expect(alert?.message.payload, 'the Alert').to.deep.nested.include({
          'value.alertCode': 0x8f66,
          'value.executionDateTime': executionDateTime,
        });
        await expectNewSupplier(lab, subject);
      },
    },
    {
      id: `${device}-cancelled-change-of-supplier`,
      title: `A future-dated change of supplier that is cancelled does not come into force in the ${device}.`,
      covers: ['credentials-future-dating'],
      clauses: ['GBCS 13.3', 'GBCS 9.2'],
      async run(lab) {
        await usedBySupplier(lab, device);
        const dated = changeOfSupplier(lab, subject, { executionDateTime: isoTime(START + HOUR_MS) });
        answerOf(await byTransitionalCoS(lab, device, dated));
        const counter = COUNTER.transitionalCoS + 1n;
        const cancelling = changeOfSupplier(lab, subject, { counter, executionDateTime: CANCEL });
        expect(outcomeOf(await byTransitionalCoS(lab, device, cancelling, counter)), 'outcome').to.equal(undefined);
        await lab.advance(2 * HOUR_SECONDS);
        await expectOldSupplier(lab, subject, COUNTER.old + 1n);
      },
    },
    ...UNFIT.filter(({ only }) => only === undefined || only === device).map(
      ({ id, what, status, certificate, idle }): Scenario => ({
        id: `${device}-keeps-cell-from-certificate-${id}`,
        title: `The ${device} does not put ${what} into the cell for a supplier's signatures, and replaces the others.`,
        covers: ['credentials-certificates'],
        clauses: ['GBCS 13.3'],
        assumptions: ASSUMED,
        ...(idle === undefined ? {} : { idle }),
        async run(lab) {
          await usedBySupplier(lab, device);
          const replacements = [
            { certificate: certificate(lab), cell: SIGNATURE },
            { certificate: certificateFor(lab, AGREEMENT), cell: AGREEMENT },
          ];
          const reaction = await byTransitionalCoS(lab, device, changeOfSupplier(lab, subject, { replacements }));
          expect(statusesOf(reaction), 'statuses').to.deep.equal([status, STATUS.success]);
          const [signing, agreement] = (await detailsOf(lab, device, 'supplier')).cells;
          expect(signing, 'the cell').to.equal(cellsOf(lab, subject, 'supplier')[0]);
          expect(agreement, 'the other cell').to.equal(cellsOf(lab, subject, 'otherSupplier')[1]);
        },
      }),
    ),
    {
      id: `${device}-control-fits-its-command`,
      title: `The ${device} replaces nothing by a Command whose mode, authorising cell or counter are not its own.`,
      covers: ['credentials-mode'],
      clauses: ['GBCS 13.3'],
      assumptions: ASSUMED,
      idle: 'no defect leaves out the control of a replacement',
      async run(lab) {
        await usedBySupplier(lab, device);
        const unfit: readonly Partial<CredentialUpdate>[] = [
          { mode: 'supplierBySupplier' },
          { authorisedBy: SIGNATURE },
          { counter: 1n },
        ];
        for (const [i, changes] of unfit.entries()) {
          const counter = COUNTER.transitionalCoS + BigInt(i);
          const command = changeOfSupplier(lab, subject, { counter, ...changes });
          const statuses = statusesOf(await byTransitionalCoS(lab, device, command, counter));
          expect(statuses, 'statuses').to.deep.equal(subject.cells.map(() => STATUS.other));
        }
        await expectOldSupplier(lab, subject, COUNTER.old + 1n);
      },
    },
    {
      id: `${device}-new-key-pair`,
      title: `The ${device} makes a key pair, takes a certificate for that key and in its own name alone, and gives it back.`,
      covers: ['device-certificates'],
      clauses: ['GBCS 13.4', 'GBCS 13.5', 'GBCS 13.6'],
      assumptions: ['device-certificate-checks'],
      run: (lab) => newKeyPair(lab, device),
    },
  ];
}

async function newKeyPair(lab: Laboratory, device: Subject['device']): Promise<void> {
  await prepare(lab, device);
  let counter = COUNTER.old;
  const ask = async (command: Command): Promise<Message> => {
    counter++;
    const { responses } = await send(lab, device, command, { originator: 'supplier', counter });
    expect(responses.length, 'Responses').to.equal(1);
    return responses[0]?.message as Message;
  };
  const { payload: issued } = await ask(issueCredentials('digitalSignature'));
  if (issued.kind !== 'asn1' || issued.type !== 'IssueSecurityCredentialsResponse') expect.fail('no answer to CS02c');
  if (!('certificationRequest' in issued.value)) expect.fail('no certification request');
  const request = parseCertificationRequest(issued.value.certificationRequest);
  const { publicPoint } = request;
  expect(verifyCertificationRequest(opensslProvider, request), 'the request is signed with its key').to.equal(true);
  expect(request, 'the request').to.include({ hardwareSerialNumber: lab.eui(device), keyUsage: 'digitalSignature' });
  const own = lab.certificates.ofDevice(lab.eui(device), 'digitalSignature', publicPoint);
  const otherPoint = lab.certificates.publicPointOf('otherSupplier', 'digitalSignature');
  const tries: readonly (readonly [Uint8Array, number])[] = [
    [lab.certificates.ofDevice(lab.eui('hub'), 'digitalSignature', publicPoint), 2],
    [lab.certificates.ofDevice(lab.eui(device), 'keyAgreement', publicPoint), 4],
    [lab.certificates.ofDevice(lab.eui(device), 'digitalSignature', otherPoint), 5],
    [own, 0],
  ];
  for (const [certificate, responseCode] of tries) {
    expect((await ask(updateDeviceCertificate(certificate))).payload, 'answer to CS02d').to.deep.include({
      type: 'UpdateDeviceCertificateResponse',
      value: { responseCode },
    });
  }
  const provided = await ask(provideDeviceCertificate('digitalSignature'));
  expect(provided.payload, 'answer to CS02e').to.deep.include({ value: { certificate: own } });
  const key = opensslProvider.publicKey(publicPoint);
  const holds = verifyFrameSignature(opensslProvider, provided.frame, key);
  expect(holds, 'the device signs with its new key').to.equal(true);
}

export const CREDENTIAL_SCENARIOS: readonly Scenario[] = [
  ...SUBJECTS.flatMap(scenariosFor),
  {
    id: 'esme-replaces-cells-of-the-mode-alone',
    title: 'A change of supplier cannot replace the credentials of the network operator.',
    covers: ['credentials-mode'],
    clauses: ['GBCS 13.3'],
    assumptions: ASSUMED,
    async run(lab) {
      const cell: Cell = { role: 'networkOperator', usage: 'digitalSignature' };
      const certificate = lab.certificates.of('otherDistributor', 'digitalSignature');
      const subject: Subject = { device: 'esme', cells: [] };
      const command = changeOfSupplier(lab, subject, { replacements: [{ certificate, cell }] });
      expect(statusesOf(await byTransitionalCoS(lab, 'esme', command))).to.deep.equal([STATUS.other]);
      const { cells } = await detailsOf(lab, 'esme', 'networkOperator');
      expect(cells[0], 'the cell').to.equal(`digitalSignature 0 ${lab.eui('distributor')}`);
    },
  },
];
