import { expect } from 'chai';
import fc from 'fast-check';
import {
  apsFrame,
  DEVICES,
  type HanContent,
  type HanFrame,
  makeIdentities,
  SingleDevice,
  TARGET_METHODS,
  WholeHome,
} from '../../../emulator/index.js';
import { type Eui64, eui64, opensslProvider, profileById, toHex } from '../../../gbcs/index.js';
import { keeping, Played, START } from './played.js';

const { hub, esme, hcalcs } = DEVICES;
const identities = makeIdentities(opensslProvider, 'devices');
const common = {
  profile: profileById('secmp0046-core'),
  provider: opensslProvider,
  identities,
  faults: [],
  start: START,
};

function hcalcsAlone(): Played<SingleDevice> {
  return new Played((listener) => new SingleDevice({ ...common, kind: 'hcalcs' }, listener));
}

const request = (method: string, params: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 7, method, params });
const joining = (step: string, more: object = {}) =>
  request('frame', { level: 'joining', source: hub, destination: hcalcs, step, ...more });

/** Lines that are wrong: what is, the line, the error, and the id that it is answered under. */
const BAD: readonly (readonly [string, string, number, unknown?])[] = [
  ['no JSON', '{"jsonrpc":"2.0","id":7', -32700, null],
  ['no object', '7', -32600, null],
  ['a batch', '[{"jsonrpc":"2.0","id":7,"method":"clock"}]', -32600, null],
  ['another version', '{"jsonrpc":"1.0","id":7,"method":"clock"}', -32600],
  ['no method', '{"jsonrpc":"2.0","id":7}', -32600],
  ['an id that is none', '{"jsonrpc":"2.0","id":{},"method":"clock"}', -32600, null],
  ['params by position', '{"jsonrpc":"2.0","id":7,"method":"clock","params":[1]}', -32600],
  ['a method that there is not', request('frob', {}), -32601],
  ['a method of all objects', request('toString', {}), -32601],
  ['a method of all objects, again', request('__proto__', {}), -32601],
  ['another protocol', request('hello', { protocol: 2 }), -32602],
  ['no protocol', request('hello', {}), -32602],
  ['a mistyped name', request('clock', { bye: 1 }), -32602],
  ['both ways of a clock', request('clock', { by: 1, to: '2026-01-06T00:00:00Z' }), -32602],
  ['time that goes back', request('clock', { to: '2026-01-05T17:59:59Z' }), -32602],
  ['two years at once', request('clock', { to: '2028-01-05T18:00:00Z' }), -32602],
  ['a day that there is not', request('clock', { to: '2027-02-29T00:00:00Z' }), -32602],
  ['a time that is none', request('clock', { to: '2026-02-31 12:00' }), -32602],
  ['seconds that are none', request('clock', { by: -1 }), -32602],
  ['half a second', request('clock', { by: 0.5 }), -32602],
  ['another device', request('probe', { device: esme }), -32602],
  ['an address that is none', request('probe', { device: 'hcalcs' }), -32602],
  ['power that is neither', request('power', { device: hcalcs, on: 'off' }), -32602],
  ['a level that there is not', request('frame', { level: 'mac' }), -32602],
  ['octets that are none', request('frame', { level: 'gbcs', device: hcalcs, message: 'xyz' }), -32602],
  ['GBCS to another device', request('frame', { level: 'gbcs', device: esme, message: '00' }), -32001],
  ['a step that there is not', joining('leave'), -32602],
  ['a step of all objects', joining('constructor'), -32602],
  ['a step with what it does not have', joining('partnerLinkKey', { partner: esme, key: '00' }), -32602],
  ['a hash of another length', joining('joinOutcome', { accepted: true, linkKeyHash: '00' }), -32602],
  ['members that are no list', joining('permitJoining', { members: hcalcs }), -32602],
  ['an outcome that there is not', joining('partnerLinkKeyOutcome', { partner: esme, outcome: 'fine' }), -32602],
  [
    'a message with what its step does not have',
    joining('keyEstablishment', { message: { step: 'ephemeralDataRequest', suite: 2 } }),
    -32602,
  ],
  [
    'a confirmation with a key',
    joining('keyEstablishment', { message: { step: 'confirmKeyRequest', holds: true, key: '' } }),
    -32602,
  ],
  ['a message that is none', joining('keyEstablishment', { message: 7 }), -32602],
  [
    'a cluster beyond 16 bits',
    request('frame', { level: 'aps', source: esme, destination: hcalcs, clusterId: 65_536, zcl: '' }),
    -32602,
  ],
  [
    'a frame for another device',
    request('frame', { level: 'aps', source: hcalcs, destination: esme, clusterId: 1, zcl: '' }),
    -32000,
  ],
  ['confirmation where nothing is kept', request('confirm', { sequence: 1 }), -32001],
  ['a prompt that there is not', request('prompt', { action: 'kick' }), -32001],
  ['a prompt of all objects', request('prompt', { action: 'valueOf' }), -32001],
  ['no files', request('provision', { device: hcalcs, holders: {}, files: [] }), -32000],
  ['a role that there is not', request('provision', { device: hcalcs, holders: { king: esme }, files: [] }), -32000],
  [
    'a file of another name',
    request('provision', { device: hcalcs, holders: {}, files: [{ name: 'key.txt', pem: '' }] }),
    -32000,
  ],
];

