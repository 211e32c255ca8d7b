import { DECODE_LIMITS, type DecodeLimits } from '../bytes/limits.js';
import type { Reader } from '../bytes/reader.js';
import type { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import { type GbzAlertItem, readAlertItems, writeAlertItem } from './alert.js';
import { GBZ_CLAUSE, type GbzComponent, readComponent, writeComponent } from './component.js';

/**
 * GBZ payloads: ZigBee cluster library commands, answers and alerts as GBCS carries them to a GSME or a Gas Proxy
 * Function. The numbers of GBZ itself are big-endian; those inside a ZCL payload are little-endian.
 */

/** ZigBee Smart Energy profile, the first two octets of every GBZ payload. */
export const GBZ_PROFILE_ID = 0x0109;

/** Payload of a Command or Response. */
export interface GbzPayload {
  readonly kind: 'gbz';
  readonly profileId: typeof GBZ_PROFILE_ID;
  readonly components: readonly GbzComponent[];
}

/** Payload of an Alert. */
export interface GbzAlert {
  readonly kind: 'gbz-alert';
  readonly profileId: typeof GBZ_PROFILE_ID;
  /** As it stands before the alert code, 0 to 255. */
  readonly componentCount: number;
  /** 16 bits (GBCS 16). */
  readonly alertCode: number;
  /** When it happened: seconds since 2000-01-01T00:00:00Z, 32 bits. */
  readonly time: number;
  readonly items: readonly GbzAlertItem[];
}

type GbzLimits = Pick<DecodeLimits, 'gbzComponents'>;

/**
 * Reads a whole GBZ payload; the reader must hold nothing else.
 * @param isAlert whether the message is an Alert, which its Grouping Header tells, not its payload
 * @param limits of which `gbzComponents` is looked at
 * @throws CodecError `GBCS_E_TAG` unless it begins with 01 09; `GBCS_E_TRUNCATED`; `GBCS_E_TOO_LARGE`; `GBCS_E_TRAILING`; `GBCS_E_COUNT` where
 *   the flag of the last component disagrees with the count; and as `readComponent` and `readAlertItems`
 */
export function readGbz(reader: Reader, isAlert: false, limits?: GbzLimits): GbzPayload;
export function readGbz(reader: Reader, isAlert: true, limits?: GbzLimits): GbzAlert;
export function readGbz(reader: Reader, isAlert: boolean, limits?: GbzLimits): GbzPayload | GbzAlert;
export function readGbz(reader: Reader, isAlert: boolean, limits: GbzLimits = DECODE_LIMITS): GbzPayload | GbzAlert {
  reader.expect(GBZ_PROFILE_ID >> 8, 'profileId', GBZ_CLAUSE);
  reader.expect(GBZ_PROFILE_ID & 0xff, 'profileId', GBZ_CLAUSE);
  const componentCount = reader.u8('componentCount');
  if (isAlert) {
    const alertCode = reader.u16('alertCode');
    const time = reader.u32('time');
    const items = readAlertItems(reader, alertCode, componentCount, limits.gbzComponents);
    return { kind: 'gbz-alert', profileId: GBZ_PROFILE_ID, componentCount, alertCode, time, items };
  }
  if (componentCount > limits.gbzComponents) {
    throw new CodecError('GBCS_E_TOO_LARGE', `${componentCount} components, at most ${limits.gbzComponents}`, {
      offset: reader.offset - 1,
      path: 'componentCount',
      clause: GBZ_CLAUSE,
    });
  }
  const components: GbzComponent[] = [];
  for (let i = 0; i < componentCount; i++) {
    const offset = reader.offset;
    const path = `components[${i}]`;
    const component = readComponent(reader, path);
    if (component.lastComponent !== (i === componentCount - 1)) {
      const message = component.lastComponent ? 'is marked as the last one' : 'is not marked as the last one';
      throw reader.error('GBCS_E_COUNT', `component ${i + 1} of ${componentCount} ${message}`, {
        offset,
        path: `${path}.control`,
        clause: GBZ_CLAUSE,
      });
    }
    components.push(component);
  }
  reader.end('the GBZ payload');
  return { kind: 'gbz', profileId: GBZ_PROFILE_ID, components };
}

/**
 * Writes a GBZ payload from its fields alone: what `readGbz` read comes out as it went in.
 * @throws CodecError `GBCS_E_VALUE` on a number that does not fit its field, more than 255 components included
 */
export function writeGbz(writer: Writer, value: GbzPayload | GbzAlert): void {
  writer.u16(value.profileId);
  if (value.kind === 'gbz') {
    writer.u8(value.components.length);
    for (const component of value.components) writeComponent(writer, component);
    return;
  }
  writer.u8(value.componentCount).u16(value.alertCode).u32(value.time);
  for (const item of value.items) writeAlertItem(writer, item);
}
