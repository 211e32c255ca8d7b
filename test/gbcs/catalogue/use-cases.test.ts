import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ALERT_ENTRIES } from '../../../gbcs/catalogue/alerts.js';
import { ASSUMPTIONS } from '../../../gbcs/catalogue/assumptions.js';
import { CREDENTIAL_ENTRIES } from '../../../gbcs/catalogue/credentials.js';
import { JOIN_ENTRIES } from '../../../gbcs/catalogue/joins.js';
import { allUseCases, payloadDefinitionsOf, useCaseByCode, useCaseByName } from '../../../gbcs/catalogue/lookup.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/tables.js';
import { UNLISTED_ENTRIES } from '../../../gbcs/catalogue/unlisted.js';
import type { DataShape, DlmsRow, GbcsVersion, RemotePartyRole, UseCase } from '../../../gbcs/catalogue/use-case.js';
import { requireShared } from '../../shared.js';

/** A row and a use case of the published use-case section, as kept in the shared data. */
interface PublishedRow {
  readonly name: string;
  readonly classId: number;
  readonly obis: string;
  readonly kind: 'attribute' | 'method';
  readonly number: number;
  /** Such as `entries:entries[1..48].schedule_table_entry.index`. */
  readonly attribute: string;
  readonly dataType: string;
  readonly constant: string | null;
}

interface PublishedUseCase {
  readonly useCase: string;
  readonly title: string;
  readonly messageCode: string;
  readonly messageType: string;
  readonly serviceReference: string;
  readonly futureDatable?: boolean;
  readonly replayProtected?: boolean;
  readonly roles: readonly string[];
  readonly dlms?: readonly PublishedRow[];
  readonly zcl?: readonly { readonly cluster: string; readonly command: string }[];
}

const ROLES: Readonly<Record<string, RemotePartyRole>> = {
  Supplier: 'supplier',
  'Network Operator': 'networkOperator',
  'Access Control Broker': 'accessControlBroker',
  'Load Controller': 'loadController',
  // Of the top-up.
  'See GBCS': 'supplier',
};

/** Use cases that the use-case section leaves to other sections, and alerts that it does not have. */
const OUTSIDE_THE_TABLE: readonly string[] = [
  ...[...UNLISTED_ENTRIES, ...JOIN_ENTRIES, ...CREDENTIAL_ENTRIES].map(({ name }) => name),
  ...ALERT_ENTRIES.map(({ name }) => name).filter(
    (name) => !/^(CS14|ECS68|ECS80|ECS101|ECS102|GCS53|DBCH09)$/.test(name),
  ),
];

function published(context: Mocha.Context, version: GbcsVersion): Map<string, PublishedUseCase> {
  const file = requireShared.call(context, 'spec', `use-cases-${version}.json`);
  const { useCases } = JSON.parse(readFileSync(file, 'utf8')) as { useCases: PublishedUseCase[] };
  return new Map(useCases.map((useCase) => [useCase.useCase, useCase]));
}

interface Leaf {
  readonly shape: Exclude<DataShape, { type: 'array' | 'structure' }>;
  readonly constant?: number | boolean | string | undefined;
}

/** The values at the bottom of a shape, in order. */
function leaves(shape: DataShape, constant?: number | boolean): Leaf[] {
  if (shape.type === 'structure') return shape.fields.flatMap((field) => leaves(field.shape, field.constant));
  if (shape.type === 'array') return leaves(shape.of);
  return [{ shape, constant: 'constant' in shape ? shape.constant : constant }];
}

function publishedConstant(row: PublishedRow): number | boolean | string | undefined {
  if (row.constant === null) return undefined;
  const text = row.constant.split('||').at(-1) ?? '';
  if (!/^(0x[0-9A-F]*|0b[01]+|-?\d+)/i.test(text)) return undefined;
  if (row.dataType.startsWith('bit-string')) return /^0b([01]{7})/.exec(text)?.[1];
  if (row.dataType.startsWith('octet-string')) return text.replace('0x', '').toLowerCase();
  return row.dataType.startsWith('boolean') ? Number(text) === 1 : Number(text);
}

/** Bounds of the arrays in a shape, in order, written as the section writes them. */
function arrayBounds(shape: DataShape): string[] {
  if (shape.type === 'array') return [`[${shape.min}..${shape.max}]`, ...arrayBounds(shape.of)];
  return shape.type === 'structure' ? shape.fields.flatMap((field) => arrayBounds(field.shape)) : [];
}

/** Octet strings whose size varies although the section gives one size: none or one of its octets also mean something. */
const OF_VARIABLE_SIZE =
  /^AuxiliaryController\[\d\]\.typeAndIdentifier$|^CS14$|\.(current|next)(Seasons|Weeks)$|^(SupplierMessage|ContactDetails)\.|combinedMPANS/;

