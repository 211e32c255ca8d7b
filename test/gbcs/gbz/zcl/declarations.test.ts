import { expect } from 'chai';
import {
  allUseCases,
  type GbzRow,
  ZCL_COMMANDS,
  type ZclCommand,
  type ZclField,
  type ZclType,
  zclAttributesOf,
  zclClusterName,
  zclCommandOf,
} from '../../../../gbcs/index.js';

/** Every GBZ row of the catalogue with the name of its use case. */
const rows = allUseCases.flatMap(({ name, payload }) =>
  payload.family === 'gbz' || payload.family === 'gbz-alert'
    ? payload.rows.map((row): [useCase: string, row: GbzRow] => [name, row])
    : [],
);

/** The catalogue writes `PublishCalendar` and `Publish Block Period`. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** An answer goes the other way. */
function answered({ clusterId, frameControl, response }: GbzRow): ZclCommand | undefined {
  if (response === undefined) return undefined;
  const direction = (frameControl & 0x08) === 0 ? 0x08 : 0;
  return zclCommandOf(clusterId, direction | (response.general ? 0 : 1), response.commandId);
}

const groups: (readonly ZclField[])[] = [];
const types: ZclType[] = [];
function visit(fields: readonly ZclField[]): void {
  groups.push(fields);
  for (const { type } of fields) {
    types.push(type);
    if (type.kind === 'group') visit(type.fields);
    if (type.kind === 'list' && type.of.kind === 'group') visit(type.of.fields);
    if (type.kind === 'list' && type.of.kind !== 'group') types.push(type.of);
  }
}
for (const command of ZCL_COMMANDS) visit(command.fields);

