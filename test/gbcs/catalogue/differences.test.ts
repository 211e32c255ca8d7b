import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { catalogueDifferences } from '../../../gbcs/catalogue/differences.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';
import { alertProtections, commandProtections, responseProtections } from '../../../gbcs/catalogue/protections.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/tables.js';
import type { Protections, RemotePartyRole } from '../../../gbcs/catalogue/use-case.js';
import { requireShared } from '../../shared.js';

describe('differences between GBCS 3.1 and 4.0', () => {
  const differences = catalogueDifferences();

  it('are so many', () => {
    expect({
      in31: GBCS_3_1_USE_CASES.length,
      in40: GBCS_4_0_USE_CASES.length,
      all: allUseCases.length,
      same: differences.same,
      onlyIn31: differences.onlyIn31.length,
      onlyIn40: differences.onlyIn40.length,
      editions: differences.editions.length,
    }).deep.equal({ in31: 221, in40: 235, all: 247, same: 209, onlyIn31: 5, onlyIn40: 19, editions: 7 });
  });

  it('in load control are these', () => {
    expect(differences.onlyIn31).deep.equal(['ECS46c', 'ECS47', 'GCS24', 'ECS35f', 'ECS61a']);
    expect(differences.onlyIn40.filter((name) => /^ECS/.test(name))).deep.equal([
      ...['ECS35g', 'ECS46d', 'ECS61d', 'ECS61e', 'ECS47a', 'ECS47e', 'ECS100', 'ECS101', 'ECS102', 'ECS200'],
    ]);
    const labels = differences.editions.find(({ name }) => name === 'ECS46a');
    expect(labels?.differs).deep.equal(['title', 'authorisations', 'rows']);
    expect(labels?.rows).length(10);
  });

  it('give seven message codes two editions: the twins', () => {
    const summary = differences.editions.map(({ messageCode, name, differs }) => [
      messageCode,
      name,
      differs.join(' '),
    ]);
    expect(summary).deep.equal([
      [0x0053, 'ECS46a', 'title authorisations rows'],
      [0x0059, 'ECS52', 'title authorisations'],
      [0x005e, 'ECS61c', 'title'],
      [0x005f, 'ECS62', 'title'],
      [0x00c1, 'ECS15c', 'title authorisations rows'],
      [0x00fe, 'CCS07', 'rows'],
      [0x0119, 'HECS01', 'title'],
    ]);
  });
});

/** A use case of the published sections, as far as it is compared. */
interface PublishedUseCase {
  readonly useCase: string;
  readonly title: string;
  readonly messageCode: string;
  readonly target?: string;
  readonly messageType: string;
  readonly serviceReference: string;
  readonly futureDatable?: boolean;
  readonly replayProtected?: boolean;
  readonly roles: readonly string[];
  readonly dlms?: readonly Readonly<Record<string, unknown>>[];
  readonly zcl?: readonly unknown[];
}

function sectionOf(context: Mocha.Context, version: string): Map<number, PublishedUseCase> {
  const text = readFileSync(requireShared.call(context, 'spec', `use-cases-${version}.json`), 'utf8');
  const { useCases } = JSON.parse(text) as { useCases: PublishedUseCase[] };
  return new Map(useCases.map((useCase) => [Number(useCase.messageCode), useCase]));
}

/** Facts of a published use case by the property of the catalogue that holds them; blanks and prose do not count. */
function factsOf(useCase: PublishedUseCase): Record<string, string> {
  const { title, messageType, target, roles, serviceReference, futureDatable, replayProtected, dlms, zcl } = useCase;
  const rows = dlms?.map(({ row: _row, ref: _reference, notes: _notes, attribute, ...facts }) => ({
    ...facts,
    // The name of the attribute's type stands before the colon; both versions have a name of it in places.
    attribute: String(attribute).replace(/^[^:]*:/, ''),
  }));
  const facts = {
    name: useCase.useCase,
    title,
    category: messageType,
    authorisations: [target, roles],
    serviceReferenceVariants: serviceReference,
    futureDatable,
    replayProtected,
    rows: [rows, zcl],
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, JSON.stringify(fact ?? null).replaceAll(/(\\n|\s)+/g, ' ')]),
  );
}

