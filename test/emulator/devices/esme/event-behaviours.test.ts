import { expect } from 'chai';
import fc from 'fast-check';
import '../../../property-seed.js';
import {
  bindEventBehaviours,
  type ConfiguredDevice,
  EventBehaviours,
} from '../../../../emulator/devices/esme/event-behaviours.js';
import { objectModelOf } from '../../../../emulator/devices/kernel/cosem/object-model.js';
import { BindingTable } from '../../../../emulator/devices/kernel/cosem.js';
import { CosemObjects } from '../../../../emulator/index.js';
import { accessRequest, type Data, eui64, NULL_DATA, type Profile } from '../../../../gbcs/index.js';
import { assuming, PROFILE } from '../home.js';

const BITS = 256;
const SUPPLIER = '0-30';
const NETWORK_OPERATOR = '0-33';
const OFF_AT_FIRST = assuming({ 'events-are-on-at-first': false });

/** An ESME's objects with its settings and nothing else bound. */
function configured(profile: Profile = PROFILE) {
  const table = new BindingTable<ConfiguredDevice>();
  bindEventBehaviours(table);
  const objects: CosemObjects = new CosemObjects(objectModelOf(profile, 'esme'), {
    attribute: (key) => table.attributes.get(key)?.({ profile, objects, behaviours }),
  });
  const behaviours = new EventBehaviours(() => objects, profile);
  const execute = (access: 'set' | 'get', group: string, e: number, data: Data) => {
    const specification = { access, classId: 1, obis: `${group}:97.98.${e}.255`, member: 2 };
    const context = {
      now: 0,
      originator: eui64('90b3d51f30010000'),
      messageCode: 0,
      originatorCounter: 1n,
      emit: () => {},
    };
    return objects.execute(accessRequest([{ specification, data }]), context);
  };
  return {
    behaviours,
    objects,
    set: (group: string, e: number, bits: string) =>
      execute('set', group, e, { type: 'bit-string', bits }).results[0]?.code,
    read: (group: string, e: number) => {
      const [value] = execute('get', group, e, NULL_DATA).data;
      return value?.type === 'bit-string' ? value.bits : value?.type;
    },
  };
}

const EVERY = '1'.repeat(BITS);
const NONE = '0'.repeat(BITS);

function fromOctets(octets: readonly (readonly [at: number, value: number])[]): string {
  const all = Array.from({ length: BITS / 8 }, (_, i) => octets.find(([at]) => at === i)?.[1] ?? 0);
  return all.map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

describe('what an ESME does about events that are not critical', () => {
  it('takes the last bit for 8100, and the one of the mask in octet 30 that turns 810D on and 810E off for those', () => {
    const { behaviours, set } = configured(OFF_AT_FIRST);
    // The mask and the actions of a reference message: 810D enabled, 810E disabled.
    expect(set(SUPPLIER, 11, fromOctets([[30, 0x60]]) + fromOctets([[30, 0x20]]))).equal(0);
    expect([0x810d, 0x810e, 0x8100].map((code) => behaviours.isAlerted(code))).eql([true, false, false]);
    expect(set(SUPPLIER, 11, fromOctets([[31, 1]]) + EVERY)).equal(0);
    expect(behaviours.isAlerted(0x8100)).equal(true);
  });

  it('asks the settings of the party that an event is for, each for its own', () => {
    const { behaviours, set } = configured();
    expect(set(NETWORK_OPERATOR, 11, EVERY + NONE)).equal(0);
    expect([0x8014, 0x8183].map((code) => behaviours.isAlerted(code))).eql([false, true]);
    expect([0x8014, 0x8183].map((code) => behaviours.isLogged(code))).eql([true, true]);
    expect(set(NETWORK_OPERATOR, 14, EVERY + NONE)).equal(0);
    expect([0x8014, 0x8183].map((code) => behaviours.isLogged(code))).eql([false, true]);
  });

  it('lets HAN devices and alarms be set, which decide neither alerts nor entries', () => {
    const { behaviours, set, read } = configured();
    for (const [e, shown] of [
      [12, 16],
      [13, 17],
    ] as const) {
      expect(set(SUPPLIER, e, EVERY + NONE)).equal(0);
      expect(read(SUPPLIER, shown)).equal(NONE);
    }
    expect([15, 18].map((shown) => read(SUPPLIER, shown))).eql([EVERY, EVERY]);
    expect([behaviours.isAlerted(0x8183), behaviours.isLogged(0x8183)]).eql([true, true]);
  });

  it('never turns a critical event off, nor one with a code of neither party', () => {
    const { behaviours, set } = configured(OFF_AT_FIRST);
    expect(set(SUPPLIER, 11, EVERY + NONE)).equal(0);
    for (const code of [0x8f00, 0x8f66, 0x8fff, 0x0183]) {
      expect([behaviours.isAlerted(code), behaviours.isLogged(code)], code.toString(16)).eql([true, true]);
    }
  });

  it('shows no settings to a distributor that only a supplier has', () => {
    const { read } = configured();
    expect([15, 16, 17, 18].map((shown) => read(NETWORK_OPERATOR, shown))).eql([
      EVERY,
      'null-data',
      'null-data',
      EVERY,
    ]);
  });

  it('refuses bits of another number, and then changes nothing', () => {
    const { set, read } = configured();
    for (const bits of ['', '1', NONE, EVERY + NONE.slice(1), EVERY + NONE + NONE]) {
      expect(set(SUPPLIER, 11, bits), `${bits.length} bits`).not.equal(0);
    }
    expect(read(SUPPLIER, 15)).equal(EVERY);
  });

  it('changes each bit of the mask to its action and no other, and has after a restart what it had', () => {
    const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    fc.assert(
      fc.property(word, word, word, (before, mask, actions) => {
        const { behaviours, objects, set, read } = configured();
        const bits = (value: bigint) => value.toString(2).padStart(BITS, '0');
        set(SUPPLIER, 11, EVERY + bits(before));
        set(SUPPLIER, 11, bits(mask) + bits(actions));
        const after = (before & ~mask) | (actions & mask);
        expect(read(SUPPLIER, 15)).equal(bits(after));
        const next = configured();
        next.objects.restore(structuredClone(objects.save()));
        for (let low = 0; low < BITS; low++) {
          const isOn = ((after >> BigInt(low)) & 1n) === 1n;
          expect(behaviours.isAlerted(0x8100 + low)).equal(isOn);
          expect(next.behaviours.isAlerted(0x8100 + low)).equal(isOn);
        }
      }),
      { numRuns: 20 },
    );
  });
});