describe('declarations of ZCL commands', () => {
  it('are there for every GBZ row of the catalogue, under its names', () => {
    expect(rows).to.have.length.above(90);
    for (const [useCase, row] of rows) {
      const command = zclCommandOf(row.clusterId, row.frameControl, row.commandId);
      expect(command && plain(command.name), `${useCase} ${row.name}`).to.equal(plain(row.command));
      expect(command?.cluster, `${useCase} ${row.name}`).to.equal(row.cluster);
      expect(zclClusterName(row.clusterId)).to.equal(row.cluster);
    }
  });

  it('are there for what answers each row, under its name', () => {
    const withAnswer = rows.filter(([, row]) => row.response !== undefined);
    expect(withAnswer).to.have.length.above(90);
    for (const [useCase, row] of withAnswer) {
      const name = plain(row.response?.command ?? '').replace(/^zcl/, '');
      expect(plain(answered(row)?.name ?? ''), `${useCase} ${row.name}`).to.equal(name);
    }
  });

  it('know the attributes that rows read, under their names', () => {
    const reads = rows.filter(([, row]) => row.command === 'Read Attributes' && row.parameter?.value !== undefined);
    expect(reads).to.have.length.above(15);
    const otherWords: Readonly<Record<string, string>> = {
      'TOU Information': 'Current Tier 1 Summation Delivered',
      'Block Information (Delivered)': 'Current No Tier Block 1 Summation Delivered',
    };
    for (const [useCase, { clusterId, parameter }] of reads) {
      const name = otherWords[parameter?.name ?? ''] ?? parameter?.name ?? '';
      const attribute = zclAttributesOf(clusterId)[parameter?.value ?? -1];
      expect(plain(attribute?.name ?? ''), useCase).to.equal(plain(name));
    }
    expect(zclAttributesOf(0x0702)[0x0106]?.name).to.equal('Current Tier 4 Summation Delivered');
    expect(zclAttributesOf(0x0702)[0x0703]?.name).to.equal('Current No Tier Block 4 Summation Delivered');
    expect(zclAttributesOf(0x9999)).to.eql({});
  });

  it('know the parameters that rows name', () => {
    const parameters = rows.filter(([, row]) => row.command !== 'Read Attributes' && row.parameter !== undefined);
    expect(parameters).to.have.length.above(40);
    for (const [useCase, { clusterId, frameControl, commandId, parameter }] of parameters) {
      const fields = zclCommandOf(clusterId, frameControl, commandId)?.fields ?? [];
      const names = fields.flatMap(({ name, type }) => [name, ...(type.kind === 'list' ? [`${type.item} Entry`] : [])]);
      expect(names.map(plain), `${useCase} ${parameter?.name}`).to.include(plain(parameter?.name ?? ''));
    }
  });

  it('each say what they were derived from', () => {
    for (const { source, doubt, name } of ZCL_COMMANDS) {
      expect(source, name).to.match(/\S+\/\S+ \S+\/\S+\.(xml|c)\b/);
      if (doubt !== undefined) expect(doubt.length, name).to.be.above(20);
    }
  });

  it('are one for each cluster, way and number', () => {
    const keys = ZCL_COMMANDS.map((one) => `${one.clusterId} ${one.scope} ${one.direction} ${one.commandId}`);
    expect(new Set(keys).size).to.equal(keys.length);
    for (const one of ZCL_COMMANDS) {
      const frameControl = (one.scope === 'cluster' ? 1 : 0) | (one.direction === 'toClient' ? 8 : 0);
      for (const bits of [0, 0x10])
        expect(zclCommandOf(one.clusterId, frameControl | bits, one.commandId)).to.equal(one);
    }
  });

  it('are not there for other clusters, commands and frames', () => {
    expect(zclCommandOf(0x0701, 0x01, 0)).to.equal(undefined);
    expect(zclCommandOf(0x0700, 0x01, 0x44)).to.equal(undefined);
    for (const frameControl of [0x02, 0x03, 0x05, 0x20, 0x41, 0x89]) {
      expect(zclCommandOf(0x0700, frameControl, 0), String(frameControl)).to.equal(undefined);
    }
    expect(zclClusterName(0x0701)).to.equal(undefined);
  });

  it('refer to earlier fields only, and have optional ones at the end', () => {
    for (const fields of groups) {
      const before: string[] = [];
      for (const [i, { key, type, when, optional }] of fields.entries()) {
        if (when !== undefined) expect(before, key).to.include(when.field);
        if (type.kind === 'list' && type.count !== undefined) expect(before, key).to.include(type.count.field);
        if (type.kind === 'attribute-data') expect(before).to.include.members([type.tag, type.attribute]);
        if (optional) for (const later of fields.slice(i)) expect(later.optional, later.key).to.equal(true);
        // Fields of one key exclude one another, or a reader could not tell them apart.
        if (before.includes(key)) expect(when, key).to.not.equal(undefined);
        expect(key).to.match(/^[a-z][A-Za-z0-9]*$/);
        before.push(key);
      }
    }
  });

  it('have lists whose items take at least one octet, so that reading them ends', () => {
    const lists = types.flatMap((type) => (type.kind === 'list' ? [type.of] : []));
    expect(lists).to.have.length.above(10);
    for (const of of lists) {
      const [first] = of.kind === 'group' ? of.fields : [{ type: of }];
      expect(first).to.not.have.any.keys('when', 'optional');
      expect(['number', 'time', 'date', 'parts', 'flags', 'text']).to.include(first?.type.kind);
    }
  });

  it('have parts and flags that lie within their octets, apart from one another', () => {
    for (const type of types) {
      if (type.kind === 'flags') {
        for (const bit of Object.keys(type.names)) expect(Number(bit)).to.be.below(type.octets * 8);
      }
      if (type.kind !== 'parts') continue;
      const bits = type.parts.flatMap(({ low, bits }) => Array.from({ length: bits }, (_, i) => low + i));
      expect(new Set(bits).size).to.equal(bits.length);
      expect(Math.max(...bits)).to.be.below(type.octets * 8);
    }
  });
});
