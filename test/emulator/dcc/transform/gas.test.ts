import { expect } from 'chai';
import type { DeviceVersion, TransformContext } from '../../../../emulator/dcc/transform/context.js';
import type { XmlElement } from '../../../../emulator/dcc/xml/element.js';
import { needChild, textOf } from '../../../../emulator/dcc/xml/element.js';
import { type DeviceKind, type Message, type NamedFields, nameMessage } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import {
  certificateIn,
  contextOfReference,
  elementsOf,
  octetsOrCode,
  type ReferenceRequest,
  referenceRequests,
  replaced,
  unprotected,
  useCaseOf,
  withTexts,
} from './reference-requests.js';

/** The gas devices of the data set by the end of their identifiers. */
const GAS_DEVICES: Readonly<Record<string, DeviceKind>> = { a1: 'gsme', a3: 'gasProxyFunction' };
/** The devices whose use case says that they are of an older version. */
const VERSIONS: Readonly<Record<string, DeviceVersion>> = {
  GCS21d: '2.0',
  GCS21e: '2.0',
  GCS25: '2.0',
  GCS24: '3.1',
  GCS60: '3.1',
};

function gasContext(message: Message): TransformContext {
  const kind = GAS_DEVICES[message.frame.header.recipient.slice(-2)];
  if (kind === undefined) throw new Error(`${message.frame.header.recipient} is no gas device`);
  const gbcsVersion = VERSIONS[useCaseOf(message)] ?? '4.0';
  return contextOfReference(message, { kind, gbcsVersion });
}

type Explanation = (fields: NamedFields, message: Message) => Readonly<Record<string, string>>;

/** What the messages of these requests have otherwise than the requests say, put into the request. */
const EXPLAINED: Readonly<Record<string, Explanation>> = {
  'GCS09_3.2_SUCCESS': ({ implementationDateTime }) => ({ RestrictionDateTime: String(implementationDateTime) }),
  'GCS15c_4.4.3_SUCCESS': ({ earliestStartTime, latestEndTime }) => ({
    StartDateTime: String(earliestStartTime),
    EndDateTime: String(latestEndTime),
  }),
  'GCS16b_4.14_URP_SUCCESS': ({ earliestStartTime }, message) => ({
    StartDateTime: String(earliestStartTime),
    KAPublicSecurityCredentials: certificateIn(message) ?? '',
  }),
  'GCS61_4.17_SUCCESS': ({ earliestSampleTime }, message) => ({
    StartDateTime: String(earliestSampleTime),
    // The period of the request, moved to where that of the message starts.
    EndDateTime: '2015-01-01T00:00:00Z',
    KAPublicSecurityCredentials: certificateIn(message) ?? '',
  }),
};

function firstFieldsOf(message: Message): NamedFields {
  const [component] = nameMessage(message).payload['components'] as readonly NamedFields[];
  return component?.['fields'] as NamedFields;
}

/** Another value of the kind that the text is. */
function otherText(text: string): string {
  const others: Readonly<Record<string, string>> = {
    ...{ true: 'false', false: 'true', Enable: 'Disable', Disable: 'Enable', DAILY: 'HOURLY', HOURLY: 'DAILY' },
    ...{ GBP: 'ECB', ECB: 'GBP', Unchanged: 'Locked', Monthly: 'Weekly', SixMonthly: 'Yearly', Event: 'Security' },
  };
  if (Object.hasOwn(others, text)) return others[text] ?? '';
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text.replace(/^\d{4}(.*)T\d\d/, '2029$1T01');
  const number = /^(.*)(\d)$/.exec(text);
  return number === null ? `${text}x` : `${number[1]}${number[2] === '1' ? '2' : '1'}`;
}

describe('Service requests to gas devices (GBCS 18, DUIS 5.4)', function () {
  this.timeout(30_000);
  let requests: readonly ReferenceRequest[];

  before(function () {
    requests = referenceRequests(requireShared.call(this, 'rtds')).filter(
      ({ message }) => message.payload.kind === 'gbz',
    );
  });

  const matches = ({ root, message }: ReferenceRequest) =>
    octetsOrCode(root, gasContext(message)) === unprotected(message);

  it('become the messages of the data set, but where request and message differ', () => {
    const others = requests.filter((request) => !matches(request)).map(({ name }) => name);
    expect(others).eql(Object.keys(EXPLAINED).filter((name) => requests.some((request) => request.name === name)));
    expect(requests.length - others.length).at.least(58);
  });

  for (const [name, explain] of Object.entries(EXPLAINED)) {
    it(`${name} becomes its message once the request says what the message does`, () => {
      const request = requests.find((one) => one.name === name);
      if (request === undefined) throw new Error(`${name} is not in the data set`);
      const { root, message } = request;
      const texts = explain(firstFieldsOf(message), message);
      expect(matches({ ...request, root: withTexts(root, texts) })).equal(true);
      for (const left of Object.keys(texts)) {
        const { [left]: _, ...rest } = texts;
        expect(matches({ ...request, root: withTexts(root, rest) }), `without ${left}`).equal(false);
      }
    });
  }

  it('become others, or none, with any other value', () => {
    const ignored = new Set<string>();
    for (const { name, root, message } of requests) {
      if (Object.hasOwn(EXPLAINED, name)) continue;
      const wanted = unprotected(message);
      for (const leaf of elementsOf(needChild(root, 'Body')).filter(({ children }) => children.length === 0)) {
        if (textOf(leaf) === '') continue;
        const changed = replaced(root, (one) => (one === leaf ? { ...leaf, text: otherText(textOf(leaf)) } : one));
        if (octetsOrCode(changed, gasContext(message)) === wanted) ignored.add(`${useCaseOf(message)} ${leaf.name}`);
      }
    }
    expect([...ignored].sort()).eql([
      'GCS01a BlockThreshold',
      'GCS01a NumberOfThresholds',
      'GCS01b NumberOfThresholds',
      'GCS18 EndDateTime',
      'GCS18 StartDateTime',
    ]);
  });

  it('are refused with a code, whatever is left out, there twice or of another kind', () => {
    const ofEachUseCase = new Map(requests.map((request) => [useCaseOf(request.message), request]));
    for (const { root, message } of ofEachUseCase.values()) {
      const context = gasContext(message);
      const change = (element: XmlElement, by: readonly XmlElement[]) =>
        octetsOrCode(
          replaced(root, (one) => (one === element ? by : one)),
          context,
        );
      for (const element of elementsOf(needChild(root, 'Body')).slice(1)) {
        change(element, []);
        change(element, [element, element]);
        for (const text of ['', '-1', '99999999999999', '0001-01-01T00:00:00Z']) {
          change(element, [{ ...element, children: [], text, attributes: { index: text } }]);
        }
      }
    }
  });
});
