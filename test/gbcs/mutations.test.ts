import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { decodeFrame, encodeFrame, HanlabError, opensslProvider, toHex } from '../../gbcs/index.js';
import { readRtds } from '../../vectors/index.js';
import { requireShared } from '../shared.js';
import { Judge } from './mutation/judge.js';
import { MUTATORS, type Parent } from './mutation/mutators.js';
import { Random } from './mutation/random.js';

/**
 * A campaign of mutated reference messages. Every mutant must be decoded or refused with an error that says where and
 * why, be encoded to its own octets if decoded, and never be accepted with octets that nobody protected.
 *
 * `HANLAB_MUTANTS` is the number of mutants, 200,000 if unset; `HANLAB_SEED` makes other ones. Each mutant follows from
 * seed, kind and number alone, and a failure names all three.
 */
const MUTANTS = Number(process.env['HANLAB_MUTANTS'] ?? 200_000);
const SEED = Number(process.env['HANLAB_SEED'] ?? 20_261_123);
const KINDS = Object.entries(MUTATORS);
const MUTANTS_PER_KIND = Math.ceil(MUTANTS / KINDS.length);

/** Heap that may be held after a kind more than before it, with everything collected that can be. */
const HEAP_GROWTH_OCTETS = 16 * 1024 * 1024;

/** Octets of heap and buffers that are held once all garbage is collected. */
function heldOctets(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe(`mutated reference messages (${MUTANTS_PER_KIND} of each kind, seed ${SEED})`, () => {
  let parents: readonly Parent[] = [];
  let judge: Judge;
  before(function () {
    const { messages, context } = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    parents = messages.map(({ file, octets, message: { frame } }) => ({ file, octets, frame }));
    judge = new Judge(parents, context);
  });

  it('are made of messages that are accepted, but for Pre-Commands and those without keys', () => {
    const refused = parents.filter(({ octets }) => !judge.accepts(octets)).map(({ file }) => file);
    expect(parents.length - refused.length).greaterThan(850);
    for (const file of refused) expect(file).match(/PRECOMMAND|PCS0[12]_/);
  });

  for (const [kindNumber, [kind, mutate]] of KINDS.entries()) {
    it(`with ${kind}`, function () {
      // A hang is a failure; a mutant takes about 0.1 ms.
      this.timeout(60_000 + 5 * MUTANTS_PER_KIND);
      const before = { ...judge.tally };
      const held = heldOctets();
      let originals = 0;
      for (let number = 0; number < MUTANTS_PER_KIND; number++) {
        const random = new Random(SEED ^ Math.imul(kindNumber + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
        const parent = random.of(parents);
        const mutant = mutate(parent, random.of(parents), random);
        if (judge.isOriginal(mutant)) {
          originals++;
          continue;
        }
        try {
          judge.judge(mutant);
        } catch (error) {
          const code = error instanceof HanlabError ? `${error.code} ` : '';
          const text = error instanceof Error ? `${error.name}: ${code}${error.message}` : String(error);
          const made = `mutant ${number} of seed ${SEED}, of ${parent.file}: ${toHex(mutant)}`;
          throw new Error(`${kind}, ${made}: ${text}`, { cause: error });
        }
      }
      // A change may change nothing: an empty list of changes, a field set to what it was.
      expect(originals, 'mutants that are no change').lessThan(MUTANTS_PER_KIND / 2);
      expect(heldOctets() - held, 'heap held').lessThan(HEAP_GROWTH_OCTETS);
      const since = (name: keyof typeof before) => judge.tally[name] - before[name];
      if (process.env['HANLAB_MUTANTS'] !== undefined) {
        const counts = `${since('decoded')} decoded, ${since('strict')} strictly, ${since('stillProtected')} protected`;
        console.log(`      ${MUTANTS_PER_KIND - originals} mutants, ${counts}`);
      }
    });
  }

  it('reach the decoders, strict and not, and leave some protections as they were', () => {
    const total = MUTANTS_PER_KIND * KINDS.length;
    expect(judge.tally.decoded / total, 'decoded').greaterThan(0.3);
    expect(judge.tally.strict / total, 'decoded strictly').greaterThan(0.05);
    const codes = [
      'EMPTY',
      'TRUNCATED',
      'TRAILING',
      'TAG',
      'LENGTH',
      'VALUE',
      'COUNT',
      'DER',
      'PAYLOAD',
      'UNKNOWN_USE_CASE',
    ];
    expect([...judge.codes], 'codes met').include.members(codes.map((code) => `GBCS_E_${code}`));
    expect(judge.tally.stillProtected / total, 'with a protection that holds').greaterThan(0.01);
  });
});

describe('a mutated message', () => {
  it('is caught where the judge would be fooled', function () {
    const { messages, context } = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    const parents = messages.map(({ file, octets, message: { frame } }) => ({ file, octets, frame }));
    const critical = parents.find(({ frame }) => frame.mac !== undefined && frame.signature?.length === 64);
    if (critical === undefined) throw new Error('no critical Command');
    // A judge that does not know the message sees an accepted one that nobody sent.
    const ignorant = new Judge(
      parents.filter((parent) => parent !== critical),
      context,
    );
    expect(() => ignorant.judge(critical.octets)).throw(/nobody/);
    // Without its MAC a critical Command is a Signed Pre-Command, which no device may obey.
    const { macHeader: _, mac: __, ...signed } = decodeFrame(critical.octets);
    expect(new Judge(parents, context).accepts(critical.octets)).equal(true);
    expect(new Judge(parents, context).accepts(encodeFrame(signed))).equal(false);
  });
});
