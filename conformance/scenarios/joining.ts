import { expect } from 'chai';
import { INSTALL_CODES } from '../../emulator/index.js';
import {
  addDevice,
  assumptionValue,
  type Eui64,
  eui64,
  JOIN_RESPONSE_CODE,
  joinDevice,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  removeDevice,
  unjoinDevice,
} from '../../gbcs/index.js';
import { closing, configuring, labelling } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  bind,
  distributorAsks,
  expectHcalcs,
  install,
  join,
  joinCodeName,
  MINUTE,
  QUIET_CALENDAR,
  resultCodes,
  succeed,
  unjoinCodeName,
  whitelist,
} from './steps.js';

/** Letting an HCALCS onto the HAN, joining it with its ESME, and taking it away again (GBCS 13.7; CCS01, CCS02, CS14). */

const WHITELIST = 'GBCS 3.1 CCS01';
const CS14_CODE = 0x0018;
const METHOD_A_RESPONDER = 1;
const METHOD_A_INITIATOR = 0;
const TYPE_ESME = 1;
const TYPE_GSME = 0;
const TYPE_HCALCS = 4;
const TYPE_PPMID = 5;

/** Identifiers of devices that are nowhere. */
function numbered(number: number): Eui64 {
  return eui64(`0a0000000001${number.toString(16).padStart(4, '0')}`);
}