describe('the target protocol', () => {
  it('says hello with what it is and can', () => {
    const { answer } = hcalcsAlone().ask('hello', { protocol: 1 });
    expect(answer.result).to.deep.equal({
      protocol: 1,
      name: 'hanlab',
      version: '0',
      target: 'hcalcs',
      profile: 'secmp0046-core',
      gbcsVersion: '3.1',
      levels: ['aps', 'joining', 'gbcs'],
      time: 'virtual',
      capabilities: ['reset', 'provision', 'clock', 'power', 'probe'],
      prompts: [],
      devices: [{ device: hcalcs, kind: 'hcalcs', installCode: 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' }],
    });
    const home = new Played((listener) => WholeHome.inMemory(common, listener), { time: 'real' });
    const { result } = home.ask('hello', { protocol: 1 }).answer;
    expect(result).to.deep.include({
      target: 'home',
      time: 'real',
      capabilities: ['reset', 'power', 'probe', 'prompt'],
      prompts: ['press-boost', 'cancel-boost'],
    });
    expect(result?.['devices']).to.have.length(4);
  });

  it('says with its results when something happens by itself, or that nothing does', () => {
    const played = hcalcsAlone();
    const frame = (step: object) =>
      played.ask('frame', { level: 'joining', source: hub, destination: hcalcs, ...step }).answer.result;
    expect(frame({ step: 'permitJoining', members: [] })).to.deep.equal({ nextDue: null });
    const due = new Date(START + 5000).toISOString();
    expect(frame({ step: 'joinOutcome', accepted: true })).to.deep.equal({ nextDue: due });
    expect(played.ask('clock', { by: 1 }).answer.result?.['nextDue']).to.equal(due);
    expect(played.ask('power', { device: hcalcs, on: false }).answer.result).to.deep.equal({ nextDue: null });
    expect(played.ask('power', { device: hcalcs, on: true }).answer.result).to.have.property('nextDue', due);
  });

  it('joins by itself, and so is told no partner', () => {
    expect(hcalcsAlone().ask('partner', { device: null }).answer.error?.code).to.equal(-32001);
  });

  it('has these methods, and no others', () => {
    expect(TARGET_METHODS).to.deep.equal([
      'hello',
      'reset',
      'provision',
      'frame',
      'confirm',
      'clock',
      'power',
      'probe',
      'prompt',
      'partner',
    ]);
  });

  for (const [what, line, code, id = 7] of BAD) {
    it(`refuses ${what}, and nothing changes`, () => {
      const played = hcalcsAlone();
      const before = played.state(hcalcs);
      const [answer, ...more] = played.line(line);
      expect(more).to.deep.equal([]);
      expect(answer?.id).to.equal(id);
      expect(answer?.error?.code, answer?.error?.message).to.equal(code);
      expect(answer?.error?.message).to.match(/^[^\n]+$/);
      if (code === -32000) expect(answer?.error?.data?.code).to.match(/^(HANLAB|GBCS)_E_/);
      expect(played.state(hcalcs)).to.deep.equal(before);
      expect(played.target.now).to.equal(START);
    });
  }

  it('lets lines without anything go, and answers no notification, right or wrong', () => {
    const played = hcalcsAlone();
    for (const line of ['', '  ', '\r']) expect(played.line(line)).to.deep.equal([]);
    expect(played.line('{"jsonrpc":"2.0","method":"clock","params":{"by":60}}')).to.deep.equal([]);
    expect(played.target.now).to.equal(START + 60_000);
    expect(played.line('{"jsonrpc":"2.0","method":"frob"}')).to.deep.equal([]);
  });

  it('has a clock that goes on by seconds and to instants', () => {
    const played = hcalcsAlone();
    expect(played.ask('clock', { by: 90 }).answer.result).to.deep.equal({ now: '2026-01-05T18:01:30.000Z' });
    expect(played.ask('clock', { to: '2026-01-05T18:02:00.250Z' }).answer.result).to.deep.equal({
      now: '2026-01-05T18:02:00.250Z',
    });
    expect(played.ask('clock').answer.result).to.deep.equal({ now: '2026-01-05T18:02:00.250Z' });
    played.do('reset');
    expect(played.ask('clock').answer.result).to.deep.equal({ now: '2026-01-05T18:00:00.000Z' });
  });

  it('leaves a real clock alone', () => {
    const played = new Played((listener) => new SingleDevice({ ...common, kind: 'hcalcs' }, listener), {
      time: 'real',
    });
    expect(played.ask('clock', { by: 1 }).answer.error?.code).to.equal(-32001);
    expect(played.ask('clock').answer.result).to.have.property('now');
  });

  it('carries every frame there and back', () => {
    const eui = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((octets): Eui64 => eui64(toHex(octets)));
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const hash = fc.option(octets(16), { nil: undefined });
    const withHash = <Step extends object>(step: Step, linkKeyHash: Uint8Array | undefined) =>
      linkKeyHash === undefined ? step : { ...step, linkKeyHash };
    const content: fc.Arbitrary<HanContent> = fc.oneof(
      fc.record({
        kind: fc.constant('aps' as const),
        profileId: fc.nat(0xffff),
        clusterId: fc.nat(0xffff),
        sourceEndpoint: fc.nat(0xff),
        destinationEndpoint: fc.nat(0xff),
        zcl: fc.uint8Array(),
      }),
      fc.array(eui).map((members) => ({ kind: 'permitJoining' as const, members })),
      fc
        .tuple(octets(16), hash)
        .map(([installCode, linkKeyHash]) => withHash({ kind: 'joinRequest' as const, installCode }, linkKeyHash)),
      fc
        .tuple(fc.boolean(), hash)
        .map(([accepted, linkKeyHash]) => withHash({ kind: 'joinOutcome' as const, accepted }, linkKeyHash)),
      fc.record({ kind: fc.constantFrom('partnerLinkKeyRequest' as const, 'partnerLinkKey' as const), partner: eui }),
      fc.record({
        kind: fc.constant('partnerLinkKeyOutcome' as const),
        partner: eui,
        outcome: fc.constantFrom('success' as const, 'noCbkeResponse' as const),
      }),
      fc
        .oneof(
          fc.record({
            step: fc.constantFrom('initiateRequest' as const, 'initiateResponse' as const),
            suite: fc.nat(0xffff),
            issuer: fc.string(),
          }),
          fc.record({ step: fc.constantFrom('ephemeralDataRequest' as const, 'ephemeralDataResponse' as const) }),
          fc.record({
            step: fc.constantFrom('confirmKeyRequest' as const, 'confirmKeyResponse' as const),
            holds: fc.boolean(),
          }),
          fc.record({ step: fc.constant('terminate' as const), reason: fc.constant('badKeyConfirm' as const) }),
        )
        .map((message) => ({ kind: 'keyEstablishment' as const, message })),
    );
    const frames: HanFrame[] = [];
    const played = new Played(() => keeping(frames));
    fc.assert(
      fc.property(
        fc.record({ source: eui, destination: fc.oneof(eui, fc.constant('broadcast' as const)), content }),
        (frame) => {
          // Said by one target, as its text is taken by another.
          const [said] = played.hear((listener) => listener.frame(frame, START));
          const { at: _, ...params } = said?.params ?? {};
          played.do('frame', params);
          expect(frames.pop()).to.deep.equal(frame);
        },
      ),
    );
  });

  it('takes frames without what goes without saying', () => {
    const frames: HanFrame[] = [];
    new Played(() => keeping(frames)).do('frame', {
      level: 'aps',
      source: esme,
      destination: hcalcs,
      clusterId: 0x0701,
      zcl: '010203',
    });
    expect(frames).to.deep.equal([
      { source: esme, destination: hcalcs, content: apsFrame(0x0701, Uint8Array.of(1, 2, 3)) },
    ]);
  });

  it('shows state as JSON has it', () => {
    expect(new Played(() => keeping([])).state(hcalcs)).to.deep.equal({
      big: '1180591620717411303424',
      octets: '0102',
      map: [['a', [1]]],
    });
  });

  it('says nothing of an error that nobody foresaw, and passes it on', () => {
    const lines: string[] = [];
    const played = new Played(() => keeping([]), { write: (line: string) => lines.push(line) });
    expect(() => played.line(request('frame', { level: 'gbcs', device: hcalcs, message: '00' }))).to.throw(
      'with a secret',
    );
    expect(lines).to.deep.equal(['{"jsonrpc":"2.0","id":7,"error":{"code":-32603,"message":"the target failed"}}']);
  });
});
