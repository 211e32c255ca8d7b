import fc from 'fast-check';
import type { GbzAlertItem } from '../../../gbcs/gbz/alert.js';
import type { GbzComponent } from '../../../gbcs/gbz/component.js';
import type { GbzAlert, GbzPayload } from '../../../gbcs/gbz/components.js';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const components: fc.Arbitrary<GbzComponent> = fc.record(
  {
    lastComponent: fc.boolean(),
    clusterId: u16,
    fromDateTime: u32,
    // Bit 04 would announce a manufacturer code.
    frameControl: u8.map((octet) => octet & ~0x04),
    transactionSequenceNumber: u8,
    commandId: u8,
    payload: fc.oneof(
      fc.record({ kind: fc.constant('plain' as const), octets: fc.uint8Array({ maxLength: 80 }) }),
      fc.record({
        kind: fc.constant('encrypted' as const),
        additionalHeaderControl: u8,
        additionalHeaderFrameCounter: u8,
        securityControl: u8,
        invocationCounter: u32,
        ciphertext: fc.uint8Array({ maxLength: 80 }),
        tag: octets(12),
      }),
    ),
  },
  {
    requiredKeys: ['lastComponent', 'clusterId', 'frameControl', 'transactionSequenceNumber', 'commandId', 'payload'],
  },
);

/** Payloads of Commands and Responses. */
export const payloads: fc.Arbitrary<GbzPayload> = fc.array(components, { maxLength: 6 }).map((list) => ({
  kind: 'gbz',
  profileId: 0x0109,
  components: list.map((component, i) => ({ ...component, lastComponent: i === list.length - 1 })),
}));

function alertsOf(
  codes: readonly number[],
  item: fc.Arbitrary<GbzAlertItem>,
  most: number,
  counted: boolean,
): fc.Arbitrary<GbzAlert> {
  const items = fc.array(item, { maxLength: most });
  return fc.tuple(fc.constantFrom(...codes), u32, items, u8).map(([alertCode, time, list, count]) => ({
    kind: 'gbz-alert',
    profileId: 0x0109,
    componentCount: counted ? list.length : count,
    alertCode,
    time,
    items: list,
  }));
}

/** Payloads of Alerts, with items of every kind. */
export const alerts: fc.Arbitrary<GbzAlert> = fc.oneof(
  alertsOf(
    [0x8f66, 0x8f67],
    fc.record({
      kind: fc.constant('future-dated-command' as const),
      messageCode: u16,
      originatorCounter: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
      clusterId: u16,
      frameControl: u8,
      commandId: u8,
    }),
    3,
    false,
  ),
  alertsOf([0x8f72], fc.record({ kind: fc.constant('firmware-image-hash' as const), hash: octets(32) }), 2, false),
  alertsOf([0x81a0], fc.record({ kind: fc.constant('meter-integrity-issue' as const), issueCode: u16 }), 3, false),
  alertsOf([0x8f0a], fc.record({ kind: fc.constant('component' as const), component: components }), 3, true),
  alertsOf(
    [0x8f30, 0x810e, 0],
    fc.record({ kind: fc.constant('unknown' as const), octets: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
    1,
    false,
  ),
);