export const JOINING_SCENARIOS: readonly Scenario[] = [
  {
    id: 'whitelist-adds-a-device',
    title:
      'CCS01 puts a device on the whitelist and lets it join; the broker gets the log by CS14 each time it changes.',
    covers: ['REQ-08', 'hub-whitelist'],
    clauses: [WHITELIST, 'GBCS 3.1 CS14'],
    assumptions: ['hashed-tc-link-key'],
    async run(lab) {
      await whitelist(lab);
      const entry = (await lab.hub()).whitelist.find((one) => one.device === lab.eui('hcalcs'));
      expect(entry, 'entry of the HCALCS').to.deep.include({ deviceType: 13, joined: true });
      const alerts = await lab.alerts();
      const codes = alerts.map(({ message }) => message.frame.header.otherInformation.messageCode);
      expect(codes, 'Alerts: added, joined').to.deep.equal([CS14_CODE, CS14_CODE]);
      const authentic = alerts.map((alert) => alert.authentic);
      expect(authentic, 'MACs of the Alerts hold').to.deep.equal([true, true]);
    },
  },
  {
    id: 'distributor-whitelists-a-device',
    title: 'A distributor lets an HCALCS onto the HAN, where the profile lets it; the broker asks in its name.',
    covers: ['REQ-08'],
    clauses: [WHITELIST, 'DUIS 8.11'],
    async run(lab) {
      const command = addDevice(lab.eui('hcalcs'), 'hcalcs', INSTALL_CODES.hcalcs, 600);
      const permitted = await distributorAsks(lab, '8.11', 'hub', command);
      const listed = (await lab.hub()).whitelist.some((one) => one.device === lab.eui('hcalcs'));
      expect(listed, 'HCALCS on the whitelist').to.equal(permitted);
    },
  },
  {
    id: 'whitelisting-twice-changes-nothing',
    title: 'CCS01 for a device that is listed succeeds, and its new key is not looked at.',
    covers: ['REQ-08', 'hub-whitelist'],
    clauses: [WHITELIST],
    async run(lab) {
      await whitelist(lab);
      const before = await lab.hub();
      await succeed(lab, 'supplier', '8.11', 'hub', addDevice(lab.eui('hcalcs'), 'hcalcs', new Uint8Array(16), 600));
      expect((await lab.hub()).whitelist).to.deep.equal(before.whitelist);
    },
  },
  {
    id: 'wrong-install-code-is-refused',
    title: 'A device whose install code is not the one on the whitelist does not get onto the HAN.',
    covers: ['REQ-08', 'hub-whitelist'],
    clauses: [WHITELIST],
    idle: 'the defect that lets devices in does so where they are not listed',
    async run(lab) {
      await succeed(lab, 'supplier', '8.11', 'hub', addDevice(lab.eui('hcalcs'), 'hcalcs', new Uint8Array(16), 600));
      expect((await lab.hcalcs('hcalcs')).believesOnHan, 'on the HAN').to.equal(false);
      const outcome = await lab.request('supplier', '8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme')));
      expect(outcome.result, 'result of a Command to it').to.equal('E21');
    },
  },
  {
    id: 'joining-closes-with-its-time',
    title: 'A device that comes when the joining time is over is not let in, and is when the time is opened again.',
    covers: ['REQ-08', 'hub-joining-time'],
    clauses: [WHITELIST],
    async run(lab) {
      await lab.power('hcalcs', false);
      const add = addDevice(lab.eui('hcalcs'), 'hcalcs', INSTALL_CODES.hcalcs, 60);
      await succeed(lab, 'supplier', '8.11', 'hub', add);
      await lab.advance(2 * MINUTE);
      await lab.power('hcalcs', true);
      expect((await lab.hcalcs('hcalcs')).believesOnHan, 'on the HAN after the time').to.equal(false);
      await succeed(lab, 'supplier', '8.11', 'hub', add);
      expect((await lab.hcalcs('hcalcs')).believesOnHan, 'on the HAN in the new time').to.equal(true);
    },
  },
  {
    id: 'whitelist-is-bounded',
    title: 'A device too many, and one of a type that there is not, are not put on the whitelist.',
    covers: ['REQ-08', 'hub-whitelist'],
    clauses: [WHITELIST],
    assumptions: ['hub-device-log-size', 'hub-log-full-result'],
    async run(lab) {
      const size = assumptionValue(lab.profile, 'hub-device-log-size');
      const { payload, useCase } = addDevice(lab.eui('hcalcs'), 'hcalcs', INSTALL_CODES.hcalcs, 60);
      const [entry] = payload.kind === 'access-request' ? payload.data : [];
      if (payload.kind !== 'access-request' || entry?.type !== 'structure') throw new TypeError('CCS01 adds an entry');
      const items = [...entry.items.slice(0, 3), { type: 'enum', value: 77 } as const];
      const odd = { ...payload, data: [{ ...entry, items }, ...payload.data.slice(1)] };
      const refused = await lab.request('supplier', '8.11', 'hub', { useCase, payload: odd });
      expect(resultCodes(refused.response)[0], 'result for an unknown type').to.not.equal(0);
      for (let number = (await lab.hub()).whitelist.length; number < size; number++) {
        await succeed(lab, 'supplier', '8.11', 'hub', addDevice(numbered(number), 'hcalcs', new Uint8Array(16), 1));
      }
      const outcome = await lab.request(
        'supplier',
        '8.11',
        'hub',
        addDevice(numbered(size), 'ihd', new Uint8Array(16), 1),
      );
      const expected = assumptionValue(lab.profile, 'hub-log-full-result');
      expect(resultCodes(outcome.response), 'results of one too many').to.deep.equal([expected, 250, 250]);
      expect((await lab.hub()).whitelist.length, 'entries').to.equal(size);
    },
  },
  {
    id: 'removed-device-comes-back',
    title: 'A device that was taken off the whitelist and put on it again joins again and can be commanded.',
    covers: ['REQ-08', 'hub-removal'],
    clauses: [WHITELIST, 'GBCS 3.1 CCS02'],
    idle: 'what is nominal: every defect of removals shows before',
    async run(lab) {
      await whitelist(lab);
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await whitelist(lab);
      await join(lab);
    },
  },
  {
    id: 'whitelist-removes-a-device',
    title: 'CCS02 takes a device off the whitelist; the broker gets the log, and the device hears nothing any more.',
    covers: ['REQ-08', 'hub-removal'],
    clauses: ['GBCS 3.1 CCS02', 'GBCS 3.1 CS14'],
    async run(lab) {
      await install(lab);
      const known = (await lab.alerts()).length;
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      expect((await lab.hub()).whitelist.map((one) => one.device)).to.deep.equal([lab.eui('esme')]);
      expect((await lab.alerts()).length - known, 'Alerts').to.equal(1);
      await succeed(lab, 'supplier', ...closing(lab, 2, 30));
      await expectHcalcs(lab, 'open', 'off the HAN');
    },
  },
  {
    id: 'join-both-sides',
    title: 'The supplier joins an HCALCS with its ESME: a Command to each, both successful, and an entry in each log.',
    covers: ['REQ-05', 'REQ-09', 'key-establishment'],
    clauses: ['GBCS 13.7'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      expect((await lab.esme()).deviceLog).to.deep.equal([
        { entityIdentifier: lab.eui('hcalcs'), deviceType: TYPE_HCALCS },
      ]);
      expect((await lab.hcalcs('hcalcs')).deviceLog).to.deep.equal([
        { entityIdentifier: lab.eui('esme'), deviceType: 1 },
      ]);
    },
  },
  {
    id: 'distributor-joins-both-sides',
    title: 'A distributor joins an HCALCS with its ESME without asking a supplier, where the profile lets it.',
    covers: ['REQ-09'],
    clauses: ['GBCS 13.7', 'DUIS 8.7.1'],
    assumptions: ['hcalcs-network-operator-cells'],
    async run(lab) {
      await whitelist(lab);
      const responder = await distributorAsks(lab, '8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme')));
      const initiator = await distributorAsks(lab, '8.7.1', 'esme', joinHcalcsAtEsme(lab.eui('hcalcs')));
      expect((await lab.hcalcs('hcalcs')).deviceLog.length, 'entries at the HCALCS').to.equal(responder ? 1 : 0);
      expect((await lab.esme()).deviceLog.length, 'entries at the ESME').to.equal(initiator ? 1 : 0);
    },
  },
  {
    id: 'join-without-whitelist',
    title: 'An HCALCS that is not on the whitelist cannot be joined: no Command reaches it, and the ESME gets no key.',
    covers: ['REQ-09', 'hub-whitelist'],
    clauses: ['GBCS 13.7', WHITELIST],
    assumptions: ['cbke-partner-without-link-key'],
    idle: 'the defect that lets devices in does so at the hub, and a join is refused by the DCC',
    async run(lab) {
      const atHcalcs = await lab.request('supplier', '8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme')));
      expect(atHcalcs.result, 'result of the Command to the HCALCS').to.equal('E21');
      const atEsme = await lab.request('supplier', '8.7.1', 'esme', joinHcalcsAtEsme(lab.eui('hcalcs')));
      expect(joinCodeName(atEsme), 'response of the ESME').to.equal('noPartnerLinkKeyReceived');
      expect((await lab.esme()).deviceLog, 'device log of the ESME').to.deep.equal([]);
    },
  },
  {
    id: 'initiator-before-responder',
    title: 'An ESME whose partner does not know it yet says that there was no answer, and can be asked again.',
    covers: ['REQ-09', 'key-establishment'],
    clauses: ['GBCS 13.7'],
    assumptions: ['cbke-partner-silent'],
    async run(lab) {
      await whitelist(lab);
      const early = await lab.request('supplier', '8.7.1', 'esme', joinHcalcsAtEsme(lab.eui('hcalcs')));
      expect(joinCodeName(early), 'response before the HCALCS was told').to.equal('noCBKEResponse');
      await join(lab);
    },
  },
  {
    id: 'join-with-other-type',
    title: 'A device that is joined as one type cannot be joined as another.',
    covers: ['REQ-09', 'join-form'],
    clauses: ['GBCS 13.7'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const command = joinDevice('CS03A1', METHOD_A_INITIATOR, lab.eui('hcalcs'), TYPE_PPMID);
      const outcome = await lab.request('supplier', '8.7.1', 'esme', command);
      expect(joinCodeName(outcome)).to.equal('incompatibleWithExistingEntry');
      expect((await lab.esme()).deviceLog.map((one) => one.deviceType)).to.deep.equal([TYPE_HCALCS]);
    },
  },
  {
    id: 'join-with-method-of-other-code',
    title: 'A join whose method does not belong to its message code is refused before anything else is looked at.',
    covers: ['REQ-09', 'join-form'],
    clauses: ['GBCS 13.7.4'],
    async run(lab) {
      const command = joinDevice('CS03A1', METHOD_A_RESPONDER, lab.eui('hcalcs'), TYPE_GSME);
      const outcome = await lab.request('supplier', '8.7.1', 'esme', command);
      expect(joinCodeName(outcome), 'of the ESME').to.equal('invalidMessageCodeForJoinMethodAndRole');
      await whitelist(lab);
      const asInitiator = joinDevice('CS03A2', METHOD_A_INITIATOR, lab.eui('esme'), TYPE_ESME);
      const other = await lab.request('supplier', '8.7.1', 'hcalcs', asInitiator);
      expect(joinCodeName(other), 'of the HCALCS').to.equal('invalidMessageCodeForJoinMethodAndRole');
      expect((await lab.hcalcs('hcalcs')).deviceLog, 'device log of the HCALCS').to.deep.equal([]);
    },
  },
  {
    id: 'join-with-impossible-partner',
    title: 'An ESME cannot be joined with a GSME by method A.',
    covers: ['REQ-09', 'join-form'],
    clauses: ['GBCS 13.7.4'],
    async run(lab) {
      const command = joinDevice('CS03A1', METHOD_A_INITIATOR, lab.eui('hcalcs'), TYPE_GSME);
      const outcome = await lab.request('supplier', '8.7.1', 'esme', command);
      expect(joinCodeName(outcome)).to.equal('invalidJoinMethodAndRole');
      expect((await lab.esme()).deviceLog, 'device log of the ESME').to.deep.equal([]);
    },
  },
  {
    id: 'join-with-certificate',
    title: 'A join by method A that carries a certificate is refused.',
    covers: ['REQ-09', 'join-form'],
    clauses: ['GBCS 13.7.4'],
    assumptions: ['method-a-certificate-result'],
    async run(lab) {
      await whitelist(lab);
      const { payload, useCase } = joinHcalcsAtEsme(lab.eui('hcalcs'));
      if (payload.kind !== 'asn1' || payload.type !== 'JoinDeviceCommand') throw new TypeError('CS03A1 is a join');
      const value = { ...payload.value, otherDeviceCertificate: Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00) };
      const outcome = await lab.request('supplier', '8.7.1', 'esme', { useCase, payload: { ...payload, value } });
      const expected = assumptionValue(lab.profile, 'method-a-certificate-result');
      expect(joinCodeName(outcome)).to.equal(JOIN_RESPONSE_CODE[expected]);
    },
  },
  {
    id: 'join-twice',
    title: 'A join that is there already succeeds again and changes nothing.',
    covers: ['REQ-09', 'key-establishment'],
    clauses: ['GBCS 13.7'],
    assumptions: ['rejoin-identical-entry'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const before = await lab.esme();
      await join(lab);
      expect((await lab.esme()).deviceLog).to.deep.equal(before.deviceLog);
    },
  },
  {
    id: 'supplier-unjoins',
    title: 'The supplier unjoins an HCALCS that a distributor has joined; from then on the ESME sends it nothing.',
    covers: ['REQ-46', 'REQ-47', 'esme-tells-hcalcs'],
    clauses: ['GBCS 13.7'],
    assumptions: ['stale-type-and-identifier-after-unjoin', 'unjoined-controller-is-none', 'unknown-switch-result'],
    async run(lab) {
      await whitelist(lab);
      await join(lab, 'hcalcs', lab.permits('distributor', '8.7.1') ? 'distributor' : 'supplier');
      await bind(lab, 2);
      await succeed(lab, 'supplier', ...closing(lab, 2, 240));
      await succeed(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      const known = (await lab.loadControlFrames()).length;
      const { response } = await lab.request('supplier', ...closing(lab, 2, 240));
      // In 3.1 the switch keeps its identifier and takes the Command; in 4.x there is no such controller any more.
      const expected = lab.profile.gbcsVersion === '3.1' ? 0 : assumptionValue(lab.profile, 'unknown-switch-result');
      expect(resultCodes(response).at(-1), 'result of the Command').to.equal(expected);
      expect((await lab.loadControlFrames()).length - known, 'frames after the unjoin').to.equal(0);
      expect((await lab.esme()).deviceLog, 'device log of the ESME').to.deep.equal([]);
    },
  },
  {
    id: 'unjoined-hcalcs-releases-its-switch',
    title: 'An HCALCS that is unjoined forgets its ESME and takes its default position.',
    covers: ['REQ-47', 'hcalcs-default-position'],
    clauses: ['GBCS 13.7', 'SMETS2 8'],
    assumptions: ['hcalcs-default-state'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 240));
      await expectHcalcs(lab, 'closed', 'before the unjoin');
      await succeed(lab, 'supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      await expectHcalcs(lab, 'open', 'after the unjoin');
      await lab.advance(10 * MINUTE);
      expect((await lab.hcalcs('hcalcs')).deviceLog, 'device log of the HCALCS').to.deep.equal([]);
    },
  },
  {
    id: 'unjoin-of-unknown-device',
    title: 'Unjoining a device that is not in the log says so and changes nothing.',
    covers: ['REQ-46'],
    clauses: ['GBCS 13.7'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const outcome = await lab.request('supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('secondHcalcs')));
      expect(unjoinCodeName(outcome)).to.equal('otherDeviceNotInDeviceLog');
      expect((await lab.esme()).deviceLog.length, 'entries in the device log').to.equal(1);
    },
  },
  {
    id: 'distributor-unjoins',
    title: 'A distributor can take back what it has joined, where the profile lets it.',
    covers: ['REQ-09'],
    clauses: ['GBCS 13.7', 'DUIS 8.8.1'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const permitted = await distributorAsks(lab, '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      expect((await lab.esme()).deviceLog.length, 'entries in the device log').to.equal(permitted ? 0 : 1);
    },
  },
  {
    id: 'distributor-install-leaves-switch-addressable',
    title: 'After a distributor’s own installation the HCALCS has a switch number, a label, and can be switched.',
    covers: ['REQ-08', 'REQ-09', 'REQ-10'],
    clauses: ['GBCS 3.1 ECS46c', 'GBCS 13.7'],
    async run(lab) {
      const hcalcs = lab.eui('hcalcs');
      const steps = [
        await distributorAsks(lab, '8.11', 'hub', addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600)),
        await distributorAsks(lab, '8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme'))),
        await distributorAsks(lab, '8.7.1', 'esme', joinHcalcsAtEsme(hcalcs)),
        await distributorAsks(lab, ...configuring(lab, { switches: { 2: hcalcs }, entries: QUIET_CALENDAR })),
        await distributorAsks(lab, ...labelling(lab, { 2: 'EV charger' })),
        await distributorAsks(lab, ...closing(lab, 2, 60)),
      ];
      const installed = steps.every(Boolean);
      const state = (await lab.esme()).switches[1];
      expect([state?.hcalcs, state?.description], 'switch 2').to.deep.equal(
        installed ? [hcalcs, 'EV charger'] : [undefined, ''],
      );
      await expectHcalcs(lab, installed ? 'closed' : 'open', 'after the installation');
    },
  },
  {
    id: 'rebinding-moves-the-number',
    title: 'A switch number follows what ECS46c ties it to: the HCALCS of before is told nothing more.',
    covers: ['REQ-10', 'esme-tells-hcalcs'],
    clauses: ['GBCS 3.1 ECS46c'],
    gbcs: '3.1',
    idle: 'no defect goes on telling the HCALCS of before',
    async run(lab) {
      await install(lab);
      await whitelist(lab, 'secondHcalcs');
      await join(lab, 'secondHcalcs');
      await bind(lab, 2, 'secondHcalcs');
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await expectHcalcs(lab, 'open', 'tied to no switch any more', 'hcalcs');
      await expectHcalcs(lab, 'closed', 'as switch 2', 'secondHcalcs');
    },
  },
];
