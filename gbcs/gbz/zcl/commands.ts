import { BASIC } from './clusters/basic.js';
import { CALENDAR } from './clusters/calendar.js';
import { DEVICE_MANAGEMENT } from './clusters/device-management.js';
import { EVENTS } from './clusters/events.js';
import { MESSAGING } from './clusters/messaging.js';
import { METERING } from './clusters/metering.js';
import { PREPAYMENT } from './clusters/prepayment.js';
import { PRICE } from './clusters/price.js';
import { generalCommandsOf } from './general.js';
import type { ZclAttributes, ZclCluster, ZclCommand } from './types.js';

const CLUSTERS: readonly ZclCluster[] = [
  BASIC,
  PRICE,
  METERING,
  MESSAGING,
  PREPAYMENT,
  CALENDAR,
  DEVICE_MANAGEMENT,
  EVENTS,
];

/** Every ZCL command that a GBZ payload of GBCS carries, its answer included. */
export const ZCL_COMMANDS: readonly ZclCommand[] = CLUSTERS.flatMap((cluster) => [
  ...generalCommandsOf(cluster),
  ...cluster.commands.map(
    (command): ZclCommand => ({
      clusterId: cluster.clusterId,
      cluster: cluster.name,
      scope: 'cluster',
      ...command,
    }),
  ),
]);

/** Bits of the ZCL frame control (ZCL 2.4.1.1). */
const FRAME_TYPE = 0x03;
const TO_CLIENT = 0x08;
/** Neither changes what the command is. */
const DISABLE_DEFAULT_RESPONSE = 0x10;
const SCOPES: readonly (ZclCommand['scope'] | undefined)[] = ['general', 'cluster'];

const keyOf = (clusterId: number, scope: string, direction: string, commandId: number) =>
  `${clusterId} ${scope} ${direction} ${commandId}`;

const byKey = new Map(ZCL_COMMANDS.map((one) => [keyOf(one.clusterId, one.scope, one.direction, one.commandId), one]));

/**
 * The declaration of a ZCL command.
 * @param clusterId 16 bits, such as 0x0700
 * @param frameControl of its ZCL header: whether it is of the cluster or of the whole profile, and which side receives it
 * @param commandId 8 bits
 * @returns nothing for a command that GBCS does not use
 */
export function zclCommandOf(clusterId: number, frameControl: number, commandId: number): ZclCommand | undefined {
  const scope = SCOPES[frameControl & FRAME_TYPE];
  const known = FRAME_TYPE | TO_CLIENT | DISABLE_DEFAULT_RESPONSE;
  if (scope === undefined || (frameControl & ~known) !== 0) return undefined;
  return byKey.get(keyOf(clusterId, scope, frameControl & TO_CLIENT ? 'toClient' : 'toServer', commandId));
}

/** What a cluster is called; nothing for one that GBCS does not use. */
export function zclClusterName(clusterId: number): string | undefined {
  return CLUSTERS.find((cluster) => cluster.clusterId === clusterId)?.name;
}

/** The attributes of a cluster that have names, by number. */
export function zclAttributesOf(clusterId: number): ZclAttributes {
  return CLUSTERS.find((cluster) => cluster.clusterId === clusterId)?.attributes ?? {};
}
