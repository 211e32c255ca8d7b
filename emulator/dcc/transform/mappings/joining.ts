import { type DeviceKind, DuisError, formatEui64, type NamedFields, toHex } from '../../../../gbcs/index.js';
import { needChild, type XmlElement } from '../../xml/element.js';
import type { InventoryKind } from '../context.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { euiOf } from '../values.js';

/**
 * Joining and separating two devices (SRV 8.7.1, 8.7.2, 8.8.1, 8.8.2). A request names the other device alone: what it
 * is, and so the method (GBCS 13.7), only the inventory knows.
 */

/** Names of GBCS Annex 3 for what the inventory has. A stand-alone controller is an ESME in all lists of types. */
const JOIN_TYPES: Readonly<Record<InventoryKind, string>> = {
  esme: 'eSME',
  gsme: 'gSME',
  communicationsHub: 'communicationsHubCHF',
  gasProxyFunction: 'communicationsHubGPF',
  hcalcs: 'hCALCS',
  ppmid: 'pPMID',
  sapc: 'eSME',
  ihd: 'type2',
  cad: 'type2',
};

const CRITICAL = { body: 'JoinServiceCritical', variants: ['8.7.1'] } as const;
const NON_CRITICAL = { body: 'JoinServiceNonCritical', variants: ['8.7.2'] } as const;

/** Joins of one kind of device, by one method, with others of these kinds. */
function join(
  request: Pick<BodyMapping, 'body' | 'variants'>,
  useCase: 'CS03A1' | 'CS03A2' | 'CS03B' | 'CS03C',
  target: DeviceKind,
  others: readonly InventoryKind[],
): BodyMapping {
  return {
    ...request,
    targets: [target],
    when: (body, situation) => others.includes(kindOfOther(body, situation)),
    useCase,
    payload: (body, situation) => ({
      joinMethodAndRole: METHODS[useCase],
      ...otherDevice(body),
      otherDeviceType: JOIN_TYPES[kindOfOther(body, situation)],
      // By method C the link key follows from the two key agreement keys, none is agreed by radio.
      ...(useCase === 'CS03C' ? { otherDeviceCertificate: certificateOfOther(body, situation) } : {}),
    }),
  };
}

const METHODS = {
  CS03A1: 'methodAInitiator',
  CS03A2: 'methodAResponder',
  CS03B: 'methodB',
  CS03C: 'methodC',
} as const;

function unjoin(critical: boolean, useCase: 'CS04AC' | 'CS04B', targets: readonly DeviceKind[]): BodyMapping {
  return {
    ...(critical
      ? { body: 'UnjoinServiceCritical', variants: ['8.8.1'] }
      : { body: 'UnjoinServiceNonCritical', variants: ['8.8.2'] }),
    targets,
    useCase,
    payload: otherDevice,
  };
}

function otherDevice(body: XmlElement): NamedFields {
  return { otherDeviceEntityIdentifier: formatEui64(euiOf(needChild(body, 'OtherDeviceID'))) };
}

function kindOfOther(body: XmlElement, { context }: Situation): InventoryKind {
  const other = euiOf(needChild(body, 'OtherDeviceID'));
  const kind = context.kindOf(other);
  if (kind !== undefined) return kind;
  throw new DuisError('DUIS_E_REQUEST', `${formatEui64(other)} is not in the inventory`, { path: 'OtherDeviceID' });
}

function certificateOfOther(body: XmlElement, { context }: Situation): string {
  const other = euiOf(needChild(body, 'OtherDeviceID'));
  const certificate = context.certificateOf?.(other);
  if (certificate !== undefined) return toHex(certificate);
  throw new DuisError('DUIS_E_REQUEST', `there is no key agreement certificate of ${formatEui64(other)}`, {
    path: 'OtherDeviceID',
  });
}

export const JOINING_MAPPINGS: readonly BodyMapping[] = [
  join(CRITICAL, 'CS03A1', 'esme', ['hcalcs', 'ppmid']),
  join(CRITICAL, 'CS03A2', 'hcalcs', ['esme', 'sapc']),
  join(CRITICAL, 'CS03C', 'gsme', ['ppmid']),
  join(NON_CRITICAL, 'CS03A2', 'ppmid', ['esme', 'sapc']),
  join(NON_CRITICAL, 'CS03C', 'ppmid', ['gsme']),
  join(NON_CRITICAL, 'CS03B', 'esme', ['ihd', 'cad']),
  join(NON_CRITICAL, 'CS03B', 'gsme', ['gasProxyFunction']),
  join(NON_CRITICAL, 'CS03B', 'gasProxyFunction', ['gsme', 'ppmid', 'ihd', 'cad']),
  unjoin(true, 'CS04AC', ['esme', 'hcalcs', 'gsme']),
  unjoin(false, 'CS04AC', ['ppmid']),
  unjoin(false, 'CS04B', ['esme', 'gsme', 'gasProxyFunction']),
];
