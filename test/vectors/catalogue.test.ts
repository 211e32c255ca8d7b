import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { generateCatalogue } from '../../vectors/catalogue/generate.js';
import { requireShared } from '../shared.js';

type Sections = Parameters<typeof generateCatalogue>[0];
type ServiceRequests = Parameters<typeof generateCatalogue>[1];

function read(context: Mocha.Context, name: string): unknown {
  return JSON.parse(readFileSync(requireShared.call(context, 'spec', name), 'utf8'));
}

describe('generated part of the catalogue', () => {
  it('is what the published sections give, octet for octet', function () {
    const sections = {
      '3.1': read(this, 'use-cases-3.1.json'),
      '4.0': read(this, 'use-cases-4.0.json'),
    } as Sections;
    const text = generateCatalogue(sections, read(this, 'service-requests.json') as ServiceRequests);
    expect(text === readFileSync('gbcs/catalogue/published.ts', 'utf8'), 'gbcs/catalogue/published.ts is stale').equal(
      true,
    );
  });

  it('has none of the descriptions', function () {
    const ours = readFileSync('gbcs/catalogue/published.ts', 'utf8').replaceAll(/\s+/g, ' ');
    const { useCases } = read(this, 'use-cases-4.0.json') as { useCases: { description?: string }[] };
    const sentences = useCases.flatMap(({ description = '' }) => description.split(/(?<=[.:])\s/));
    const found = sentences.filter(
      (sentence) => sentence.length > 40 && ours.includes(sentence.replaceAll(/\s+/g, ' ')),
    );
    expect(sentences.length).greaterThan(150);
    expect(found).deep.equal([]);
  });

  it('tells editions apart, and merges what both versions have alike', () => {
    const row = {
      name: 'X: value',
      classId: 1,
      obis: '0-0:1.2.3.4',
      kind: 'attribute',
      number: 2,
      attribute: 'value',
      dataType: 'long-unsigned',
      constant: null,
    } as const;
    const useCase = {
      useCase: 'ECS999',
      title: 'ECS999 Read X',
      messageCode: '0x0FFF',
      target: 'ESME',
      messageType: 'SME.C.NC',
      serviceReference: '9.9',
      readOrUpdate: 'Read',
      roles: ['Supplier'],
      dlms: [row],
    } as const;
    const one = generateCatalogue(
      { '3.1': { useCases: [useCase] }, '4.0': { useCases: [useCase] } },
      { serviceRequests: [] },
    );
    expect(one.match(/versions: '[^']*'/g)).deep.equal(["versions: '3.1 4.0'"]);
    expect(one).contain('get 1 0-0:1.2.3.4 2 X.value long-unsigned\n');
    const changed = { ...useCase, dlms: [{ ...row, dataType: 'unsigned' }] };
    const two = generateCatalogue(
      { '3.1': { useCases: [useCase] }, '4.0': { useCases: [changed] } },
      { serviceRequests: [] },
    );
    expect(two.match(/versions: '[^']*'/g)).deep.equal(["versions: '3.1'", "versions: '4.0'"]);
  });
});
