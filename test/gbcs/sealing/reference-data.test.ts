import { expect } from 'chai';
import {
  type AccessRequest,
  type Data,
  type EncryptedValue,
  encodeMessage,
  encryptedValuesOf,
  type GbzComponent,
  type Message,
  type OpenedValue,
  openValues,
  protectedDataRequest,
  protectionParametersOf,
  opensslProvider as provider,
  readProtectedDataRequest,
  readProtection,
  resealValues,
  sealComponents,
  sealedAlertItems,
  sealedResponseData,
  toHex,
} from '../../../gbcs/index.js';
import { type RtdsMessage, readRtds } from '../../../vectors/index.js';
import { requireShared } from '../../shared.js';

interface Opened extends RtdsMessage {
  readonly values: readonly OpenedValue[];
}

/** Values without their places, in a form that compares. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'span' && name !== 'payloadSpan');
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]));
}

function componentsOf({ payload }: Message): readonly GbzComponent[] {
  if (payload.kind === 'gbz') return payload.components;
  if (payload.kind !== 'gbz-alert') return [];
  return payload.items.flatMap((item) => (item.kind === 'component' ? [item.component] : []));
}

function dataOf(opened: OpenedValue | undefined): Data {
  if (opened?.status !== 'opened' || opened.plaintext.kind !== 'dlms') throw new Error('no opened DLMS value');
  return opened.plaintext.data;
}

function zclOf(opened: OpenedValue | undefined): Uint8Array {
  if (opened?.status !== 'opened' || opened.plaintext.kind !== 'zcl') throw new Error('no opened ZCL payload');
  return opened.plaintext.octets;
}

describe('encrypted values of the reference data', () => {
  let messages: readonly RtdsMessage[] = [];
  let opened: readonly Opened[] = [];
  let options: Parameters<typeof openValues>[1];

  before(function () {
    const rtds = readRtds(requireShared.call(this, 'rtds'), provider);
    options = rtds.context;
    messages = rtds.messages;
    opened = messages
      .map((message) => ({ ...message, values: openValues(message.message, options) }))
      .filter(({ values }) => values.length > 0);
  });

  it('are all opened, from devices to known and unknown remote parties', () => {
    const values = opened.flatMap((message) => message.values.map((value) => ({ ...message, one: value })));
    for (const { file, one } of values) expect(one.status, file).to.equal('opened');
    const ofFamily = (family: EncryptedValue['family']) =>
      values.filter(({ one }) => one.value.family === family).length;
    expect(ofFamily('dlms')).to.be.at.least(18);
    expect(ofFamily('gbz')).to.be.at.least(34);
    const other = (message: Message) => message.frame.header.otherInformation;
    // All three forms of Other Information: for the recipient, and for a supplementary party with and without counter.
    const forms = new Set(
      opened.map(({ message }) => {
        const { supplementaryRemotePartyId: id, supplementaryOriginatorCounter: counter } = other(message);
        return `${id !== undefined} ${counter !== undefined}`;
      }),
    );
    expect([...forms].sort()).to.eql(['false false', 'true false', 'true true']);
    expect(opened.filter(({ message }) => message.frame.header.cra === 3)).to.have.length.above(2);
  });

  it('are every encrypted component, and every octet-string that looks like one', () => {
    for (const { file, message } of messages) {
      const components = componentsOf(message).filter(({ payload }) => payload.kind === 'encrypted').length;
      const strings = toHex(message.frame.payload).split(/09(?:[0-7].|81..|82....)3100000000/).length - 1;
      const isDlms = message.payload.kind === 'access-response' || message.payload.kind === 'data-notification';
      expect(encryptedValuesOf(message.payload).length, file).to.equal(isDlms ? strings : components);
    }
  });

  it('know where they stand in the message', () => {
    for (const { file, octets, values } of opened) {
      for (const { value } of values) {
        const { start, end } = value.span ?? { start: 0, end: 0 };
        expect(toHex(octets.subarray(start, end)), `${file} ${value.path}`).to.equal(toHex(value.octets));
      }
    }
  });

  it('are made again octet for octet from their plaintexts', () => {
    for (const { file, message, octets, values } of opened) {
      const plaintexts = values.flatMap((value) => (value.status === 'opened' ? [value.plaintext] : []));
      const emptied = { ...message, frame: { ...message.frame, payload: new Uint8Array(0) } };
      expect(toHex(encodeMessage(resealValues(emptied, plaintexts, options))), file).to.equal(toHex(octets));
    }
  });

  it('of DLMS are made with their protection parameters from header and plaintext alone', () => {
    let made = 0;
    for (const { file, message, values } of opened) {
      const { payload, frame } = message;
      if (payload.kind === 'access-response') {
        const sealed = payload.data.map((data, i) => {
          const one = values.find(({ value }) => value.path === `data[${i}]`);
          return one === undefined ? data : sealedResponseData(frame.header, dataOf(one), options);
        });
        expect(plain(sealed), file).to.eql(plain(payload.data));
        made++;
      } else if (payload.kind === 'data-notification' && payload.body.type === 'structure') {
        const sealed = sealedAlertItems(frame.header, dataOf(values[0]), options);
        expect(plain(payload.body.items.slice(-2)), file).to.eql(plain(sealed));
        made++;
      }
    }
    expect(made).to.be.at.least(18);
  });

  it('of GBZ are made with their frame counters from components in clear', () => {
    let made = 0;
    for (const { file, message, values } of opened) {
      const components = componentsOf(message);
      if (components.length === 0) continue;
      const rest = values.map(zclOf).values();
      const clear = components.map((component): GbzComponent => {
        const octets = component.payload.kind === 'encrypted' ? rest.next().value : undefined;
        return octets === undefined ? component : { ...component, payload: { kind: 'plain', octets } };
      });
      const isSecret = (_: GbzComponent, i: number) => components[i]?.payload.kind === 'encrypted';
      expect(plain(sealComponents(message.frame.header, clear, isSecret, options)), file).to.eql(plain(components));
      made += values.length;
    }
    expect(made).to.be.at.least(34);
  });

  it('are asked for by actions that we make from the attributes they name', () => {
    const requests = messages.flatMap(({ file, message: { frame, payload } }) => {
      if (payload.kind !== 'access-request') return [];
      return protectedParameters(payload).map((data) => ({ file, header: frame.header, data }));
    });
    expect(requests).to.have.length.above(20);
    for (const { file, header, data } of requests) {
      const attributes = readProtectedDataRequest(data) ?? [];
      expect(attributes, file).to.have.length.above(0);
      expect(plain(protectedDataRequest(header, attributes)), file).to.eql(plain(data));
      const [, protection] = data.type === 'structure' ? data.items : [];
      expect(protection && readProtection(protection), file).to.eql(protectionParametersOf(header));
    }
  });
});

function protectedParameters({ specifications, data }: AccessRequest): readonly Data[] {
  return data.filter((_, i) => specifications[i]?.classId === 30);
}
