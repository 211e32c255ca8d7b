import { expect } from 'chai';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import type { GbzComponent } from '../../../gbcs/gbz/component.js';
import { type GbzAlert, type GbzPayload, readGbz, writeGbz } from '../../../gbcs/gbz/components.js';
import { requireShared } from '../../shared.js';
import { isGbz, type ReferencePayload, referencePayloads } from '../asn1/payloads.js';

/** A copy of a value that shares no octet with the message and has no places. */
function detached<T>(value: T): T {
  if (value instanceof Uint8Array) return value.slice() as T;
  if (Array.isArray(value)) return value.map(detached) as T;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'span' && name !== 'payloadSpan');
  return Object.fromEntries(fields.map(([name, field]) => [name, detached(field)])) as T;
}

describe('GBZ payloads of the reference data', () => {
  let payloads: ReferencePayload[] = [];
  let values: { reference: ReferencePayload; value: GbzPayload | GbzAlert }[] = [];

  before(function () {
    payloads = referencePayloads(requireShared.call(this, 'rtds')).filter(({ payload }) => isGbz(payload));
    values = payloads.map((reference) => ({
      reference,
      value: readGbz(new Reader(reference.payload, reference.base), reference.cra === 3),
    }));
  });

  it('are written again octet for octet from their fields', () => {
    expect(values).to.have.length.above(200);
    for (const { reference, value } of values) {
      const writer = new Writer();
      writeGbz(writer, detached(value));
      expect(toHex(writer.finish()), reference.name).to.equal(toHex(reference.payload));
    }
  });

  it('have components that follow one another without a gap', () => {
    for (const { reference, value } of values) {
      if (value.kind !== 'gbz') continue;
      let end = reference.base + 3;
      for (const { span, payloadSpan } of value.components) {
        expect(span?.start, reference.name).to.equal(end);
        end = span?.end ?? 0;
        expect(payloadSpan?.end, reference.name).to.equal(end);
      }
      expect(end, reference.name).to.equal(reference.base + reference.payload.length);
    }
  });

  it('have encrypted values as GBCS 8.4 lays them out', () => {
    const all = values.flatMap(({ value }): readonly GbzComponent[] => {
      if (value.kind === 'gbz') return value.components;
      return value.items.flatMap((item) => (item.kind === 'component' ? [item.component] : []));
    });
    const encrypted = all.flatMap(({ payload }) => (payload.kind === 'encrypted' ? [payload] : []));
    expect(encrypted).to.have.length.above(30);
    for (const { additionalHeaderControl, securityControl, invocationCounter, tag } of encrypted) {
      expect([additionalHeaderControl, securityControl, invocationCounter, tag.length]).to.deep.equal([0, 0x31, 0, 12]);
    }
  });

  it('have no alert whose items are unknown', () => {
    const kinds = new Map<string, number>();
    for (const { reference, value } of values) {
      expect(value.kind === 'gbz-alert', reference.name).to.equal(reference.cra === 3);
      if (value.kind !== 'gbz-alert') continue;
      for (const { kind } of value.items) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect([...kinds.keys()]).to.include.members(['future-dated-command', 'component', 'meter-integrity-issue']);
    expect([...kinds.keys()]).to.not.include('unknown');
  });
});
