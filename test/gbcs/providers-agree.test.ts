import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CryptoProvider,
  createKeyStore,
  decodeFrame,
  deriveMessageKey,
  type Eui64,
  encodeFrame,
  eui64,
  type Frame,
  type KeyStore,
  macFrame,
  opensslProvider,
  portableProvider,
  scalarFromSeed,
  signFrame,
  toHex,
  verifyFrame,
} from '../../gbcs/index.js';
import { checkRtds, readRtds } from '../../vectors/index.js';
import { requireShared } from '../shared.js';

/** The seed makes them the same in every run. */
const MESSAGES = 10_000;
const SEED = 20_260_105;

const BROKER = eui64('90b3d51f30000002');
const PARTIES = ['90b3d51f30010000', '90b3d51f30020000', '90b3d51f30030000'].map(eui64);
const DEVICES = ['00db1234567890a0', '00db1234567890a1', '00db1234567890a2'].map(eui64);

/** Everybody's keys, in both halves. */
function storeOf(provider: CryptoProvider): KeyStore {
  const store = createKeyStore(provider);
  for (const entity of [BROKER, ...PARTIES, ...DEVICES]) {
    for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
      store.add({ entity, usage, privateScalar: scalarFromSeed(new TextEncoder().encode(`${entity} ${usage}`)) });
    }
  }
  return store;
}

interface Side {
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  readonly accessControlBroker: Eui64;
}

function sideOf(provider: CryptoProvider): Side {
  return { provider, keys: storeOf(provider), accessControlBroker: BROKER };
}

function secretOf({ provider, keys }: Side, own: Eui64, peer: Eui64): Uint8Array {
  const privateKey = keys.privateKey({ entity: own, usage: 'keyAgreement' });
  const publicKey = keys.publicKey({ entity: peer, usage: 'keyAgreement' });
  if (privateKey === undefined || publicKey === undefined) throw new Error(`no keys of ${own} and ${peer}`);
  return provider.sharedSecret(privateKey, publicKey);
}

interface Draft {
  readonly frame: Frame;
  /** What protects it: a third of the messages each. */
  readonly protection: 'signature' | 'mac' | 'both';
}

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const drafts: fc.Arbitrary<Draft> = fc
  .record({
    cra: fc.constantFrom(1 as const, 2 as const, 3 as const),
    party: fc.constantFrom(...PARTIES),
    device: fc.constantFrom(...DEVICES),
    originatorCounter: u64,
    messageCode: fc.nat(0xffff),
    supplementaryRemotePartyId: fc.constantFrom(...PARTIES),
    supplementaryRemotePartyCounter: u64,
    onBehalf: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 700, size: 'max' }),
    protection: fc.constantFrom('signature' as const, 'mac' as const, 'both' as const),
  })
  .map((one) => {
    const { cra, party, device, originatorCounter, messageCode, payload, protection } = one;
    const { supplementaryRemotePartyId, supplementaryRemotePartyCounter } = one;
    const [originator, recipient] = cra === 1 ? [party, device] : [device, party];
    const otherInformation = one.onBehalf
      ? { messageCode, supplementaryRemotePartyId, supplementaryRemotePartyCounter }
      : { messageCode };
    const dateTime = new Uint8Array(0);
    const header = { cra, originatorCounter, originator, recipient, dateTime, otherInformation };
    return { frame: { header, payload }, protection };
  });

/** A message with its protections, made by one side. */
function protect(side: Side, { frame, protection }: Draft): Uint8Array {
  const { originator, recipient, cra } = frame.header;
  let made = frame;
  if (protection !== 'mac') {
    const key = side.keys.privateKey({ entity: originator, usage: 'digitalSignature' });
    if (key === undefined) throw new Error(`no key of ${originator}`);
    made = signFrame(side.provider, made, key);
  }
  if (protection !== 'signature') {
    made = macFrame(side.provider, made, secretOf(side, cra === 1 ? BROKER : originator, recipient));
  }
  return encodeFrame(made);
}

