import { assumptionValue, type Data, type Profile } from '../../../gbcs/index.js';
import type { Address } from '../kernel/cosem/object-model.js';
import { type BindingTable, type CosemObjects, RESULT } from '../kernel/cosem.js';

/**
 * What an ESME does about events that are not critical, as its parties have set it: whether an Alert goes over the WAN
 * (ECS25a, ECS25b), whether devices on the HAN hear of it (ECS25a1), whether an alarm sounds (ECS25a2), and whether it is
 * logged (ECS25a3, ECS25b3); ECS25r1 and ECS25r2 read it back. A Command has a mask and then actions; the last bit of
 * each stands for event 8100 of a supplier or 8000 of a network operator, the bit before it for the next event.
 */

type Behaviour = 'alert' | 'hanSharing' | 'alarm' | 'logging';

/** High octet of the codes that a party's settings are about, and group A of its objects. */
const PARTIES = { supplier: { high: 0x81, group: '0-30' }, networkOperator: { high: 0x80, group: '0-33' } } as const;

interface Setting {
  readonly party: keyof typeof PARTIES;
  readonly behaviour: Behaviour;
  /** Group E of the object that takes mask and actions, and of the one that shows what came of it. */
  readonly set: number;
  readonly shown: number;
}

const SETTINGS: readonly Setting[] = [
  { party: 'supplier', behaviour: 'alert', set: 11, shown: 15 },
  { party: 'supplier', behaviour: 'hanSharing', set: 12, shown: 16 },
  { party: 'supplier', behaviour: 'alarm', set: 13, shown: 17 },
  { party: 'supplier', behaviour: 'logging', set: 14, shown: 18 },
  { party: 'networkOperator', behaviour: 'alert', set: 11, shown: 15 },
  { party: 'networkOperator', behaviour: 'logging', set: 14, shown: 18 },
];

const SETTINGS_BITS = 256;
const DATA_CLASS = 1;
const VALUE = 2;

function addressOf({ party }: Setting, groupE: number): Address {
  return { classId: DATA_CLASS, obis: `${PARTIES[party].group}:97.98.${groupE}.255`, member: VALUE };
}

/** What the settings are kept in. */
export interface ConfiguredDevice {
  readonly profile: Profile;
  readonly objects: CosemObjects;
  readonly behaviours: EventBehaviours;
}

export class EventBehaviours {
  readonly #objects: () => CosemObjects;
  readonly #profile: Profile;
  readonly #defects: ReadonlySet<string> | undefined;

  constructor(objects: () => CosemObjects, profile: Profile, defects?: ReadonlySet<string>) {
    this.#objects = objects;
    this.#profile = profile;
    this.#defects = defects;
  }

  /** Whether an Alert with this code is sent: a critical one always is. @param code 16 bits */
  isAlerted(code: number): boolean {
    return this.#defects?.has('ignores-alert-settings') || this.#isOn('alert', code);
  }

  /** Whether an event is entered in the Event Log: a critical one always is. @param code 16 bits */
  isLogged(code: number): boolean {
    return this.#defects?.has('ignores-logging-settings') || this.#isOn('logging', code);
  }

  #isOn(behaviour: Behaviour, code: number): boolean {
    const setting = SETTINGS.find((one) => one.behaviour === behaviour && PARTIES[one.party].high === code >> 8);
    if (setting === undefined) return true;
    const fromFirst = this.#defects?.has('numbers-settings-from-first-bit');
    return this.bits(setting).at(fromFirst ? code & 0xff : -1 - (code & 0xff)) === '1';
  }

  /** The settings as they are: a bit for each event, the last one for that with the lowest code. */
  bits(setting: Setting): string {
    const kept = this.#objects().kept(addressOf(setting, setting.shown));
    if (kept?.type === 'bit-string') return kept.bits;
    return (assumptionValue(this.#profile, 'events-are-on-at-first') ? '1' : '0').repeat(SETTINGS_BITS);
  }

  /** Changes what the mask names to what the actions say. @param bits 256 of each */
  change(setting: Setting, bits: string): void {
    const mask = this.#defects?.has('ignores-settings-mask') ? '' : bits.slice(0, SETTINGS_BITS);
    const actions = bits.slice(SETTINGS_BITS);
    const changed = Array.from(this.bits(setting), (bit, i) => (mask[i] === '0' ? bit : (actions[i] ?? bit)));
    this.#objects().store(addressOf(setting, setting.shown), { type: 'bit-string', bits: changed.join('') });
  }
}

export function bindEventBehaviours<Device extends ConfiguredDevice>(table: BindingTable<Device>): void {
  for (const setting of SETTINGS) {
    const shown = addressOf(setting, setting.shown);
    table.attribute(DATA_CLASS, addressOf(setting, setting.set).obis, VALUE, ({ behaviours }) => ({
      set: (value: Data) => {
        if (value.type !== 'bit-string' || value.bits.length !== 2 * SETTINGS_BITS) return RESULT.typeUnmatched;
        behaviours.change(setting, value.bits);
        return RESULT.success;
      },
    }));
    table.attribute(DATA_CLASS, shown.obis, VALUE, ({ objects, behaviours }) => ({
      get: () => ({ type: 'bit-string', bits: behaviours.bits(setting) }),
      preset: (value) => objects.store(shown, value),
    }));
  }
}
