import { expect } from 'chai';
import { deviceConfiguration } from '../../../emulator/device-configuration.js';
import { GbcsEndpoint } from '../../../emulator/devices/kernel/gbcs-endpoint.js';
import {
  DEVICES,
  type Device,
  type Effect,
  type FilledCell,
  makeIdentities,
  PARTIES,
  type PartyName,
  TrustAnchors,
} from '../../../emulator/index.js';
import {
  activateFirmware,
  activateSwitch,
  buildMessage,
  type Command,
  type CredentialUpdate,
  commandProtections,
  type DeviceKind,
  decodeMessage,
  type Eui64,
  encodeFrame,
  fromHex,
  GBCS4_CURRENT,
  issueCredentials,
  keyIdentifierOf,
  limitController,
  type Message,
  makeCertificate,
  makeTestPki,
  opensslProvider,
  overlay,
  type Payload,
  parseCertificationRequest,
  provideDeviceCertificate,
  scalarFromSeed,
  setControllerState,
  signFrame,
  toHex,
  updateCredentials,
  updateDeviceCertificate,
  useCaseByName,
} from '../../../gbcs/index.js';
import { Home, PROFILE, START } from './home.js';

const identities = makeIdentities(opensslProvider, 'devices');
const { pki } = identities;
const HOUR_MS = 3_600_000;
const PATH = [identities.issuing.der];

/** Octets of a Command of any party, with the protections that it needs. */
function messageOf(
  home: Home,
  party: PartyName,
  kind: DeviceKind,
  to: Eui64,
  command: Command,
  counter: bigint,
  profile = PROFILE,
) {
  const useCase = useCaseByName(profile.useCases, command.useCase);
  if (useCase === undefined) throw new Error(command.useCase);
  const { eui, role } = PARTIES[party];
  const needed = commandProtections(useCase, role, kind);
  let frame = buildMessage({
    cra: 1,
    originatorCounter: counter,
    originator: eui,
    recipient: to,
    otherInformation: { messageCode: useCase.messageCode },
    payload: command.payload,
  });
  const key = identities.keysOf(eui).privateKey({ entity: eui, usage: 'digitalSignature' });
  if (needed.signature && key !== undefined) frame = signFrame(opensslProvider, frame, key);
  return needed.mac ? home.protect(frame) : encodeFrame(frame);
}

/** What a device sent to the WAN, after the first so many messages there. */
function sentBy(home: Home, device: Device, before: number): readonly Message[] {
  const messages = home.wan.slice(before).map(({ message }) => decodeMessage(message));
  return messages.filter(({ frame }) => frame.header.originator === device.eui);
}

/** Gives a device of a home a Command, over the HAN. @returns the payload of its Response, if it gives one */
function tell(
  home: Home,
  device: Device,
  party: PartyName,
  command: Command,
  counter: bigint,
  profile = PROFILE,
): Payload | undefined {
  const before = home.wan.length;
  const message = messageOf(home, party, device.kind, device.eui, command, counter, profile);
  home.installation.network.fromWan(message);
  home.go(0);
  return sentBy(home, device, before)[0]?.payload;
}

function statusesOf(payload: Payload | undefined): readonly number[] | undefined {
  if (payload?.kind !== 'asn1' || payload.type !== 'UpdateSecurityCredentialsResponse') return undefined;
  return payload.value.outcome?.replacementOutcomes.map(({ status }) => status);
}

function certificate(party: PartyName, usage: 'digitalSignature' | 'keyAgreement'): Uint8Array {
  const found = identities.keysOf(PARTIES.broker.eui).certificate({ entity: PARTIES[party].eui, usage });
  if (found === undefined) throw new Error(`no certificate of ${party}`);
  return found.der;
}

const SIGNATURE = { role: 'supplier', usage: 'digitalSignature' } as const;
const AGREEMENT = { role: 'supplier', usage: 'keyAgreement' } as const;

