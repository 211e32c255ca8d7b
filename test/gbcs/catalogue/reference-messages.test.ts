import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { GBCS_3_1_USE_CASES } from '../../../gbcs/catalogue/gbcs-3.1.js';
import { GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/gbcs-4.0.js';
import { useCaseByCode } from '../../../gbcs/catalogue/lookup.js';
import {
  commandProtections,
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
import { requireShared } from '../../shared.js';

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
  '90b3d51f30000002': 'accessControlBroker',
  '90b3d51f30010000': 'supplier',
  '90b3d51f30020000': 'networkOperator',
  '90b3d51f30030000': 'supplier',
  '90b3d51f30010008': 'loadController',
};

/** Why a value does not have a shape, or undefined. */
function misfit(data: Data, shape: DataShape, constant?: number | boolean): string | undefined {
  if (data.type !== shape.type) return `${data.type} instead of ${shape.type}`;
  if (constant !== undefined && (!('value' in data) || data.value !== constant)) return `is not ${constant}`;
  if (shape.type === 'structure' && 'items' in data) {
    if (data.items.length !== shape.fields.length) return `${data.items.length} fields`;
    return firstMisfit(shape.fields.map((field, i) => misfit(at(data.items, i), field.shape, field.constant)));
  }
  if (shape.type === 'array' && 'items' in data) {
    if (data.items.length < shape.min || data.items.length > shape.max) return `${data.items.length} elements`;
    return firstMisfit(data.items.map((item) => misfit(item, shape.of)));
  }
  if (data.type === 'bit-string' && shape.type === 'bit-string') {
    return data.bits.length < shape.min || data.bits.length > shape.max ? `${data.bits.length} bits` : undefined;
  }
  if ('octets' in data && 'max' in shape && shape.max !== undefined) {
    const { length } = data.octets;
    if (length < (shape.min ?? 0) || length > shape.max) return `${length} octets`;
    if ('constant' in shape && shape.constant !== undefined && toHex(data.octets) !== shape.constant) return 'constant';
  }
  if ('value' in data && typeof data.value === 'number' && 'max' in shape && shape.max !== undefined) {
    if (data.value > shape.max) return `${data.value}`;
  }
  return undefined;
}

function firstMisfit(all: readonly (string | undefined)[]): string | undefined {
  return all.find((one) => one !== undefined);
}

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

describe('catalogue against the reference messages', () => {
  let messages: ReferenceMessage[] = [];
  before(function () {
    messages = referenceMessages(this);
  });

  it('knows messages of every use case but those without samples', () => {
    const seen = new Set(messages.map(({ useCase }) => useCase.name));
    for (const { name } of [...GBCS_3_1_USE_CASES, ...GBCS_4_0_USE_CASES]) {
      if (name !== 'CS04B') expect(seen.has(name), name).equal(true);
    }
    expect(messages.length).greaterThan(100);
  });

  it('describes every DLMS Command: rows, order, shapes and constants', () => {
    let checked = 0;
    for (const { file, frame, useCase } of messages) {
      if (useCase.payload.family !== 'dlms' || frame.header.cra !== 1) continue;
      const { rows, data } = rowsOf(useCase, frame.payload);
      for (const [index, row] of rows.entries()) {
        const value = at(data, index);
        const reason =
          row.access === 'get' ? misfit(value, { type: 'null-data' }) : misfit(value, row.shape, row.constant);
        expect(reason, `${file} ${row.name}`).equal(undefined);
      }
      checked++;
    }
    expect(checked).greaterThan(40);
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
        const read = row.access === 'get' && at(response.results, index).code === 0;
        const shape: DataShape = read ? row.shape : { type: 'null-data' };
        expect(misfit(at(response.data, index), shape), `${message.file} ${row.name}`).equal(undefined);
        values += read ? 1 : 0;
      }
    }
    expect(values).greaterThan(30);
  });

  it('describes the alert of the hub’s device log', () => {
    const alert = messages.find(({ useCase }) => useCase.name === 'CS14');
    if (alert?.useCase.payload.family !== 'dlms-alert') throw new Error('no CS14');
    const { body } = readDataNotification(new Reader(alert.frame.payload));
    const { alertCode, extras } = alert.useCase.payload;
    expect(
      misfit(body, {
        type: 'structure',
        fields: [
          { name: 'alertCode', shape: { type: 'long-unsigned' }, constant: alertCode },
          { name: 'dateTime', shape: { type: 'octet-string', min: 12, max: 12 } },
          ...extras,
        ],
      }),
    ).equal(undefined);
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
      if (role === undefined || target === undefined) throw new Error(`${file}: unknown party`);
      const held = useCase.authorisations.filter((one) => one.role === role).flatMap(({ targets }) => targets);
      expect(held, file).include(target);
      if (frame.macHeader !== undefined) {
        expect(frame.signature?.length === 64, file).equal(commandProtections(useCase.category).signature);
      }
      checked++;
    }
    expect(checked).greaterThan(50);
  });

  it('numbers the roles as certificates do', () => {
    expect(REMOTE_PARTY_ROLES.networkOperator).equal(3);
    expect(REMOTE_PARTY_ROLES.loadController).equal(8);
  });
});
