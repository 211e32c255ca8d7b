import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { decodeMessage, encodeMessage, messageOfNames, type NamedMessage, nameMessage } from '../../gbcs/index.js';

const page = readFileSync(new URL('../../../docs/named-values.md', import.meta.url), 'utf8');
const examples = Array.from(
  page.matchAll(/^```json\n(.*?)^```$/gms),
  ([, text = '']) => JSON.parse(text) as NamedMessage,
);

describe('docs/named-values.md', () => {
  it('has an example of each family', () => {
    expect(examples.map(({ useCase, message }) => `${useCase} ${message}`)).eql([
      'ECS47a Command',
      'ECS47 Response',
      'GCS05 Command',
      'CS03A1 Command',
    ]);
  });

  for (const example of examples) {
    it(`means the same octets both ways: ${example.useCase} ${example.message}`, () => {
      const octets = encodeMessage(messageOfNames(example));
      expect(JSON.parse(JSON.stringify(nameMessage(decodeMessage(octets))))).eql(example);
    });
  }
});
