import { expect } from 'chai';
import {
  buildMessage,
  COMPUTED,
  CodecError,
  deactivateSwitch,
  decodeMessage,
  encodeFrame,
  encodeMessage,
  eui64,
  fromHex,
  HanlabError,
  KeyError,
  makeTestPki,
  messageOfNames,
  type NamedMessage,
  nameMessage,
  opensslProvider,
  readSwitchData,
  toHex,
  verifyFrame,
} from '../../gbcs/index.js';

const DISTRIBUTOR = eui64('90-B3-D5-1F-30-02-00-00');
const BROKER = eui64('90-B3-D5-1F-30-00-00-02');
const ESME = eui64('00-DB-12-34-56-78-90-A0');

const HEADER = {
  cra: 1,
  originatorCounter: 2001n,
  originator: DISTRIBUTOR,
  recipient: ESME,
} as const;

const OPEN_SWITCH_2: NamedMessage = {
  useCase: 'ECS47',
  message: 'Command',
  originatorCounter: '2001',
  originator: '90-B3-D5-1F-30-02-00-00',
  recipient: '00-DB-12-34-56-78-90-A0',
  payload: {
    'AuxiliaryLoadControlSwitch[2].openTime': 60,
    'AuxiliaryLoadControlSwitch[n].openCloseOrReset': { switch: 2, action: 'open' },
  },
};

function keys() {
  const pki = makeTestPki('names');
  const store = pki.store(opensslProvider, [
    ...pki.organisation(DISTRIBUTOR, 3, ['digitalSignature', 'keyAgreement']),
    ...pki.organisation(BROKER, 4, ['keyAgreement']),
    ...pki.device(ESME),
  ]);
  return { provider: opensslProvider, keys: store, accessControlBroker: BROKER };
}

