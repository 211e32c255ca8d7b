import { concatBytes, toHex } from '../bytes/hex.js';
import { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import type { GbzComponent } from '../gbz/component.js';
import { readZclFields, writeZclFields } from '../gbz/zcl/codec.js';
import { ZCL_COMMANDS, zclCommandOf } from '../gbz/zcl/commands.js';
import { nameOfTime, timeOfName } from '../gbz/zcl/time.js';
import type { ZclCommand } from '../gbz/zcl/types.js';
import {
  fieldsOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  numberOfName,
  octetsOfName,
  oneWay,
} from '../named-value.js';
import { sealedFields } from '../sealing/values.js';
import type { Plaintext } from '../sealing.js';
import type { EncodingContext } from './context.js';
import { nameOfCode } from './notification.js';

/**
 * One component of a GBZ payload by name: cluster, command and the fields of its ZCL payload. Named only where they are
 * not as usual: the frame control, which follows from the command, and the transaction sequence number, which counts the
 * components from 0.
 */

/** Frame control of a command by its scope and direction (ZCL 2.4.1.1). */
const FRAME_CONTROLS: Readonly<Record<ZclCommand['scope'], Readonly<Record<ZclCommand['direction'], number>>>> = {
  general: { toServer: 0x00, toClient: 0x08 },
  cluster: { toServer: 0x01, toClient: 0x09 },
};

/** What a component, or a reference to one, is: its cluster and command. */
interface Address {
  readonly clusterId: number;
  readonly commandId: number;
  readonly frameControl: number;
}

/** The names of cluster and command, or their numbers; the frame control where it does not follow from them. */
export function nameOfAddress({ clusterId, commandId, frameControl }: Address): NamedFields {
  const command = zclCommandOf(clusterId, frameControl, commandId);
  if (command === undefined) return { clusterId: nameOfCode(clusterId), commandId, frameControl };
  const { cluster, name } = command;
  return {
    cluster,
    command: name,
    ...(usualFrameControl(commandOfNames(cluster, name)) === frameControl ? {} : { frameControl }),
  };
}

function usualFrameControl(command: ZclCommand | undefined): number | undefined {
  return command && FRAME_CONTROLS[command.scope][command.direction];
}

/** Where a component stands: its number, how many there are, and how many encrypted ones are before it. */
export interface ComponentPlace {
  readonly index: number;
  readonly count: number;
  readonly encrypted: number;
}

export function nameOfComponent(
  component: GbzComponent,
  { index, count, encrypted }: ComponentPlace,
  plaintext: Plaintext | undefined,
): NamedFields {
  const { clusterId, commandId, fromDateTime, frameControl, transactionSequenceNumber, lastComponent, payload } =
    component;
  const command = zclCommandOf(clusterId, frameControl, commandId);
  const head: NamedFields = {
    ...nameOfAddress(component),
    ...(lastComponent === (index === count - 1) ? {} : { lastComponent }),
    ...(transactionSequenceNumber === index ? {} : { transactionSequenceNumber }),
    ...(fromDateTime === undefined ? {} : { fromDateTime: nameOfTime(fromDateTime) }),
  };
  if (payload.kind === 'plain') return { ...head, ...nameOfZcl(command, payload.octets) };
  const { additionalHeaderControl: control, additionalHeaderFrameCounter: counter } = payload;
  return {
    ...head,
    encrypted: {
      ...(control === 0 ? {} : { additionalHeaderControl: control }),
      ...(counter === encrypted ? {} : { additionalHeaderFrameCounter: counter }),
      ...(plaintext?.kind === 'zcl' ? nameOfZcl(command, plaintext.octets) : { sealed: toHex(sealedOctets(payload)) }),
    },
  };
}

function sealedOctets(payload: GbzComponent['payload'] & { kind: 'encrypted' }): Uint8Array {
  const header = new Writer(5).u8(payload.securityControl).u32(payload.invocationCounter).finish();
  return concatBytes(header, payload.ciphertext, payload.tag);
}

/** The fields of a ZCL payload; its octets where they are not as the command has them. */
function nameOfZcl(command: ZclCommand | undefined, octets: Uint8Array): NamedFields {
  if (command === undefined) return { zcl: toHex(octets) };
  try {
    const { fields } = readZclFields(command, octets);
    // A value that its name does not give back is not named.
    if (toHex(writeZclFields(command, fields, 'fields')) === toHex(octets)) return { fields };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  return { zcl: toHex(octets) };
}

const COMMANDS = new Map<string, ZclCommand>();
for (const command of ZCL_COMMANDS) {
  const key = `${command.cluster} ${command.name}`;
  // Default Responses go both ways: what a meter answers is meant unless the frame control says otherwise.
  const known = COMMANDS.get(key);
  if (known === undefined || command.direction === 'toClient') COMMANDS.set(key, command);
}

function commandOfNames(cluster: string, command: string): ZclCommand | undefined {
  return COMMANDS.get(`${cluster} ${command}`);
}

/** Fields of an address. */
export const ADDRESS_FIELDS: readonly string[] = ['cluster', 'command', 'clusterId', 'commandId', 'frameControl'];
const COMPONENT_FIELDS = [
  ...ADDRESS_FIELDS,
  ...['lastComponent', 'transactionSequenceNumber', 'fromDateTime', 'fields', 'zcl', 'encrypted'],
];
const ENCRYPTED_FIELDS = ['additionalHeaderControl', 'additionalHeaderFrameCounter', 'fields', 'zcl', 'sealed'];

/** @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong; KeyError as sealing does */
export function componentOfName(
  value: NamedValue,
  { index, count, encrypted }: ComponentPlace,
  path: string,
  context: EncodingContext,
): GbzComponent {
  const fields = fieldsOfName(value, path, COMPONENT_FIELDS);
  oneWay(fields, path, ['fields'], ['zcl'], ['encrypted']);
  const { clusterId, commandId, frameControl } = addressOfNames(fields, path);
  const command = zclCommandOf(clusterId, frameControl, commandId);
  const { transactionSequenceNumber: number, fromDateTime, lastComponent = index === count - 1 } = fields;
  if (typeof lastComponent !== 'boolean') throw misplaced(`${path}.lastComponent`, 'is neither true nor false');
  return {
    lastComponent,
    clusterId,
    ...(fromDateTime === undefined ? {} : { fromDateTime: timeOfName(fromDateTime, `${path}.fromDateTime`) }),
    frameControl,
    transactionSequenceNumber: numberOfName(number ?? index, `${path}.transactionSequenceNumber`, [0, 255]),
    commandId,
    payload:
      fields['encrypted'] === undefined
        ? { kind: 'plain', octets: zclOfName(command, fields, path) }
        : encryptedOfName(command, fields['encrypted'], encrypted, `${path}.encrypted`, context),
  };
}

/** The cluster and command of names, or of numbers. @throws CodecError `GBCS_E_VALUE` */
export function addressOfNames(fields: NamedFields, path: string): Address {
  oneWay(fields, path, ['cluster', 'command'], ['clusterId', 'commandId']);
  const { cluster, command: name, frameControl: given } = fields;
  const named = typeof cluster === 'string' && typeof name === 'string' ? commandOfNames(cluster, name) : undefined;
  if (named === undefined && fields['clusterId'] === undefined) {
    throw misplaced(path, 'cluster and command are not the names of one, nor are clusterId and commandId there');
  }
  return {
    clusterId: named?.clusterId ?? numberOfName(fields['clusterId'] ?? null, `${path}.clusterId`, [0, 0xffff]),
    commandId: named?.commandId ?? numberOfName(fields['commandId'] ?? null, `${path}.commandId`, [0, 255]),
    frameControl: numberOfName(given ?? usualFrameControl(named) ?? null, `${path}.frameControl`, [0, 255]),
  };
}

function zclOfName(command: ZclCommand | undefined, fields: NamedFields, path: string): Uint8Array {
  if (fields['zcl'] !== undefined) return octetsOfName(fields['zcl'], `${path}.zcl`);
  if (command === undefined) throw misplaced(path, 'no fields are known of this command: its octets are due, as zcl');
  return writeZclFields(command, fieldsOfName(fields['fields'] ?? {}, `${path}.fields`), `${path}.fields`);
}

function encryptedOfName(
  command: ZclCommand | undefined,
  value: NamedValue,
  counter: number,
  path: string,
  context: EncodingContext,
): GbzComponent['payload'] {
  const fields = fieldsOfName(value, path, ENCRYPTED_FIELDS);
  oneWay(fields, path, ['fields'], ['zcl'], ['sealed']);
  const { sealed, additionalHeaderControl, additionalHeaderFrameCounter } = fields;
  const octet = (given: NamedValue | undefined, usual: number, name: string) =>
    numberOfName(given ?? usual, `${path}.${name}`, [0, 255]);
  const octets =
    sealed === undefined
      ? context.seal({ kind: 'zcl', octets: zclOfName(command, fields, path) })
      : octetsOfName(sealed, `${path}.sealed`);
  return {
    kind: 'encrypted',
    additionalHeaderControl: octet(additionalHeaderControl, 0, 'additionalHeaderControl'),
    additionalHeaderFrameCounter: octet(additionalHeaderFrameCounter, counter, 'additionalHeaderFrameCounter'),
    ...sealedFields(octets),
  };
}
