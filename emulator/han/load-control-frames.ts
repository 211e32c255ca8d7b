import { CodecError } from '../../gbcs/index.js';

/**
 * ZCL frames of the Demand Response and Load Control cluster (0x0701) that an ESME and its HCALCS exchange
 * (GBCS 18.1.1; field layout of ZigBee Smart Energy 1.2, D.2). ZCL numbers are little-endian.
 */

/** ESME to HCALCS. */
export interface LoadControlEvent {
  readonly command: 'loadControlEvent';
  /** 32 bits; comes back in every report. */
  readonly issuerEventId: number;
  /** 16-bit map of device classes. */
  readonly deviceClass: number;
  readonly utilityEnrolmentGroup: number;
  /** Seconds since 2000-01-01 UTC; 0 is now, the only value for a device without a clock. */
  readonly startTime: number;
  /** 1 to 1,440. */
  readonly durationMinutes: number;
  readonly criticality: number;
  /** Per cent: what carries open or closed. */
  readonly dutyCycle: number;
  readonly eventControl: number;
}

/** HCALCS to ESME. */
interface ReportEventStatus {
  readonly command: 'reportEventStatus';
  readonly issuerEventId: number;
  readonly eventStatus: number;
  /** 1 in every report of an HCALCS, which needs no clock. */
  readonly eventStatusTime: number;
  readonly criticality: number;
}

/** HCALCS to ESME: what holds now? */
interface GetScheduledEvents {
  readonly command: 'getScheduledEvents';
  readonly startTime: number;
  readonly numberOfEvents: number;
}

/** ESME to HCALCS: an event is off. */
export interface CancelLoadControlEvent {
  readonly command: 'cancelLoadControlEvent';
  readonly issuerEventId: number;
  readonly deviceClass: number;
  readonly utilityEnrolmentGroup: number;
  /** Bit 0: end a running event at random, as it would have ended. */
  readonly cancelControl: number;
  /** Seconds since 2000-01-01 UTC; 0 is now. */
  readonly effectiveTime: number;
}

/** ESME to HCALCS: all events are off. */
interface CancelAllLoadControlEvents {
  readonly command: 'cancelAllLoadControlEvents';
  readonly cancelControl: number;
}

export type LoadControlFrame =
  | LoadControlEvent
  | CancelLoadControlEvent
  | CancelAllLoadControlEvents
  | ReportEventStatus
  | GetScheduledEvents;

/** Cluster of Demand Response and Load Control. */
export const LOAD_CONTROL_CLUSTER = 0x0701;

/** Event Status values of ZigBee Smart Energy (Table D-13). */
export const EVENT_STATUS = {
  received: 0x01,
  started: 0x02,
  completed: 0x03,
  cancelled: 0x06,
  superseded: 0x07,
  /** A cancellation of an event that there is not. */
  undefinedEvent: 0xfd,
  rejected: 0xfe,
} as const;

/** Frame control octets: cluster specific, direction, and whether a default response is wanted. */
const SERVER_TO_CLIENT = 0x09;
const CLIENT_TO_SERVER = 0x01;
const CLIENT_TO_SERVER_NO_DEFAULT_RESPONSE = 0x11;

const NOT_USED_OFFSET = 0xff;
const NOT_USED_SET_POINT = 0x8000;
const NOT_USED_LOAD_ADJUSTMENT = 0x80;
const NOT_USED_DUTY_CYCLE = 0xff;
const NO_SIGNATURE = 0x00;

interface Layout {
  readonly frameControl: number;
  readonly commandId: number;
  /** Octets of the ZCL payload. */
  readonly octets: number;
}

const LAYOUTS: Readonly<Record<LoadControlFrame['command'], Layout>> = {
  loadControlEvent: { frameControl: SERVER_TO_CLIENT, commandId: 0x00, octets: 23 },
  cancelLoadControlEvent: { frameControl: SERVER_TO_CLIENT, commandId: 0x01, octets: 12 },
  cancelAllLoadControlEvents: { frameControl: SERVER_TO_CLIENT, commandId: 0x02, octets: 1 },
  reportEventStatus: { frameControl: CLIENT_TO_SERVER, commandId: 0x00, octets: 18 },
  getScheduledEvents: { frameControl: CLIENT_TO_SERVER_NO_DEFAULT_RESPONSE, commandId: 0x01, octets: 5 },
};

const HEADER_OCTETS = 3;

/**
 * Encodes a frame: frame control, transaction sequence number, command, fields.
 * @param sequence 0 to 255
 */