/** CS02b by the transitional CoS party: the other supplier's certificates for the first one's. */
function changeOfSupplier(counter: bigint, changes: Partial<CredentialUpdate> = {}): Command {
  return updateCredentials('CS02bSupplierByTransCoS', {
    mode: 'supplierByTransCoS',
    authorisedBy: { role: 'transitionalCoS', usage: 'digitalSignature' },
    counter,
    replacements: [
      { certificate: certificate('otherSupplier', 'digitalSignature'), cell: SIGNATURE },
      { certificate: certificate('otherSupplier', 'keyAgreement'), cell: AGREEMENT },
    ],
    path: PATH,
    otherFloors: [{ role: 'supplier', floor: 10n, topUp: 7n }],
    ...changes,
  });
}

const PROBE = provideDeviceCertificate('keyAgreement');

describe('credentials of a device', () => {
  it('are replaced at once, with the counter and the floor of top-ups', () => {
    const home = new Home();
    const { esme } = home.installation;
    expect(tell(home, esme, 'supplier', PROBE, 900n)).to.include({ type: 'ProvideDeviceCertificateResponse' });
    expect(statusesOf(tell(home, esme, 'transitionalCoS', changeOfSupplier(1n), 1n))).to.deep.equal([0, 0]);
    expect(esme.security.counters.of('supplier')).to.equal(10n);
    expect(esme.security.counters.topUpFloor('supplier')).to.equal(7n);
    expect(tell(home, esme, 'supplier', PROBE, 901n)).to.equal(undefined);
    expect(tell(home, esme, 'otherSupplier', PROBE, 11n)).to.include({ type: 'ProvideDeviceCertificateResponse' });
    const { securityLog } = esme.snapshot() as { securityLog: readonly { event: number }[] };
    expect(securityLog.map(({ event }) => event)).to.include(0x8f70);
  });

  it('are not replaced, nor is any counter, where no certificate holds', () => {
    const home = new Home();
    const { esme } = home.installation;
    tell(home, esme, 'supplier', PROBE, 900n);
    const before = esme.security.trustAnchors.snapshot();
    const stranger = makeTestPki('stranger').organisation(PARTIES.otherSupplier.eui, 2, ['digitalSignature'])[0];
    const der = stranger?.certificate.der ?? new Uint8Array(0);
    const outcomes = [
      { certificate: der, cell: SIGNATURE },
      { certificate: certificate('otherSupplier', 'keyAgreement'), cell: SIGNATURE },
      { certificate: certificate('distributor', 'digitalSignature'), cell: SIGNATURE },
      {
        certificate: certificate('otherSupplier', 'digitalSignature'),
        cell: { role: 'wanProvider', usage: 'digitalSignature' },
      },
      {
        certificate: certificate('otherDistributor', 'digitalSignature'),
        cell: { role: 'networkOperator', usage: 'digitalSignature' },
      },
    ] as const;
    const command = changeOfSupplier(1n, { replacements: outcomes });
    expect(statusesOf(tell(home, esme, 'transitionalCoS', command, 1n))).to.deep.equal([10, 5, 5, 25, 127]);
    expect(esme.security.trustAnchors.snapshot()).to.deep.equal(before);
    expect(esme.security.counters.of('supplier')).to.equal(900n);
  });

  it('have their dates looked at by a device that knows the time, unless the Command says not to', () => {
    const scalar = scalarFromSeed(Uint8Array.of(9));
    const expired = makeCertificate({
      subject: { kind: 'organisation', entity: PARTIES.otherSupplier.eui, remotePartyRole: 2 },
      publicPoint: opensslProvider.privateKey(scalar).publicKey.point,
      keyUsage: 'digitalSignature',
      serialNumber: 0x4000n,
      notBefore: '2020-01-01T00:00:00Z',
      notAfter: '2025-01-01T00:00:00Z',
      issuer: {
        name: { organisationalUnit: '07', commonName: 'Z1' },
        subjectKeyIdentifier: keyIdentifierOf(pki.issuingAuthority.publicPoint),
        privateScalar: pki.issuingAuthority.privateScalar,
      },
    }).der;
    const command = changeOfSupplier(1n, { replacements: [{ certificate: expired, cell: SIGNATURE }] });
    const disapplied = structuredClone(command.payload);
    if (disapplied.kind === 'asn1' && disapplied.type === 'UpdateSecurityCredentialsCommand') {
      Object.assign(disapplied.value.control, { applyTimeBasedCPVChecks: 1 });
    }
    const statusAt = (device: 'esme' | 'hcalcs', one: Command) => {
      const home = new Home().join();
      return statusesOf(tell(home, home.named[device], 'transitionalCoS', one, 1n));
    };
    expect(statusAt('esme', command)).to.deep.equal([5]);
    expect(statusAt('esme', { ...command, payload: disapplied })).to.deep.equal([0]);
    expect(statusAt('hcalcs', command)).to.deep.equal([0]);
  });

  it('of a root are replaced by a certificate that the old root issued, after which only the new one counts', () => {
    const home = new Home();
    const { esme } = home.installation;
    const next = makeTestPki('next root');
    const link = makeCertificate({
      subject: { kind: 'authority', name: { organisationalUnit: '00', commonName: 'ZB' }, pathLength: 1 },
      publicPoint: next.root.publicPoint,
      keyUsage: 'keyCertSign',
      serialNumber: 0x4001n,
      notBefore: '2020-01-01T00:00:00Z',
      notAfter: '2044-01-01T00:00:00Z',
      issuer: {
        name: { organisationalUnit: '00', commonName: 'ZA' },
        subjectKeyIdentifier: keyIdentifierOf(pki.root.publicPoint),
        privateScalar: pki.root.privateScalar,
      },
    }).der;
    const cell = { role: 'root', usage: 'keyCertSign' } as const;
    const replace = (der: Uint8Array, counter: bigint) =>
      updateCredentials('CS02bRootBySupplier', {
        mode: 'rootBySupplier',
        authorisedBy: SIGNATURE,
        counter,
        replacements: [{ certificate: der, cell }],
        path: [],
      });
    const own = next.root.certificate.der;
    expect(statusesOf(tell(home, esme, 'supplier', replace(own, 1n), 1n))).to.deep.equal([10]);
    expect(statusesOf(tell(home, esme, 'supplier', replace(link, 2n), 2n))).to.deep.equal([0]);
    expect(statusesOf(tell(home, esme, 'transitionalCoS', changeOfSupplier(1n), 1n))).to.deep.equal([10, 10]);
    const [issued] = next.organisation(PARTIES.otherSupplier.eui, 2, ['digitalSignature']);
    const underNext = changeOfSupplier(2n, {
      replacements: [{ certificate: issued?.certificate.der ?? own, cell: SIGNATURE }],
      path: [next.issuingAuthority.certificate.der],
    });
    expect(statusesOf(tell(home, esme, 'transitionalCoS', underNext, 2n))).to.deep.equal([0]);
  });

  it('of the broker in the place of a supplier are handed over by the broker', () => {
    const home = new Home();
    const { esme } = home.installation;
    const broker = PARTIES.broker.eui;
    const keys = identities.keysOf(broker);
    for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
      const publicKey = keys.publicKey({ entity: broker, usage });
      if (publicKey !== undefined)
        esme.security.trustAnchors.replace({ role: 'supplier', usage, party: broker, publicKey });
    }
    expect(tell(home, esme, 'supplier', PROBE, 1n)).to.equal(undefined);
    const command = updateCredentials('CS02bSupplierBySupplier', {
      mode: 'supplierBySupplier',
      authorisedBy: SIGNATURE,
      counter: 5n,
      replacements: [
        { certificate: certificate('supplier', 'digitalSignature'), cell: SIGNATURE },
        { certificate: certificate('supplier', 'keyAgreement'), cell: AGREEMENT },
      ],
      path: PATH,
      floor: 0n,
    });
    expect(statusesOf(tell(home, esme, 'broker', command, 5n))).to.deep.equal([0, 0]);
    expect(tell(home, esme, 'supplier', PROBE, 1n)).to.include({ type: 'ProvideDeviceCertificateResponse' });
  });

  it('of all roles are replaced by Recovery without the broker, and of the hub by its WAN provider', () => {
    const home = new Home();
    const { esme, hub } = home.installation;
    const byRecovery = updateCredentials('CS02bAnyExceptAbnormalRootByRecovery', {
      mode: 'anyExceptAbnormalRootByRecovery',
      authorisedBy: { role: 'recovery', usage: 'digitalSignature' },
      counter: 3n,
      replacements: [
        { certificate: certificate('otherSupplier', 'digitalSignature'), cell: SIGNATURE },
        {
          certificate: certificate('otherDistributor', 'keyAgreement'),
          cell: { role: 'networkOperator', usage: 'keyAgreement' },
        },
      ],
      path: PATH,
      floor: 3n,
      otherFloors: [
        { role: 'supplier', floor: 1n },
        { role: 'networkOperator', floor: 2n },
      ],
    });
    expect(statusesOf(tell(home, esme, 'recovery', byRecovery, 3n))).to.deep.equal([0, 0]);
    expect(['supplier', 'networkOperator'].map((role) => esme.security.counters.of(role as 'supplier'))).to.deep.equal([
      1n,
      2n,
    ]);
    const cell = { role: 'wanProvider', usage: 'digitalSignature' } as const;
    const byWanProvider = updateCredentials('CS02bWPByWP', {
      mode: 'wanProviderByWanProvider',
      authorisedBy: cell,
      counter: 3n,
      replacements: [{ certificate: certificate('wanProvider', 'digitalSignature'), cell }],
      path: PATH,
      floor: 3n,
    });
    expect(statusesOf(tell(home, hub, 'wanProvider', byWanProvider, 3n))).to.deep.equal([0]);
  });
});

