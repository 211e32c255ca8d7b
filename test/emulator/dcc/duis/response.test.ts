import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRequestId } from '../../../../emulator/dcc/duis/request.js';
import { type DccMessage, readDccMessage, writeDccMessage } from '../../../../emulator/dcc/duis/response.js';
import { parseXml, withXml } from '../../../../emulator/dcc/xml/document.js';
import { textOf, type XmlElement } from '../../../../emulator/dcc/xml/element.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { element } from '../../../../emulator/dcc/xml/write.js';
import { fromHex } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';

const AT = Date.UTC(2020, 10, 5);
const request = readRequestId('90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000');
const of = (variant: string) => ({ kind: 'response', request, variant }) as const;
const payload = fromHex('df0901');
const scheduleId = element('DSPScheduleID', '1234567890');

const MESSAGES: Readonly<Record<string, DccMessage>> = {
  'an acknowledgement': { ...of('7.5'), code: 'I99' },
  'a refusal': { ...of('7.5'), code: 'E2' },
  'a Pre-Command': { ...of('7.5'), code: 'I0', content: { kind: 'preCommand', gbcsVersion: '4.3', payload } },
  'a Response of a device': { ...of('7.5'), code: 'I0', content: { kind: 'gbcsPayload', payload } },
  'a Command for local delivery': { ...of('7.6'), code: 'I0', content: { kind: 'localCommand', payload } },
  'a future-dated execution': {
    ...of('6.14.2'),
    code: 'I0',
    content: { kind: 'futureDatedAlert', alertCode: 0x8f66, payload, instruction: 1, instructions: 2 },
  },
  'an alert of a device': { kind: 'deviceAlert', alertCode: 0x8f66, payload },
  'an alert of the DCC': {
    kind: 'dccAlert',
    alertCode: 'N999',
    body: element('ALCSHCALCSConfigurationChange', [element('ESMEDeviceID', '00-DB-12-34-56-78-90-A0')]),
  },
};

/** An element by its names and characters alone. */
function shape({ name, children, text, attributes }: XmlElement): unknown {
  return children.length > 0
    ? { name, attributes, children: children.map(shape) }
    : { name, attributes, text: text.trim() };
}

describe('documents of the DCC', () => {
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  for (const [what, message] of Object.entries(MESSAGES)) {
    it(`say ${what} validly, and are read again`, () => {
      const octets = writeDccMessage(message, AT);
      withXml(octets, (document) => document.validate(schemas.duis));
      const read = readDccMessage(parseXml(octets));
      expect(read.code).to.equal(message.kind === 'response' ? message.code : 'I0');
      expect(read.request).to.deep.equal(message.kind === 'response' ? request : undefined);
      const carries = 'payload' in message || (message.kind === 'response' && message.content !== undefined);
      expect(read.payload).to.deep.equal(carries ? payload : undefined);
    });
  }

  it('are as the samples are', function () {
    const samples = requireShared.call(this, 'samples');
    const same: Readonly<Record<string, string>> = {
      'DUIS_4_I99_ack.xml': 'an acknowledgement',
      'DUIS_7_DCCAlert_N999_ALCSHCALCSConfigurationChange.xml': 'an alert of the DCC',
    };
    for (const [file, what] of Object.entries(same)) {
      const sample = readFileSync(join(samples, file), 'utf8').replace(/\.00Z/g, '.000Z');
      const ours = writeDccMessage(MESSAGES[what] as DccMessage, AT);
      expect(shape(parseXml(ours)), file).to.deep.equal(shape(parseXml(Buffer.from(sample))));
    }
  });

  it('carry any other element', () => {
    const content = { kind: 'element', element: scheduleId } as const;
    const octets = writeDccMessage({ ...of('5.1'), code: 'I0', content }, AT);
    withXml(octets, (document) => document.validate(schemas.duis));
    expect(readDccMessage(parseXml(octets)).content?.name).to.equal('DSPScheduleID');
  });

  it('escape what XML has a meaning for, and replace what it cannot have', () => {
    const text = 'a<b>&"\'\r\u0001\ud800]]>';
    const octets = writeDccMessage({ kind: 'dccAlert', alertCode: 'N1', body: element('X', text) }, AT);
    const alert = readDccMessage(parseXml(octets)).content?.children[1]?.children[0];
    expect(alert && textOf(alert)).to.equal('a<b>&"\'\r\ufffd\ufffd]]>');
  });
});