describe('both providers, on messages', () => {
  const openssl = sideOf(opensslProvider);
  const portable = sideOf(portableProvider);

  it(`agree on ${MESSAGES} random messages, each protected by one and verified by the other`, function () {
    // A portable verification takes 3 ms, and a third of the messages needs one.
    this.timeout(180_000);
    const counts = { messages: 0, signatures: 0, macs: 0, refused: 0 };
    fc.assert(
      fc.property(drafts, fc.nat(0xffff), (draft, place) => {
        const n = counts.messages++;
        const [maker, verifier] = n % 2 === 0 ? [openssl, portable] : [portable, openssl];
        const octets = protect(maker, draft);
        const hasSignature = draft.protection !== 'mac';
        const hasMac = draft.protection !== 'signature';
        expect(verifyFrame(decodeFrame(octets), verifier)).to.deep.equal({
          signature: hasSignature ? 'valid' : 'absent',
          mac: hasMac ? 'valid' : 'absent',
        });
        counts.signatures += Number(hasSignature);
        counts.macs += Number(hasMac);
        if (n % 20 > 1) return;
        // Every tenth message again with a bit of its payload changed: nothing that protects it may hold.
        const payload = draft.frame.payload.length === 0 ? Uint8Array.of(0) : draft.frame.payload.slice();
        payload[place % payload.length] = (payload[place % payload.length] as number) ^ (1 << (place & 7));
        const changed = { ...decodeFrame(octets), payload, lengths: {} };
        const damaged = decodeFrame(encodeFrame(changed));
        for (const side of [openssl, portable]) {
          const { signature, mac } = verifyFrame(damaged, side);
          expect([signature, mac]).not.to.include('valid');
          expect([signature, mac]).to.include('invalid');
        }
        counts.refused++;
      }),
      { numRuns: MESSAGES, seed: SEED, endOnFailure: true },
    );
    expect(counts.messages).to.equal(MESSAGES);
    expect(counts.refused).to.equal(MESSAGES / 10);
    for (const count of [counts.signatures, counts.macs]) expect(count).to.be.within(6_000, 7_300);
  });

  it('derive the same keys and give the same MACs, octet by octet', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const [mac, same] = [openssl, portable].map((side) => protect(side, { ...draft, protection: 'mac' }));
        expect(toHex(mac as Uint8Array)).to.equal(toHex(same as Uint8Array));
        const { originator, recipient, cra, originatorCounter: counter } = draft.frame.header;
        const [key, sameKey] = [openssl, portable].map((side) =>
          deriveMessageKey(side.provider, secretOf(side, originator, recipient), {
            originator,
            recipient,
            cra: cra as 1 | 2 | 3,
            counter,
          }),
        );
        expect(key).to.deep.equal(sameKey);
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it('agree on every reference message: what verifies, what does not and what cannot be told', function () {
    this.timeout(60_000);
    const directory = requireShared.call(this, 'rtds');
    const [one, other] = [opensslProvider, portableProvider].map((provider) => {
      const { messages, failures, context } = readRtds(directory, provider);
      const verifications = messages.map(({ file, message }) => ({ file, ...verifyFrame(message.frame, context) }));
      return { failures, verifications };
    });
    expect(one?.verifications.length).to.be.at.least(1026);
    expect(one?.verifications.filter(({ signature }) => signature === 'valid').length).to.be.at.least(376);
    expect(one?.verifications.filter(({ mac }) => mac === 'valid').length).to.be.at.least(655);
    expect(other).to.deep.equal(one);
  });

  it('give the same report of the whole data set', async function () {
    this.timeout(120_000);
    const directory = requireShared.call(this, 'rtds');
    const one = await checkRtds(directory, { provider: opensslProvider });
    const other = await checkRtds(directory, { provider: portableProvider });
    expect({ ...other, elapsedMs: 0 }).to.deep.equal({ ...one, elapsedMs: 0 });
  });
});
