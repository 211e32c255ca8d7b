import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import {
  type CorrelationContext,
  correlate,
  correlateResponse,
  correlator,
  type DuisRequest,
  formatRequestId,
  type InventoryKind,
  parseXml,
  readRequest,
  type XmlElement,
} from '../../../../emulator/dcc/index.js';
import { DuisError, type Eui64, equalBytes, eui64, nameMessage, opensslProvider } from '../../../../gbcs/index.js';
import { type Rtds, readRtds } from '../../../../vectors/index.js';
import { pairTransforms, type RtdsTransform } from '../../../../vectors/rtds/transforms.js';
import { requireShared } from '../../../shared.js';

/** The clock of the data set's DCC, which its gas Commands carry. */
const NOW = Date.UTC(2015, 0, 1);

/** What a User knows of the devices that it joins. */
const KINDS: ReadonlyMap<Eui64, InventoryKind> = new Map([
  [eui64('00db123456789093'), 'esme'],
  [eui64('00db12345678909a'), 'hcalcs'],
]);
const KNOWN: CorrelationContext = { now: NOW, kindOf: (device) => KINDS.get(device) };

/** Whose certificates in the requests are not those of the messages: they were issued anew since. */
const REISSUED = /^CS02(bNOByNO|bSupplierBySupplier|gLoadController)/;

