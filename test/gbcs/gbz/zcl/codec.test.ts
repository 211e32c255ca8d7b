import { expect } from 'chai';
import fc from 'fast-check';
import {
  CodecError,
  fromHex,
  type NamedFields,
  type NamedValue,
  readZclFields,
  toHex,
  writeZclFields,
  ZCL_COMMANDS,
  type ZclCommand,
  type ZclPlace,
  zclCommandOf,
} from '../../../../gbcs/index.js';
import { drawFields } from './arbitrary-fields.js';

const titleOf = ({ cluster, name, direction }: ZclCommand) => `${cluster} ${name} ${direction}`;

function command(clusterId: number, frameControl: number, commandId: number): ZclCommand {
  const found = zclCommandOf(clusterId, frameControl, commandId);
  if (found === undefined) throw new Error(`no command ${commandId} of ${clusterId}`);
  return found;
}

/** The code of the CodecError that a function throws; anything else that it throws is a failure. */
function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
}

/** Spans of the values that are not made of others. */
function leaves(places: readonly ZclPlace[]): ZclPlace[] {
  return places.flatMap((place) => (place.value === undefined ? leaves(place.children) : [place]));
}

const PUBLISH_SEASONS = command(0x0707, 0x09, 0x03);
const SEASONS = '00000000804a371c804a371c0001ff0314ff01720615ff02';
const READ_RESPONSE = command(0x0702, 0x08, 0x01);
const TOP_UP = command(0x0705, 0x01, 0x04);
const DISPLAY = command(0x0703, 0x09, 0x00);