describe('differences between the published sections', () => {
  it('are the catalogue’s, use case by use case and property by property', function () {
    const [older, newer] = [sectionOf(this, '3.1'), sectionOf(this, '4.0')];
    const differences = catalogueDifferences();
    const published = new Map([...newer, ...older].map(([code, { useCase }]) => [useCase, code]));
    const within = (names: readonly string[]) => names.filter((name) => published.has(name)).sort();
    const missing = (one: typeof older, other: typeof older) =>
      [...one].flatMap(([code, { useCase }]) => (other.has(code) ? [] : [useCase])).sort();
    expect(within(differences.onlyIn31)).deep.equal(missing(older, newer));
    expect(within(differences.onlyIn40)).deep.equal(missing(newer, older));

    const theirs = new Map<number, string[]>();
    for (const [code, one] of older) {
      const other = newer.get(code);
      if (other === undefined) continue;
      const [a, b] = [factsOf(one), factsOf(other)];
      const differs = Object.keys(a).filter((name) => a[name] !== b[name]);
      if (differs.length > 0) theirs.set(code, differs);
    }
    // The sections do not name the stand-alone controller as a target: see `stand-alone-controller-targets`.
    const ours = differences.editions.map(
      ({ messageCode, differs }) => [messageCode, differs.filter((property) => property !== 'authorisations')] as const,
    );
    expect([...theirs].sort(([a], [b]) => a - b)).deep.equal(ours);
  });

  it('and what only 4.0 has outside them is what reference messages and their alerts have', function () {
    const published = new Set([...sectionOf(this, '4.0').values()].map(({ useCase }) => useCase));
    const { onlyIn31, onlyIn40 } = catalogueDifferences();
    expect(onlyIn31.filter((name) => !sectionOf(this, '3.1').has(nameToCode(name)))).deep.equal([]);
    expect(onlyIn40.filter((name) => !published.has(name))).deep.equal([
      ...['CS02f', 'ECS100', 'ECS200', 'CS02gAlert', 'CS02gLoadControllerByLoadController'],
      ...['CS02gLoadControllerBySupplier', 'CCS08', 'CS08', 'GCS60a', 'CS09'],
    ]);
  });

  it('and in targets, the stand-alone controller alone', () => {
    for (const { messageCode, differs } of catalogueDifferences().editions) {
      if (!differs.includes('authorisations')) continue;
      const [one, other] = [GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES].map((table) =>
        table
          .find((useCase) => useCase.messageCode === messageCode)
          ?.authorisations.map(({ role, targets }) => ({
            role,
            targets: targets.filter((target) => target !== 'sapc'),
          })),
      );
      expect(one).not.equal(undefined);
      expect(one).deep.equal(other);
    }
  });
});

function nameToCode(name: string): number {
  return allUseCases.find((useCase) => useCase.name === name)?.messageCode ?? 0;
}

describe('completeness of the catalogue', () => {
  it('has every message code of the digest’s table, and no code that the digest calls unused', function () {
    const digest = readFileSync(requireShared.call(this, 'spec', 'gbcs-core.md'), 'utf8');
    const table = Array.from(digest.matchAll(/^\| ([0-9A-F]{4}) \| (\S[^|]*?) \|/gm), ([, code = '', name = '']) => ({
      code: Number.parseInt(code, 16),
      name,
    }));
    expect(table.length).greaterThan(200);
    const codes = new Set(allUseCases.map(({ messageCode }) => messageCode));
    expect(table.filter(({ code }) => !codes.has(code))).deep.equal([]);
    const known = new Set([...table.map(({ code }) => code), 0x00d5, 0x0100, 0x0101]);
    expect([...codes].filter((code) => !known.has(code))).deep.equal([]);
  });

  it('agrees with the digest’s table on category, replay, future dating, roles, date-time and protections', function () {
    const digest = readFileSync(requireShared.call(this, 'spec', 'gbcs-core.md'), 'utf8');
    const rows = digest
      .split('\n')
      .filter((line) => /^\| [0-9A-F]{4} \|/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    let compared = 0;
    for (const [
      ,
      code = '',
      name,
      ,
      category = '',
      replay,
      dating,
      roles = '',
      command,
      response,
      alert,
      time,
    ] of rows) {
      const messageCode = Number.parseInt(code, 16);
      // The table has the flags of 4.0.
      const useCase = [...GBCS_4_0_USE_CASES, ...GBCS_3_1_USE_CASES].find((one) => one.messageCode === messageCode);
      if (useCase === undefined) continue;
      const where = `${code} ${name}`;
      if (category !== '') expect(useCase.category, where).equal(category.replace(/ \(.*/, ''));
      if (/[YN]/.test(replay ?? '')) expect(useCase.replayProtected, where).equal(replay === 'Y');
      if (/[YN]/.test(dating ?? '')) expect(useCase.futureDatable, where).equal(dating === 'Y');
      if (time !== '') expect(useCase.responseDateTime, where).equal(time === 'y');
      const named = roles.split(' ').flatMap((role) => DIGEST_ROLES[role] ?? []);
      if (named.length > 0)
        expect(
          useCase.authorisations.map(({ role }) => role),
          where,
        ).have.members(named);
      // Protections that depend on the originator have tests of their own.
      if (useCase.protectionExceptions === undefined) {
        const shown = ({ signature, mac }: Protections) => `${signature ? 'S' : ''}${mac ? 'M' : ''}`;
        const isAlert = useCase.category.startsWith('SME.A.');
        expect([command, response], where).deep.equal(
          isAlert ? ['', ''] : [shown(commandProtections(useCase)), shown(responseProtections(useCase))],
        );
        expect(alert, where).equal(shown(alertProtections(useCase)));
      }
      compared++;
    }
    expect(compared).equal(237);
  });
});

const DIGEST_ROLES: Readonly<Record<string, RemotePartyRole>> = {
  Sup: 'supplier',
  NO: 'networkOperator',
  ACB: 'accessControlBroker',
  LC: 'loadController',
};
