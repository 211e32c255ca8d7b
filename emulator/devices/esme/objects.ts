import type { Data } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import { CosemObjects, RESULT } from '../kernel/cosem.js';
import { addLoadControlObjects, type LoadControlParts } from './load-control-objects.js';

/** Position of the load switch of the whole supply. */
export interface Supply {
  state: 'enabled' | 'disabled' | 'armed';
}

export function supplyPart(supply: Supply): Part {
  return {
    name: 'supply',
    save: () => supply.state,
    restore: (state) => {
      supply.state = state as Supply['state'];
    },
  };
}

/** Scripts of the load switch's script table (GBCS ECS42, ECS43, ECS44). */
const SUPPLY_SCRIPTS: Readonly<Record<number, Supply['state']>> = { 51: 'enabled', 52: 'disabled', 54: 'armed' };

const SCRIPT_TABLE_CLASS = 9;

function numberOf(value: Data): number {
  return 'value' in value ? Number(value.value) : 0;
}

/** The COSEM objects of an ESME: those of load control, and the load switch of the supply (GBCS ECS42-44). */
export function esmeObjects(loadControl: LoadControlParts, supply: Supply): CosemObjects {
  const objects = new CosemObjects();
  addLoadControlObjects(objects, loadControl);
  objects.method(SCRIPT_TABLE_CLASS, '0-0:10.0.106.255', 1, {
    execute: (value) => {
      const state = SUPPLY_SCRIPTS[numberOf(value)];
      if (state === undefined) return { code: RESULT.otherReason };
      supply.state = state;
      return { code: RESULT.success };
    },
  });
  return objects;
}
