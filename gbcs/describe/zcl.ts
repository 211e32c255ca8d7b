import { toHex } from '../bytes/hex.js';
import type { Span } from '../bytes/reader.js';
import { CodecError } from '../errors.js';
import type { GbzComponent } from '../gbz/component.js';
import { readZclFields, type ZclPlace } from '../gbz/zcl/codec.js';
import { zclClusterName, zclCommandOf } from '../gbz/zcl/commands.js';
import type { ZclCommand } from '../gbz/zcl/types.js';
import type { NamedValue } from '../named-value.js';
import { gbzComponentsOf, type Payload } from '../payload.js';
import { type DescribedNode, described, hexNumber } from './node.js';

/** ZCL commands inside GBZ in words: clusters, commands, and the fields of payloads. */

/** What says which ZCL command something is, or is about. */
type ZclIds = Pick<GbzComponent, 'clusterId' | 'frameControl' | 'commandId'>;

export function commandOf({ clusterId, frameControl, commandId }: ZclIds): ZclCommand | undefined {
  return zclCommandOf(clusterId, frameControl, commandId);
}

/** `0700 Price`, or the number alone of a cluster that is not known. */
export function clusterText(clusterId: number): string {
  return withName(hexNumber(clusterId, 4), zclClusterName(clusterId));
}

/** `04 Publish Tariff Information`, or the number alone of a command that is not known. */
export function commandText(ids: ZclIds): string {
  return withName(hexNumber(ids.commandId, 2), commandOf(ids)?.name);
}

function withName(number: string, name: string | undefined): string {
  return name === undefined ? number : `${number} ${name}`;
}

/**
 * A ZCL payload: its fields, or its octets where they do not fit the command.
 * @param span where it stood; its fields have no places without it
 */
export function describeZclPayload(
  label: string,
  octets: Uint8Array,
  command: ZclCommand | undefined,
  span: Span | undefined,
): DescribedNode {
  const places = command === undefined ? undefined : placesOf(command, octets, span);
  if (places !== undefined && octets.length > 0) {
    return described(
      label,
      undefined,
      span,
      places.map((place) => describePlace(place, span !== undefined)),
    );
  }
  return described(label, octets.length === 0 ? '(no octets)' : toHex(octets), span);
}

function placesOf(command: ZclCommand, octets: Uint8Array, span: Span | undefined): readonly ZclPlace[] | undefined {
  try {
    return readZclFields(command, octets, span?.start).places;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function describePlace(place: ZclPlace, hasSpan: boolean): DescribedNode {
  const children = place.children.map((child) => describePlace(child, hasSpan));
  return described(place.name, valueText(place), hasSpan ? place.span : undefined, children);
}

function valueText({ value, number, unit, hexDigits }: ZclPlace): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value))
    return value.length === 0 ? '(none)' : value.map((one) => oneText(one, hexDigits)).join(', ');
  if (number !== undefined && typeof value === 'string') return `${number} ${value}`;
  const text = oneText(value, hexDigits);
  return unit === undefined ? text : `${text} ${unit}`;
}

function oneText(value: NamedValue, hexDigits: number | undefined): string {
  if (value === null) return '(no value)';
  if (value === '') return '(empty)';
  return hexDigits !== undefined && typeof value === 'number' ? hexNumber(value, hexDigits) : String(value);
}

/** The component of a payload, or of an alert, that has an encrypted value at a place such as `components[2]`. */
export function componentAt(payload: Payload, path: string): GbzComponent | undefined {
  return gbzComponentsOf(payload).find((one) => one.path === path)?.component;
}
