import { createDecipheriv, createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  CodecError,
  type CryptoProvider,
  type Data,
  type DescribedNode,
  decodeMessage,
  describeMessage,
  encodeFrame,
  encodeMessage,
  encryptedValuesOf,
  eui64,
  fromHex,
  type GbzComponent,
  type GroupingHeader,
  KeyError,
  type KeyStore,
  type Message,
  makeTestPki,
  openValues,
  type Plaintext,
  opensslProvider as provider,
  resealValues,
  type SealingOptions,
  sealComponents,
  sealedResponseData,
  toHex,
} from '../../../gbcs/index.js';
import { values as arbitraryData } from '../dlms/arbitrary-values.js';

const DEVICE = eui64('00db1234567890a1');
const SUPPLIER = eui64('90b3d51f30010000');
const UNKNOWN_PARTY = eui64('90b3d51f30990000');
const BROKER = eui64('90b3d51f30000002');

const pki = makeTestPki('sealing');
const deviceKey = pki.device(DEVICE)[1];
const partyKeys = [SUPPLIER, UNKNOWN_PARTY, BROKER].flatMap((entity) => pki.organisation(entity, 2, ['keyAgreement']));
const keyOfParty = (entity: string) => partyKeys.filter((key) => key.entity === entity);

/** What each side holds: its own private key, and the certificates of the others. */
const deviceSide: SealingOptions = { provider, keys: pki.store(provider, [deviceKey], partyKeys) };
const sideOf = (entity: string): SealingOptions => ({
  provider,
  keys: pki.store(provider, keyOfParty(entity), [deviceKey, ...partyKeys]),
});

const KNOWN: GroupingHeader = {
  cra: 2,
  originatorCounter: 1001n,
  originator: DEVICE,
  recipient: SUPPLIER,
  dateTime: new Uint8Array(0),
  otherInformation: { messageCode: 0x76 },
};
const UNKNOWN: GroupingHeader = {
  ...KNOWN,
  recipient: BROKER,
  otherInformation: {
    messageCode: 0x76,
    supplementaryRemotePartyId: UNKNOWN_PARTY,
    supplementaryRemotePartyCounter: 77n,
    supplementaryOriginatorCounter: 2000n,
  },
};

function component(hex: string): GbzComponent {
  return {
    lastComponent: false,
    clusterId: 0x0705,
    frameControl: 0x19,
    transactionSequenceNumber: 0,
    commandId: 1,
    payload: { kind: 'plain', octets: fromHex(hex) },
  };
}

/** A decoded Response of GBZ components, all of them secret. */
function gbzMessage(header: GroupingHeader, payloads: readonly string[], options = deviceSide): Message {
  const components = sealComponents(header, payloads.map(component), () => true, options);
  const last = { ...(components.at(-1) as GbzComponent), lastComponent: true };
  const payload = { kind: 'gbz', profileId: 0x0109, components: [...components.slice(0, -1), last] } as const;
  const empty = new Uint8Array(0);
  return decodeMessage(encodeMessage({ frame: { header, payload: empty, signature: empty }, payload }));
}

function dlmsMessage(header: GroupingHeader, data: Data): Message {
  const payload = {
    kind: 'access-response',
    longInvokeId: 0x200003e9,
    dateTime: new Uint8Array(0),
    data: [sealedResponseData(header, data, deviceSide)],
    results: [{ access: 'action', code: 0 }],
  } as const;
  const empty = new Uint8Array(0);
  return decodeMessage(encodeMessage({ frame: { header, payload: empty, signature: empty }, payload }));
}

/** Plaintexts as hexadecimal text, or what kept them shut. */
function outcomes(message: Message, options: SealingOptions): string[] {
  return openValues(message, options).map((one) => {
    if (one.status === 'opened') return one.plaintext.kind === 'zcl' ? toHex(one.plaintext.octets) : 'data';
    return one.status === 'invalid' ? one.finding.code : one.status;
  });
}

