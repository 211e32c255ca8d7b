import { expect } from 'chai';
import { allUseCases, useCaseByName } from '../../../gbcs/catalogue/lookup.js';
import { alertProtections, commandProtections, responseProtections } from '../../../gbcs/catalogue/protections.js';
import type { DeviceKind, Protections, RemotePartyRole, UseCase } from '../../../gbcs/catalogue/use-case.js';

function named(name: string): UseCase {
  const useCase = useCaseByName(allUseCases, name);
  if (useCase === undefined) throw new Error(`no ${name}`);
  return useCase;
}

/** `SM` for signature and MAC. */
function letters({ signature, mac }: Protections): string {
  return `${signature ? 'S' : ''}${mac ? 'M' : ''}`;
}

describe('protections', () => {
  const cases: readonly [string, RemotePartyRole | undefined, DeviceKind | undefined, string, string][] = [
    ['ECS47', 'supplier', 'esme', 'SM', 'S'],
    ['ECS61a', 'supplier', 'esme', 'M', 'M'],
    ['ECS61a', undefined, undefined, 'M', 'M'],
    ['CS02a', 'accessControlBroker', 'esme', 'M', 'M'],
    ['CS02a', 'transitionalCoS', 'esme', 'S', 'S'],
    ['CS02a', undefined, undefined, 'M', 'M'],
    ['CS02f', 'supplier', 'sapc', 'S', 'S'],
    ['CS02bSupplierBySupplier', 'accessControlBroker', 'gasProxyFunction', 'SM', 'S'],
    ['CS02bACBByACB', 'accessControlBroker', 'esme', 'M', 'S'],
    ['CS02bACBByACB', 'accessControlBroker', 'communicationsHub', 'SM', 'S'],
    ['CS02bAnyExceptAbnormalRootByRecovery', 'recovery', 'esme', 'S', 'S'],
    ['CS02bAnyByContingency', undefined, undefined, 'S', 'S'],
    ['CS03A2', 'accessControlBroker', 'ppmid', 'SM', 'S'],
    ['CS03C', 'accessControlBroker', 'ppmid', 'SM', 'S'],
    ['CS03B', 'supplier', 'gsme', 'M', 'M'],
    ['CS04AC', 'accessControlBroker', 'ppmid', 'SM', 'S'],
    ['CS01a', 'supplier', 'esme', 'M', 'M'],
    ['PCS01', undefined, 'gsme', 'M', 'M'],
    ['HECS01', undefined, undefined, '', ''],
  ];
  for (const [name, role, target, command, response] of cases) {
    it(`of ${name} by ${role ?? 'anybody'} at ${target ?? 'any device'}`, () => {
      expect(letters(commandProtections(named(name), role, target))).equal(command);
      expect(letters(responseProtections(named(name), role, target))).equal(response);
    });
  }

  it('of alerts are a signature or a MAC, by their category', () => {
    const signed = ['ECS68', 'ECS80', 'GCS53', 'CCS08', 'CS09', 'ECS100', 'ECS200', 'CS06Alert', 'GCA'];
    for (const name of signed) expect(letters(alertProtections(named(name))), name).equal('S');
    for (const name of ['CS14', 'GCS62', 'DBCH09', 'DBCH10', 'MIIWA-DLMS', 'GNCA']) {
      expect(letters(alertProtections(named(name))), name).equal('M');
    }
    expect(letters(alertProtections(named('ECS47')))).equal('');
    expect(letters(commandProtections(named('ECS68')))).equal('');
  });

  it('of an alert with a code of class 8F are a signature, but for CS14 and those of sub GHz', () => {
    for (const { name, payload, ...useCase } of allUseCases) {
      if (!('alertCodes' in payload) || /^(CS14|DBCH)/.test(name)) continue;
      const critical = payload.alertCodes.every((code) => code >= 0x8f00);
      expect(useCase.category, name).equal(critical ? 'SME.A.C' : 'SME.A.NC');
      expect(useCase.addressees, name).length.greaterThan(0);
    }
  });
});