describe('Alerts after credentials were replaced', () => {
  const MINUTE_MS = 60_000;

  /** Codes and recipients of the Alerts that a device has sent, after the first so many messages. */
  function alertsOf(home: Home, device: Device, before: number): readonly [number, Eui64][] {
    return sentBy(home, device, before).flatMap(({ frame: { header }, payload }): [number, Eui64][] => {
      if (payload.kind !== 'data-notification' || !('items' in payload.body)) return [];
      const [code] = payload.body.items;
      return [[code !== undefined && 'value' in code ? Number(code.value) : 0, header.recipient]];
    });
  }

  it('reach the new supplier: a switch that fails (811A), also at a change of the calendar', () => {
    const home = new Home();
    const { esme } = home.installation;
    esme.stickSwitch(1);
    const daily = { weekdays: '1111111', specialDays: '' } as const;
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 20, minute: 0, ...daily }] });
    expect(statusesOf(tell(home, esme, 'transitionalCoS', changeOfSupplier(1n), 1n))).to.deep.equal([0, 0]);
    const before = home.wan.length;
    tell(home, esme, 'otherSupplier', activateSwitch(1, 30), 11n);
    home.go(30 * 60);
    home.goTo(START + 2 * HOUR_MS);
    const alerts = alertsOf(home, esme, before);
    expect(alerts).to.deep.equal(alerts.map(() => [0x811a, PARTIES.otherSupplier.eui]));
    expect(alerts.length).to.be.at.least(2);
    expect(home.party(PARTIES.otherSupplier.eui).alerts).to.have.length(alerts.length);
  });

  it('reach the new supplier: a limit (ECS101), and name the new Load Controller (ECS200)', () => {
    const updates = { 'operational-update-alert': true } as const;
    const profile = overlay(GBCS4_CURRENT, { id: 'updates', title: 'updates', status: 'test', assumptions: updates });
    const home = new Home({ profile });
    const { esme } = home.installation;
    expect(statusesOf(tell(home, esme, 'transitionalCoS', changeOfSupplier(1n), 1n, profile))).to.deep.equal([0, 0]);
    const period = [START, START + 30 * MINUTE_MS] as const;
    const state = setControllerState({ controller: 5, level: 100 }, ...period);
    const limit = limitController({ controller: 5, level: 50 }, ...period);
    const before = home.wan.length;
    tell(home, esme, 'otherSupplier', state, 11n, profile);
    tell(home, esme, 'loadController', limit, 1n, profile);
    const alerts = alertsOf(home, esme, before);
    expect(alerts.map(([code]) => code)).to.deep.equal([0x8f88, 0x8f88, 0x8f86]);
    expect(new Set(alerts.map(([, recipient]) => recipient))).to.deep.equal(new Set([PARTIES.otherSupplier.eui]));

    const cell = esme.security.trustAnchors.cell('loadController', 'digitalSignature') as FilledCell;
    esme.security.trustAnchors.replace({ ...cell, party: PARTIES.otherDistributor.eui });
    const later = home.wan.length;
    home.go(30 * 60);
    const update = sentBy(home, esme, later).find(({ frame }) => frame.header.otherInformation.messageCode === 0x0123);
    expect(update?.frame.header.otherInformation.supplementaryRemotePartyId).to.equal(PARTIES.otherDistributor.eui);
  });

  it('reach the new broker: what a hub could not deliver (8F84)', () => {
    const home = new Home();
    const { hub, esme, network } = home.installation;
    const cell = hub.security.trustAnchors.cell('accessControlBroker', 'keyAgreement') as FilledCell;
    hub.security.trustAnchors.replace({ ...cell, party: PARTIES.otherSupplier.eui });
    network.power(esme.eui, false);
    const before = home.wan.length;
    network.fromWan(messageOf(home, 'supplier', 'esme', esme.eui, activateSwitch(1, 30), 1n));
    home.go(301);
    expect(alertsOf(home, hub, before)).to.deep.equal([[0x8f84, PARTIES.otherSupplier.eui]]);
  });

  it('are left out, and noted, where there is no key for their recipient', () => {
    const device = deviceConfiguration({
      eui: DEVICES.esme,
      kind: 'esme',
      profile: PROFILE,
      provider: opensslProvider,
      keys: identities.keysOf(DEVICES.esme),
      holders: {},
      defects: new Set(),
    });
    const endpoint = new GbcsEndpoint(device, { supportedUseCases: new Set(), execute: () => undefined });
    const effects: Effect[] = [];
    const alert = {
      recipient: PARTIES.supplier.eui,
      otherInformation: { messageCode: 0x1001 },
      alertCode: 0x811a,
      time: START,
      extras: [],
    };
    const send = () => expect.fail('there is nothing to send');
    endpoint.sendAlert(alert, 'mac', (effect) => effects.push(effect), send);
    expect(effects).to.have.length(1);
    expect(effects[0]).to.have.nested.property('note.note', 'dropped');
  });
});

