import { toHex } from '../bytes/hex.js';
import type { GbzAlertItem } from '../gbz/alert.js';
import type { GbzComponent } from '../gbz/component.js';
import type { GbzAlert, GbzPayload } from '../gbz/components.js';
import { type DescribedNode, described, hexNumber, utcTimeText } from './node.js';
import { clusterText, commandOf, commandText, describeZclPayload } from './zcl.js';

/** Children of a GBZ payload, down to the fields inside its ZCL payloads. */
export function describeGbz(payload: GbzPayload | GbzAlert): DescribedNode[] {
  const profile = described('Profile ID', hexNumber(payload.profileId, 4));
  if (payload.kind === 'gbz') {
    const components = payload.components.map((component, i) => describeComponent(`GBZ component ${i}`, component));
    return [profile, described('Number of GBZ components', String(payload.components.length)), ...components];
  }
  return [
    profile,
    described('Number of GBZ components', String(payload.componentCount)),
    described('Alert Code', hexNumber(payload.alertCode, 4)),
    described('Time Stamp', utcTimeText(payload.time)),
    ...payload.items.map(describeItem),
  ];
}

function describeComponent(label: string, component: GbzComponent): DescribedNode {
  const { clusterId, fromDateTime, frameControl, transactionSequenceNumber, payload } = component;
  const command = commandOf(component);
  const children = [
    described('Last component', String(component.lastComponent)),
    described('ZigBee Cluster ID', clusterText(clusterId)),
    ...(fromDateTime === undefined ? [] : [described('From Date Time', utcTimeText(fromDateTime))]),
    described('ZCL frame control', hexNumber(frameControl, 2)),
    described('Transaction Sequence Number', String(transactionSequenceNumber)),
    described('ZCL command identifier', commandText(component)),
  ];
  if (payload.kind === 'plain') {
    children.push(describeZclPayload('ZCL payload', payload.octets, command, component.payloadSpan));
  } else {
    children.push(
      described('Encrypted ZCL payload', undefined, component.payloadSpan, [
        described('Additional Header Control', hexNumber(payload.additionalHeaderControl, 2)),
        described('Additional Header Frame Counter', String(payload.additionalHeaderFrameCounter)),
        described('Security Control', hexNumber(payload.securityControl, 2)),
        described('Invocation Counter', String(payload.invocationCounter)),
        described('ciphertext', toHex(payload.ciphertext)),
        described('tag', toHex(payload.tag)),
      ]),
    );
  }
  const numbers = `cluster ${hexNumber(clusterId, 4)} command ${hexNumber(component.commandId, 2)}`;
  const summary = command === undefined ? numbers : `${command.cluster}: ${command.name}`;
  return described(label, summary, component.span, children);
}

function describeItem(item: GbzAlertItem, index: number): DescribedNode {
  switch (item.kind) {
    case 'future-dated-command':
      return described('Future Dated Command', undefined, item.span, [
        described('Message Code', hexNumber(item.messageCode, 4)),
        described('Originator Counter', String(item.originatorCounter)),
        described('ZigBee Cluster ID', clusterText(item.clusterId)),
        described('ZCL frame control', hexNumber(item.frameControl, 2)),
        described('ZCL command identifier', commandText(item)),
      ]);
    case 'firmware-image-hash':
      return described('Firmware image hash', toHex(item.hash), item.span);
    case 'meter-integrity-issue':
      return described('Meter integrity issue', hexNumber(item.issueCode, 4), item.span);
    case 'component':
      return describeComponent(`GBZ component ${index}`, item.component);
    case 'unknown':
      return described('Other octets', toHex(item.octets), item.span);
    default:
      return item satisfies never;
  }
}
