import { expect } from 'chai';
import fc from 'fast-check';
import {
  CodecError,
  decodeMessage,
  encodeMessage,
  fromHex,
  HanlabError,
  messageOfNames,
  type NamedMessage,
  nameMessage,
  opensslProvider,
  toHex,
  type VerifyOptions,
} from '../../../gbcs/index.js';
import { GOLDEN_DIRECTORY, readGolden } from '../../../vectors/golden/read.js';
import { readRtds } from '../../../vectors/index.js';
import { requireShared } from '../../shared.js';
import '../../property-seed.js';

/**
 * Named values are what somebody writes by hand or a program sends: any JSON may stand anywhere in them. Whatever it is,
 * a message comes of it whose octets mean the same, or a typed error; never a TypeError, a hang or a stack that is full.
 */

/** Texts that name something of an object, of JavaScript or of our own, and numbers at the ends of ranges. */
const TEXTS = [
  ...['__proto__', 'toString', 'constructor', 'hasOwnProperty', '', 'x', '0x', '0xFFFF', 'computed', 'now', 'never'],
  ...['2015-02-30T00:00:00Z', '-1', '99999999999999999999', 'get #0', 'action #7', 'get 1 0-0:1.0.0.255 2'],
  ...['set 99999 0-0:1.0.0.255 2', 'set 1 0-0:999.0.0.255 2', 'raw', 'gbz', 'access-response', '0102', '0-0:1.0.0.255'],
];
const NUMBERS = [-1, 0, 1, 0.5, 255, 256, 65_536, 2 ** 32, 2 ** 53, 1e300];
/** As JSON gives them: own properties of these names. */
const OBJECTS = [
  '{"toString":1,"valueOf":1}',
  '{"__proto__":{"openTime":1}}',
  '{"dlms:array":[]}',
  '{"dlms:structure":{}}',
  '{"dlms:compact-array":{"description":[65535,[65535,"null-data"]],"items":[]}}',
  '{"dlms:compact-array":{"description":"boolean","items":[{"dlms:unsigned":1}]}}',
  '{"dlms:poem":5}',
  '{"dlms:bit-string":{"size":65535,"set":[0]}}',
  '{"compact":[]}',
  '{"plaintext":[]}',
  '{"octets":5}',
  '{"from":0,"to":null}',
];

const hostile = fc.oneof(
  fc.constantFrom(...TEXTS, ...NUMBERS, null, true).map((value) => JSON.stringify(value)),
  fc.constantFrom(...OBJECTS),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
);

const change = fc.record({
  /** Which part of the message, counted round and round. */
  where: fc.noBias(fc.nat(9_999)),
  /** The part gets another value, another name, or is left out. */
  how: fc.oneof({ weight: 6, arbitrary: fc.constant('value') }, fc.constant('name'), fc.constant('nothing')),
  name: fc.constantFrom(...TEXTS),
  value: hostile,
});

type Holder = Record<string, unknown>;

/** Every part of a value that something holds. */
function partsOf(value: unknown): readonly { readonly holder: Holder; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...partsOf(holder[key])]);
}

function changed(json: string, changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[]): unknown {
  const named: unknown = JSON.parse(json);
  for (const { where, how, name, value } of changes) {
    const parts = partsOf(named);
    const part = parts[where % parts.length];
    if (part === undefined) continue;
    const { holder, key } = part;
    const old = holder[key];
    if (how === 'value') holder[key] = JSON.parse(value);
    else delete holder[key];
    // A property of such a name, which an assignment would not make.
    if (how === 'name')
      Object.defineProperty(holder, name, { value: old, writable: true, enumerable: true, configurable: true });
  }
  // Of a list that has lost an element, null is left, and names that it got are gone: JSON has neither.
  return JSON.parse(JSON.stringify(named));
}

/** Makes a message of what is there, twice if it can be made once. */
function judge(named: unknown, keys?: VerifyOptions): 'refused' | 'made' {
  let octets: Uint8Array;
  try {
    octets = encodeMessage(messageOfNames(named as NamedMessage, keys));
  } catch (error) {
    if (!(error instanceof HanlabError)) throw error;
    return 'refused';
  }
  const again = nameMessage(decodeMessage(octets), keys);
  expect(toHex(encodeMessage(messageOfNames(again, keys))), JSON.stringify(named)).equal(toHex(octets));
  return 'made';
}

function campaign(pool: readonly string[], keys?: VerifyOptions): void {
  const tally = { refused: 0, made: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...pool), fc.array(change, { minLength: 1, maxLength: 3 }), (json, changes) => {
      tally[judge(changed(json, changes), keys)]++;
    }),
    { numRuns: Number(process.env['HANLAB_HOSTILE_NAMES'] ?? 6000) },
  );
  // The changes are neither so wild that none gets past the header, nor so tame that nothing is refused.
  expect(tally.made).greaterThan(0);
  expect(tally.refused).greaterThan(tally.made);
}

/** What an action throws. */
function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe('named messages that somebody has tampered with', () => {
  const command = {
    useCase: 'ECS47',
    message: 'Command',
    originatorCounter: '2001',
    originator: '90-B3-D5-1F-30-02-00-00',
    recipient: '00-DB-12-34-56-78-90-A0',
  };

  it('are refused where they are nested deeper than any stack', () => {
    const deep = (open: string, close: string) => JSON.parse(`${open.repeat(200_000)}0${close.repeat(200_000)}`);
    for (const payload of [{ x: deep('[', ']') }, { x: deep('[{"component":', '}]') }]) {
      const error = thrownBy(() => messageOfNames({ ...command, payload } as NamedMessage));
      expect(error)
        .instanceOf(CodecError)
        .property('message')
        .match(/128 deep/);
    }
  });

  it('are refused where a result of 200,000 has no value, as soon as it is read', () => {
    const numbers = Array.from({ length: 100_000 }, (_, i) => i);
    const payload = Object.fromEntries(numbers.map((i) => [`get #${i}`, null]));
    const results = Object.fromEntries([...numbers, -1].map((i) => [`get #${Math.abs(i)}${i < 0 ? '00000' : ''}`, 3]));
    const named = { ...command, message: 'Response', payload, results } as NamedMessage;
    const start = performance.now();
    expect(thrownBy(() => messageOfNames(named))).instanceOf(CodecError);
    expect(performance.now() - start).lessThan(5000);
  });

  it('are refused where header, results or long-invoke-id are of another type, inherited names included', () => {
    const changes = [{ message: 'toString' }, { message: '__proto__' }, { results: 'abc' }, { longInvokeId: 'x' }];
    for (const more of changes) {
      const named = { ...command, message: 'Response', payload: {}, ...more } as unknown as NamedMessage;
      const error = thrownBy(() => messageOfNames(named));
      expect(error, JSON.stringify(more)).instanceOf(CodecError).property('path').equal(Object.keys(more)[0]);
    }
  });

  it('make a message or a typed error: DLMS and ASN.1, golden vectors', function () {
    this.timeout(120_000);
    const messages = readGolden(GOLDEN_DIRECTORY).flatMap(({ file }) =>
      file.groups.flatMap(({ cases }) =>
        cases.filter(({ result }) => result === 'valid').map(({ message }) => fromHex(message)),
      ),
    );
    campaign(messages.map((octets) => JSON.stringify(nameMessage(decodeMessage(octets)))));
  });

  it('make a message or a typed error: GBZ and encrypted values as well, reference messages', function () {
    this.timeout(120_000);
    const { messages, context } = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    campaign(
      messages.map(({ message }) => JSON.stringify(nameMessage(message, context))),
      context,
    );
  });
});
