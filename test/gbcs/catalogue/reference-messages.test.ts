import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fromHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { checkAccessRequest, shapeProblem } from '../../../gbcs/catalogue/conformance.js';
import { allUseCases, useCaseByCode } from '../../../gbcs/catalogue/lookup.js';
import { alertProtections, commandProtections, responseProtections } from '../../../gbcs/catalogue/protections.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/tables.js';
import {
  type DataShape,
  type DeviceKind,
  type DlmsRow,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type UseCase,
} from '../../../gbcs/catalogue/use-case.js';
import { readAccessRequest, readAccessResponse, readDataNotification } from '../../../gbcs/dlms/access.js';
import type { Data } from '../../../gbcs/dlms/data.js';
import { decodeFrame, type Frame } from '../../../gbcs/frame/frame.js';
import { readGbz } from '../../../gbcs/gbz/components.js';
import { requireShared } from '../../shared.js';

/** Where nothing is sent or returned. */
const NOTHING: DataShape = { type: 'null-data' };

/** Identifiers of the reference data set. */
const DEVICES: Readonly<Record<string, DeviceKind>> = {
  '00db1234567890a0': 'esme',
  '00db1234567890a1': 'gsme',
  '00db1234567890a2': 'communicationsHub',
  '00db1234567890a3': 'gasProxyFunction',
  '00db1234567890a4': 'ppmid',
  '00db1234567890a5': 'hcalcs',
  '00db1234567890a6': 'sapc',
};
const PARTIES: Readonly<Record<string, RemotePartyRole>> = {
  '90b3d51f30000001': 'recovery',
  '90b3d51f30000002': 'accessControlBroker',
  '90b3d51f30000004': 'transitionalCoS',
  '90b3d51f30000007': 'wanProvider',
  '90b3d51f30010000': 'supplier',
  '90b3d51f30020000': 'networkOperator',
  '90b3d51f30030000': 'supplier',
  '90b3d51f30010008': 'loadController',
};

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}

/** The rows that a Command asks for: all in the order of the table, left out only where optional. */
function rowsOf(useCase: UseCase, payload: Uint8Array): { rows: DlmsRow[]; data: readonly Data[] } {
  if (useCase.payload.family !== 'dlms') throw new Error(`${useCase.name} is not DLMS`);
  const request = readAccessRequest(new Reader(payload));
  const table = [...useCase.payload.rows];
  const rows = request.specifications.map((specification) => {
    for (;;) {
      const row = table.shift();
      if (row === undefined) throw new Error(`${specification.obis} is not in the table, or out of order`);
      if (row.obis === specification.obis && row.member === specification.member) {
        expect([specification.access, specification.classId]).deep.equal([row.access, row.classId]);
        return row;
      }
      expect(row.optional, row.name).equal(true);
    }
  });
  expect(table.filter((row) => row.optional === undefined)).deep.equal([]);
  return { rows, data: request.data };
}

interface ReferenceMessage {
  readonly file: string;
  readonly frame: Frame;
  readonly useCase: UseCase;
}