describe('state of credentials and firmware', () => {
  const HASH = fromHex('11'.repeat(32));
  const AT = new Date(START + HOUR_MS).toISOString().replace('.000Z', 'Z');

  it('outlives a restart: cells, counters, own keys, images and what is planned', () => {
    const home = new Home();
    const { esme } = home.installation;
    esme.security.firmware.hold({ hash: HASH, version: fromHex('0a0b0c0d') });
    tell(home, esme, 'supplier', activateFirmware(HASH, 1n, AT), 1n);
    const issued = tell(home, esme, 'supplier', issueCredentials('digitalSignature'), 2n);
    if (issued?.kind !== 'asn1' || issued.type !== 'IssueSecurityCredentialsResponse') throw new Error('no request');
    if (!('certificationRequest' in issued.value)) throw new Error('no request');
    const { publicPoint } = parseCertificationRequest(issued.value.certificationRequest);
    tell(home, esme, 'transitionalCoS', changeOfSupplier(1n, { executionDateTime: AT }), 1n);
    tell(home, esme, 'transitionalCoS', replacementOfTransitionalCoS(2n), 2n);

    const twinHome = new Home();
    const twin = twinHome.installation.esme;
    twin.restore(structuredClone(esme.save()));
    expect(twin.snapshot()).to.deep.equal(esme.snapshot());
    for (const { installation } of [home, twinHome]) {
      installation.network.power(esme.eui, false);
      installation.network.power(esme.eui, true);
    }
    for (const [where, device] of [
      [home, esme],
      [twinHome, twin],
    ] as const) {
      const at = START + HOUR_MS;
      const before = where.wan.length;
      where.goTo(at);
      const alerts = sentBy(where, device, before).map(({ frame }) => frame.header.otherInformation);
      expect(alerts.map(({ messageCode }) => messageCode)).to.have.members([0x00ca, 0x00cb]);
      expect(toHex(device.security.firmware.version)).to.equal('0a0b0c0d');
      const own = makeCertificate({
        subject: { kind: 'device', entity: device.eui },
        publicPoint,
        keyUsage: 'digitalSignature',
        serialNumber: 0x4002n,
        notBefore: '2020-01-01T00:00:00Z',
        notAfter: '9999-12-31T23:59:59Z',
        issuer: { name: { commonName: 'E357' }, privateScalar: pki.deviceIssuer.privateScalar },
      }).der;
      const installed = tell(where, device, 'otherSupplier', updateDeviceCertificate(own), 11n);
      expect(installed).to.deep.include({ value: { responseCode: 0 } });
      const provided = tell(where, device, 'otherSupplier', provideDeviceCertificate('digitalSignature'), 12n);
      expect(provided).to.deep.include({ value: { certificate: own } });
    }
    // The hubs of the two homes number their frames on their own, which the ESME remembers.
    const withoutFrames = ({ parts }: ReturnType<typeof esme.save>) =>
      new Map([...parts].filter(([name]) => name !== 'zcl'));
    expect(withoutFrames(twin.save())).to.deep.equal(withoutFrames(esme.save()));
    const third = new Home().installation.esme;
    third.restore(structuredClone(twin.save()));
    const signed = third.security.keys.sign(Uint8Array.of(1));
    expect(opensslProvider.verify(opensslProvider.publicKey(publicPoint), Uint8Array.of(1), signed)).to.equal(true);
  });

  it('shows no private key in a snapshot, though it saves one', () => {
    const home = new Home();
    const { esme } = home.installation;
    tell(home, esme, 'supplier', issueCredentials('keyAgreement'), 1n);
    const text = (value: unknown) =>
      JSON.stringify(value, (_, one) => {
        if (one instanceof Uint8Array) return toHex(one);
        if (one instanceof Map) return [...one];
        return typeof one === 'bigint' ? one.toString() : one;
      });
    const [pending] = esme.save().endpoint.keys.pending.values();
    const scalar = toHex(pending?.scalar ?? new Uint8Array(0));
    expect(scalar).to.have.length(64);
    expect(text(esme.save())).to.include(scalar);
    expect(text(esme.snapshot())).not.to.include(scalar);
  });

  it('makes another key pair each time, and the same again in the same device', () => {
    const pointsOf = () => {
      const home = new Home().join();
      return [1_000_001n, 1_000_002n].map((counter) => {
        tell(home, home.hcalcs, 'supplier', issueCredentials('keyAgreement'), counter);
        return toHex(home.hcalcs.security.keys.pendingPoint('keyAgreement') ?? new Uint8Array(0));
      });
    };
    const [first, second] = pointsOf();
    expect(first).not.to.equal(second);
    expect(pointsOf()).to.deep.equal([first, second]);
  });

  it('does not run firmware for a counter that is not that of the Command, nor what does not start', () => {
    const home = new Home();
    const { esme } = home.installation;
    const { version } = esme.security.firmware;
    const failed = { value: { outcome: { responseCode: 3, firmwareVersion: version } } };
    esme.security.firmware.hold({ hash: HASH, version: fromHex('0a0b0c0d') });
    expect(tell(home, esme, 'supplier', activateFirmware(HASH, 5n), 6n)).to.deep.include(failed);
    esme.security.firmware.hold({ hash: HASH, version: fromHex('0a0b0c0d'), isDefective: true });
    expect(tell(home, esme, 'supplier', activateFirmware(HASH, 7n), 7n)).to.deep.include(failed);
    expect(esme.security.firmware.version).to.deep.equal(version);
  });
});

