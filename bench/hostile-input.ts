import {
  buildMessage,
  concatBytes,
  DECODE_LIMITS,
  type DecodeLimits,
  decodeMessage,
  describeMessage,
  encodeFrame,
  encodeMessage,
  eui64,
  findingsOf,
  fromHex,
  HanlabError,
} from '../gbcs/index.js';

/** One kind of input that is made to cost as much as it can, of a size that can be doubled. */
interface HostileInput {
  readonly name: string;
  readonly messageCode: number;
  readonly cra: 1 | 2 | 3;
  /** @param size how many of whatever the input has many of */
  payload(size: number): Uint8Array;
  /** What the smaller of the two inputs has; a message has 131,072 octets at most. */
  readonly size: number;
}

/** How long it takes to decode, judge, encode and describe an input, and one of twice its size. */
export interface Doubling {
  readonly name: string;
  readonly octets: readonly [number, number];
  /** Of processor time. */
  readonly milliseconds: readonly [number, number];
  /** 2 is linear, 4 quadratic. */
  readonly ratio: number;
  /** The same with the limits as they are, where they refuse the larger input or its payload. */
  readonly refusedAfterMilliseconds?: number;
}

/** Limits that let every input below through, so that it is read to its end. */
const OPEN: DecodeLimits = {
  ...DECODE_LIMITS,
  dlmsValues: 1e9,
  derElements: 1e9,
  derContentOctets: 1e9,
  gbzComponents: 1e9,
};

function repeated(hex: string, count: number): Uint8Array {
  const one = fromHex(hex);
  const octets = new Uint8Array(one.length * count);
  for (let i = 0; i < count; i++) octets.set(one, i * one.length);
  return octets;
}

function octetsOf(length: number, octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, i) => Math.floor(length / 256 ** (octets - 1 - i)) % 256);
}

/** BER length in the form of three octets of number, which takes all sizes here. */
function length(value: number): Uint8Array {
  return concatBytes(Uint8Array.of(0x83), octetsOf(value, 3));
}

/** An element of DER with contents of 256 octets or more. */
function der(tag: string, contents: Uint8Array): Uint8Array {
  const { length } = contents;
  const octets = length < 0x10000 ? 2 : 3;
  return concatBytes(fromHex(tag), Uint8Array.of(0x80 + octets), octetsOf(length, octets), contents);
}

const NOTIFICATION = fromHex('0f2000000100');

const INPUTS: readonly HostileInput[] = [
  {
    name: 'DLMS array of null-data',
    messageCode: 0x1000,
    cra: 3,
    size: 60_000,
    payload: (size) => concatBytes(NOTIFICATION, fromHex('01'), length(size), repeated('00', size)),
  },
  {
    name: 'DLMS structures nested 31 deep, in an array',
    messageCode: 0x1000,
    cra: 3,
    size: 1000,
    payload: (size) => concatBytes(NOTIFICATION, fromHex('01'), length(size), repeated(`${'0201'.repeat(30)}00`, size)),
  },
  {
    name: 'DLMS compact-array of unsigned',
    messageCode: 0x1000,
    cra: 3,
    size: 60_000,
    payload: (size) => concatBytes(NOTIFICATION, fromHex('1311'), length(size), repeated('07', size)),
  },
  {
    name: 'DLMS compact-arrays whose description multiplies',
    messageCode: 0x1000,
    cra: 3,
    size: 20,
    // 2,000 empty structures in a single octet of contents, which is not one of them.
    payload: (size) => concatBytes(NOTIFICATION, fromHex('01'), length(size), repeated('1302020107d00200110107', size)),
  },
  {
    name: 'DLMS bit-string',
    messageCode: 0x1000,
    cra: 3,
    size: 60_000,
    payload: (size) => concatBytes(NOTIFICATION, fromHex('04'), length(8 * size), repeated('a5', size)),
  },
  {
    name: 'DLMS access request of many instructions',
    messageCode: 0x0055,
    cra: 1,
    size: 5000,
    payload: (size) =>
      concatBytes(
        fromHex('d92000000100'),
        length(size),
        repeated('02000100005e2c750202', size),
        length(size),
        repeated('00', size),
      ),
  },
  {
    name: 'DER of many NULLs, of no type',
    messageCode: 0x7777,
    cra: 1,
    size: 30_000,
    payload: (size) => der('30', repeated('0500', size)),
  },
  {
    name: 'ASN.1 device log of many entries',
    messageCode: 0x008c,
    cra: 1,
    size: 4000,
    payload: (size) => der('30', der('30', repeated('300d040800db1234567890a5020104', size))),
  },
  {
    name: 'GBZ components',
    messageCode: 0x0083,
    cra: 1,
    size: 127,
    payload: (size) =>
      concatBytes(
        fromHex('0109'),
        octetsOf(size, 1),
        repeated(`00070200ff010000${'ab'.repeat(252)}`, size - 1),
        fromHex('0107020003010000'),
      ),
  },
  {
    name: 'GBZ alert of many items',
    messageCode: 0x00f2,
    cra: 3,
    size: 30_000,
    payload: (size) => concatBytes(fromHex('010901'), fromHex('81a0'), fromHex('00000000'), repeated('0001', size)),
  },
];

