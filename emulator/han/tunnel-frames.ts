import { CodecError } from '../../gbcs/index.js';
import { encodeZclFrame, readZclFrame, type ZclHeader } from './zcl/zcl-frame.js';

/**
 * ZCL frames of the Tunnelling cluster (0704), in which GBCS messages travel between the hub and a device (GBCS 10.2.2;
 * field layout of ZigBee Smart Energy 1.2, D.6). Who asks for a tunnel is its client, the other side the server.
 */

/** Cluster of the tunnels in which GBCS messages travel. */
export const TUNNELLING_CLUSTER = 0x0704;

/** What every tunnel of the HAN is (GBCS 10.2.2). */
export const GBCS_TUNNEL = {
  /** GB-HRGP. */
  protocolId: 6,
  /** None: the protocol is one of the standard. */
  manufacturerCode: 0xffff,
  flowControl: false,
  /** Octets in one transfer. */
  maximumIncomingTransferSize: 1500,
} as const;

/** Tunnel statuses of a Request Tunnel Response. */
export const TUNNEL_STATUS = {
  success: 0,
  busy: 1,
  noMoreTunnelIds: 2,
  protocolNotSupported: 3,
  flowControlNotSupported: 4,
} as const;

/** What a Transfer Data Error says. */
export const TRANSFER_DATA_STATUS = { noSuchTunnel: 0, wrongDevice: 1, dataOverflow: 2 } as const;

/** Tunnel identifier of a response that gives none. */
export const NO_TUNNEL = 0xffff;

interface RequestTunnel {
  readonly command: 'requestTunnel';
  readonly protocolId: number;
  readonly manufacturerCode: number;
  readonly flowControl: boolean;
  readonly maximumIncomingTransferSize: number;
}

interface RequestTunnelResponse {
  readonly command: 'requestTunnelResponse';
  readonly tunnelId: number;
  readonly status: number;
  readonly maximumIncomingTransferSize: number;
}

/** Octets in the tunnel, either way. */
interface TransferData {
  readonly command: 'transferData';
  readonly tunnelId: number;
  /** A GBCS message, or blocks of one. */
  readonly data: Uint8Array;
}

interface TransferDataError {
  readonly command: 'transferDataError';
  readonly tunnelId: number;
  readonly status: number;
}

interface CloseTunnel {
  readonly command: 'closeTunnel';
  readonly tunnelId: number;
}

/** The server tells that it has closed a tunnel by itself. */
interface TunnelClosureNotification {
  readonly command: 'tunnelClosureNotification';
  readonly tunnelId: number;
}

export type TunnelFrame =
  | RequestTunnel
  | RequestTunnelResponse
  | TransferData
  | TransferDataError
  | CloseTunnel
  | TunnelClosureNotification;

interface Layout {
  readonly command: TunnelFrame['command'];
  readonly direction: ZclHeader['direction'];
  readonly commandId: number;
  /** Octets of the payload; of transferred data at least these. */
  readonly octets: number;
  /** Whether a response of its own answers it, so that no default response is asked for. */
  readonly hasOwnAnswer?: true;
}

const LAYOUTS: readonly Layout[] = [
  { command: 'requestTunnel', direction: 'toServer', commandId: 0x00, octets: 6, hasOwnAnswer: true },
  { command: 'closeTunnel', direction: 'toServer', commandId: 0x01, octets: 2 },
  { command: 'transferData', direction: 'toServer', commandId: 0x02, octets: 2 },
  { command: 'transferDataError', direction: 'toServer', commandId: 0x03, octets: 3, hasOwnAnswer: true },
  { command: 'requestTunnelResponse', direction: 'toClient', commandId: 0x00, octets: 5, hasOwnAnswer: true },
  { command: 'transferData', direction: 'toClient', commandId: 0x01, octets: 2 },
  { command: 'transferDataError', direction: 'toClient', commandId: 0x02, octets: 3, hasOwnAnswer: true },
  { command: 'tunnelClosureNotification', direction: 'toClient', commandId: 0x06, octets: 2, hasOwnAnswer: true },
];

/**
 * Encodes a frame of the cluster.
 * @param direction which side receives it: `toServer` from whoever asked for the tunnel
 * @param sequence 0 to 255
 * @throws RangeError on a command that does not go that way
 */
