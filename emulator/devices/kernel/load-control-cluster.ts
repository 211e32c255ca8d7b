import type { Eui64, Instant } from '../../../gbcs/index.js';
import {
  encodeLoadControlFrame,
  isLoadControlCommand,
  LOAD_CONTROL_CLUSTER,
  type LoadControlFrame,
  readLoadControlFrame,
} from '../../han/load-control-frames.js';
import { encodeZclFrame, ZCL } from '../../han/zcl/zcl-frame.js';
import type { ZclCluster, ZclNode } from './zcl-node.js';

/**
 * The Demand Response and Load Control cluster of a device: of an ESME the server, of an HCALCS the client (GBCS 18.1.1).
 * @param handle carries out a command. @returns why it is dropped, if it is
 */
export function loadControlCluster(
  side: 'server' | 'client',
  handle: (source: Eui64, frame: LoadControlFrame, now: Instant) => string | undefined,
): ZclCluster {
  const direction = side === 'server' ? 'toServer' : 'toClient';
  return {
    clusterId: LOAD_CONTROL_CLUSTER,
    knows: (header) =>
      header.direction === direction && isLoadControlCommand(encodeZclFrame({ header, payload: NOTHING })),
    handle(source, zcl, now) {
      const frame = readLoadControlFrame(encodeZclFrame(zcl));
      if (frame === undefined) return ZCL.malformedCommand;
      const reason = handle(source, frame, now);
      return reason === undefined ? ZCL.success : { dropped: reason };
    },
  };
}

const NOTHING = new Uint8Array(0);

/** Sends a command of the cluster. */
export function sendLoadControl(node: ZclNode, destination: Eui64, frame: LoadControlFrame): void {
  node.send(destination, LOAD_CONTROL_CLUSTER, (sequence) => encodeLoadControlFrame(frame, sequence));
}
