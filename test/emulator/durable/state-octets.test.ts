import { expect } from 'chai';
import fc from 'fast-check';
import { stateOctets, stateOf } from '../../../emulator/durable/state-octets.js';
import { piecesOf, stateOfPieces } from '../../../emulator/durable/state-pieces.js';
import { HanlabError } from '../../../gbcs/index.js';

/** What devices save: all that `structuredClone` keeps. */
const state = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, undefined, Number.NEGATIVE_INFINITY),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.string(),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
    fc.array(fc.tuple(fc.bigInt(), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
    fc.array(fc.string(), { maxLength: 5 }).map((values) => new Set(values)),
  ),
})).value;

function errorOf(act: () => unknown): HanlabError {
  try {
    act();
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('saved state as octets', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(stateOf(stateOctets(value), 'it')).to.deep.equal(value);
      }),
    );
  });

  it('is refused where any octet is another one, and where it is cut short', () => {
    fc.assert(
      fc.property(state, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, change) => {
        const octets = stateOctets(value);
        const at = where % octets.length;
        expect(errorOf(() => stateOf(octets.subarray(0, at), 'it')).code).to.equal('HANLAB_E_STATE');
        octets[at] = (octets[at] as number) ^ change;
        expect(errorOf(() => stateOf(octets, 'it')).code).to.equal('HANLAB_E_STATE');
      }),
    );
  });

  it('says what is wrong with it, and of which record', () => {
    const octets = stateOctets({ a: 1 });
    octets[0] = 9;
    expect(errorOf(() => stateOf(octets, 'clock')).message).to.equal('the saved state clock is of version 9, not 1');
    expect(errorOf(() => stateOf(new Uint8Array(3), 'clock')).message).to.equal('the saved state clock has 3 octets');
  });
});

describe('pieces of saved state', () => {
  it('make up the state again, however deep it is taken apart', () => {
    fc.assert(
      fc.property(state, fc.nat(4), (value, depth) => {
        const pieces = piecesOf(value, depth);
        const again = stateOfPieces((name) => {
          const piece = pieces.get(name);
          if (piece === undefined) throw new Error(`no piece ${name}`);
          return piece;
        });
        expect(again).to.deep.equal(value);
      }),
    );
  });

  it('change only where the state has changed', () => {
    const before = piecesOf(
      {
        devices: new Map([
          ['a', { log: [1] }],
          ['b', { log: [] }],
        ]),
        clock: 1,
      },
      3,
    );
    const after = piecesOf(
      {
        devices: new Map([
          ['a', { log: [1, 2] }],
          ['b', { log: [] }],
        ]),
        clock: 1,
      },
      3,
    );
    const changed = [...after].filter(([name, piece]) => JSON.stringify(piece) !== JSON.stringify(before.get(name)));
    expect(changed.map(([name]) => name.split('\u0000').join('/'))).to.deep.equal(['/devices/a/log']);
  });
});