describe('encrypted values', () => {
  it('are opened by either side', () => {
    const message = gbzMessage(KNOWN, ['0102030405', '', 'ff']);
    for (const side of [deviceSide, sideOf(SUPPLIER)]) expect(outcomes(message, side)).to.eql(['0102030405', '', 'ff']);
    expect(outcomes(message, sideOf(UNKNOWN_PARTY))).to.eql(['unopenable', 'unopenable', 'unopenable']);
  });

  it('for an unknown remote party are for it alone, under the counter of the device', () => {
    const message = gbzMessage(UNKNOWN, ['0102']);
    expect(outcomes(message, sideOf(UNKNOWN_PARTY))).to.eql(['0102']);
    expect(outcomes(message, sideOf(BROKER))).to.eql(['unopenable']);
    const { supplementaryOriginatorCounter: _, ...otherInformation } = UNKNOWN.otherInformation;
    const header = { ...UNKNOWN, otherInformation };
    expect(outcomes({ ...message, frame: { ...message.frame, header } }, deviceSide)).to.eql(['GBCS_E_PROTECTION']);
    expect(outcomes(gbzMessage(header, ['0102']), sideOf(UNKNOWN_PARTY))).to.eql(['0102']);
  });

  it('for a party that the device knows by the Command’s certificate only need its key', () => {
    const keys = pki.store(provider, [deviceKey]);
    expect(() => gbzMessage(UNKNOWN, ['0102'], { provider, keys }))
      .to.throw(KeyError)
      .with.property('code', 'GBCS_E_KEY_MISSING');
    const readerKey = provider.publicKey(keyOfParty(UNKNOWN_PARTY)[0]?.publicPoint as Uint8Array);
    const message = gbzMessage(UNKNOWN, ['0102'], { provider, keys, readerKey });
    expect(outcomes(message, sideOf(UNKNOWN_PARTY))).to.eql(['0102']);
    expect(outcomes(message, { provider, keys, readerKey })).to.eql(['0102']);
  });

  it('are as GBCS 8.4 lays them out, by AES-GCM and a derivation written here anew', () => {
    const message = gbzMessage(UNKNOWN, ['00112233', '445566']);
    const z = provider.sharedSecret(
      deviceSide.keys.privateKey({ entity: DEVICE, usage: 'keyAgreement' }) ?? expect.fail(),
      deviceSide.keys.publicKey({ entity: UNKNOWN_PARTY, usage: 'keyAgreement' }) ?? expect.fail(),
    );
    const otherInfo = `60857406080300${DEVICE}0904${'7d0'.padStart(16, '0')}${UNKNOWN_PARTY}`;
    const key = createHash('sha256').update('00000001', 'hex').update(z).update(otherInfo, 'hex').digest();
    const texts = encryptedValuesOf(message.payload).map(({ octets }) => {
      expect(toHex(octets.subarray(0, 5))).to.equal('3100000000');
      // Key and IV are the same for every value of a message.
      const iv = fromHex(`${DEVICE}00000000`);
      const decipher = createDecipheriv('aes-128-gcm', key.subarray(0, 16), iv, { authTagLength: 12 });
      decipher.setAAD(Uint8Array.of(0x31));
      decipher.setAuthTag(octets.subarray(-12));
      return decipher.update(octets.subarray(5, -12)).toString('hex') + decipher.final('hex');
    });
    expect(texts).to.eql(['00112233', '445566']);
    const { payload } = message;
    const counters = payload.kind === 'gbz' ? payload.components.map((each) => each.payload) : [];
    expect(counters.map((each) => each.kind === 'encrypted' && each.additionalHeaderFrameCounter)).to.eql([0, 1]);
  });

  it('that were changed in any octet do not open', () => {
    const octets = encodeMessage(gbzMessage(KNOWN, ['a1a2a3a4']));
    const value = encryptedValuesOf(decodeMessage(octets).payload)[0]?.span ?? expect.fail();
    for (let at = value.start; at < value.end; at++) {
      for (const bit of [1, 0x80]) {
        const changed = octets.slice();
        changed[at] = (changed[at] as number) ^ bit;
        const expected = at < value.start + 5 ? 'GBCS_E_VALUE' : 'GBCS_E_PROTECTION';
        expect(outcomes(decodeMessage(changed), deviceSide), `octet ${at}`).to.eql([expected]);
      }
    }
  });

  it('do not open under another counter, device, reader or kind of message', () => {
    const message = gbzMessage(KNOWN, ['a1a2a3a4']);
    const under = (changes: Partial<GroupingHeader>) =>
      outcomes({ ...message, frame: { ...message.frame, header: { ...KNOWN, ...changes } } }, deviceSide);
    expect(under({})).to.eql(['a1a2a3a4']);
    expect(under({ originatorCounter: 1002n })).to.eql(['GBCS_E_PROTECTION']);
    expect(under({ recipient: BROKER })).to.eql(['GBCS_E_PROTECTION']);
    expect(under({ originator: BROKER })).to.eql(['unopenable']);
    // The key has CRA 4 whatever the message is, so an Alert with the same counter has the same one.
    expect(under({ cra: 3 })).to.eql(['a1a2a3a4']);
    for (const cra of [0, 1, 4, 255]) expect(under({ cra }), `CRA ${cra}`).to.eql(['GBCS_E_PAYLOAD']);
  });

  it('that open say what they hold only if it is one value of DLMS', () => {
    const message = dlmsMessage(KNOWN, { type: 'unsigned', value: 7 });
    const [one] = openValues(message, sideOf(SUPPLIER));
    expect(one).to.deep.include({ status: 'opened' });
    const value = one?.value.span ?? expect.fail();
    const span = { start: value.start + 5, end: value.start + 7 };
    expect(one?.status === 'opened' && one.plaintext).to.eql({
      kind: 'dlms',
      data: { type: 'unsigned', value: 7, span },
    });
    for (const [octets, code] of [
      ['1107ff', 'GBCS_E_TRAILING'],
      ['11', 'GBCS_E_TRUNCATED'],
      ['', 'GBCS_E_TRUNCATED'],
      ['77', 'GBCS_E_TAG'],
    ] as const) {
      // Sealed as ZCL octets, carried as DLMS.
      const gbz = encryptedValuesOf(gbzMessage(KNOWN, [octets]).payload)[0]?.octets ?? expect.fail();
      const [protection] = bodyOf(message);
      const body: Data = { type: 'structure', items: [protection, { type: 'octet-string', octets: gbz }] };
      const carrier: Message = { ...message, payload: { ...(message.payload as object), data: [body] } as never };
      expect(outcomes(carrier, deviceSide), octets).to.eql([code]);
    }
  });

  it('stand after protection parameters and nowhere else', () => {
    const message = dlmsMessage(KNOWN, { type: 'unsigned', value: 7 });
    const [protection, sealed] = bodyOf(message);
    const found = (...items: Data[]) => {
      const body: Data = { type: 'structure', items };
      return encryptedValuesOf({ ...(message.payload as object), data: [body] } as never).length;
    };
    const list = (...items: Data[]): Data => ({ type: 'array', items });
    const type: Data = { type: 'enum', value: 2 };
    const parameters: Data = { type: 'structure', items: [sealed, sealed] };
    expect(found(protection, sealed)).to.equal(1);
    expect(found(type, protection, sealed, protection, sealed)).to.equal(2);
    expect(found(sealed, protection)).to.equal(0);
    expect(found(protection, type, sealed)).to.equal(0);
    expect(found(list(), sealed)).to.equal(0);
    expect(found(list({ type: 'structure', items: [type, parameters] }), sealed)).to.equal(0);
    expect(found(list({ type: 'structure', items: [parameters, type] }), sealed)).to.equal(0);
    expect(found(list(type), sealed)).to.equal(0);
  });

  it('that are too short for header and tag are a finding, not a crash', () => {
    const message = dlmsMessage(KNOWN, { type: 'unsigned', value: 7 });
    const [protection] = bodyOf(message);
    for (const length of [0, 1, 4, 5, 16]) {
      const octets = fromHex('3100000000'.padEnd(40, '0')).subarray(0, length);
      const body: Data = { type: 'structure', items: [protection, { type: 'octet-string', octets }] };
      const carrier: Message = { ...message, payload: { ...(message.payload as object), data: [body] } as never };
      expect(outcomes(carrier, deviceSide)).to.eql(['GBCS_E_LENGTH']);
    }
  });

  it('are made anew from any plaintexts, and refuse those that do not fit', () => {
    const message = gbzMessage(KNOWN, ['01', '02']);
    const zcl = (hex: string): Plaintext => ({ kind: 'zcl', octets: fromHex(hex) });
    const changed = resealValues(message, [zcl('aabbcc'), zcl('')], deviceSide);
    expect(outcomes(decodeMessage(encodeFrame(changed.frame)), sideOf(SUPPLIER))).to.eql(['aabbcc', '']);
    const refused = (plaintexts: readonly Plaintext[]) =>
      expect(() => resealValues(message, plaintexts, deviceSide)).to.throw(CodecError);
    refused([zcl('01')]).with.property('code', 'GBCS_E_COUNT');
    refused([zcl('01'), zcl('02'), zcl('03')]).with.property('code', 'GBCS_E_COUNT');
    refused([zcl('01'), { kind: 'dlms', data: { type: 'null-data' } }]).with.property('code', 'GBCS_E_VALUE');
    expect(() => sealComponents({ ...KNOWN, cra: 1 }, [component('01')], () => true, deviceSide))
      .to.throw(CodecError)
      .with.property('code', 'GBCS_E_PAYLOAD');
  });

  it('leave alone what is not secret, and count on from what is encrypted already', () => {
    const half = sealComponents(
      KNOWN,
      [component('01'), component('02'), component('03')],
      (_, i) => i === 2,
      deviceSide,
    );
    expect(half.map(({ payload }) => payload.kind)).to.eql(['plain', 'plain', 'encrypted']);
    const whole = sealComponents(KNOWN, [half[2] as GbzComponent, component('04')], () => true, deviceSide);
    expect(whole[0]).to.equal(half[2]);
    expect(whole[1]?.payload).to.deep.include({ additionalHeaderFrameCounter: 1 });
  });

  it('hold any data, and give it back', () => {
    fc.assert(
      fc.property(arbitraryData, fc.boolean(), (data, isKnown) => {
        const message = dlmsMessage(isKnown ? KNOWN : UNKNOWN, data);
        const [one] = openValues(message, sideOf(isKnown ? SUPPLIER : UNKNOWN_PARTY));
        if (one?.status !== 'opened') throw new Error(one?.status);
        const again = resealValues(message, [one.plaintext], deviceSide);
        expect(toHex(encodeFrame(again.frame))).to.equal(toHex(encodeMessage(message)));
        expect(encryptedValuesOf(dlmsMessage(isKnown ? KNOWN : UNKNOWN, data).payload)[0]?.octets).to.eql(
          one.value.octets,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('show what they say in the tree of a message, below their octets', () => {
    const message = gbzMessage(KNOWN, ['a1a2', 'b1b2b3']);
    const plaintexts = (node: DescribedNode): string[] => {
      const own = node.children.filter(({ label }) => label === 'Plaintext');
      if (own.length > 0) expect([node.label, own.length]).to.eql(['Encrypted ZCL payload', 1]);
      for (const { span } of own) expect(span).to.equal(undefined);
      return [...own.map(({ value }) => value ?? ''), ...node.children.flatMap(plaintexts)];
    };
    const shown = (options: SealingOptions) => plaintexts(describeMessage(message, openValues(message, options)));
    expect(shown(deviceSide)).to.eql(['a1a2', 'b1b2b3']);
    expect(shown(sideOf(BROKER))[0]).to.match(/no key/);
    expect(plaintexts(describeMessage(message))).to.eql([]);
    const damaged = encodeMessage(message).slice();
    damaged[damaged.length - 2] = (damaged.at(-2) as number) ^ 1;
    const bad = decodeMessage(damaged);
    expect(plaintexts(describeMessage(bad, openValues(bad, deviceSide)))[1]).to.match(/GBCS_E_PROTECTION/);
  });

  it('show the fields of what fits its ZCL command', () => {
    const snapshot = '0000000090d4331c1f0001010000000082000000790000000df00000ca0000003200000042ffffff';
    const message = gbzMessage(KNOWN, [snapshot, 'b1b2b3']);
    const labels = (node: DescribedNode): string[] =>
      node.label === 'Plaintext'
        ? [node.value ?? node.children.map(({ label, value }) => `${label} = ${value}`).at(-1) ?? '']
        : node.children.flatMap(labels);
    expect(labels(describeMessage(message, openValues(message, deviceSide)))).to.eql([
      'Credit Remaining = -190',
      'b1b2b3',
    ]);
  });

  it('let a broken key store be seen', () => {
    const privateKey = () => {
      throw new KeyError('GBCS_E_KEY', 'broken');
    };
    const keys: KeyStore = { ...deviceSide.keys, privateKey };
    expect(() => openValues(gbzMessage(KNOWN, ['01']), { provider, keys })).to.throw(KeyError);
  });
});

function bodyOf({ payload }: Message): readonly [Data, Data] {
  const [body] = payload.kind === 'access-response' ? payload.data : [];
  if (body?.type !== 'structure' || body.items.length !== 2) throw new Error('no protected data');
  return body.items as unknown as readonly [Data, Data];
}

describe('AES-128-GCM of the provider', () => {
  // McGrew and Viega, The Galois/Counter Mode of Operation, test cases 2 and 4; tags cut to 12 octets.
  const CASES = [
    {
      key: '00000000000000000000000000000000',
      iv: '000000000000000000000000',
      additionalData: '',
      plaintext: '00000000000000000000000000000000',
      sealed: '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b2',
    },
    {
      key: 'feffe9928665731c6d6a8f9467308308',
      iv: 'cafebabefacedbaddecaf888',
      additionalData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      plaintext:
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      sealed:
        '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091' +
        '5bc94fbc3221a5db94fae95a',
    },
  ];
  const gcm: Pick<CryptoProvider, 'seal' | 'open'> = provider;

  for (const { key, iv, additionalData, plaintext, sealed } of CASES) {
    it(`seals and opens ${plaintext.length / 2} octets as published`, () => {
      const [k, i, a] = [fromHex(key), fromHex(iv), fromHex(additionalData)];
      expect(toHex(gcm.seal(k, i, a, fromHex(plaintext)))).to.equal(sealed);
      expect(toHex(gcm.open(k, i, a, fromHex(sealed)) ?? expect.fail())).to.equal(plaintext);
      const damaged = fromHex(sealed);
      damaged[3] = (damaged[3] as number) ^ 4;
      expect(gcm.open(k, i, a, damaged)).to.equal(undefined);
      expect(gcm.open(k, i, Uint8Array.of(...a, 0), fromHex(sealed))).to.equal(undefined);
      expect(gcm.open(k, i, a, fromHex(sealed).subarray(0, 11))).to.equal(undefined);
    });
  }

  it('refuses keys and IVs of another size', () => {
    const [key, iv, none] = [new Uint8Array(16), new Uint8Array(12), new Uint8Array(0)];
    for (const [k, i] of [[key.subarray(1), iv] as const, [key, iv.subarray(1)] as const]) {
      for (const act of [gcm.seal, gcm.open]) {
        expect(() => act(k, i, none, key))
          .to.throw(KeyError)
          .with.property('code', 'GBCS_E_CRYPTO');
      }
    }
    expect(toHex(gcm.open(key, iv, none, gcm.seal(key, iv, none, none)) ?? expect.fail())).to.equal('');
  });
});
