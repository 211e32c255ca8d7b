import { hexOctet } from '../bytes/reader.js';
import { CodecError } from '../errors.js';
import type { GbzComponent } from '../gbz/component.js';
import { readZclFields } from '../gbz/zcl/codec.js';
import { zclCommandOf } from '../gbz/zcl/commands.js';
import { gbzComponentsOf, type Payload } from '../payload.js';

/** What is wrong with the ZCL commands of a payload: one that GBCS does not use, or octets that do not fit it. */
export function zclFindings(payload: Payload): CodecError[] {
  return gbzComponentsOf(payload).flatMap(({ path, component }) => {
    const finding = zclFinding(component, path);
    return finding === undefined ? [] : [finding];
  });
}

function zclFinding(component: GbzComponent, path: string): CodecError | undefined {
  const { clusterId, commandId, frameControl } = component;
  const command = zclCommandOf(clusterId, frameControl, commandId);
  const offset = component.span?.start;
  if (command === undefined) {
    const text = `cluster ${clusterId.toString(16).padStart(4, '0')}, command ${hexOctet(commandId)}, frame control ${hexOctet(frameControl)}`;
    return new CodecError('GBCS_E_PAYLOAD', `${path} is no ZCL command that GBCS uses: ${text}`, {
      path,
      clause: 'GBCS 19',
      ...(offset === undefined ? {} : { offset }),
    });
  }
  if (component.payload.kind === 'encrypted') return undefined;
  try {
    readZclFields(command, component.payload.octets, component.payloadSpan?.start, `${path}.payload`);
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}
