import { assumptionValue, type Data, type Profile } from '../../../gbcs/index.js';
import { amount, amountOf } from '../kernel/cosem/class-methods.js';
import type { Address } from '../kernel/cosem/object-model.js';
import type { BindingTable, CosemObjects } from '../kernel/cosem.js';
import { RESULT } from '../kernel/cosem.js';
import { readTopUp } from './top-up.js';

/** Credit and debt of an ESME in prepayment: balances, the collection they are read by, and top-ups. */

const CREDIT_CLASS = 112;
const CHARGE_CLASS = 113;
const METER_BALANCE: Address = { classId: CREDIT_CLASS, obis: '0-0:19.10.0.255', member: 2 };
const REMAINING = 12;

/** Fields of PrepaymentBalanceCollection (ECS19), in their order, and the object of each. */
const BALANCES: readonly Address[] = [
  METER_BALANCE,
  { classId: CREDIT_CLASS, obis: '0-0:19.10.1.255', member: 2 },
  { classId: CREDIT_CLASS, obis: '0-0:19.10.2.255', member: 2 },
  { classId: CHARGE_CLASS, obis: '0-0:19.20.1.255', member: REMAINING },
  { classId: CHARGE_CLASS, obis: '0-0:19.20.2.255', member: REMAINING },
  { classId: CHARGE_CLASS, obis: '0-0:19.20.3.255', member: REMAINING },
];

/** Counters of top-ups that have been used; the newest are kept. */
const USED_COUNTERS: Address = { classId: 115, obis: '0-0:19.40.0.255', member: 2 };
const COUNTERS_KEPT = 100;

export interface CreditDevice {
  readonly objects: CosemObjects;
  readonly profile: Profile;
}

export function bindCredit<Device extends CreditDevice>(table: BindingTable<Device>): void {
  table.attribute(1, '0-0:94.44.34.30', 2, ({ objects }) => ({
    get: () => ({ type: 'structure', items: BALANCES.map((address) => objects.value(address)) }),
    preset: (value) => {
      const items = 'items' in value ? value.items : [];
      for (const [i, address] of BALANCES.entries()) {
        const balance = items[i];
        if (balance !== undefined) objects.store(address, balance);
      }
    },
  }));
  table.method(115, '0-0:19.40.0.255', 1, ({ objects, profile }) => ({
    execute: (value, { originatorCounter }) => {
      const digits = 'octets' in value ? new TextDecoder('latin1').decode(value.octets) : '';
      const topUp = readTopUp(digits);
      if (topUp === undefined) return { code: RESULT.otherReason };
      // The number has the low bits of the counter that its Command has whole (GBCS 14).
      const counter = Number(originatorCounter >> 32n);
      if (counter % 1024 !== topUp.truncatedCounter) return { code: RESULT.otherReason };
      const used = usedCounters(objects);
      if (used.includes(counter)) return { code: RESULT.otherReason };
      storeCounters(objects, [...used, counter].slice(-COUNTERS_KEPT));
      const unit = assumptionValue(profile, 'balance-units-per-penny');
      objects.store(METER_BALANCE, amount(amountOf(objects.value(METER_BALANCE)) + topUp.pence * unit));
      return { code: RESULT.success };
    },
  }));
}

function usedCounters(objects: CosemObjects): readonly number[] {
  const known = objects.kept(USED_COUNTERS);
  return known !== undefined && 'items' in known ? known.items.map(amountOf) : [];
}

function storeCounters(objects: CosemObjects, counters: readonly number[]): void {
  const items = counters.map((value): Data => ({ type: 'double-long-unsigned', value }));
  objects.store(USED_COUNTERS, { type: 'array', items });
}
