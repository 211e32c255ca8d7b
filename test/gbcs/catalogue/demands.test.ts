import { expect } from 'chai';
import { demandedProtections } from '../../../gbcs/catalogue/demands.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';

const letters = (code: number, cra: number, parties = {}): string | string[] => {
  const demand = demandedProtections(code, cra, parties);
  if (demand.kind !== 'protections') return demand.kind;
  return demand.any.map(({ signature, mac }) => `${signature ? 'S' : ''}${mac ? 'M' : ''}`).sort();
};

describe('demandedProtections', () => {
  it('follows category and kind of message', () => {
    expect(letters(0x0055, 1)).eql(['SM']);
    expect(letters(0x0055, 2)).eql(['S']);
    expect(letters(0x0001, 1)).eql(['M']);
    expect(letters(0x0001, 2)).eql(['M']);
    expect(letters(0x1000, 3)).eql(['S']);
    expect(letters(0x1001, 3)).eql(['M']);
    expect(letters(0x009b, 1)).eql(['M']);
  });

  it('knows no message where there is none, and no code that the catalogue lacks', () => {
    for (const [code, cra] of [
      [0x0055, 3],
      [0x0055, 0],
      [0x0055, 7],
      [0x1000, 1],
      [0x1000, 2],
      [0x0119, 1],
    ] as const) {
      expect(letters(code, cra), `${code} ${cra}`).equal('no-such-message');
    }
    expect(letters(0x0fff, 1)).equal('unknown');
  });

  it('leaves open what depends on a party that is not known', () => {
    expect(letters(0x0008, 1)).eql(['M', 'S']);
    expect(letters(0x0008, 1, { role: 'accessControlBroker' })).eql(['M']);
    expect(letters(0x0008, 2, { role: 'transitionalCoS' })).eql(['S']);
    expect(letters(0x0104, 1)).eql(['M', 'SM']);
    expect(letters(0x0104, 1, { device: 'communicationsHub' })).eql(['SM']);
    expect(letters(0x0104, 1, { device: 'esme' })).eql(['M']);
    expect(letters(0x0104, 2)).eql(['S']);
  });

  it('demands something of every message that there is', () => {
    let demands = 0;
    for (const { messageCode, name } of allUseCases) {
      for (const cra of [1, 2, 3]) {
        const demand = demandedProtections(messageCode, cra);
        if (demand.kind !== 'protections') continue;
        demands++;
        for (const { signature, mac } of demand.any) expect(signature || mac, `${name} ${cra}`).equal(true);
      }
    }
    expect(demands).greaterThan(400);
  });
});
