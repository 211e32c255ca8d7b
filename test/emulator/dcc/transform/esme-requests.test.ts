import { expect } from 'chai';
import { DEVICE_VERSIONS, type TransformContext } from '../../../../emulator/dcc/transform/context.js';
import { needChild, textOf, type XmlElement } from '../../../../emulator/dcc/xml/element.js';
import type { DeviceKind } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import {
  certificateIn,
  contextOfReference,
  octetsOrCode,
  type ReferenceRequest,
  referenceRequests,
  replaced,
  unprotected,
  withTexts,
} from './reference-requests.js';

/**
 * The service requests of the Reference Test Data Set for an ESME and what is like it, and for the radio of a hub: each
 * becomes the octets of its reference message. Of the reference, only what the DCC knows beside the XML is used.
 */

const PART = /^(ECS|CS01a|DBCH)/;

/** By the last octet of the identifiers in the data set. */
const KINDS: Readonly<Record<string, DeviceKind>> = { a0: 'esme', a2: 'communicationsHub', a6: 'sapc' };
const NETWORK_OPERATOR = '90-B3-D5-1F-30-02-00-00:';

/** Contexts that the reference leaves open: version and variant of the device. */
function contextsOf({ root, message }: ReferenceRequest): readonly TransformContext[] {
  const kind = KINDS[message.frame.header.recipient.slice(-2)] ?? 'esme';
  const id = textOf(needChild(needChild(root, 'Header'), 'RequestID'));
  const role = id.startsWith(NETWORK_OPERATOR) ? 'networkOperator' : 'supplier';
  return DEVICE_VERSIONS.flatMap((gbcsVersion) =>
    ['A', 'B', 'C'].map((esmeVariant) => contextOfReference(message, { kind, gbcsVersion, esmeVariant }, { role })),
  );
}

/** The context under which a request becomes its reference. */
function matchOf(reference: ReferenceRequest): TransformContext | undefined {
  const wanted = unprotected(reference.message);
  return contextsOf(reference).find((context) => octetsOrCode(reference.root, context) === wanted);
}

/** The request with the reference's certificate of the party that the device does not know (reissued since). */
function withReferenceCertificate(reference: ReferenceRequest): ReferenceRequest | undefined {
  const certificate = certificateIn(reference.message);
  if (certificate === undefined) return undefined;
  return { ...reference, root: withTexts(reference.root, { KAPublicSecurityCredentials: certificate }) };
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
  let references: readonly ReferenceRequest[];

  before(function () {
    this.timeout(60_000);
    references = referenceRequests(requireShared.call(this, 'rtds')).filter(({ name }) => PART.test(name));
  });

  it('become the reference messages, but for what the XML does not have', function () {
    this.timeout(60_000);
    const different = references.filter((reference) => matchOf(reference) === undefined);
    const explained = different.filter((reference) => {
      const reissued = withReferenceCertificate(reference);
      return reissued !== undefined && matchOf(reissued) !== undefined;
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
      const { root, message, name } = reference;
      const wanted = unprotected(message);
      const body = needChild(root, 'Body');
      for (const [where, changed] of changesOf(body)) {
        if (LEFT_OUT.test(where)) continue;
        count++;
        const changedRoot = replaced(root, (one) => (one === body ? changed : one));
        if (octetsOrCode(changedRoot, context) === wanted) unnoticed.push(name + where);
      }
    }
    process.stdout.write(`      ${count} values changed\n`);
    expect(count).greaterThan(references.length);
    expect(unnoticed).eql([]);
  });
});
