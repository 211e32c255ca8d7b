import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PROPOSED_BODY } from '../../emulator/dcc/duis/proposed-alert.js';
import { TRANSITIONS } from '../../emulator/dcc/inventory/device-status.js';
import { XML_LIMITS } from '../../emulator/dcc/xml/limits.js';
import { ACCESS_CHECKS } from '../../emulator/index.js';
import { assumptionValue, profileById } from '../../gbcs/index.js';

const page = readFileSync('docs/dcc.md', 'utf8');

/** The rows of the table under a heading, cell by cell. */
function table(heading: string): string[][] {
  const section = page.slice(page.indexOf(`## ${heading}`));
  const rows = section.slice(section.indexOf('|---')).split('\n\n')[0]?.split('\n').slice(1) ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/dcc.md', () => {
  it('has every check in its order, with its code and rule', () => {
    const profile = profileById('secmp0046-core');
    const order = assumptionValue(profile, 'broker-check-order').split(' ');
    expect(table('Checks').map(([name]) => name)).to.deep.equal(order.map((name) => `\`${name}\``));
    const rows = ACCESS_CHECKS.map(({ name, rule, code }) => [`\`${name}\``, code(profile), rule]);
    expect(table('Checks')).to.deep.equal(rows);
  });

  it('has every event of the inventory, and what it moves', () => {
    const rows = Object.entries(TRANSITIONS).map(([event, { by, from, to }]) => [event, by, from.join(', '), to]);
    const said = table('Inventory').map(([event, by, from, to]) => [
      event?.replaceAll('`', ''),
      by,
      from?.replace(', or not there', ''),
      to,
    ]);
    expect(said).to.deep.equal(rows);
  });

  it('has the limits of documents, and the proposed body', () => {
    const { octets, depth, elements, attributes, attributesOfElement, namespaces } = XML_LIMITS;
    const text = page.replaceAll('\n', ' ');
    expect(text).to.contain(
      `${octets.toLocaleString('en')} octets, ${depth} elements within each other, ${elements.toLocaleString('en')} elements, ${attributes.toLocaleString('en')} attributes, ${attributesOfElement} of one element, ${namespaces} namespace declarations`,
    );
    expect(text).to.contain(`\`${PROPOSED_BODY.name}\`, version ${PROPOSED_BODY.version}`);
  });
});