function referenceMessages(context: Mocha.Context): ReferenceMessage[] {
  const root = requireShared.call(context, 'rtds');
  const sets = readdirSync(root).filter((name) => name.startsWith('RTDS-'));
  return sets.flatMap((set) =>
    readdirSync(join(root, set), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.HEX'))
      .flatMap((file) => {
        const text = readFileSync(join(root, set, file), 'utf8');
        const frame = decodeFrame(fromHex(text.replaceAll(/\s/g, '')));
        const code = frame.header.otherInformation.messageCode;
        // Where the versions share a code, the messages have to fit the narrower edition of 4.0 too.
        return [GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES]
          .map((table) => useCaseByCode(table, code))
          .filter((useCase, index, both) => useCase !== undefined && both.indexOf(useCase) === index)
          .map((useCase) => ({ file, frame, useCase: useCase as UseCase }));
      }),
  );
}

type OctetShape = DataShape & { readonly type: 'octet-string' };

interface OctetValue {
  /** Use case and path, such as `ECS10 SupplierMessage.value`. */
  readonly where: string;
  readonly shape: OctetShape;
  readonly octets: Uint8Array;
}

function octetsIn(where: string, data: Data, shape: DataShape): OctetValue[] {
  if (data.type === 'octet-string' && shape.type === 'octet-string') {
    return [{ where, shape: shape as OctetShape, octets: data.octets }];
  }
  if (!('items' in data)) return [];
  if (shape.type === 'array') return data.items.flatMap((item) => octetsIn(where, item, shape.of));
  if (shape.type !== 'structure' || shape.fields.length !== data.items.length) return [];
  return shape.fields.flatMap((field, index) => octetsIn(`${where}.${field.name}`, at(data.items, index), field.shape));
}

/** The octet-strings of every DLMS message, with their shapes. */
function octetStrings(messages: readonly ReferenceMessage[]): OctetValue[] {
  const asked = new Map<string, DlmsRow[]>();
  return messages.flatMap(({ frame, useCase }) => {
    const { payload, name } = useCase;
    const { cra, originatorCounter } = frame.header;
    if (payload.family === 'dlms-alert') {
      const { body } = readDataNotification(new Reader(frame.payload));
      const extras = body.type === 'structure' ? body.items.slice(2) : [];
      return payload.extras.flatMap((extra, index) =>
        octetsIn(`${name} .${extra.name}`, at(extras, index), extra.shape),
      );
    }
    // The Response to a Command stands after it: COMMAND, PRECOMMAND, RESPONSE in the order of file names.
    if (payload.family !== 'dlms') return [];
    const key = `${name} ${originatorCounter}`;
    if (cra === 1) {
      const { rows, data } = rowsOf(useCase, frame.payload);
      asked.set(key, rows);
      return rows.flatMap((row, index) => octetsIn(`${name} ${row.name}`, at(data, index), row.shape));
    }
    const { data } = readAccessResponse(new Reader(frame.payload));
    return (asked.get(key) ?? []).flatMap((row, index) => {
      const shape = row.access === 'get' ? row.shape : row.returns;
      return shape === undefined ? [] : octetsIn(`${name} ${row.name}`, at(data, index), shape);
    });
  });
}

/** Of the development part of RTDS 4.5.0; some of them are in the whole of it. */
const WITHOUT_SAMPLES = (
  'CS04B DBCH04 ECS18a ECS29b ECS26m ECS35d ECS81 GCS59 DBCH06 DBCH07 FDRA-ZigBee MIIWA-DLMS DeliveryFailureAlert ' +
  'CS02bRootBySupplier CS02bRootByWanProvider PECS01 PECS02 PECS03 HECS01'
).split(' ');

describe('catalogue against the reference messages', () => {
  let messages: ReferenceMessage[] = [];
  before(function () {
    messages = referenceMessages(this);
  });

  it('knows messages of every use case but those without samples', () => {
    const seen = new Set(messages.map(({ useCase }) => useCase.name));
    const missing = allUseCases.map(({ name }) => name).filter((name) => !seen.has(name));
    expect(WITHOUT_SAMPLES).include.members([...new Set(missing)]);
    expect(messages.length).greaterThan(1000);
  });

  it('describes every DLMS Command: rows, order, shapes and constants', () => {
    let checked = 0;
    for (const { file, frame, useCase } of messages) {
      if (useCase.payload.family !== 'dlms' || frame.header.cra !== 1) continue;
      const { rows, data } = rowsOf(useCase, frame.payload);
      for (const [index, row] of rows.entries()) {
        const value = at(data, index);
        const reason = row.access === 'get' ? shapeProblem(value, NOTHING) : shapeProblem(value, row.shape);
        // GBCS 3.1 sends an integer 0 where 4.0, and the data set, send null-data.
        if (useCase.name === 'CCS07' && !useCase.versions.includes('4.0'))
          expect(reason).equal('null-data, not integer');
        else expect(reason, `${file} ${row.name}`).equal(undefined);
      }
      if (useCase.name !== 'CCS07' || useCase.versions.includes('4.0')) {
        // All of its rules together, those across rows too.
        const request = readAccessRequest(new Reader(frame.payload));
        checkAccessRequest(request, useCase.payload.rows, frame.header.originatorCounter);
      }
      checked++;
    }
    expect(checked).greaterThan(300);
  });

  it('describes every DLMS Response that has data', () => {
    const commands = new Map<string, DlmsRow[]>();
    const key = ({ frame, useCase }: ReferenceMessage) =>
      `${useCase.messageCode} ${useCase.versions.join()} ${frame.header.originatorCounter}`;
    const dlms = messages.filter(({ useCase }) => useCase.payload.family === 'dlms');
    for (const message of dlms.filter(({ frame }) => frame.header.cra === 1)) {
      commands.set(key(message), rowsOf(message.useCase, message.frame.payload).rows);
    }
    let values = 0;
    for (const message of dlms.filter(({ frame }) => frame.header.cra === 2)) {
      const rows = commands.get(key(message));
      if (rows === undefined) throw new Error(`no Command for ${message.file}`);
      const response = readAccessResponse(new Reader(message.frame.payload));
      expect(response.results.map(({ access }) => access)).deep.equal(rows.map(({ access }) => access));
      for (const [index, row] of rows.entries()) {
        const given = row.access === 'get' ? row.shape : row.returns;
        const shape = at(response.results, index).code === 0 ? (given ?? NOTHING) : NOTHING;
        expect(shapeProblem(at(response.data, index), shape), `${message.file} ${row.name}`).equal(undefined);
        values += shape === NOTHING ? 0 : 1;
      }
    }
    expect(values).greaterThan(300);
  });

  it('describes every alert: family, code, and what follows it', () => {
    let checked = 0;
    for (const { file, frame, useCase } of messages) {
      if (frame.header.cra !== 3) continue;
      const { payload } = useCase;
      const [first, second, third] = frame.payload;
      checked++;
      if (payload.family === 'dlms-alert') {
        const { body } = readDataNotification(new Reader(frame.payload));
        const [code, time, ...extras] = body.type === 'structure' ? body.items : [];
        expect(payload.alertCodes, file).include(code !== undefined && 'value' in code ? code.value : undefined);
        expect(time?.type, file).equal('octet-string');
        if (WITHOUT_SAMPLES.includes(useCase.name)) continue;
        expect(
          shapeProblem({ type: 'structure', items: extras }, { type: 'structure', fields: payload.extras }),
          file,
        ).equal(undefined);
      } else if (payload.family === 'gbz-alert') {
        expect([first, second], file).deep.equal([0x01, 0x09]);
        expect(payload.alertCodes, file).include(((frame.payload[3] ?? 0) << 8) | (frame.payload[4] ?? 0));
      } else if (payload.family === 'asn1-alert') {
        expect(first, file).equal(0x30);
        // SEQUENCE with a length of one to three octets, then INTEGER: 02 03 00 hh ll, or 02 02 hh ll.
        const at = third === undefined || second === undefined ? 0 : second < 0x80 ? 2 : second - 0x80 + 2;
        const size = frame.payload[at + 1] ?? 0;
        const code = ((frame.payload[at + size] ?? 0) << 8) | (frame.payload[at + size + 1] ?? 0);
        expect(payload.alertCodes, file).include(code);
      } else expect(payload.family, file).equal('generic-alert');
    }
    expect(checked).greaterThan(60);
  });

  it('marks octets that are text or a time, and nothing else that is long is unexplained', () => {
    const found = { text: 0, 'date-time': 0, none: 0 };
    const long = new Set<string>();
    for (const { where, shape, octets } of octetStrings(messages)) {
      const { content } = shape;
      // Fields side by side explain themselves.
      if (typeof content === 'object') continue;
      found[content ?? 'none']++;
      if (content === 'text') expect(Buffer.from(octets).toString('latin1'), where).match(/^[\x20-\x7e]*$/);
      // No deviation and no status: UTC. Weekdays are not given.
      else if (content === 'date-time') expect(Buffer.from(octets).toString('hex'), where).match(/8000ff$/);
      else if (octets.length > 16) long.add(where.split('.').at(-1) ?? '');
    }
    expect([...long].sort()).deep.equal([
      'manufacturerImageHash',
      // Sealed.
      'protectedAttributes',
    ]);
    expect(found.text).greaterThan(50);
    expect(found['date-time']).greaterThan(300);
    expect(found.none).greaterThan(300);
  });

  it('describes every GBZ Command: clusters, commands, their order and direction', () => {
    let checked = 0;
    for (const { file, frame, useCase } of messages) {
      const { payload } = useCase;
      if (payload.family !== 'gbz' || frame.header.cra !== 1) continue;
      const gbz = readGbz(new Reader(frame.payload), false);
      if (gbz.kind !== 'gbz') throw new Error(file);
      const components = [...gbz.components];
      for (const row of payload.rows) {
        let times = 0;
        const fits = () =>
          components[0]?.clusterId === row.clusterId &&
          components[0].commandId === row.commandId &&
          components[0].frameControl === row.frameControl;
        while (fits() && (times === 0 || row.repeated === true)) {
          components.shift();
          times++;
        }
        if (row.optional !== true) expect(times, `${file} ${row.command}`).greaterThan(0);
      }
      expect(components, file).deep.equal([]);
      checked++;
    }
    expect(checked).greaterThan(80);
  });

  it('agrees on the date-time of Responses', () => {
    for (const { file, frame, useCase } of messages) {
      if (frame.header.cra !== 2) continue;
      expect(frame.header.dateTime.length, file).equal(useCase.responseDateTime ? 12 : 0);
    }
  });

  it('agrees on who sends a Command to whom, and on its protections', () => {
    let checked = 0;
    for (const { file, frame, useCase } of messages) {
      const { cra, originator, recipient } = frame.header;
      if (cra !== 1) continue;
      const role = PARTIES[originator];
      const target = DEVICES[recipient];
      // PPMID to GSME, and the two whose originator is no role or whose use case is retired.
      if (useCase.category === 'SME.C.PPMID-GSME') continue;
      if (useCase.name === 'CS02bAnyByContingency' || useCase.name === 'GCS25') {
        expect(useCase.authorisations).deep.equal([]);
        continue;
      }
      if (role === undefined || target === undefined) throw new Error(`${file}: unknown party`);
      const held = useCase.authorisations.filter((one) => one.role === role).flatMap(({ targets }) => targets);
      expect(held, file).include(target);
      if (!/_PRECOMMAND/.test(file)) {
        const { signature, mac } = commandProtections(useCase, role, target);
        expect([frame.signature?.length === 64, frame.mac !== undefined], file).deep.equal([signature, mac]);
      }
      checked++;
    }
    expect(checked).greaterThan(450);
  });

  it('agrees on whether a Command of the DCC, and its Response, name somebody else for whom it is', () => {
    const counts = { named: 0, unnamed: 0 };
    for (const { file, frame, useCase } of messages) {
      const { cra, originator, recipient, otherInformation } = frame.header;
      const role = PARTIES[cra === 1 ? originator : recipient];
      if (cra === 3 || !(role === 'accessControlBroker' || role === 'transitionalCoS')) continue;
      const isNamed = otherInformation.supplementaryRemotePartyId !== undefined;
      expect(isNamed, file).equal(!useCase.withoutSupplementaryParty);
      counts[isNamed ? 'named' : 'unnamed']++;
    }
    expect(counts.named).least(88);
    expect(counts.unnamed).least(20);
  });

  it('agrees on the protections of Responses and alerts, and on who gets an alert', () => {
    for (const { file, frame, useCase } of messages) {
      const { cra, originator, recipient } = frame.header;
      if (cra === 1 || useCase.name === 'CS02bAnyByContingency') continue;
      const role = PARTIES[recipient];
      const { signature, mac } =
        cra === 2 ? responseProtections(useCase, role, DEVICES[originator]) : alertProtections(useCase);
      expect([frame.signature?.length === 64, frame.mac !== undefined], file).deep.equal([signature, mac]);
      if (cra !== 3 || useCase.addressees?.includes('originator')) continue;
      expect(useCase.addressees, file).include(role);
    }
  });

  it('numbers the roles as certificates do', () => {
    expect(REMOTE_PARTY_ROLES.networkOperator).equal(3);
    expect(REMOTE_PARTY_ROLES.loadController).equal(8);
  });
});