function errorOf(act: () => unknown): DuisError {
  try {
    act();
  } catch (error) {
    if (error instanceof DuisError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Whether two requests say the same of the same device by the same counter. */
function isSame(a: DuisRequest, b: DuisRequest): boolean {
  const textOf = ({ id, variant, body }: DuisRequest) =>
    JSON.stringify([formatRequestId(id), variant, body], (key, value: unknown) => (key === 'line' ? 0 : value));
  return textOf(a) === textOf(b);
}

/** Base64 of certificates of an element, and below it, with others in their place. */
function replaced(element: XmlElement, others: ReadonlyMap<string, string>): XmlElement {
  const text = others.get(element.text.replace(/\s/g, '')) ?? element.text;
  return { ...element, text, children: element.children.map((child) => replaced(child, others)) };
}

describe('correlation of Pre-Commands', () => {
  let directory: string;
  let rtds: Rtds;
  let pairs: readonly { readonly name: string; readonly request: DuisRequest; readonly preCommand: Uint8Array }[];

  before(function () {
    directory = requireShared.call(this, 'rtds');
    rtds = readRtds(directory, opensslProvider);
    pairs = pairTransforms(rtds)
      .filter(({ reference }) => /_PRECOMMAND_/i.test(reference.file))
      .map(({ file, reference }: RtdsTransform) => ({
        name: basename(file),
        request: readRequest(parseXml(readFileSync(join(directory, file)))),
        preCommand: reference.octets,
      }));
  });

  /** The request with the certificates that the Pre-Command has, where they were issued anew. */
  function asSent({ name, request, preCommand }: (typeof pairs)[number]): DuisRequest {
    if (!REISSUED.test(name)) return request;
    const certificates = (text: string) => Array.from(text.matchAll(/"([0-9a-f]{300,})"/g), ([, one = '']) => one);
    const message = rtds.messages.find(({ octets }) => octets === preCommand);
    const theirs = message === undefined ? [] : certificates(JSON.stringify(nameMessage(message.message)));
    const inRequest: string[] = [];
    const collect = (element: XmlElement): void => {
      const text = element.text.replace(/\s/g, '');
      if (/^MII[A-Za-z0-9+/=]{100,}$/.test(text)) inRequest.push(text);
      element.children.forEach(collect);
    };
    collect(request.body);
    const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
    return {
      ...request,
      body: replaced(request.body, new Map(inRequest.map((one, i) => [one, base64(theirs[i] ?? '')]))),
    };
  }

  it('each of the data set is what its own request asks for', () => {
    let count = 0;
    for (const pair of pairs) {
      if (REISSUED.test(pair.name)) {
        const error = errorOf(() => correlate(pair.request, pair.preCommand, KNOWN));
        expect(error.code, pair.name).equal('DUIS_E_CORRELATION');
        expect(error.path, pair.name).match(/certificate/i);
      }
      const { useCase, taken } = correlate(asSent(pair), pair.preCommand, KNOWN);
      expect(pair.name).include(useCase);
      expect(taken, pair.name).eql({});
      count++;
    }
    expect(count).least(88);
  });

  it('and of no other', function () {
    this.timeout(60_000);
    for (const pair of pairs) {
      const check = correlator(asSent(pair), KNOWN);
      for (const other of pairs) {
        // A clock is set by the same Command when the device is commissioned; one request may be for several versions.
        if (equalBytes(other.preCommand, pair.preCommand) || isSame(other.request, pair.request)) continue;
        expect(errorOf(() => check(other.preCommand)).code, `${other.name} for ${pair.name}`).equal(
          'DUIS_E_CORRELATION',
        );
      }
    }
  });

  it('is refused with any octet flipped', function () {
    this.timeout(120_000);
    let flipped = 0;
    for (const pair of pairs) {
      const check = correlator(asSent(pair), KNOWN);
      for (let at = 0; at < pair.preCommand.length; at++) {
        const tampered = pair.preCommand.slice();
        tampered[at] = (tampered[at] ?? 0) ^ (1 << (at % 8));
        expect(errorOf(() => check(tampered)).code, `${pair.name} octet ${at}`).equal('DUIS_E_CORRELATION');
        flipped++;
      }
    }
    expect(flipped).above(20_000);
  });

  it('may end with the octet that says that there is no signature, and with nothing else', () => {
    for (const { name, request, preCommand } of pairs.filter((pair) => !REISSUED.test(pair.name))) {
      const check = correlator(request, KNOWN);
      const correlation = check(Buffer.concat([preCommand, Buffer.of(0)]));
      expect(equalBytes(correlation.preCommand, preCommand), name).equal(true);
      for (const end of [[1], [0, 0], [0, 1], [1, 0]]) {
        const error = errorOf(() => check(Buffer.concat([preCommand, Buffer.from(end)])));
        expect(error.code, `${name} and ${end}`).equal('DUIS_E_CORRELATION');
      }
    }
  });

  it('is held to what the User knows of the target', () => {
    const found = pairs.find(({ name }) => name.startsWith('ECS47Activate_7.5_SUCCESS'));
    if (found === undefined) throw new Error('no request of ECS47');
    const { device } = correlate(found.request, found.preCommand, { device: { gbcsVersion: '3.1' } });
    expect(device).include({ kind: 'esme', gbcsVersion: '3.1' });
    // As of 4.0 the request is another one, and no Command is for a gas meter.
    for (const known of [{ gbcsVersion: '4.0' }, { kind: 'gsme' }] as const) {
      const error = errorOf(() => correlate(found.request, found.preCommand, { device: known }));
      expect(error.code).equal('DUIS_E_REQUEST');
    }
  });

  it('says what it took from the Pre-Command or tried, where the User did not say', () => {
    const named = (start: string) => {
      const found = pairs.find(({ name }) => name.startsWith(start));
      if (found === undefined) throw new Error(`no request ${start}`);
      return found;
    };
    const join = named('CS03A1_');
    expect(correlate(join.request, join.preCommand).taken).eql({ otherKind: 'hcalcs' });
    const gas = named('GCS32_');
    expect(correlate(gas.request, gas.preCommand).taken).eql({ now: NOW });
    const off = errorOf(() => correlate(gas.request, gas.preCommand, { now: NOW + 1000 }));
    expect(off.path).match(/issuerEventId$/);
  });

  it('names the first field that differs', () => {
    const found = pairs.find(({ name }) => name.startsWith('ECS47Deactivate') || name.startsWith('ECS47Activate'));
    if (found === undefined) throw new Error('no request of ECS47');
    const tampered = found.preCommand.slice();
    // The last octet but six of a Command is within the value of the duration.
    const at = tampered.length - 4;
    tampered[at] = (tampered[at] ?? 0) ^ 1;
    const error = errorOf(() => correlate(found.request, tampered));
    expect(error.path).match(/^payload\.AuxiliaryLoadControlSwitch\[\d\]\.(close|open)Time$/);
    expect(error.message).match(/^the Pre-Command has \d+, and the request asks for \d+$/);
  });

  it('every Response of the data set answers the request of its scenario, and none of another device', () => {
    const responses = new Map(rtds.messages.map((message) => [basename(message.file).toUpperCase(), message]));
    let toDccAlone = 0;
    let answered = 0;
    for (const file of rtds.requests) {
      const name = basename(file).toUpperCase().replace('_REQUEST_DUIS.XML', '_RESPONSE_GBCS.HEX');
      const response = responses.get(name)?.message;
      // The DCC's own is for a supplier that its request does not name.
      if (response === undefined || name.startsWith('CS08_')) continue;
      const request = readRequest(parseXml(readFileSync(join(directory, file))));
      correlateResponse(request, response);
      const elsewhere = { ...request, id: { ...request.id, target: request.id.originator } };
      expect(errorOf(() => correlateResponse(elsewhere, response)).path, name).equal('originator');
      const { recipient, otherInformation } = response.frame.header;
      answered++;
      const namesRequester = [recipient, otherInformation.supplementaryRemotePartyId].includes(request.id.originator);
      if (!namesRequester) {
        toDccAlone++;
        continue;
      }
      const ofAnother = { ...request, id: { ...request.id, counter: request.id.counter + 1n } };
      expect(errorOf(() => correlateResponse(ofAnother, response)).path, name).match(/Counter$/);
    }
    expect(answered).least(200);
    expect(toDccAlone).least(6);
  });

  it('a Response answers the request whose identifiers it has', () => {
    const response = rtds.messages.find(({ file }) => /ECS47Activate_7\.5_SUCCESS_RESPONSE/.test(file));
    const pair = pairs.find(({ name }) => name.startsWith('ECS47Activate_7.5_SUCCESS'));
    if (response === undefined || pair === undefined) throw new Error('no Response of ECS47');
    correlateResponse(pair.request, response.message);
    const { id } = pair.request;
    const changes = [
      ['originator', { ...id, target: id.originator }],
      ['recipient', { ...id, originator: id.target }],
      ['originatorCounter', { ...id, counter: id.counter + 1n }],
    ] as const;
    for (const [path, other] of changes) {
      const error = errorOf(() => correlateResponse({ ...pair.request, id: other }, response.message));
      expect(error.code).equal('DUIS_E_CORRELATION');
      expect(error.path).equal(path);
    }
  });
});
