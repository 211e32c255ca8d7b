import { concatBytes } from '../../gbcs/index.js';
import { actor, secretOf, signBy } from './cast.js';
import { type Fault, withMacFault, withSignatureFault } from './fault.js';
import { flipped, type Plan } from './octets.js';

/** Messages whose signature or MAC is missing, does not belong, or does not hold; all else is right. */

/** Order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const EMPTY = new Uint8Array(0);

function number(octets: Uint8Array): bigint {
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function octets(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * (31 - i))) & 0xffn));
}

/** A signature with other numbers. */
function rs(change: (r: bigint, s: bigint) => readonly [bigint, bigint]): Fault['make'] {
  return (plan) =>
    withSignatureFault(plan, (signature) => {
      const [r, s] = change(number(signature.slice(0, 32)), number(signature.slice(32)));
      return concatBytes(octets(r), octets(s));
    });
}

/** A signature by the right key, over something else. */
function over(what: (toBeSigned: Uint8Array, plan: Plan) => Uint8Array): Fault['make'] {
  return (plan, { sender }) =>
    withSignatureFault(plan, (_, toBeSigned) => signBy(sender.digitalSignature, what(toBeSigned, plan)));
}

function signed(change: (signature: Uint8Array) => Uint8Array): Fault['make'] {
  return (plan) => withSignatureFault(plan, change);
}

function tag(change: (tag: Uint8Array) => Uint8Array): Fault['make'] {
  return (plan) => withMacFault(plan, { tag: change });
}

function signature(id: string, flag: Fault['flag'], comment: string, make: Fault['make'], everywhere = false): Fault {
  return { id, flag, comment, check: 'signature', make, ...(everywhere ? { everywhere } : {}) };
}

function mac(id: string, flag: Fault['flag'], comment: string, make: Fault['make'], everywhere = false): Fault {
  return { id, flag, comment, check: 'mac', make, ...(everywhere ? { everywhere } : {}) };
}

export const SIGNATURE_FAULTS: readonly Fault[] = [
  signature(
    'signature-changed',
    'SignatureChanged',
    'one bit of s is changed',
    signed((one) => flipped(one, -1)),
    true,
  ),
  signature(
    'signature-changed-r',
    'SignatureChanged',
    'one bit of r is changed',
    signed((one) => flipped(one, 0)),
  ),
  signature(
    'signature-zero',
    'SignatureRange',
    'r and s are 0',
    rs(() => [0n, 0n]),
  ),
  signature(
    'r-zero',
    'SignatureRange',
    'r is 0',
    rs((_, s) => [0n, s]),
  ),
  signature(
    's-zero',
    'SignatureRange',
    's is 0',
    rs((r) => [r, 0n]),
  ),
  signature(
    'r-order',
    'SignatureRange',
    'r is the order of the curve',
    rs((_, s) => [ORDER, s]),
  ),
  signature(
    's-order',
    'SignatureRange',
    's is the order of the curve',
    rs((r) => [r, ORDER]),
  ),
  signature(
    'r-one-s-one',
    'SignatureRange',
    'r and s are 1',
    rs(() => [1n, 1n]),
  ),
  signature(
    's-largest',
    'SignatureRange',
    's is 2^256 - 1',
    rs((r) => [r, 2n ** 256n - 1n]),
  ),
  signature(
    'r-and-s-swapped',
    'SignatureForm',
    's before r',
    rs((r, s) => [s, r]),
  ),
  signature(
    'little-endian',
    'SignatureForm',
    'r and s with their octets in reverse order',
    signed((one) => concatBytes(one.slice(0, 32).reverse(), one.slice(32).reverse())),
  ),
  ...(
    [
      ['with-df', 'with DF before it', (signed) => concatBytes(Uint8Array.of(0xdf), signed)],
      [
        'with-empty-field',
        'with the length of an empty signature after it',
        (signed) => concatBytes(signed, EMPTY, Uint8Array.of(0)),
      ],
      ['payload-alone', 'the payload alone', (_, { parts }) => parts.payload],
      [
        'without-length',
        'without its first octet, the length of the transaction identifier',
        (signed) => signed.slice(1),
      ],
      ['without-payload-end', 'all but the last octet', (signed) => signed.slice(0, -1)],
      ['nothing', 'no octets at all', () => EMPTY],
    ] as const satisfies readonly (readonly [string, string, (signed: Uint8Array, plan: Plan) => Uint8Array])[]
  ).map(([id, comment, what]) =>
    signature(`signed-${id}`, 'SignatureOverWrongOctets', `signed: ${comment}`, over(what)),
  ),
  signature(
    'payload-changed-after-signing',
    'SignatureOverWrongOctets',
    'the last octet of the payload differs from the one that was signed; the MAC is over what is sent',
    over((octets) => flipped(octets, -1)),
  ),
  signature(
    'signed-by-another',
    'SignatureByAnotherKey',
    'signed by a party or device that the receiver does not know',
    (plan, { role, sender }) => {
      const ofRole = role === 'supplier' ? 'otherSupplier' : 'otherNetworkOperator';
      const { digitalSignature } = actor(sender.kind === undefined ? ofRole : 'otherEsme');
      return withSignatureFault(plan, (_, toBeSigned) => signBy(digitalSignature, toBeSigned));
    },
  ),
  signature(
    'signed-by-key-agreement-key',
    'SignatureByAnotherKey',
    'signed with the key agreement key of the originator',
    (plan, { sender }) => withSignatureFault(plan, (_, toBeSigned) => signBy(sender.keyAgreement, toBeSigned)),
  ),
  signature(
    'signed-by-broker',
    'SignatureByAnotherKey',
    'signed with the signing key of the Access Control Broker',
    (plan, { sender }) =>
      sender.name === 'accessControlBroker'
        ? undefined
        : withSignatureFault(plan, (_, toBeSigned) =>
            signBy(actor('accessControlBroker').digitalSignature, toBeSigned),
          ),
  ),
  ...(['low', 'high'] as const).map(
    (half): Fault => ({
      id: `${half}-s`,
      flag: 'HighS',
      comment: `s in the ${half === 'low' ? 'lower' : 'upper'} half of its range: both are valid, GBCS has no rule for it`,
      make: rs((r, s) => [r, s > ORDER / 2n === (half === 'high') ? s : ORDER - s]),
    }),
  ),
];

