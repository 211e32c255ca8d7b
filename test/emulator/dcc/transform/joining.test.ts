import { expect } from 'chai';
import type { InventoryKind } from '../../../../emulator/dcc/index.js';
import { type DeviceKind, DuisError, eui64, makeTestPki, toHex } from '../../../../gbcs/index.js';
import { becomes, OTHER } from './own-requests.js';

const JOIN = {
  '8.7.1': `<JoinServiceCritical><OtherDeviceID>${OTHER}</OtherDeviceID></JoinServiceCritical>`,
  '8.7.2': `<JoinServiceNonCritical><OtherDeviceID>${OTHER}</OtherDeviceID></JoinServiceNonCritical>`,
};
const UNJOIN = {
  '8.8.1': `<UnjoinServiceCritical><OtherDeviceID>${OTHER}</OtherDeviceID></UnjoinServiceCritical>`,
  '8.8.2': `<UnjoinServiceNonCritical><OtherDeviceID>${OTHER}</OtherDeviceID></UnjoinServiceNonCritical>`,
};
const CERTIFICATE = makeTestPki('joining').device(eui64(OTHER))[1].certificate.der;

type Row = [keyof typeof JOIN, DeviceKind, InventoryKind, useCase: string, method: string, type: string];

describe('the transform of joins', () => {
  const rows: Row[] = [
    ['8.7.1', 'esme', 'hcalcs', 'CS03A1', 'methodAInitiator', 'hCALCS'],
    ['8.7.1', 'esme', 'ppmid', 'CS03A1', 'methodAInitiator', 'pPMID'],
    ['8.7.1', 'hcalcs', 'esme', 'CS03A2', 'methodAResponder', 'eSME'],
    ['8.7.1', 'hcalcs', 'sapc', 'CS03A2', 'methodAResponder', 'eSME'],
    ['8.7.2', 'ppmid', 'esme', 'CS03A2', 'methodAResponder', 'eSME'],
    ['8.7.2', 'gsme', 'gasProxyFunction', 'CS03B', 'methodB', 'communicationsHubGPF'],
    ['8.7.2', 'esme', 'cad', 'CS03B', 'methodB', 'type2'],
    ['8.7.2', 'gasProxyFunction', 'gsme', 'CS03B', 'methodB', 'gSME'],
    ['8.7.2', 'gasProxyFunction', 'ihd', 'CS03B', 'methodB', 'type2'],
  ];
  for (const [variant, kind, other, useCase, joinMethodAndRole, otherDeviceType] of rows) {
    it(`${variant} at a device that is ${kind} with one that is ${other} is ${useCase}`, () => {
      const payload = { joinMethodAndRole, otherDeviceEntityIdentifier: OTHER, otherDeviceType };
      expect(becomes(variant, JOIN[variant], { kind, kindOf: () => other })).eql([useCase, payload]);
    });
  }

  for (const [variant, kind, other, type] of [
    ['8.7.1', 'gsme', 'ppmid', 'pPMID'],
    ['8.7.2', 'ppmid', 'gsme', 'gSME'],
  ] as const) {
    it(`${variant} at a device that is ${kind} carries the certificate of one that is ${other}`, () => {
      const context = { kind, kindOf: () => other, certificateOf: () => CERTIFICATE };
      const [useCase, payload] = becomes(variant, JOIN[variant], context);
      expect(useCase).equal('CS03C');
      expect(payload).include({ joinMethodAndRole: 'methodC', otherDeviceType: type });
      expect(payload['otherDeviceCertificate']).equal(toHex(CERTIFICATE));
      const without = { kind, kindOf: () => other };
      expect(() => becomes(variant, JOIN[variant], without)).throw(DuisError, /no key agreement certificate/);
    });
  }

  it('is refused where no two such devices are joined, and where the other is not in the inventory', () => {
    for (const [variant, kind, other] of [
      ['8.7.1', 'esme', 'gsme'],
      ['8.7.1', 'esme', 'esme'],
      ['8.7.2', 'esme', 'hcalcs'],
      ['8.7.2', 'hcalcs', 'esme'],
      ['8.7.1', 'communicationsHub', 'esme'],
    ] as const) {
      expect(() => becomes(variant, JOIN[variant], { kind, kindOf: () => other })).throw(
        DuisError,
        /no use case is for/,
      );
    }
    expect(() => becomes('8.7.1', JOIN['8.7.1'])).throw(DuisError, `${OTHER} is not in the inventory`);
  });
});

describe('the transform of unjoins', () => {
  for (const [variant, kind, useCase] of [
    ['8.8.1', 'esme', 'CS04AC'],
    ['8.8.1', 'hcalcs', 'CS04AC'],
    ['8.8.1', 'gsme', 'CS04AC'],
    ['8.8.2', 'ppmid', 'CS04AC'],
    ['8.8.2', 'esme', 'CS04B'],
    ['8.8.2', 'gsme', 'CS04B'],
    ['8.8.2', 'gasProxyFunction', 'CS04B'],
  ] as const) {
    it(`${variant} at a device that is ${kind} is ${useCase}, whatever the inventory says of the other`, () => {
      expect(becomes(variant, UNJOIN[variant], { kind })).eql([useCase, { otherDeviceEntityIdentifier: OTHER }]);
    });
  }

  it('is refused at devices that take no such Command', () => {
    expect(() => becomes('8.8.1', UNJOIN['8.8.1'], { kind: 'ppmid' })).throw(DuisError, /no use case is for/);
    expect(() => becomes('8.8.2', UNJOIN['8.8.2'], { kind: 'hcalcs' })).throw(DuisError, /no use case is for/);
    expect(() => becomes('8.8.1', UNJOIN['8.8.2'])).throw(DuisError, /no use case is for/);
  });
});
