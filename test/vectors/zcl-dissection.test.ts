import { expect } from 'chai';
import { readZclFields, toHex, type ZclPlace } from '../../gbcs/index.js';
import { type ReferenceZcl, referenceZcl } from '../gbcs/gbz/zcl/reference-payloads.js';
import { requireShared } from '../shared.js';
import { dissectZcl, requireTshark } from './tshark.js';

/** Octets of a ZCL header: frame control, sequence number, command. */
const HEADER_OCTETS = 3;

/** Fields that tshark does not tell apart: it shows all of a snapshot as octets. */
const SNAPSHOTS = /^Publish (Prepay )?Snapshot$/;

/** tshark 4.0 declares it with 16 bits and reads 8. */
const MISREAD = 'Change Debt: Debt Recovery Balance Percentage';

/** Values, and numbers that are made of parts. */
function leaves(places: readonly ZclPlace[]): ZclPlace[] {
  return places.flatMap((place) =>
    place.value === undefined && place.number === undefined ? leaves(place.children) : [place],
  );
}

/** ZCL payloads that differ, with the command before them. */
function different(all: readonly ReferenceZcl[]): ReferenceZcl[] {
  const byOctets = new Map(
    all.map((one) => {
      const { clusterId, frameControl, commandId } = one.component;
      return [`${clusterId} ${frameControl} ${commandId} ${one.octets && toHex(one.octets)}`, one];
    }),
  );
  return [...byOctets.values()];
}

describe('ZCL payloads of the reference data as tshark dissects them', () => {
  it('have the same fields in the same places', function () {
    requireTshark.call(this);
    const payloads = different(referenceZcl(requireShared.call(this, 'rtds')));
    expect(payloads.length).to.be.above(350);
    const dissected = dissectZcl(
      payloads.map(({ component: { clusterId, frameControl, commandId }, octets }) => ({
        clusterId,
        octets: Uint8Array.of(frameControl, 1, commandId, ...(octets ?? [])),
      })),
    );
    let compared = 0;
    const unlike = new Map<string, number>();
    for (const [i, { command, octets, file }] of payloads.entries()) {
      if (command === undefined || octets === undefined) throw new Error(file);
      const theirs = dissected[i] ?? [];
      for (const { name, value, span } of leaves(readZclFields(command, octets, HEADER_OCTETS).places)) {
        if (span.start === span.end) continue;
        // Dates are four fields there, and lists as many as they have elements.
        const isOneField = !Array.isArray(value) && !/ Date$/.test(name);
        const isThere = isOneField
          ? theirs.some(({ start, end }) => start === span.start && end === span.end)
          : theirs.some(({ start }) => start === span.start) && theirs.some(({ end }) => end === span.end);
        compared++;
        if (!isThere) unlike.set(`${command.name}: ${name}`, (unlike.get(`${command.name}: ${name}`) ?? 0) + 1);
      }
    }
    expect(compared).to.be.above(2000);
    const unexplained = [...unlike.keys()].filter(
      (field) => field !== MISREAD && !SNAPSHOTS.test(field.split(':')[0] ?? ''),
    );
    expect(unexplained).to.eql([]);
  });
});
