import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { CodecError } from '../../../gbcs/errors.js';
import { type GbzAlert, type GbzPayload, writeGbz } from '../../../gbcs/gbz/components.js';
import { ZCL_COMMANDS } from '../../../gbcs/gbz/zcl/commands.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import type { NamedFields, NamedValue } from '../../../gbcs/named-value.js';
import { gbzOfNames, nameOfGbz } from '../../../gbcs/naming/gbz.js';
import { alerts, payloads } from '../gbz/arbitrary-values.js';
import '../../property-seed.js';

const CONTEXT = {
  header: {
    cra: 2,
    originatorCounter: 1n,
    originator: eui64('00db1234567890a1'),
    recipient: eui64('90b3d51f30010000'),
    dateTime: new Uint8Array(0),
    otherInformation: { messageCode: 0x006b },
  },
  useCase: undefined,
  plaintexts: new Map(),
  seal: () => new Uint8Array(0),
} as const;

function octetsOf(payload: GbzPayload | GbzAlert): string {
  const writer = new Writer();
  writeGbz(writer, payload);
  return toHex(writer.finish());
}

function throughNames(payload: GbzPayload | GbzAlert): string {
  const named = JSON.parse(JSON.stringify(nameOfGbz(payload, CONTEXT))) as NamedFields;
  return octetsOf(gbzOfNames(payload.kind, named, 'payload', CONTEXT));
}

function component(value: NamedValue): string {
  return octetsOf(gbzOfNames('gbz', { components: [value] }, 'payload', CONTEXT));
}

describe('names of GBZ payloads', () => {
  it('give any payload back, encrypted components as octets', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(throughNames(payload)).equal(octetsOf(payload));
      }),
      { numRuns: 1000 },
    );
  });

  it('give any payload of a known command back, also where its octets do not fit the command', () => {
    const components = fc.array(
      fc.record({
        command: fc.constantFrom(...ZCL_COMMANDS),
        number: fc.nat(0xff),
        octets: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(components, (list) => {
        const payload: GbzPayload = {
          kind: 'gbz',
          profileId: 0x0109,
          components: list.map(({ command, number, octets }, i) => ({
            lastComponent: i === list.length - 1,
            clusterId: command.clusterId,
            commandId: command.commandId,
            frameControl: (command.scope === 'cluster' ? 1 : 0) | (command.direction === 'toClient' ? 8 : 0),
            transactionSequenceNumber: number,
            payload: { kind: 'plain', octets },
          })),
        };
        expect(throughNames(payload)).equal(octetsOf(payload));
      }),
      { numRuns: 3000 },
    );
  });

  it('give any alert back', () => {
    fc.assert(
      fc.property(alerts, (alert) => {
        expect(throughNames(alert)).equal(octetsOf(alert));
      }),
      { numRuns: 1000 },
    );
  });

  it('are those of ZigBee, numbers little-endian', () => {
    const named = {
      cluster: 'Prepayment',
      command: 'Set Low Credit Warning Level',
      fields: { lowCreditWarningLevel: 0x01020304 },
    };
    expect(component({ ...named, fromDateTime: 'now' })).equal('0109011107050' + '00b00000000010009' + '04030201');
    expect(component({ ...named, transactionSequenceNumber: 7, frameControl: 0x11 }).slice(16, 22)).equal('110709');
  });

  const wrong: readonly [what: string, value: NamedValue, path: string][] = [
    [
      'a command by name and by number',
      { cluster: 'Price', command: 'Publish Price Matrix', clusterId: '0x0700', fields: {} },
      'payload.components[0]',
    ],
    [
      'fields and octets at once',
      { clusterId: '0x0700', commandId: 4, frameControl: 1, zcl: '', fields: {} },
      'payload.components[0]',
    ],
    ['a command that is none', { cluster: 'Price', command: 'Publish Everything' }, 'payload.components[0]'],
    ['neither names nor numbers', {}, 'payload.components[0]'],
    [
      'numbers without a frame control',
      { clusterId: '0x0700', commandId: 4, zcl: '' },
      'payload.components[0].frameControl',
    ],
    [
      'fields of a command that nobody knows',
      { clusterId: '0x0999', commandId: 4, frameControl: 1, fields: {} },
      'payload.components[0]',
    ],
    [
      'a field that is none',
      { cluster: 'Prepayment', command: 'Set Low Credit Warning Level', fields: { level: 1 } },
      'payload.components[0].fields.lowCreditWarningLevel',
    ],
    [
      'a time that is none',
      { clusterId: '0x0700', commandId: 4, frameControl: 1, zcl: '', fromDateTime: 'soon' },
      'payload.components[0].fromDateTime',
    ],
    [
      'a name that does not belong',
      { cluster: 'Price', command: 'Publish Price Matrix', colour: 1 },
      'payload.components[0].colour',
    ],
  ];
  for (const [what, value, path] of wrong) {
    it(`refuse ${what}`, () => {
      const act = () => component(value);
      expect(act).throw(CodecError).include({ code: 'GBCS_E_VALUE', path });
    });
  }

  it('refuse an item of an alert that is none, or two at once', () => {
    const alert = (item: NamedValue) => () =>
      gbzOfNames('gbz-alert', { alertCode: '0x8F66', utcTime: 'now', items: [item] }, 'payload', CONTEXT);
    expect(alert({})).throw(CodecError).include({ path: 'payload.items[0]' });
    expect(alert({ octets: '00', meterIntegrityIssue: 1 }))
      .throw(CodecError)
      .include({ path: 'payload.items[0]' });
    expect(alert({ firmwareImageHash: '00' }))
      .throw(CodecError)
      .include({ path: 'payload.items[0].firmwareImageHash' });
    expect(alert({ octets: toHex(fromHex('00')) })).not.throw();
  });
});