export function encodeLoadControlFrame(frame: LoadControlFrame, sequence: number): Uint8Array {
  const layout = LAYOUTS[frame.command];
  const octets = new Uint8Array(HEADER_OCTETS + layout.octets);
  octets.set([layout.frameControl, sequence, layout.commandId]);
  const view = new DataView(octets.buffer, HEADER_OCTETS);
  switch (frame.command) {
    case 'loadControlEvent':
      view.setUint32(0, frame.issuerEventId, true);
      view.setUint16(4, frame.deviceClass, true);
      view.setUint8(6, frame.utilityEnrolmentGroup);
      view.setUint32(7, frame.startTime, true);
      view.setUint16(11, frame.durationMinutes, true);
      view.setUint8(13, frame.criticality);
      view.setUint8(14, NOT_USED_OFFSET);
      view.setUint8(15, NOT_USED_OFFSET);
      view.setUint16(16, NOT_USED_SET_POINT, true);
      view.setUint16(18, NOT_USED_SET_POINT, true);
      view.setUint8(20, NOT_USED_LOAD_ADJUSTMENT);
      view.setUint8(21, frame.dutyCycle);
      view.setUint8(22, frame.eventControl);
      return octets;
    case 'cancelLoadControlEvent':
      view.setUint32(0, frame.issuerEventId, true);
      view.setUint16(4, frame.deviceClass, true);
      view.setUint8(6, frame.utilityEnrolmentGroup);
      view.setUint8(7, frame.cancelControl);
      view.setUint32(8, frame.effectiveTime, true);
      return octets;
    case 'cancelAllLoadControlEvents':
      view.setUint8(0, frame.cancelControl);
      return octets;
    case 'reportEventStatus':
      view.setUint32(0, frame.issuerEventId, true);
      view.setUint8(4, frame.eventStatus);
      view.setUint32(5, frame.eventStatusTime, true);
      view.setUint8(9, frame.criticality);
      view.setUint16(10, NOT_USED_SET_POINT, true);
      view.setUint16(12, NOT_USED_SET_POINT, true);
      view.setUint8(14, NOT_USED_LOAD_ADJUSTMENT);
      view.setUint8(15, NOT_USED_DUTY_CYCLE);
      view.setUint8(16, 0x00);
      view.setUint8(17, NO_SIGNATURE);
      return octets;
    case 'getScheduledEvents':
      view.setUint32(0, frame.startTime, true);
      view.setUint8(4, frame.numberOfEvents);
      return octets;
    default:
      return frame satisfies never;
  }
}

/**
 * Decodes a frame of the cluster.
 * @throws CodecError `GBCS_E_TRUNCATED`, `GBCS_E_TRAILING` or `GBCS_E_TAG` on anything but the five commands
 */
export function decodeLoadControlFrame(octets: Uint8Array): {
  readonly frame: LoadControlFrame;
  readonly sequence: number;
} {
  const [frameControl, sequence, commandId] = octets;
  if (frameControl === undefined || sequence === undefined || commandId === undefined) {
    throw new CodecError('GBCS_E_TRUNCATED', 'a ZCL frame has at least 3 octets', { offset: octets.length });
  }
  const command = (Object.keys(LAYOUTS) as LoadControlFrame['command'][]).find((name) => {
    const layout = LAYOUTS[name];
    // Bit 4 only says whether a default response is wanted.
    return (layout.frameControl & ~0x10) === (frameControl & ~0x10) && layout.commandId === commandId;
  });
  if (command === undefined) {
    throw new CodecError('GBCS_E_TAG', `command ${commandId} is not one of the load control cluster`, { offset: 2 });
  }
  const expected = HEADER_OCTETS + LAYOUTS[command].octets;
  if (octets.length !== expected) {
    throw new CodecError(
      octets.length < expected ? 'GBCS_E_TRUNCATED' : 'GBCS_E_TRAILING',
      `${command} has ${expected} octets, not ${octets.length}`,
      { offset: Math.min(octets.length, expected), path: command },
    );
  }
  return { frame: decodeFields(command, new DataView(octets.buffer, octets.byteOffset + HEADER_OCTETS)), sequence };
}

/** Whether a ZCL frame is a command of the cluster, whatever its fields. @param octets 3 or more */
export function isLoadControlCommand(octets: Uint8Array): boolean {
  const [frameControl = 0, , commandId] = octets;
  return Object.values(LAYOUTS).some(
    (layout) => (layout.frameControl & ~0x10) === (frameControl & ~0x10) && layout.commandId === commandId,
  );
}

/** The frame in these octets, or nothing if they are no frame of the cluster. */
export function readLoadControlFrame(octets: Uint8Array): LoadControlFrame | undefined {
  try {
    return decodeLoadControlFrame(octets).frame;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function decodeFields(command: LoadControlFrame['command'], view: DataView): LoadControlFrame {
  switch (command) {
    case 'loadControlEvent':
      return {
        command,
        issuerEventId: view.getUint32(0, true),
        deviceClass: view.getUint16(4, true),
        utilityEnrolmentGroup: view.getUint8(6),
        startTime: view.getUint32(7, true),
        durationMinutes: view.getUint16(11, true),
        criticality: view.getUint8(13),
        dutyCycle: view.getUint8(21),
        eventControl: view.getUint8(22),
      };
    case 'cancelLoadControlEvent':
      return {
        command,
        issuerEventId: view.getUint32(0, true),
        deviceClass: view.getUint16(4, true),
        utilityEnrolmentGroup: view.getUint8(6),
        cancelControl: view.getUint8(7),
        effectiveTime: view.getUint32(8, true),
      };
    case 'cancelAllLoadControlEvents':
      return { command, cancelControl: view.getUint8(0) };
    case 'reportEventStatus':
      return {
        command,
        issuerEventId: view.getUint32(0, true),
        eventStatus: view.getUint8(4),
        eventStatusTime: view.getUint32(5, true),
        criticality: view.getUint8(9),
      };
    case 'getScheduledEvents':
      return { command, startTime: view.getUint32(0, true), numberOfEvents: view.getUint8(4) };
    default:
      return command satisfies never;
  }
}
