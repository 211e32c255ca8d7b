import { expect } from 'chai';
import { hanlab, json, refused } from './hanlab.js';

describe('hanlab list and explain', function () {
  this.timeout(60_000);

  const topics = ['checks', 'faults', 'scenarios', 'requirements', 'profiles', 'use-cases', 'assumptions', 'errors'];

  it('list every topic, as text and as JSON', () => {
    for (const topic of topics) {
      const { code, out, err } = hanlab(['list', topic]);
      expect({ code, err }, topic).eql({ code: 0, err: '' });
      const { document } = json(['list', topic, '--json']);
      const items = (document as Record<string, { name: string }[]>)[topic] ?? [];
      expect(items.length, topic).greaterThan(1);
      expect(out.split('\n').length - 1, topic).equal(items.length);
      expect(items.every(({ name }) => out.includes(name))).equal(true);
    }
  });

  it('explain one thing of each', () => {
    const names: [name: string, text: RegExp][] = [
      ['ECS47', /^ECS47 \(use case\): Set or Reset.*\n {2}message code: 0x0055\n/],
      ['0x0055', /^ECS47 \(use case\)/],
      ['0055', /^ECS47 \(use case\)/],
      ['55', /^ECS47 \(use case\)/],
      ['0x53', /^ECS46a \(use case\)[\s\S]*\n\nECS46a \(use case\)/],
      ['REQ-07', /^REQ-07 \(requirement\)[\s\S]*\n {2}scenarios:\n[\s\S]* {4}period-expires-to-calendar\n/],
      ['esme-refuses-replay', /\(scenario\)[\s\S]*\n {2}clauses: .*GBCS[\s\S]*\n {2}assumptions:/],
      ['req-07', /^REQ-07 \(requirement\)/],
      ['replay', /^replay \(check\)/],
      ['esme.skip-replay', /^esme\.skip-replay \(fault\)/],
      ['GBCS_E_TRUNCATED', /^GBCS_E_TRUNCATED \(error code\): the input ends inside a field\n$/],
      ['hcalcs-default-state', /^hcalcs-default-state \(assumption\)[\s\S]* {2}value: open\n/],
      ['secmp0046-core', /^secmp0046-core \(profile\)[\s\S]*proposed, not in force/],
    ];
    for (const [name, text] of names) {
      const { code, out } = hanlab(['explain', name]);
      expect(code, name).equal(0);
      expect(out).match(text);
    }
    expect(json(['explain', 'replay', '--json']).document)
      .property('explained')
      .lengthOf(1);
  });

  it('explain suggests the nearest names', () => {
    expect(refused(['explain', 'ECS477'])).match(/nothing is called 'ECS477'; did you mean .*ECS47/);
    expect(refused(['explain', 'repaly'])).contain('replay');
    expect(refused(['explain', '0xFFFF'])).contain("nothing is called '0xFFFF'");
    expect(refused(['explain', 'x'.repeat(5000)]).length).lessThan(200);
  });
});
