import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { type DuisRequest, readRequest } from '../../../../emulator/dcc/duis/request.js';
import { DEVICE_VERSIONS, type TransformContext } from '../../../../emulator/dcc/transform/context.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import type { XmlElement } from '../../../../emulator/dcc/xml/element.js';
import { type DeviceKind, decodeMessage, fromHex, HanlabError, type Message, toHex } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { contextOf, preCommandOf } from './request-text.js';

/**
 * The service requests of the Reference Test Data Set for an ESME and what is like it, and for the radio of a hub: each
 * becomes the octets of its reference message. Of the reference, only what the DCC knows beside the XML is used.
 */

const PART = /^(ECS|CS01a|DBCH)/;

interface Reference {
  readonly name: string;
  readonly request: DuisRequest;
  /** Hexadecimal digits of the whole message. */
  readonly hex: string;
  readonly message: Message;
}

function readReferences(directory: string): readonly Reference[] {
  const folder = join(directory, 'RTDS-4.5.0');
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => [basename(file), join(folder, file)]),
  );
  return readdirSync(join(directory, 'duis'))
    .filter((file) => PART.test(file))
    .sort()
    .flatMap((file) => {
      const name = file.replace('_REQUEST_DUIS.XML', '');
      const partner = files.get(`${name}_PRECOMMAND_GBCS.HEX`) ?? files.get(`${name}_COMMAND_GBCS.HEX`);
      // Those for the DCC itself, and two that say the same again, have none.
      if (partner === undefined) return [];
      const octets = fromHex(readFileSync(partner, 'latin1').trim());
      const request = readRequest(parseXml(readFileSync(join(directory, 'duis', file))));
      return [{ name, request, hex: toHex(octets), message: decodeMessage(octets) }];
    });
}

/** By the last octet of the identifiers in the data set. */
const KINDS: Readonly<Record<string, DeviceKind>> = { A0: 'esme', A2: 'communicationsHub', A6: 'sapc' };
const NETWORK_OPERATOR = '90-B3-D5-1F-30-02-00-00';

/** Contexts that the reference leaves open: version and variant of the device. */
function contextsOf({ request, message }: Reference): readonly TransformContext[] {
  const { originator, originatorCounter, recipient, otherInformation: other } = message.frame.header;
  const { supplementaryRemotePartyId: party, supplementaryRemotePartyCounter: counter } = other;
  const kind = KINDS[String(recipient).slice(-2).toUpperCase()] ?? 'esme';
  return DEVICE_VERSIONS.flatMap((gbcsVersion) =>
    ['A', 'B', 'C'].map((esmeVariant) =>
      contextOf(
        { eui: recipient, kind, gbcsVersion, esmeVariant },
        {
          originator: { party: originator, counter: originatorCounter },
          role: request.id.originator === NETWORK_OPERATOR ? 'networkOperator' : 'supplier',
          ...(party === undefined || counter === undefined ? {} : { supplementary: { party, counter } }),
        },
      ),
    ),
  );
}

/** Whether octets are the reference's up to where protections begin. */
function isReference({ hex }: Reference, preCommand: string): boolean {
  const MAC_DIGITS = 24;
  if (hex === preCommand) return true;
  const header = hex.slice(0, hex.indexOf('df09'));
  return hex.startsWith('dd') && hex.slice(0, -MAC_DIGITS) === `${header}${preCommand}00`;
}

function tryPreCommand(request: DuisRequest, context: TransformContext): string {
  try {
    return preCommandOf(request, context);
  } catch (error) {
    if (error instanceof HanlabError) return error.code;
    throw error;
  }
}

/** The context under which a request becomes its reference. */
function matchOf(reference: Reference): TransformContext | undefined {
  return contextsOf(reference).find((context) => isReference(reference, tryPreCommand(reference.request, context)));
}