export const MAC_FAULTS: readonly Fault[] = [
  mac(
    'mac-changed',
    'MacChanged',
    'one bit of the last octet is changed',
    tag((one) => flipped(one, -1)),
    true,
  ),
  mac(
    'mac-changed-first',
    'MacChanged',
    'one bit of the first octet is changed',
    tag((one) => flipped(one, 0, 0x80)),
  ),
  mac(
    'mac-zero',
    'MacChanged',
    'a MAC of zeros',
    tag(() => new Uint8Array(12)),
  ),
  mac(
    'mac-by-other-party',
    'MacWithWrongKey',
    'made with the key agreement key of a party that the receiver does not know',
    (plan, { taker, sender }) =>
      withMacFault(plan, { secret: secretOf('otherSupplier', taker.kind === undefined ? sender.name : taker.name) }),
  ),
  mac(
    'mac-with-originator-key',
    'MacWithWrongKey',
    'made with the key agreement key of the originator, not of the Access Control Broker',
    (plan, { sender, taker }) =>
      plan.parts.cra === 1 && sender.name !== 'accessControlBroker'
        ? withMacFault(plan, { secret: secretOf(sender.name, taker.name) })
        : undefined,
    true,
  ),
  mac(
    'mac-key-of-broker-title',
    'MacKeyDerivation',
    'the key is derived for the broker, not the originator',
    (plan, { sender }) =>
      sender.name === 'accessControlBroker'
        ? undefined
        : withMacFault(plan, { keyOriginator: actor('accessControlBroker').entity }),
  ),
  mac('mac-key-titles-swapped', 'MacKeyDerivation', 'the key is derived with the titles swapped', (plan) =>
    withMacFault(plan, { keyOriginator: plan.parts.recipient, keyRecipient: plan.parts.originator }),
  ),
  mac('mac-key-of-another-cra', 'MacKeyDerivation', 'the key is derived for another kind of message', (plan) =>
    withMacFault(plan, { keyCra: plan.parts.cra === 1 ? 2 : 1 }),
  ),
  mac('mac-key-of-next-counter', 'MacKeyDerivation', 'the key is derived for the next counter', (plan) =>
    withMacFault(plan, { keyCounter: plan.parts.counter + 1n }),
  ),
  mac('mac-key-round-0', 'MacKeyDerivation', 'the key is derived with round number 0', (plan) =>
    withMacFault(plan, { round: 0 }),
  ),
  mac('mac-key-second-half', 'MacKeyDerivation', 'the key is the second half of the hash', (plan) =>
    withMacFault(plan, { keyAt: 16 }),
  ),
  mac(
    'mac-iv-of-recipient',
    'MacInitialisationVector',
    'the initialisation vector has the title of the recipient',
    (plan) => withMacFault(plan, { ivTitle: plan.parts.recipient }),
  ),
  mac(
    'mac-iv-of-broker',
    'MacInitialisationVector',
    'the initialisation vector has the title of the broker',
    (plan, { sender, taker }) =>
      [sender.name, taker.name].includes('accessControlBroker')
        ? undefined
        : withMacFault(plan, { ivTitle: actor('accessControlBroker').entity }),
  ),
  mac('mac-iv-counter', 'MacInitialisationVector', 'the initialisation vector has counter 1', (plan) =>
    withMacFault(plan, { ivCounter: 1 }),
  ),
  mac(
    'mac-without-five-zeros',
    'MacWithoutFiveZeros',
    'the additional data has 11 and then the message: an older issue of GBCS reads so',
    (plan) => withMacFault(plan, { before: Uint8Array.of(0x11) }),
  ),
  mac('mac-without-security-control', 'MacOverWrongOctets', 'the additional data is the message alone', (plan) =>
    withMacFault(plan, { before: EMPTY }),
  ),
  mac('mac-without-df', 'MacOverWrongOctets', 'over all after DF', (plan) =>
    withMacFault(plan, { protect: (signing) => signing.slice(1) }),
  ),
  mac(
    'mac-without-signature',
    'MacOverWrongOctets',
    'over the message as it was before it was signed',
    (plan, { protections }) =>
      protections.signature
        ? withMacFault(plan, { protect: (signing) => concatBytes(signing.slice(0, -65), Uint8Array.of(0)) })
        : undefined,
  ),
  mac('mac-without-last-octet', 'MacOverWrongOctets', 'over all but the last octet', (plan) =>
    withMacFault(plan, { protect: (signing) => signing.slice(0, -1) }),
  ),
];

