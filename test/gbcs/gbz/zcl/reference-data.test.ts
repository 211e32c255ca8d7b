import { expect } from 'chai';
import {
  CodecError,
  type NamedFields,
  type NamedValue,
  readZclFields,
  toHex,
  writeZclFields,
  type ZclPlace,
} from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { type ReferenceZcl, referenceZcl } from './reference-payloads.js';

interface Read extends ReferenceZcl {
  readonly name: string;
  readonly fields: NamedFields;
  readonly places: readonly ZclPlace[];
}

/** Values that are not made of others, with the key that each has. */
function leaves(value: NamedValue, key = ''): [key: string, value: NamedValue][] {
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, key));
  if (typeof value !== 'object' || value === null) return [[key, value]];
  return Object.entries(value).flatMap(([name, one]) => leaves(one, name));
}

function flat(places: readonly ZclPlace[]): ZclPlace[] {
  return places.flatMap((place) => [place, ...flat(place.children)]);
}

describe('ZCL payloads of the reference data', () => {
  let all: ReferenceZcl[] = [];
  let read: Read[] = [];

  before(function () {
    all = referenceZcl(requireShared.call(this, 'rtds'));
    read = all.flatMap((one) => {
      const { command, octets, file } = one;
      if (command === undefined || octets === undefined) return [];
      try {
        return [{ ...one, name: `${file} ${command.name}`, ...readZclFields(command, octets) }];
      } catch (error) {
        if (error instanceof CodecError) return [];
        throw new Error(file, { cause: error });
      }
    });
  });

  it('all fit the declaration of their command, the encrypted ones included', () => {
    expect(all.length).to.be.above(900);
    expect(all.filter(({ wasEncrypted }) => wasEncrypted).length).to.be.above(30);
    const misfits = all.filter((one) => !read.some(({ component }) => component === one.component));
    expect(misfits.map(({ file, component, octets }) => [file, component.commandId, octets && toHex(octets)])).to.eql(
      [],
    );
  });

  it('are made again octet for octet from their named fields, as JSON', () => {
    for (const { name, command, fields, octets } of read) {
      if (command === undefined || octets === undefined) throw new Error(name);
      const again = writeZclFields(command, JSON.parse(JSON.stringify(fields)) as NamedFields);
      expect(toHex(again), name).to.equal(toHex(octets));
    }
  });

  it('show every command that is declared by the data set', () => {
    const seen = new Set(all.map(({ command }) => command));
    expect(seen.size).to.be.above(75);
    expect(seen.has(undefined)).to.equal(false);
  });

  it('have times from 2000 to 2040, or words for them', () => {
    const times = read.flatMap(({ name, fields }) =>
      leaves(fields)
        .filter(([, value]) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value))
        .map(([, value]) => [name, String(value)] as const),
    );
    expect(times.length).to.be.above(400);
    for (const [name, time] of times) expect(Number(time.slice(0, 4)), `${name} ${time}`).to.be.within(2000, 2040);
  });

  it('have dates that the calendar has, or open ones', () => {
    const dates = read.flatMap(({ fields }) =>
      leaves(fields)
        .filter(([key]) => key.endsWith('Date'))
        .map(([, value]) => String(value)),
    );
    expect(dates.length).to.be.above(40);
    for (const date of dates) expect(date).to.match(/^(201\d|\*)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
  });

  it('count messages, tiers and entries as they are', () => {
    let counted = 0;
    for (const { name, fields } of read) {
      const { commandIndex, totalNumberOfCommands, totalCommands } = fields;
      if (typeof commandIndex !== 'number') continue;
      expect(commandIndex, name).to.be.below(Number(totalNumberOfCommands ?? totalCommands));
      for (const [total, list] of [
        ['totalNumberOfScheduleEntries', 'dayScheduleEntries'],
        ['totalNumberOfSpecialDays', 'specialDayEntries'],
        ['totalNumberOfMatchingEvents', 'logPayload'],
      ] as const) {
        if (fields[total] === undefined || totalNumberOfCommands === 2) continue;
        expect((fields[list] as NamedValue[]).length, name).to.equal(fields[total]);
        counted++;
      }
    }
    expect(counted).to.be.above(40);
  });

  it('have plain texts, known attributes and known statuses', () => {
    const octets: string[] = [];
    for (const { name, fields } of read) {
      for (const [key, value] of leaves(fields)) {
        if (key === 'attributeIdentifier' || key === 'attributeIdentifiers' || key === 'status') {
          expect(value, `${name} ${key}`).to.be.a('string');
        }
        if (typeof value === 'string' && value.startsWith('0x')) octets.push(name);
      }
    }
    // A model identifier carries an EUI-64 as it is.
    for (const name of octets) expect(name).to.match(/GCS21[em]_.* Read Attributes Response$/);
  });

  it('have no number where the declaration has names for its neighbours, but one', () => {
    const odd = new Set<string>();
    for (const { command, places } of read) {
      for (const { name, value, number } of flat(places)) {
        const named = command?.fields.find((field) => field.name === name)?.type;
        if (number === undefined || named?.kind !== 'number' || named.names === undefined || named.unit) continue;
        if (typeof value === 'number') odd.add(`${command?.name} ${name} ${value}`);
      }
    }
    // FF: not executed, after an earlier failure.
    expect([...odd]).to.eql(['Default Response Command Identifier 255']);
  });

  it('name the answered command, and what was not executed fails', () => {
    const answers = read.filter(({ command }) => command?.name === 'Default Response');
    expect(answers.length).to.be.above(100);
    for (const { name, fields } of answers) {
      expect(fields['commandIdentifier'] === 255, name).to.equal(fields['status'] === 'FAILURE');
    }
  });

  it('hold no octets beyond 16 that are not text', () => {
    for (const { name, fields } of read) {
      for (const [key, value] of leaves(fields)) {
        if (typeof value !== 'string') continue;
        expect(/^(0x)?[0-9a-f]{33,}$/.test(value) && !/^0x.{32}$/.test(value), `${name} ${key} ${value}`).to.equal(
          false,
        );
      }
    }
  });

  it('have no reserved bits but in two trailing digits of GCS21a, which stand in the other half of their octet', () => {
    const reserved = read.filter(({ fields }) => leaves(fields).some(([key]) => key === 'reserved'));
    for (const { file, fields } of reserved) {
      expect(file).to.match(/GCS21a_/);
      for (const one of fields['attributes'] as NamedFields[]) {
        const isOdd = leaves(one).some(([key]) => key === 'reserved');
        if (isOdd) expect(one['attributeIdentifier']).to.match(/^(Conversion Factor|Calorific Value) Trailing Digit$/);
      }
    }
  });
});
