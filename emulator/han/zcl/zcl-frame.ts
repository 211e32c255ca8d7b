/** The header that every ZCL frame begins with, and the Default Response that answers most (ZCL 2.4.1, 2.5.12). */

/** Frame control, sequence number and command of a ZCL frame. */
export interface ZclHeader {
  /** `general`: a command of the whole profile; `cluster`: one of the cluster. */
  readonly scope: 'general' | 'cluster';
  /** 16 bits, where a manufacturer has added the command. */
  readonly manufacturerCode?: number;
  /** Which side of the cluster receives it. */
  readonly direction: 'toServer' | 'toClient';
  /** An answer that says no more than that all is well is not wanted. */
  readonly disableDefaultResponse: boolean;
  /** 8 bits; an answer has that of what it answers. */
  readonly sequence: number;
  /** 8 bits. */
  readonly commandId: number;
}

export interface ZclFrame {
  readonly header: ZclHeader;
  /** What follows the header: a view of the octets that the frame was read from. */
  readonly payload: Uint8Array;
}

/** Numbers of a ZCL status that devices of the HAN answer with; `ZCL_STATUS` of gbcs names all of them. */
export const ZCL = {
  success: 0x00,
  notAuthorized: 0x7e,
  malformedCommand: 0x80,
  unsupportedClusterCommand: 0x81,
  unsupportedGeneralCommand: 0x82,
  unsupportedManufacturerClusterCommand: 0x83,
  unsupportedManufacturerGeneralCommand: 0x84,
  invalidField: 0x85,
  notFound: 0x8b,
  unsupportedCluster: 0xc3,
} as const;

const DEFAULT_RESPONSE = 0x0b;

const FRAME_TYPE = 0x03;
const MANUFACTURER_SPECIFIC = 0x04;
const TO_CLIENT = 0x08;
const DISABLE_DEFAULT_RESPONSE = 0x10;
const SCOPES = ['general', 'cluster'] as const;

/** Reads the header of a frame. @returns nothing where there is no whole header, or its frame type is reserved */
export function readZclFrame(octets: Uint8Array): ZclFrame | undefined {
  const [control] = octets;
  if (control === undefined) return undefined;
  const scope = SCOPES[control & FRAME_TYPE];
  const ofManufacturer = (control & MANUFACTURER_SPECIFIC) !== 0;
  const at = ofManufacturer ? 3 : 1;
  const [sequence, commandId] = octets.subarray(at);
  if (scope === undefined || sequence === undefined || commandId === undefined) return undefined;
  return {
    header: {
      scope,
      ...(ofManufacturer ? { manufacturerCode: (octets[1] ?? 0) | ((octets[2] ?? 0) << 8) } : {}),
      direction: control & TO_CLIENT ? 'toClient' : 'toServer',
      disableDefaultResponse: (control & DISABLE_DEFAULT_RESPONSE) !== 0,
      sequence,
      commandId,
    },
    payload: octets.subarray(at + 2),
  };
}

/** The octets of a frame. */
export function encodeZclFrame({ header, payload }: ZclFrame): Uint8Array {
  const { manufacturerCode } = header;
  const control =
    SCOPES.indexOf(header.scope) |
    (manufacturerCode === undefined ? 0 : MANUFACTURER_SPECIFIC) |
    (header.direction === 'toClient' ? TO_CLIENT : 0) |
    (header.disableDefaultResponse ? DISABLE_DEFAULT_RESPONSE : 0);
  const manufacturer = manufacturerCode === undefined ? [] : [manufacturerCode & 0xff, manufacturerCode >> 8];
  return Uint8Array.of(control, ...manufacturer, header.sequence, header.commandId, ...payload);
}

/** Answers a frame with a status. It goes the other way, and wants no answer itself. */
export function defaultResponse(answered: ZclHeader, status: number): Uint8Array {
  return encodeZclFrame({
    header: {
      scope: 'general',
      ...(answered.manufacturerCode === undefined ? {} : { manufacturerCode: answered.manufacturerCode }),
      direction: answered.direction === 'toServer' ? 'toClient' : 'toServer',
      disableDefaultResponse: true,
      sequence: answered.sequence,
      commandId: DEFAULT_RESPONSE,
    },
    payload: Uint8Array.of(answered.commandId, status),
  });
}

/** The command and status that a Default Response names, or nothing if it is none. */
export function readDefaultResponse({
  header,
  payload,
}: ZclFrame): { readonly commandId: number; readonly status: number } | undefined {
  const [commandId, status] = payload;
  if (header.scope !== 'general' || header.commandId !== DEFAULT_RESPONSE || payload.length !== 2) return undefined;
  return commandId === undefined || status === undefined ? undefined : { commandId, status };
}