/** Protections that are not those of the use case; each one that is there holds. */
export const PRESENCE_FAULTS: readonly Fault[] = [
  {
    id: 'signature-missing',
    flag: 'SignatureMissing',
    comment: 'no signature; the MAC holds',
    check: 'protections',
    everywhere: true,
    make: (plan, { protections }) =>
      protections.signature && protections.mac ? { ...plan, signature: () => EMPTY } : undefined,
  },
  {
    id: 'mac-missing',
    flag: 'MacMissing',
    comment: 'no MAC; the signature holds',
    check: 'protections',
    everywhere: true,
    make: ({ mac: _, ...plan }, { protections }) => (protections.signature && protections.mac ? plan : undefined),
  },
  {
    id: 'unprotected',
    flag: 'Unprotected',
    comment: 'neither signature nor MAC, and no fields for them: as a Pre-Command goes to be signed',
    check: 'protections',
    make: ({ mac: _, signature: __, ...plan }) => plan,
  },
  {
    id: 'unprotected-empty-field',
    flag: 'Unprotected',
    comment: 'neither signature nor MAC; the signature field is empty',
    check: 'protections',
    make: ({ mac: _, ...plan }) => ({ ...plan, signature: () => EMPTY }),
  },
  {
    id: 'signature-too',
    flag: 'SignatureWhereNoneBelongs',
    comment: 'a signature of the originator, which holds, beside the MAC',
    check: 'protections',
    everywhere: true,
    make: (plan, { protections, sender }) =>
      protections.signature ? undefined : { ...plan, signature: (octets) => signBy(sender.digitalSignature, octets) },
  },
  {
    id: 'signature-instead',
    flag: 'SignatureWhereNoneBelongs',
    comment: 'a signature of the originator, which holds, in place of the MAC',
    check: 'protections',
    make: ({ mac: _, ...plan }, { protections, sender }) =>
      protections.signature ? undefined : { ...plan, signature: (octets) => signBy(sender.digitalSignature, octets) },
  },
  {
    id: 'mac-too',
    flag: 'MacWhereNoneBelongs',
    comment: 'a MAC, which holds, beside the signature',
    check: 'protections',
    everywhere: true,
    make: (plan, { protections, secret }) => (protections.mac ? undefined : { ...plan, mac: { secret } }),
  },
  {
    id: 'mac-instead',
    flag: 'MacWhereNoneBelongs',
    comment: 'a MAC, which holds, in place of the signature',
    check: 'protections',
    make: (plan, { protections, secret }) =>
      protections.mac ? undefined : { ...plan, signature: () => EMPTY, mac: { secret } },
  },
];