describe('trust anchor cells', () => {
  it('of one device do not change those of another with the same configuration', () => {
    const publicKey = opensslProvider.publicKey(pki.root.publicPoint);
    const cell: FilledCell = { ...SIGNATURE, party: PARTIES.supplier.eui, publicKey };
    const made = new TrustAnchors([cell]);
    const copy = made.copy();
    copy.replace({ ...cell, party: PARTIES.otherSupplier.eui });
    expect(made.roleOf(PARTIES.otherSupplier.eui)).to.equal(undefined);
    expect(copy.roleOf(PARTIES.otherSupplier.eui)).to.equal('supplier');
    expect(copy.roleOf(PARTIES.supplier.eui)).to.equal(undefined);
    expect(made.save()).to.deep.equal([]);
  });
});

/** CS02b by the transitional CoS party of its own credentials, with the same certificate. */
function replacementOfTransitionalCoS(counter: bigint): Command {
  const cell = { role: 'transitionalCoS', usage: 'digitalSignature' } as const;
  return updateCredentials('CS02bTransCoSByTransCoS', {
    mode: 'transCoSByTransCoS',
    authorisedBy: cell,
    counter,
    replacements: [{ certificate: certificate('transitionalCoS', 'digitalSignature'), cell }],
    path: PATH,
  });
}