describe('ZCL payloads', () => {
  for (const one of ZCL_COMMANDS) {
    it(`of ${titleOf(one)} are written, read and written alike (property)`, () => {
      fc.assert(
        fc.property(fc.gen(), (draw) => {
          const octets = writeZclFields(one, drawFields(draw, one));
          const { fields, places } = readZclFields(one, octets, 7);
          expect(toHex(writeZclFields(one, fields))).to.equal(toHex(octets));
          // A Buffer's slice is no copy: it is only read all the same.
          const buffer = Buffer.from(octets);
          expect(readZclFields(one, buffer, 7).fields).to.eql(fields);
          expect(toHex(buffer)).to.equal(toHex(octets));
          // Named values are JSON.
          expect(JSON.parse(JSON.stringify(fields))).to.eql(fields);
          let end = 7;
          for (const { span } of places) {
            expect(span.start).to.equal(end);
            end = span.end;
          }
          expect(end).to.equal(7 + octets.length);
        }),
        { numRuns: 40 },
      );
    });

    it(`of ${titleOf(one)} that are cut, longer or any octets are refused or come back the same (property)`, () => {
      const isExact = (octets: Uint8Array) => {
        const code = refusal(() => {
          const { fields } = readZclFields(one, octets);
          expect(toHex(writeZclFields(one, fields))).to.equal(toHex(octets));
        });
        if (code !== undefined) expect(['GBCS_E_TRUNCATED', 'GBCS_E_TRAILING', 'GBCS_E_TAG']).to.include(code);
      };
      fc.assert(
        fc.property(fc.gen(), fc.uint8Array({ maxLength: 60 }), (draw, noise) => {
          const octets = writeZclFields(one, drawFields(draw, one));
          for (let end = 0; end < octets.length; end++) isExact(octets.subarray(0, end));
          isExact(Uint8Array.of(...octets, ...noise));
          isExact(noise);
          const changed = octets.slice();
          for (const [i, octet] of noise.entries()) if (i < changed.length) changed[i] = octet;
          isExact(changed);
        }),
        { numRuns: 15 },
      );
    });
  }

  it('name values, times and dates, and know where they stand', () => {
    const { fields, places } = readZclFields(PUBLISH_SEASONS, fromHex(SEASONS), 100);
    expect(fields).to.eql({
      providerId: 0,
      issuerEventId: 473385600,
      issuerCalendarId: 473385600,
      commandIndex: 0,
      totalNumberOfCommands: 1,
      seasonEntries: [
        { seasonStartDate: '*-03-20', weekIdRef: 1 },
        { seasonStartDate: '2014-06-21', weekIdRef: 2 },
      ],
    });
    expect(leaves(places).map(({ name, span }) => `${name} ${span.start}-${span.end}`)).to.eql([
      'Provider ID 100-104',
      'Issuer Event ID 104-108',
      'Issuer Calendar ID 108-112',
      'Command Index 112-113',
      'Total Number of Commands 113-114',
      'Season Start Date 114-118',
      'Week ID Ref 118-119',
      'Season Start Date 119-123',
      'Week ID Ref 123-124',
    ]);
    expect(places.at(-1)?.children.map(({ name }) => name)).to.eql(['Season 1', 'Season 2']);
  });

  it('give every sentinel of a time a word of its own', () => {
    const times = (id: number, at: number, length: number) => {
      const one = command(0x0705, 0x01, id);
      return ['00000000', '01000000', 'fdffffff', 'feffffff', 'ffffffff'].map((hex) => {
        const octets = fromHex(`${'00'.repeat(at)}${hex}${'00'.repeat(length - at - 4)}`);
        const values = Object.values(readZclFields(one, octets).fields);
        expect(toHex(writeZclFields(one, readZclFields(one, octets).fields))).to.equal(toHex(octets));
        return values.find((value) => typeof value === 'string');
      });
    };
    expect(times(0x08, 0, 5)).to.eql(['now', '2000-01-01T00:00:01Z', '2136-02-07T06:28:13Z', 'end of time', 'never']);
    const calendar = command(0x0707, 0x09, 0x00);
    const cancelled = fromHex('00000000804a371c804a371cfeffffff000000000000');
    const { fields } = readZclFields(calendar, cancelled);
    expect(fields['startTime']).to.equal('cancel');
    expect(refusal(() => writeZclFields(calendar, { ...fields, startTime: 'end of time' }))).to.equal('GBCS_E_VALUE');
  });

  it('tell text, octets that are none, no text and no value apart', () => {
    const codes: [octets: string, code: NamedValue][] = [
      ['0003313233', '123'],
      ['0000', ''],
      ['00ff', null],
      ['0002c2a3', '£'],
      ['00020001', '0x0001'],
      ['0002ff80', '0xff80'],
      ['00043078616b', '0x3078616b'],
      ['0003efbbbf', '0xefbbbf'],
    ];
    for (const [hex, topUpCode] of codes) {
      const { fields } = readZclFields(TOP_UP, fromHex(hex));
      expect(fields, hex).to.eql({ originatingDevice: 'Energy Service Interface', topUpCode });
      expect(toHex(writeZclFields(TOP_UP, fields))).to.equal(hex);
    }
    const write = (topUpCode: NamedValue) => () => writeZclFields(TOP_UP, { originatingDevice: 1, topUpCode });
    expect(refusal(write('x'.repeat(254)))).to.equal(undefined);
    for (const bad of ['x'.repeat(255), '0x123', '0xgg', '\ud800', 5, [], {}]) {
      expect(refusal(write(bad)), JSON.stringify(bad)).to.equal('GBCS_E_VALUE');
    }
  });

  it('read attributes by the types in the message, and name what the cluster knows', () => {
    const records = ['0003003001', '000000253930 00000000', '0602004104 0123abcd', '0703c0', 'efbe86'];
    const octets = fromHex(records.join('').replaceAll(' ', ''));
    const { fields } = readZclFields(READ_RESPONSE, octets);
    expect(fields['attributes']).to.eql([
      {
        attributeIdentifier: 'Unit of Measure',
        status: 'SUCCESS',
        attributeDataType: 'enum8',
        attributeData: 'm3 and m3/h',
      },
      {
        attributeIdentifier: 'Current Summation Delivered',
        status: 'SUCCESS',
        attributeDataType: 'uint48',
        attributeData: '12345',
      },
      {
        attributeIdentifier: 'Current Meter ID',
        status: 'SUCCESS',
        attributeDataType: 'octstr',
        attributeData: '0123abcd',
      },
      { attributeIdentifier: 'Site ID', status: 'HARDWARE_FAILURE' },
      { attributeIdentifier: 0xbeef, status: 'UNSUPPORTED_ATTRIBUTE' },
    ]);
  });

  it('refuse an attribute of a type that is not known', () => {
    const error = (() => {
      try {
        readZclFields(READ_RESPONSE, fromHex('0000004c00'), 10);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).to.be.an.instanceOf(CodecError);
    expect(error).to.include({ code: 'GBCS_E_TAG', offset: 14, path: 'payload.attributes[0].attributeData' });
  });

  it('keep reserved bits, and refuse bits that are not', () => {
    const octets = fromHex('01000000 50 00000000 ffff 00'.replaceAll(' ', ''));
    const { fields } = readZclFields(DISPLAY, octets);
    expect(fields['messageControl']).to.eql({
      transmission: 'Normal Transmission Only',
      importance: 'Low',
      enhancedConfirmationRequired: false,
      confirmationRequired: false,
      reserved: 0x50,
    });
    expect(toHex(writeZclFields(DISPLAY, fields))).to.equal(toHex(octets));
    const control = fields['messageControl'] as NamedFields;
    const messageControl = { ...control, reserved: 1 };
    expect(refusal(() => writeZclFields(DISPLAY, { ...fields, messageControl }))).to.equal('GBCS_E_VALUE');
    const unknown = readZclFields(command(0x0702, 0x01, 0x06), fromHex('0000000000000000000100 0080'.replace(' ', '')));
    expect(unknown.fields['snapshotCause']).to.eql(['General', 'bit 31']);
  });

  it('end before optional fields, all that follow included', () => {
    const { fields } = readZclFields(DISPLAY, fromHex('0100000000 00000000 ffff 0178'.replaceAll(' ', '')));
    expect(Object.keys(fields)).to.eql(['messageId', 'messageControl', 'startTime', 'duration', 'message']);
    const price = command(0x0700, 0x09, 0x00);
    const octets = fromHex(`0000000000804a371c804a371c013a03514100000000a00580250000`);
    const whole = readZclFields(price, octets).fields;
    expect(refusal(() => writeZclFields(price, { ...whole, priceRatio: 1 }))).to.equal(undefined);
    expect(refusal(() => writeZclFields(price, { ...whole, generationPrice: 1 }))).to.equal('GBCS_E_VALUE');
  });

  it('refuse to write what is missing, too much, out of range or of another length than counted', () => {
    const seasons = readZclFields(PUBLISH_SEASONS, fromHex(SEASONS)).fields;
    const { providerId: _, ...incomplete } = seasons;
    expect(refusal(() => writeZclFields(PUBLISH_SEASONS, incomplete))).to.equal('GBCS_E_VALUE');
    expect(refusal(() => writeZclFields(PUBLISH_SEASONS, { ...seasons, unknown: 1 }))).to.equal('GBCS_E_VALUE');
    const bad: NamedFields[] = [
      { providerId: -1 },
      { providerId: 2 ** 32 },
      { commandIndex: 256 },
      { commandIndex: 'first' },
      { seasonEntries: 5 },
      { seasonEntries: [{ weekIdRef: 1 }] },
      { seasonEntries: [{ seasonStartDate: '2015-02', weekIdRef: 1 }] },
      { seasonEntries: [{ seasonStartDate: '1899-02-01', weekIdRef: 1 }] },
      { seasonEntries: [{ seasonStartDate: '2015-02-01 Someday', weekIdRef: 1 }] },
      { seasonEntries: [{ seasonStartDate: '2015-256-01', weekIdRef: 1 }] },
    ];
    for (const one of bad) {
      expect(
        refusal(() => writeZclFields(PUBLISH_SEASONS, { ...seasons, ...one })),
        JSON.stringify(one),
      ).to.equal('GBCS_E_VALUE');
    }
    const samples = command(0x0702, 0x09, 0x07);
    const fields = readZclFields(
      samples,
      fromHex('0200 4012371c 00 6801 0200 020000 000000'.replaceAll(' ', '')),
    ).fields;
    expect(fields['samples']).to.eql([2, 0]);
    expect(refusal(() => writeZclFields(samples, { ...fields, samples: [1] }))).to.equal('GBCS_E_COUNT');
  });

  it('say where a value does not fit, in the path that the caller gives', () => {
    const seasons = readZclFields(PUBLISH_SEASONS, fromHex(SEASONS)).fields;
    const seasonEntries = [{ seasonStartDate: '2015-02-01', weekIdRef: 999 }];
    expect(() => writeZclFields(PUBLISH_SEASONS, { ...seasons, seasonEntries }, 'components[3].payload'))
      .to.throw(CodecError, '999 is not from 0 to 255')
      .with.property('path', 'components[3].payload.seasonEntries[0].weekIdRef');
  });

  it('that count more than they hold are refused at once', () => {
    const samples = command(0x0702, 0x09, 0x07);
    expect(refusal(() => readZclFields(samples, fromHex('02004012371c006801ffff00'.slice(0, 24))))).to.equal(
      'GBCS_E_TRUNCATED',
    );
  });

  it('take time in proportion to their size', () => {
    const timeOf = (entries: number) => {
      const octets = fromHex(`0000000000000000000000000001${'730101ff02'.repeat(entries)}`);
      const start = performance.now();
      expect((readZclFields(PUBLISH_SEASONS, octets).fields['seasonEntries'] as NamedValue[]).length).to.equal(entries);
      return performance.now() - start;
    };
    timeOf(2000);
    const [small, large] = [timeOf(1300), timeOf(13_000)];
    // Ten times the octets; a square would be a hundred times.
    expect(large).to.be.below(40 * small + 50);
  });
});
