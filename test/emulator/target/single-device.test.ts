import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import {
  DEVICES,
  type Device,
  FAULTS,
  type HanFrame,
  INSTALL_CODES,
  Installation,
  makeIdentities,
  PARTIES,
  SingleDevice,
  type SingleDeviceKind,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  buildMessage,
  type Command,
  configureSwitches,
  decodeMessage,
  type Eui64,
  encodeFrame,
  eui64,
  fromHex,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  macFrame,
  makeTestPki,
  nameMessage,
  portableProvider,
  profileById,
  readJoinDetails,
  readSwitchData,
  type TestKey,
  toHex,
  useCaseByName,
} from '../../../gbcs/index.js';
import { keeping, type Line, Played, START } from './played.js';

const { hub, esme, hcalcs } = DEVICES;
/** The portable provider signs the same octets the same way each time. */
const provider = portableProvider;
const identities = makeIdentities(provider, 'devices');
const profile = profileById('secmp0046-core');

interface Carried {
  readonly frame: HanFrame;
  readonly at: number;
  readonly delivered: boolean;
}

/** What came to a home: a frame of its HAN, or its power. */
type Happening = Carried | { readonly device: Eui64; readonly on: boolean; readonly at: number };

/** An evening of a whole home: joins, a calendar, a distributor's Command, a power cut of the HCALCS. */
function evening(): { readonly home: Installation; readonly happenings: readonly Happening[] } {
  const happenings: Happening[] = [];
  const home = new Installation({
    profile,
    provider,
    identities,
    start: START,
    observer: {
      frame: (frame, at, delivered) => happenings.push({ frame, at, delivered }),
      note: () => {},
      message: () => {},
    },
  });
  const go = (seconds: number) => home.clock.advanceTo(home.clock.now + seconds * 1000);
  const ask = (party: 'supplier' | 'distributor', variant: string, target: Eui64, command: Command) => {
    home.parties.get(PARTIES[party].eui)?.request(variant, target, command);
    go(30);
  };
  const power = (on: boolean) => {
    happenings.push({ device: hcalcs, on, at: home.clock.now });
    home.network.power(hcalcs, on);
  };
  ask('supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600));
  ask('supplier', '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
  ask('supplier', '8.7.1', esme, joinHcalcsAtEsme(hcalcs));
  const night = { switch: 1, action: 'open', hour: 19, minute: 0, weekdays: '1111111', specialDays: '' } as const;
  ask('supplier', '6.14.2', esme, configureSwitches({ switches: { 2: hcalcs }, entries: [night] }));
  ask('distributor', '7.5', esme, activateSwitch(2, 30));
  power(false);
  go(600);
  power(true);
  go(30);
  ask('distributor', '7.7', esme, readSwitchData());
  go(3600);
  return { home, happenings };
}

function alone(kind: SingleDeviceKind, fault?: string): Played<SingleDevice> {
  const faults = FAULTS.filter(({ name }) => name === fault);
  expect(faults).to.have.length(fault === undefined ? 0 : 1);
  return new Played(
    (listener) => new SingleDevice({ profile, provider, identities, kind, faults, start: START }, listener),
  );
}

const timeText = (at: number): string => new Date(at).toISOString();
const framesOf = (lines: readonly Line[]) =>
  lines.filter(({ method }) => method === 'frame').map(({ params }) => params);

describe('a device alone', function () {
  this.timeout(60_000);

  let atHome: ReturnType<typeof evening>;
  before(() => {
    atHome = evening();
  });

  /** Gives a device, by the protocol, all that came to it at home. @returns what it sent, and its state at the end */
  function replay(played: Played<SingleDevice>): { sent: unknown[]; state: unknown } {
    const [{ device: eui } = { device: hub }] = played.target.devices;
    const sent: unknown[] = framesOf(played.hear(() => {}));
    for (const happening of atHome.happenings) {
      const isFrame = 'frame' in happening;
      if (isFrame ? happening.frame.destination !== eui || !happening.delivered : happening.device !== eui) continue;
      sent.push(...framesOf(played.do('clock', { to: timeText(happening.at) })));
      if (isFrame) {
        const [{ at: _, ...params } = { at: 0 }] = framesOf(
          played.hear((listener) => listener.frame(happening.frame, happening.at)),
        ) as { at: unknown }[];
        sent.push(...framesOf(played.do('frame', params)));
      } else {
        sent.push(...framesOf(played.do('power', { device: eui, on: happening.on })));
      }
    }
    sent.push(...framesOf(played.do('clock', { to: timeText(atHome.home.clock.now) })));
    return { sent, state: played.state(eui) };
  }

  /** What the device sent at home, and its state. */
  function expected({ eui, kind, snapshot }: Pick<Device, 'eui' | 'kind' | 'snapshot'>): ReturnType<typeof replay> {
    const said = new Played(() => ({ ...keeping([]), devices: [{ device: eui, kind }], probe: () => snapshot() }));
    const sent = atHome.happenings.flatMap((happening) =>
      'frame' in happening && happening.frame.source === eui
        ? framesOf(said.hear((listener) => listener.frame(happening.frame, happening.at)))
        : [],
    );
    return { sent, state: said.state(eui) };
  }

  for (const [kind, fault] of [
    ['hcalcs', 'hcalcs.does-not-ask-after-power-cut'],
    ['esme', 'esme.skip-expiry'],
  ] as const) {
    it(`does as ${kind} what it does at home, octet for octet`, () => {
      const device = atHome.home.devices.find((one) => one.kind === kind) as Device;
      const { eui } = device;
      const right = expected({ eui, kind, snapshot: () => device.snapshot() });
      expect(right.sent.length).to.be.above(20);
      expect(replay(alone(kind))).to.deep.equal(right);
    });

    it(`does something else as ${kind} with a defect`, () => {
      expect(replay(alone(kind, fault))).not.to.deep.equal(replay(alone(kind)));
    });
  }

  it('is as new after a reset', () => {
    const played = alone('hcalcs');
    const fresh = played.state(hcalcs);
    replay(played);
    expect(played.state(hcalcs)).not.to.deep.equal(fresh);
    played.do('reset');
    expect(played.state(hcalcs)).to.deep.equal(fresh);
    expect(played.target.now).to.equal(START);
  });

  it('does nothing without power', () => {
    const played = alone('hcalcs');
    const offer = { level: 'joining', source: hub, destination: 'broadcast', step: 'permitJoining', members: [] };
    played.do('power', { device: hcalcs, on: false });
    expect(played.do('frame', offer)).to.deep.equal([]);
    expect(played.do('clock', { by: 86_400 })).to.deep.equal([]);
    played.do('power', { device: hcalcs, on: true });
    expect(framesOf(played.do('frame', offer)).map((params) => params?.['step'])).to.deep.equal(['joinRequest']);
  });

  it('takes and gives GBCS messages as a hub does with the DCC', () => {
    const played = alone('communicationsHub');
    const home = new Installation({ profile, provider, identities, start: START });
    const toHub: Uint8Array[] = [];
    const { network } = home;
    network.fromWan = (message) => toHub.push(message);
    home.parties
      .get(PARTIES.supplier.eui)
      ?.request('8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600));
    const [message] = toHub;
    if (message === undefined) throw new Error('the DCC sent nothing');
    const out = framesOf(played.do('frame', { level: 'gbcs', device: hub, message: toHex(message) }));
    expect(out.map((params) => params?.['step'] ?? params?.['level'])).to.include.members(['gbcs', 'permitJoining']);
    const said = out.flatMap((params) => {
      if (params?.['level'] !== 'gbcs') return [];
      const { useCase, message: form } = nameMessage(decodeMessage(fromHex(String(params['message']))));
      return [`${useCase} ${form}`];
    });
    expect(said).to.include('CCS01 Response');
  });

  describe('with other keys', () => {
    const [device, supplier, broker, otherHub] = ['0b00000000000001', '0b00000000000002', '0b00000000000003', hub].map(
      (text) => eui64(text),
    ) as [Eui64, Eui64, Eui64, Eui64];
    const pki = makeTestPki('another');
    const organisation = (eui: Eui64, role: number) =>
      pki.organisation(eui, role, ['digitalSignature', 'keyAgreement']);
    const brokerKeys = organisation(broker, 1);
    const supplierKeys = organisation(supplier, 2);
    const code = '0102030405060708090a0b0c0d0e0f10';
    const certificate = (key: TestKey) => ({
      name: `${key.entity}-${key.usage === 'digitalSignature' ? 'ds' : 'ka'}.pem`,
      der: toHex(key.certificate.der),
    });
    const privateKey = (key: TestKey) => {
      const [x, y] = [key.publicPoint.subarray(1, 33), key.publicPoint.subarray(33)].map((octets) =>
        Buffer.from(octets).toString('base64url'),
      );
      const d = Buffer.from(key.privateScalar).toString('base64url');
      const jwk = { kty: 'EC', crv: 'P-256', x, y, d } as const;
      const pem = createPrivateKey({ key: jwk as never, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' });
      return { name: certificate(key).name.replace(/pem$/, 'key'), pem };
    };
    const provision = {
      device,
      files: [
        ...pki.device(device).flatMap((key) => [certificate(key), privateKey(key)]),
        ...[...brokerKeys, ...supplierKeys].map(certificate),
      ],
      holders: { accessControlBroker: broker, supplier },
      root: toHex(pki.root.certificate.der),
      installCode: code,
    };

    /** A read of join details by the supplier, with the broker's MAC. */
    const read = (): string => {
      const { useCase, payload } = readJoinDetails();
      const frame = buildMessage({
        cra: 1,
        originatorCounter: 1n,
        originator: supplier,
        recipient: device,
        otherInformation: { messageCode: useCaseByName(profile.useCases, useCase)?.messageCode ?? -1 },
        payload,
      });
      const [, brokerKey] = brokerKeys;
      const [, deviceKey] = pki.device(device);
      if (brokerKey === undefined) throw new Error('no key');
      const sharedSecret = provider.sharedSecret(
        provider.privateKey(brokerKey.privateScalar),
        provider.publicKey(deviceKey.publicPoint),
      );
      return toHex(encodeFrame(macFrame(provider, frame, sharedSecret)));
    };

    it('goes by its new name and obeys who now holds its roles', () => {
      const played = alone('hcalcs');
      const message = { level: 'gbcs', device, message: read() };
      expect(played.ask('frame', message).answer.error?.code).to.equal(-32001);
      played.do('provision', provision);
      expect(played.ask('hello', { protocol: 1 }).answer.result?.['devices']).to.deep.equal([
        { device, kind: 'hcalcs', installCode: code },
      ]);
      const [response] = framesOf(played.do('frame', message));
      expect(response?.['level']).to.equal('gbcs');
      expect(nameMessage(decodeMessage(fromHex(String(response?.['message'])))).message).to.equal('Response');
      // Refused: another broker's MAC.
      const broken = `${message.message.slice(0, -2)}00`;
      const said = played.do('frame', { ...message, message: broken });
      expect(framesOf(said)).to.deep.equal([]);
      expect(said.map(({ params }) => params?.['note'])).to.include('refused');
      const offer = {
        level: 'joining',
        source: otherHub,
        destination: 'broadcast',
        step: 'permitJoining',
        members: [],
      };
      expect(framesOf(played.do('frame', offer))[0]).to.include({ step: 'joinRequest', installCode: code });
      played.do('reset');
      expect(framesOf(played.do('frame', message)).map((params) => params?.['level'])).to.deep.equal(['gbcs']);
    });

    it('names the files that lack, and the roles that there are', () => {
      const played = alone('hcalcs');
      const without = (name: string) => ({ ...provision, files: provision.files.filter((file) => file.name !== name) });
      for (const name of [`${device}-ka.key`, `${supplier}-ds.pem`, `${broker}-ka.pem`]) {
        const { error } = played.ask('provision', without(name)).answer;
        expect(error?.data?.code, name).to.equal('GBCS_E_KEY_MISSING');
        expect(error?.message).to.equal(`files lacks ${name}`);
      }
      const { error } = played.ask('provision', { ...provision, holders: { supplyer: supplier } }).answer;
      expect(error?.message).to.include('accessControlBroker').and.to.include('networkOperator');
    });

    it('stays as it is where a key lacks or a certificate is none, and says nothing of keys', () => {
      const played = alone('hcalcs');
      const before = played.state(hcalcs);
      const keyText = provision.files.flatMap((file) =>
        'pem' in file ? String(file.pem).split('\n').slice(1, 3) : [],
      );
      const bad = [
        { ...provision, files: provision.files.filter(({ name }) => !name.endsWith('.key')) },
        { ...provision, root: '3003020101' },
        {
          ...provision,
          files: provision.files.map((file) => ('der' in file ? { ...file, der: file.der.slice(0, -8) } : file)),
        },
        {
          ...provision,
          files: provision.files.map((file) =>
            'pem' in file ? { ...file, pem: String(file.pem).replace('A', '*') } : file,
          ),
        },
        { ...provision, installCode: '00' },
      ];
      for (const params of bad) {
        const { answer, told } = played.ask('provision', params);
        expect(told).to.deep.equal([]);
        expect(answer.error?.code, JSON.stringify(answer)).to.be.oneOf([-32000, -32602]);
        for (const secret of keyText) expect(JSON.stringify(answer)).not.to.include(secret);
        expect(played.state(hcalcs)).to.deep.equal(before);
      }
    });
  });
});