function messageOf({ messageCode, cra, payload }: HostileInput, size: number): Uint8Array {
  return encodeFrame(
    buildMessage({
      cra,
      originatorCounter: 1n,
      originator: eui64('90b3d51f30020000'),
      recipient: eui64('00db1234567890a0'),
      otherInformation: { messageCode },
      payload: { kind: 'raw', family: 'unknown', octets: payload(size) },
    }),
  );
}

/** Everything that the command line does with a message but for keys. @returns whether its payload was read */
function work(octets: Uint8Array, limits: DecodeLimits): boolean {
  const message = decodeMessage(octets, { limits });
  findingsOf(message);
  encodeMessage(message, { limits });
  describeMessage(message);
  try {
    decodeMessage(octets, { limits, preset: 'strict' });
  } catch (error) {
    if (!(error instanceof HanlabError)) throw error;
  }
  return message.payload.kind !== 'raw';
}

const RUNS = 9;

/** Processor time of the shortest of the runs, after two to warm up: what others on the machine do disturbs it least. */
function millisecondsOf(octets: Uint8Array, limits: DecodeLimits): number {
  const times = Array.from({ length: RUNS + 2 }, () => {
    const started = process.cpuUsage();
    work(octets, limits);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  }).slice(2);
  return Math.min(...times);
}

/** Times each hostile input at one size and at twice that size. */
export function measureHostileInput(): Doubling[] {
  return INPUTS.map((input) => {
    const [small, large] = [messageOf(input, input.size), messageOf(input, 2 * input.size)];
    const one = millisecondsOf(small, OPEN);
    const two = millisecondsOf(large, OPEN);
    const doubling: Doubling = {
      name: `${input.name}${work(large, OPEN) ? '' : ' (malformed)'}`,
      octets: [small.length, large.length],
      milliseconds: [one, two],
      ratio: two / one,
    };
    if (work(large, DECODE_LIMITS) === work(large, OPEN)) return doubling;
    return { ...doubling, refusedAfterMilliseconds: millisecondsOf(large, DECODE_LIMITS) };
  });
}

export function formatDoubling({ name, octets, milliseconds, ratio, refusedAfterMilliseconds }: Doubling): string {
  const [one, two] = milliseconds.map((time) => time.toFixed(1));
  const limited =
    refusedAfterMilliseconds === undefined
      ? ''
      : `; by the limits refused after ${refusedAfterMilliseconds.toFixed(1)} ms`;
  return `${name}: ${octets[0]} octets ${one} ms, ${octets[1]} octets ${two} ms; ratio ${ratio.toFixed(1)}${limited}`;
}
