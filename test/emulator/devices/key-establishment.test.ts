import { expect } from 'chai';
import fc from 'fast-check';
import { DEVICES, FAULTS, type Fault, type HanFrame } from '../../../emulator/index.js';
import { joinEsmeAtHcalcs, joinHcalcsAtEsme } from '../../../gbcs/index.js';
import { ADD_HCALCS, Home, joinCode } from './home.js';

const { hub, esme, hcalcs } = DEVICES;

const named = (name: string): Fault => FAULTS.find((fault) => fault.name === name) ?? expect.fail(name);

/** Joins an HCALCS with its ESME. @returns the code that the ESME answers, and a way to see the steps between the two */
function joined(home: Home): { readonly code: number; readonly steps: readonly string[] } {
  home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
  home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
  home.carried.splice(0);
  const code = joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)));
  return { code, steps: stepsOf(home) };
}

function nameOf(eui: HanFrame['destination']): string {
  return Object.entries(DEVICES).find(([, one]) => one === eui)?.[0] ?? eui;
}

/** Steps of joining since the last call, as `<from> <to> <step>`. */
function stepsOf(home: Home): string[] {
  return home.carried.splice(0).flatMap(({ from, to, content }) => {
    if (content.kind === 'aps') return [];
    const step = content.kind === 'keyEstablishment' ? content.message.step : content.kind;
    return [`${nameOf(from)} ${nameOf(to)} ${step}`];
  });
}

describe('key establishment', () => {
  it('goes from the trust centre by certificates and ephemeral data to the confirmation of a key', () => {
    const { code, steps } = joined(new Home());
    expect(code).to.equal(0);
    expect(steps).to.deep.equal([
      'esme hub partnerLinkKeyRequest',
      'hub hcalcs partnerLinkKey',
      'hub esme partnerLinkKey',
      'esme hcalcs initiateRequest',
      'hcalcs esme initiateResponse',
      'esme hcalcs ephemeralDataRequest',
      'hcalcs esme ephemeralDataResponse',
      'esme hcalcs confirmKeyRequest',
      'hcalcs esme confirmKeyResponse',
    ]);
  });

  it('follows the install code, before a device gets its tunnel', () => {
    const home = new Home();
    home.carried.splice(0);
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    const kinds = home.carried.map(({ content }) => (content.kind === 'aps' ? 'aps' : content.kind));
    const first = (kind: (typeof kinds)[number]) => kinds.indexOf(kind);
    expect([
      first('joinRequest') < first('joinOutcome'),
      first('joinOutcome') < first('keyEstablishment'),
    ]).to.deep.equal([true, true]);
    expect(kinds.lastIndexOf('keyEstablishment')).to.be.lessThan(first('aps'));
    expect(stepsOf(home).slice(-6)).to.deep.equal([
      'hcalcs hub initiateRequest',
      'hub hcalcs initiateResponse',
      'hcalcs hub ephemeralDataRequest',
      'hub hcalcs ephemeralDataResponse',
      'hcalcs hub confirmKeyRequest',
      'hub hcalcs confirmKeyResponse',
    ]);
  });

  const outcomes: readonly (readonly [fault: string, code: number, lastStep: string])[] = [
    ['hcalcs.no-key-resources', 6, 'hcalcs esme terminate'],
    ['hcalcs.other-key-issuer', 7, 'hcalcs esme terminate'],
    ['hcalcs.other-key-suite', 8, 'hcalcs esme terminate'],
    ['hcalcs.key-step-lost', 9, 'hcalcs esme terminate'],
    ['hcalcs.wrong-key-confirm', 10, 'esme hcalcs terminate'],
  ];
  for (const [fault, code, lastStep] of outcomes) {
    it(`ends with join response code ${code} where the partner has the defect ${fault}`, () => {
      const home = new Home({ faults: [named(fault)] });
      const result = joined(home);
      expect(result.code).to.equal(code);
      expect(result.steps.at(-1)).to.equal(lastStep);
      expect(home.installation.esme.deviceLog.entries()).to.deep.equal([]);
    });
  }

  it('ends with 12 where the partner is not on the HAN, and with 13 where it is silent', () => {
    const home = new Home();
    const stranger = home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(DEVICES.secondHcalcs));
    expect(joinCode(stranger)).to.equal(12);
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    const silent = home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    home.go(21);
    expect(joinCode(silent)).to.equal(13);
    home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
    expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)))).to.equal(0);
  });

  it('repeats its steps where the link loses or doubles them', () => {
    let failures = 0;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (seed) => {
        const home = new Home({ links: { seed } });
        home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
        home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
        home.installation.network.links.set({ latencyMs: 30, loss: 0.1, duplication: 0.3, reordering: 0.2 });
        const exchange = home.supplier.request('8.7.1', esme, joinHcalcsAtEsme(hcalcs));
        home.go(500);
        const code = joinCode(exchange);
        // Only a run of losses takes longer than the ESME waits.
        expect([0, 13]).to.include(code);
        if (code !== 0) failures++;
      }),
      { numRuns: 60 },
    );
    expect(failures).to.be.at.most(6);
  });

  it('is saved half-way and taken up again', () => {
    const home = new Home();
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
    home.installation.network.links.set({ latencyMs: 1000 });
    const exchange = home.supplier.request('8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    home.go(4.5);
    for (const device of [home.installation.hub, home.installation.esme, home.hcalcs]) {
      const saved: unknown = structuredClone(device.save());
      (device as { restore(saved: unknown): void }).restore(saved);
    }
    home.go(20);
    expect(joinCode(exchange)).to.equal(0);
  });
});