/** The error that an action throws. */
function errorOf(action: () => unknown): HanlabError {
  try {
    action();
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('messages by name', () => {
  it('name a Command as its use case does, and make the same octets of the names', () => {
    const { payload } = deactivateSwitch(2, 60);
    const built = buildMessage({ ...HEADER, otherInformation: { messageCode: 0x0055 }, payload });
    const named = nameMessage(decodeMessage(encodeFrame(built)));
    expect(named).deep.equal(OPEN_SWITCH_2);
    expect(toHex(encodeMessage(messageOfNames(named)))).equal(toHex(encodeFrame(built)));
  });

  it('take names in any order, and write rows in that of the use case', () => {
    const payload = Object.fromEntries(Object.entries(OPEN_SWITCH_2.payload).reverse());
    expect(encodeMessage(messageOfNames({ ...OPEN_SWITCH_2, payload }))).deep.equal(
      encodeMessage(messageOfNames(OPEN_SWITCH_2)),
    );
  });

  it('fill in what a Command asks for', () => {
    const { payload } = readSwitchData();
    const built = buildMessage({ ...HEADER, otherInformation: { messageCode: 0x00bb }, payload });
    const names = Object.keys(nameMessage(decodeMessage(encodeFrame(built))).payload);
    const all = messageOfNames({
      ...OPEN_SWITCH_2,
      useCase: 'ECS61a',
      payload: Object.fromEntries(names.map((name) => [name, null])),
    });
    expect(encodeMessage(all)).deep.equal(encodeFrame(built));
    const fewer = messageOfNames({ ...OPEN_SWITCH_2, useCase: 'ECS61a', payload: {} });
    expect(encodeMessage(fewer).length).below(encodeMessage(all).length);
  });

  it('sign and MAC what is to be computed, and show a MAC that follows from keys as such', () => {
    const options = keys();
    const message = messageOfNames({ ...OPEN_SWITCH_2, signature: COMPUTED, mac: COMPUTED }, options);
    expect(verifyFrame(message.frame, options)).deep.equal({ signature: 'valid', mac: 'valid' });
    const named = nameMessage(decodeMessage(encodeMessage(message)), options);
    expect(named.mac).equal(COMPUTED);
    expect(named.signature).match(/^[0-9a-f]{128}$/);
    expect(encodeMessage(messageOfNames(named, options))).deep.equal(encodeMessage(message));
    // Without keys the MAC is octets, and these are enough to make the message again.
    const plain = nameMessage(decodeMessage(encodeMessage(message)));
    expect(plain.mac).match(/^[0-9a-f]{24}$/);
    expect(encodeMessage(messageOfNames(plain))).deep.equal(encodeMessage(message));
  });

  it('keep a MAC that does not hold', () => {
    const options = keys();
    const octets = encodeMessage(messageOfNames({ ...OPEN_SWITCH_2, signature: COMPUTED, mac: COMPUTED }, options));
    octets[octets.length - 1] = (octets.at(-1) as number) ^ 1;
    const named = nameMessage(decodeMessage(octets), options);
    expect(named.mac).match(/^[0-9a-f]{24}$/);
    expect(encodeMessage(messageOfNames(named, options))).deep.equal(octets);
  });

  it('name a request that is not as its use case has it by what it addresses', () => {
    const { payload } = deactivateSwitch(2, 60);
    if (payload.kind !== 'access-request') throw new Error(payload.kind);
    const reversed = {
      ...payload,
      specifications: payload.specifications.toReversed(),
      data: payload.data.toReversed(),
    };
    const built = buildMessage({ ...HEADER, otherInformation: { messageCode: 0x0055 }, payload: reversed });
    const named = nameMessage(decodeMessage(encodeFrame(built)));
    expect(named.payload).deep.equal({
      'action 9 0-0:10.0.103.255 1': { switch: 2, action: 'open' },
      'set 1 0-0:94.44.118.2 2': 60,
    });
    expect(encodeMessage(messageOfNames(named))).deep.equal(encodeFrame(built));
  });

  it('keep two instructions of one address apart', () => {
    const { payload } = deactivateSwitch(2, 60);
    if (payload.kind !== 'access-request') throw new Error(payload.kind);
    const twice = {
      ...payload,
      specifications: [...payload.specifications, ...payload.specifications],
      data: [...payload.data, ...payload.data],
    };
    const built = buildMessage({ ...HEADER, otherInformation: { messageCode: 0x0055 }, payload: twice });
    const named = nameMessage(decodeMessage(encodeFrame(built)));
    expect(Object.keys(named.payload)).have.length(4);
    expect(encodeMessage(messageOfNames(named))).deep.equal(encodeFrame(built));
  });

  it('keep a payload of no family, and a long-invoke-id that is not the counter’s', () => {
    const raw = buildMessage({
      ...HEADER,
      otherInformation: { messageCode: 0x0127 },
      payload: { kind: 'raw', family: 'unknown', octets: fromHex('ff00') },
    });
    const named = nameMessage(decodeMessage(encodeFrame(raw)));
    expect(named).include({ useCase: '0x0127', payloadKind: 'raw' });
    expect(encodeMessage(messageOfNames(named))).deep.equal(encodeFrame(raw));
    const message = messageOfNames({ ...OPEN_SWITCH_2, longInvokeId: 7 });
    expect(nameMessage(decodeMessage(encodeMessage(message))).longInvokeId).equal(7);
  });

  it('give the results of a Response, and only those that failed', () => {
    const response: NamedMessage = {
      ...OPEN_SWITCH_2,
      useCase: 'ECS42',
      message: 'Response',
      originator: OPEN_SWITCH_2.recipient,
      recipient: OPEN_SWITCH_2.originator,
      payload: {},
      results: {},
    };
    const good = nameMessage(decodeMessage(encodeMessage(messageOfNames(response))));
    const [name = ''] = Object.keys(good.payload);
    expect(good.results).equal(undefined);
    const bad = messageOfNames({ ...response, results: { [name]: 'hardware-fault' } });
    expect(nameMessage(decodeMessage(encodeMessage(bad))).results).deep.equal({ [name]: 'hardware-fault' });
  });

  const wrong: readonly [what: string, change: Readonly<Record<string, unknown>>, code: string, path?: string][] = [
    ['a use case that is none', { useCase: 'ECS999' }, 'GBCS_E_UNKNOWN_USE_CASE', 'useCase'],
    ['an edition that is none', { gbcsVersion: '4.0' }, 'GBCS_E_UNKNOWN_USE_CASE', 'useCase'],
    ['a message of no kind', { message: 'Question' }, 'GBCS_E_VALUE', 'message'],
    ['a counter beyond 64 bits', { originatorCounter: '18446744073709551616' }, 'GBCS_E_VALUE', 'originatorCounter'],
    ['a counter that is none', { originatorCounter: 'x' }, 'GBCS_E_VALUE', 'originatorCounter'],
    ['an identifier that is none', { recipient: '00-11' }, 'GBCS_E_VALUE', 'recipient'],
    ['a field that is none', { colour: 'red' }, 'GBCS_E_VALUE', 'message.colour'],
    ['a payload that is none', { payload: 5 }, 'GBCS_E_VALUE', 'payload'],
    ['a row that is none', { payload: { openTime: 60 } }, 'GBCS_E_VALUE', 'payload.openTime'],
    [
      'a row without its value',
      { payload: {} },
      'GBCS_E_VALUE',
      'payload.AuxiliaryLoadControlSwitch[n].openCloseOrReset',
    ],
    ['a kind of payload that is none', { payloadKind: 'poem' }, 'GBCS_E_VALUE', 'payloadKind'],
    ['a Command’s use case in an Alert', { message: 'Alert' }, 'GBCS_E_VALUE', 'payloadKind'],
    ['a MAC of another size', { mac: '00' }, 'GBCS_E_VALUE', 'mac'],
    ['a MAC without keys', { mac: COMPUTED }, 'GBCS_E_KEY_MISSING'],
    ['a signature without keys', { signature: COMPUTED }, 'GBCS_E_KEY_MISSING'],
    ['a date-time that is none', { message: 'Response', dateTime: 'today' }, 'GBCS_E_VALUE', 'dateTime'],
  ];
  for (const [what, change, code, path] of wrong) {
    it(`refuse ${what}`, () => {
      const error = errorOf(() => messageOfNames({ ...OPEN_SWITCH_2, ...change } as NamedMessage));
      expect(error.code).equal(code);
      expect(error).instanceOf(code === 'GBCS_E_KEY_MISSING' ? KeyError : CodecError);
      if (path !== undefined) expect(error.path).equal(path);
    });
  }
});