/** The request with the reference's certificate of the party that the device does not know (reissued since). */
function withReferenceCertificate({ request, message }: Reference): DuisRequest | undefined {
  const certificate = message.frame.header.otherInformation.supplementaryRemotePartyCertificate;
  if (certificate === undefined) return undefined;
  const children = request.body.children.map((child) =>
    child.name === 'KAPublicSecurityCredentials'
      ? { ...child, text: Buffer.from(certificate).toString('base64') }
      : child,
  );
  return { ...request, body: { ...request.body, children } };
}

/** A character of a value that matters, made another of its kind: of times, not the fraction of a second. */
function changedText(text: string): string {
  const OTHER: Readonly<Record<string, string>> = {
    true: 'false',
    false: 'true',
    Enable: 'Disable',
    Disable: 'Enable',
    START: 'STOP',
    STOP: 'START',
    GBP: 'ECB',
    HOURLY: 'DAILY',
    DAILY: 'HOURLY',
    Monday: 'Wednesday',
    Saturday: 'Wednesday',
    Event: 'Security',
    Security: 'Event',
    ALCSEvent: 'PowerEvent',
    ESME: 'ALCS',
    ALCS: 'ESME',
    Unchanged: 'Disable',
  };
  const other = OTHER[text];
  if (other !== undefined) return other;
  const time = /^(.*:)(\d)(\d:.*)$/.exec(text);
  if (time !== null) return `${time[1]}${(Number(time[2]) + 1) % 6}${time[3]}`;
  return text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === '1' ? '2' : '1'));
}

/** Every element with text, and every attribute, of a body, changed one at a time. */
function* changesOf(element: XmlElement, path = ''): Generator<readonly [where: string, changed: XmlElement]> {
  const here = `${path}/${element.name}`;
  if (element.text.trim() !== '') yield [here, { ...element, text: changedText(element.text.trim()) }];
  for (const [name, value] of Object.entries(element.attributes)) {
    yield [`${here}@${name}`, { ...element, attributes: { ...element.attributes, [name]: changedText(value) } }];
  }
  for (const [i, child] of element.children.entries()) {
    for (const [where, changed] of changesOf(child, here)) {
      yield [where, { ...element, children: element.children.map((one, j) => (i === j ? changed : one)) }];
    }
  }
}

describe('service requests of the data set for an ESME', () => {
  let references: readonly Reference[];

  before(function () {
    this.timeout(60_000);
    references = readReferences(requireShared.call(this, 'rtds'));
  });

  it('become the reference messages, but for what the XML does not have', function () {
    this.timeout(60_000);
    const different = references.filter((reference) => matchOf(reference) === undefined);
    const explained = different.filter((reference) => {
      const request = withReferenceCertificate(reference);
      return request !== undefined && matchOf({ ...reference, request }) !== undefined;
    });
    const open = different.filter((reference) => !explained.includes(reference)).map(({ name }) => name);
    const identical = references.length - different.length;
    process.stdout.write(
      `      ${references.length} requests: ${identical} identical, ${explained.length} with another certificate, ${open.length} open\n`,
    );
    expect(explained.map(({ name }) => name)).eql(
      references.map(({ name }) => name).filter((name) => name.includes('_URP_')),
    );
    // The reference turns off the alerts 81C4 and 81C5, of which the request says nothing.
    expect(open).eql(references.map(({ name }) => name).filter((name) => name === 'ECS25a_6.22_SUCCESS'));
    expect(identical).greaterThan(0);
  });

  it('become others when any one value is another', function () {
    this.timeout(120_000);
    /** What does not go to this device: behaviours of three phases. */
    const LEFT_OUT = /ESMEPolyPhase\//;
    let count = 0;
    const unnoticed: string[] = [];
    for (const reference of references) {
      const context = matchOf(reference);
      if (context === undefined) continue;
      const { request } = reference;
      for (const [where, body] of changesOf(request.body)) {
        if (LEFT_OUT.test(where)) continue;
        count++;
        if (isReference(reference, tryPreCommand({ ...request, body }, context)))
          unnoticed.push(reference.name + where);
      }
    }
    process.stdout.write(`      ${count} values changed\n`);
    expect(count).greaterThan(references.length);
    expect(unnoticed).eql([]);
  });
});