/** `octet-string(8)` of a leaf. */
function typeName({ shape }: Leaf): string {
  return 'max' in shape && shape.max !== undefined && !['long-unsigned', 'unsigned', 'enum'].includes(shape.type)
    ? `${shape.type}(${shape.max})`
    : shape.type;
}

function sameInstruction(a: PublishedRow | undefined, b: PublishedRow): boolean {
  return a !== undefined && a.classId === b.classId && a.obis === b.obis && a.kind === b.kind && a.number === b.number;
}

/** The published rows, those of one instruction together. */
function instructions(rows: readonly PublishedRow[]): PublishedRow[][] {
  const groups: PublishedRow[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last !== undefined && sameInstruction(last[0], row)) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

/**
 * Whether the leaves of an instruction can be compared one by one: not those of logs, which list what selects entries
 * too, what depends on the device, and values of which the section gives several on a row.
 */
function isPlain(group: readonly PublishedRow[]): boolean {
  return !group.some(
    ({ attribute, dataType, constant }) =>
      /^buffer|range_descriptor|\[[12]of2/.test(attribute) ||
      /EXCEPTIONAL|TWIN_ELEMENT/.test(dataType) ||
      / or /.test(constant ?? ''),
  );
}

function expectInstruction(row: DlmsRow, group: readonly PublishedRow[]): void {
  const [first] = group;
  expect(first, row.name).not.equal(undefined);
  if (first === undefined) return;
  expect([row.classId, row.obis, row.member], row.name).deep.equal([first.classId, first.obis, first.number]);
  expect(row.access === 'action', row.name).equal(first.kind === 'method');
  expectShape(row.shape, row.constant, group, row.name);
  expect(row.optional === true, `${row.name} optional`).equal(first.dataType.endsWith('[[OPTIONAL]]'));
}

function expectShape(shape: DataShape, constant: DlmsRow['constant'], group: readonly PublishedRow[], name: string) {
  const inputs = group.filter((row) => /methodInput/i.test(row.name));
  const sent =
    inputs.length > 0 ? inputs : group.filter((row) => row.kind !== 'method' || !/methodOutput/i.test(row.name));
  const published = new Set(sent.flatMap((row) => row.attribute.match(/\[\d+\.\.\d+\]/g) ?? []));
  expect(arrayBounds(shape), name).deep.equal([...published]);
  const ours = leaves(shape, constant);
  for (const { shape: leaf } of ours) {
    if (leaf.type === 'octet-string' && !OF_VARIABLE_SIZE.test(name)) expect(leaf.min, name).equal(leaf.max);
    if (leaf.type === 'visible-string' || leaf.type === 'utf8-string') expect(leaf.min, name).equal(0);
  }
  // A method with a structure has a row of its own without a type, before those of its fields.
  const theirs = sent.filter((row) => row.dataType !== '');
  expect(ours.map(typeName), name).deep.equal(
    theirs.map((row) => row.dataType.replace('[[OPTIONAL]]', '').replace(/^null.*/, 'null-data')),
  );
  expect(
    ours.map((leaf) => leaf.constant),
    name,
  ).deep.equal(theirs.map(publishedConstant));
}

/** The payload of a use case kept as text: its instructions or commands are those of the section, in their order. */
function expectPayload({ name, payload }: UseCase, { dlms, zcl }: PublishedUseCase): void {
  if (payload.family === 'dlms') {
    const addressed = payload.rows.flatMap((row) => [row, ...(row.protects ?? [])]);
    const ours = addressed.map(({ classId, obis, member }) => `${classId} ${obis} ${member}`);
    const theirs = instructions(dlms ?? []).map(([row]) => `${row?.classId} ${row?.obis} ${row?.number}`);
    // What a protected method returns stands before or after it, which says nothing.
    if (addressed.length > payload.rows.length) expect(ours).have.members(theirs);
    else expect(ours).deep.equal(theirs);
    return;
  }
  if (payload.family === 'gbz') {
    const commands = payload.rows.map(({ cluster, command }) => `${cluster} ${command}`);
    const theirs = (zcl ?? []).filter(({ command }) => !command.startsWith('(Response'));
    // The order differs where the reference messages have another one: see the errata.
    const expected = theirs.map((row) => `${row.cluster.split(':')[0]} ${row.command.split(':')[0]?.trim()}`);
    expect(commands).have.members(expected);
    if (name !== 'GCS21b') expect(commands).deep.equal(expected);
    return;
  }
  expect(payload.family, name).oneOf(['none', 'dlms-alert', 'gbz-alert']);
}

const TABLES: readonly (readonly [GbcsVersion, readonly UseCase[]])[] = [
  ['3.1', GBCS_3_1_USE_CASES],
  ['4.0', GBCS_4_0_USE_CASES],
];

describe('catalogue of use cases', () => {
  for (const [version, table] of TABLES) {
    describe(`GBCS ${version}`, () => {
      for (const useCase of table.filter(({ name }) => !OUTSIDE_THE_TABLE.includes(name))) {
        it(`${useCase.name} is as published`, function () {
          const theirs = published(this, version).get(useCase.name);
          if (theirs === undefined) throw new Error(`${useCase.name} is not in the published section`);
          expect(`${useCase.name} ${useCase.title}`).equal(theirs.title.replaceAll(/\s+/g, ' '));
          expect(useCase.messageCode).equal(Number(theirs.messageCode));
          expect(useCase.category).equal(theirs.messageType.replace(/ but with additional .*/, ''));
          expect(useCase.futureDatable).equal(theirs.futureDatable ?? false);
          expect(useCase.replayProtected).equal(theirs.replayProtected ?? false);
          const roles = new Set(useCase.authorisations.map(({ role }) => role));
          expect([...roles]).have.members(theirs.roles.flatMap((role) => ROLES[role] ?? []));
          const references = theirs.serviceReference.split(', ');
          expect(useCase.serviceReferenceVariants.length > 0).equal(/^\d/.test(theirs.serviceReference));
          for (const variant of useCase.serviceReferenceVariants) {
            expect(references.some((reference) => variant === reference || variant.startsWith(`${reference}.`))).equal(
              true,
            );
          }
          expectPayload(useCase, theirs);
          if (useCase.payload.family === 'dlms') {
            const groups = instructions(theirs.dlms ?? []);
            for (const [index, row] of useCase.payload.rows.entries()) {
              if (row.protects === undefined && isPlain(groups[index] ?? [])) {
                expectInstruction(row, groups[index] ?? []);
              }
            }
          } else if (useCase.payload.family === 'dlms-alert' && useCase.payload.protects === undefined) {
            expectShape(
              { type: 'structure', fields: useCase.payload.extras },
              undefined,
              theirs.dlms ?? [],
              useCase.name,
            );
          }
        });
      }

      it('has what the published section leaves out, and all that is in it', function () {
        const section = published(this, version);
        for (const name of OUTSIDE_THE_TABLE) expect(section.has(name), name).equal(false);
        for (const name of section.keys()) expect(useCaseByName(table, name), name).not.equal(undefined);
        expect(table.length).equal(section.size + table.filter(({ name }) => OUTSIDE_THE_TABLE.includes(name)).length);
      });

      it('has each message code and each name once, and only rows of its version', () => {
        expect(new Set(table.map(({ messageCode }) => messageCode)).size).equal(table.length);
        expect(new Set(table.map(({ name }) => name)).size).equal(table.length);
        expect(table.every(({ versions }) => versions.includes(version))).equal(true);
      });
    });
  }

  it('names each row once within its use case, and each field once within its structure', () => {
    let structures = 0;
    const expectOnce = (names: readonly string[], where: string) => {
      expect(
        names.filter((name, index) => names.indexOf(name) !== index),
        where,
      ).deep.equal([]);
    };
    const expectFields = (shape: DataShape | undefined, where: string): void => {
      if (shape?.type === 'array') expectFields(shape.of, where);
      if (shape?.type !== 'structure') return;
      structures++;
      expectOnce(
        shape.fields.map((field) => field.name),
        where,
      );
      for (const field of shape.fields) expectFields(field.shape, `${where}.${field.name}`);
    };
    for (const { name, payload } of allUseCases) {
      if ('rows' in payload) {
        const protectedRows = payload.family === 'dlms' ? payload.rows.flatMap((row) => row.protects ?? []) : [];
        expectOnce(
          [...payload.rows, ...protectedRows].map((row) => row.name),
          name,
        );
      }
      if (payload.family === 'dlms') {
        for (const row of payload.rows) {
          for (const shape of [row.shape, row.returns, ...(row.protects ?? []).map((one) => one.shape)]) {
            expectFields(shape, `${name} ${row.name}`);
          }
        }
      }
      if (payload.family === 'dlms-alert') expectFields({ type: 'structure', fields: payload.extras }, name);
    }
    expect(structures).greaterThan(200);
  });

  it('refers only to rows of the same use case', () => {
    let rules = 0;
    for (const { name, payload } of allUseCases) {
      if (payload.family !== 'dlms') continue;
      for (const { sameAs, presentExactlyWhen } of payload.rows) {
        for (const other of [sameAs, presentExactlyWhen?.row]) {
          if (other === undefined) continue;
          expect(
            payload.rows.map((row) => row.name),
            name,
          ).include(other);
          rules++;
        }
      }
    }
    expect(rules).greaterThan(30);
  });

  it('has one time of activation in each future-dated DLMS Command, which the others repeat', () => {
    let checked = 0;
    for (const { name, payload, futureDatable } of allUseCases) {
      if (payload.family !== 'dlms' || !futureDatable) continue;
      const [first, ...others] = payload.rows.filter((row) => /\.activate\w*NextDateTime$/.test(row.name));
      expect(first?.sameAs, name).equal(undefined);
      for (const row of others) expect(row.sameAs, `${name} ${row.name}`).equal(first?.name);
      checked++;
    }
    expect(checked).equal(11);
  });

  it('rests on assumptions that exist', () => {
    for (const { name, assumptions } of allUseCases) {
      for (const assumption of assumptions ?? []) expect(ASSUMPTIONS, name).property(assumption);
    }
  });

  it('ties each time of ECS47 to its switch and action, by rows that exist', () => {
    const payload = useCaseByName(allUseCases, 'ECS47')?.payload;
    if (payload?.family !== 'dlms') throw new Error('ECS47 is not DLMS');
    const rules = payload.rows.map((row) => row.presentExactlyWhen);
    expect(rules.map((rule) => rule?.equals)).deep.equal([
      0x0111,
      0x0112,
      0x0211,
      0x0212,
      0x0311,
      0x0312,
      0x0411,
      0x0412,
      0x0511,
      0x0512,
      undefined,
    ]);
    for (const rule of rules.slice(0, -1)) expect(rule?.row).equal(payload.rows.at(-1)?.name);
  });

  it('gives the device’s time in the Responses of the future-datable use cases, top-ups and instantaneous values', () => {
    const more = new Set<string>();
    for (const { name, responseDateTime, futureDatable } of allUseCases) {
      if (futureDatable) expect(responseDateTime, name).equal(true);
      else if (responseDateTime) more.add(name);
    }
    expect([...more].sort().join(' ')).equal(
      'CS01a CS01b ECS17a ECS17b ECS17c ECS17d ECS17e ECS18a ECS18b ECS19 ECS23 ECS23b GCS13a GCS13b GCS13c GCS14 GCS60a',
    );
  });

  it('leaves the unprotected critical use case unprotected, and it is the only one', () => {
    const unprotected = allUseCases.filter((one) => one.category === 'SME.C.C' && !one.replayProtected);
    expect(unprotected.map(({ name }) => name)).deep.equal(['ECS46a', 'ECS46a']);
  });

  it('lets the supplier join an HCALCS and the broker join a PPMID', () => {
    expect(useCaseByName(allUseCases, 'CS03A2')?.authorisations).deep.equal([
      { role: 'supplier', targets: ['hcalcs'] },
      { role: 'accessControlBroker', targets: ['ppmid'] },
    ]);
  });
});

describe('look-ups in the catalogue', () => {
  it('find by code and by name, and nothing else', () => {
    expect(useCaseByCode(GBCS_3_1_USE_CASES, 0x0055)?.name).equal('ECS47');
    expect(useCaseByCode(GBCS_4_0_USE_CASES, 0x0055)).equal(undefined);
    expect(useCaseByName(GBCS_4_0_USE_CASES, 'ECS47a')?.messageCode).equal(0x011e);
    expect(useCaseByName(GBCS_4_0_USE_CASES, 'ecs47a')).equal(undefined);
    for (const name of ['constructor', '__proto__', '']) expect(useCaseByName(allUseCases, name)).equal(undefined);
  });

  it('find the edition of the table that is asked', () => {
    const longest = (table: readonly UseCase[]): unknown => {
      const payload = useCaseByCode(table, 0x0053)?.payload;
      const shape = payload?.family === 'dlms' ? payload.rows[0]?.shape : undefined;
      return shape?.type === 'visible-string' ? shape.max : undefined;
    };
    expect(longest(GBCS_3_1_USE_CASES)).equal(127);
    expect(longest(GBCS_4_0_USE_CASES)).equal(22);
    expect(longest(allUseCases)).equal(127);
    expect(payloadDefinitionsOf(0x0053)).length(2);
    expect(payloadDefinitionsOf(0x0055)).length(1);
    expect(payloadDefinitionsOf(0xffff)).deep.equal([]);
  });

  it('count what both versions share once', () => {
    expect(new Set(allUseCases).size).equal(allUseCases.length);
    expect(allUseCases.filter(({ name }) => name === 'CS03A1')).length(1);
    expect(allUseCases.length).equal(
      GBCS_3_1_USE_CASES.length + GBCS_4_0_USE_CASES.filter(({ versions }) => versions.length === 1).length,
    );
  });
});