export function encodeTunnelFrame(
  frame: TunnelFrame,
  direction: ZclHeader['direction'],
  sequence: number,
  disableDefaultResponse?: boolean,
): Uint8Array {
  const layout = LAYOUTS.find((one) => one.command === frame.command && one.direction === direction);
  if (layout === undefined) throw new RangeError(`${frame.command} is not a command ${direction}`);
  return encodeZclFrame({
    header: {
      scope: 'cluster',
      direction,
      disableDefaultResponse: disableDefaultResponse ?? layout.hasOwnAnswer === true,
      sequence,
      commandId: layout.commandId,
    },
    payload: payloadOf(frame),
  });
}

const u16 = (value: number): readonly [number, number] => [value & 0xff, (value >> 8) & 0xff];

function payloadOf(frame: TunnelFrame): Uint8Array {
  switch (frame.command) {
    case 'requestTunnel':
      return Uint8Array.of(
        frame.protocolId,
        ...u16(frame.manufacturerCode),
        frame.flowControl ? 1 : 0,
        ...u16(frame.maximumIncomingTransferSize),
      );
    case 'requestTunnelResponse':
      return Uint8Array.of(...u16(frame.tunnelId), frame.status, ...u16(frame.maximumIncomingTransferSize));
    case 'transferData': {
      const payload = new Uint8Array(2 + frame.data.length);
      payload.set(u16(frame.tunnelId));
      payload.set(frame.data, 2);
      return payload;
    }
    case 'transferDataError':
      return Uint8Array.of(...u16(frame.tunnelId), frame.status);
    case 'closeTunnel':
    case 'tunnelClosureNotification':
      return Uint8Array.of(...u16(frame.tunnelId));
    default:
      return frame satisfies never;
  }
}

/** Whether the cluster has a command that goes this way. */
export function isTunnelCommand({ direction, commandId }: ZclHeader): boolean {
  return LAYOUTS.some((one) => one.direction === direction && one.commandId === commandId);
}

/**
 * Decodes the payload of a command of the cluster. Transferred data are a view of the octets.
 * @throws CodecError `GBCS_E_TAG` on a command that does not go this way, `GBCS_E_TRUNCATED`, `GBCS_E_TRAILING`
 */
export function decodeTunnelPayload(header: ZclHeader, payload: Uint8Array): TunnelFrame {
  const { direction, commandId } = header;
  const layout = LAYOUTS.find((one) => one.direction === direction && one.commandId === commandId);
  if (layout === undefined || header.scope !== 'cluster' || header.manufacturerCode !== undefined) {
    throw new CodecError('GBCS_E_TAG', `command ${commandId} is not one of the Tunnelling cluster ${direction}`);
  }
  const { command, octets } = layout;
  if (payload.length < octets || (payload.length > octets && command !== 'transferData')) {
    const code = payload.length < octets ? 'GBCS_E_TRUNCATED' : 'GBCS_E_TRAILING';
    const detail = { offset: Math.min(payload.length, octets), path: command };
    throw new CodecError(code, `${command} has ${octets} octets, not ${payload.length}`, detail);
  }
  return fieldsOf(command, payload);
}

function fieldsOf(command: TunnelFrame['command'], payload: Uint8Array): TunnelFrame {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  switch (command) {
    case 'requestTunnel':
      return {
        command,
        protocolId: view.getUint8(0),
        manufacturerCode: view.getUint16(1, true),
        flowControl: view.getUint8(3) !== 0,
        maximumIncomingTransferSize: view.getUint16(4, true),
      };
    case 'requestTunnelResponse':
      return {
        command,
        tunnelId: view.getUint16(0, true),
        status: view.getUint8(2),
        maximumIncomingTransferSize: view.getUint16(3, true),
      };
    case 'transferData':
      return { command, tunnelId: view.getUint16(0, true), data: payload.subarray(2) };
    case 'transferDataError':
      return { command, tunnelId: view.getUint16(0, true), status: view.getUint8(2) };
    case 'closeTunnel':
    case 'tunnelClosureNotification':
      return { command, tunnelId: view.getUint16(0, true) };
    default:
      return command satisfies never;
  }
}

/** The frame in these octets and which way it goes, or nothing if they are no frame of the cluster. */
export function readTunnelFrame(
  octets: Uint8Array,
): { readonly frame: TunnelFrame; readonly header: ZclHeader } | undefined {
  const zcl = readZclFrame(octets);
  if (zcl === undefined) return undefined;
  try {
    return { frame: decodeTunnelPayload(zcl.header, zcl.payload), header: zcl.header };
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** The octets that a Transfer Data carries, or nothing. */
export function transferredData(octets: Uint8Array): Uint8Array | undefined {
  const read = readTunnelFrame(octets);
  return read?.frame.command === 'transferData' ? read.frame.data : undefined;
}
