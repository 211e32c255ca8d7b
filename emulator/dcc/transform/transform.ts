import {
  allUseCases,
  type DeviceKind,
  DuisError,
  formatEui64,
  type Message,
  messageOfNames,
  toHex,
  type UseCase,
} from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import { childOf, type XmlElement } from '../xml/element.js';
import { DEVICE_VERSIONS, type DeviceVersion, type TargetDevice, type TransformContext } from './context.js';
import type { BodyMapping } from './mapping.js';
import { ALERT_MAPPINGS } from './mappings/alerts.js';
import { CONFIGURATION_MAPPINGS } from './mappings/configuration.js';
import { CREDENTIAL_MAPPINGS } from './mappings/credentials.js';
import { CUSTOMER_MAPPINGS } from './mappings/customer.js';
import { FIRMWARE_MAPPINGS } from './mappings/firmware.js';
import { GAS_LOG_MAPPINGS } from './mappings/gas-logs.js';
import { GAS_PREPAYMENT_MAPPINGS } from './mappings/gas-prepayment.js';
import { GAS_READING_MAPPINGS } from './mappings/gas-readings.js';
import { GAS_SETTING_MAPPINGS } from './mappings/gas-settings.js';
import { GAS_SUPPLY_MAPPINGS } from './mappings/gas-supply.js';
import { GAS_TARIFF_MAPPINGS } from './mappings/gas-tariff.js';
import { HAN_DEVICE_LOG_MAPPINGS } from './mappings/han-device-log.js';
import { JOINING_MAPPINGS } from './mappings/joining.js';
import { LOAD_CONTROL_MAPPINGS } from './mappings/load-control.js';
import { LOG_MAPPINGS } from './mappings/logs.js';
import { NETWORK_MAPPINGS } from './mappings/network.js';
import { PREPAYMENT_MAPPINGS } from './mappings/prepayment.js';
import { READING_MAPPINGS } from './mappings/readings.js';
import { SUB_GHZ_MAPPINGS } from './mappings/sub-ghz.js';
import { SUPPLY_MAPPINGS } from './mappings/supply.js';
import { TARIFF_MAPPINGS } from './mappings/tariff.js';
import { octetsOf } from './values.js';

/** All rows of the transform. */
export const BODY_MAPPINGS: readonly BodyMapping[] = [
  ...LOAD_CONTROL_MAPPINGS,
  ...GAS_LOG_MAPPINGS,
  ...GAS_PREPAYMENT_MAPPINGS,
  ...GAS_READING_MAPPINGS,
  ...GAS_SETTING_MAPPINGS,
  ...GAS_SUPPLY_MAPPINGS,
  ...GAS_TARIFF_MAPPINGS,
  ...CREDENTIAL_MAPPINGS,
  ...FIRMWARE_MAPPINGS,
  ...HAN_DEVICE_LOG_MAPPINGS,
  ...JOINING_MAPPINGS,
  ...SUB_GHZ_MAPPINGS,
  ...ALERT_MAPPINGS,
  ...CONFIGURATION_MAPPINGS,
  ...CUSTOMER_MAPPINGS,
  ...LOG_MAPPINGS,
  ...NETWORK_MAPPINGS,
  ...PREPAYMENT_MAPPINGS,
  ...READING_MAPPINGS,
  ...SUPPLY_MAPPINGS,
  ...TARIFF_MAPPINGS,
];

/** What a request becomes: a Command as its originator has it before any protection. */
export interface Transformed {
  readonly useCase: UseCase;
  readonly message: Message;
}

/**
 * The Command that a service request asks for (DUIS 5.4, GBCS; Transform and Send Command of the DCC).
 * @param request valid by the schema
 * @throws DuisError `DUIS_E_REQUEST` where no use case is for this body, variant and device, or the values do not fit;
 *   CodecError where the use case does not take a value
 */
export function transformRequest(request: DuisRequest, context: TransformContext): Transformed {
  const { useCase: name, payload } = mappingOf(request, context);
  const { originator, device } = context;
  const useCase = editionOf(name, device.gbcsVersion);
  if (useCase === undefined) throw new DuisError('DUIS_E_REQUEST', `${name} is not in the catalogue`);
  const [gbcsVersion] = useCase.versions;
  const message = messageOfNames({
    useCase: name,
    ...(gbcsVersion === undefined ? {} : { gbcsVersion }),
    message: 'Command',
    originatorCounter: String(originator.counter),
    originator: formatEui64(originator.party),
    recipient: formatEui64(device.eui),
    ...(useCase.withoutSupplementaryParty ? {} : supplementaryFields(request, context)),
    payload: payload(request.body, { request, context }),
  });
  return { useCase, message };
}

/** The edition of a use case that a device of this version has; what is older than the catalogue has the first. */
function editionOf(name: string, version: DeviceVersion): UseCase | undefined {
  const edition = version === '2.0' ? '3.1' : version;
  return allUseCases.find((one) => one.name === name && one.versions.includes(edition));
}

/** Whether a device has a use case at all: some edition of its version, for its kind. */
function hasUseCase(
  { kind, gbcsVersion }: Pick<TargetDevice, 'kind' | 'gbcsVersion'>,
  { useCase, targets }: BodyMapping,
): boolean {
  const edition = editionOf(useCase, gbcsVersion);
  return edition !== undefined && (targets ?? edition.authorisations.flatMap((one) => one.targets)).includes(kind);
}

/** Where the device does not know the requester itself: who that is, and the certificate to encrypt the answer for. */
function supplementaryFields(request: DuisRequest, { supplementary }: TransformContext) {
  if (supplementary === undefined) return {};
  const certificate = unknownPartyCertificate(request);
  return {
    supplementaryRemotePartyId: formatEui64(supplementary.party),
    supplementaryRemotePartyCounter: String(supplementary.counter),
    ...(certificate === undefined ? {} : { supplementaryRemotePartyCertificate: toHex(octetsOf(certificate)) }),
  };
}

/**
 * The certificate to encrypt the answer for, which a request brings whose User the device does not know (assumption
 * `transform-certificate-is-of-unknown-party`).
 */
export function unknownPartyCertificate({ body }: DuisRequest): XmlElement | undefined {
  return childOf(body, 'KAPublicSecurityCredentials');
}

/** Whether any row is for the body and variant of a request on this kind of device, whatever its version and values. */
export function isForDeviceKind({ body, variant }: DuisRequest, kind: DeviceKind): boolean {
  return BODY_MAPPINGS.some(
    (row) =>
      row.body === body.name &&
      row.variants.includes(variant) &&
      DEVICE_VERSIONS.some((gbcsVersion) => hasUseCase({ kind, gbcsVersion }, row)),
  );
}

/** Whether any row is for the body and variant of a request at all. */
export function isKnownBody({ body, variant }: DuisRequest): boolean {
  return BODY_MAPPINGS.some(({ body: name, variants }) => name === body.name && variants.includes(variant));
}

/** The one row that applies. @throws DuisError `DUIS_E_REQUEST` where none does */
export function mappingOf(request: DuisRequest, context: TransformContext): BodyMapping {
  const { body, variant } = request;
  const { kind, gbcsVersion } = context.device;
  const situation = { request, context };
  const [mapping, ...others] = BODY_MAPPINGS.filter(
    (row) =>
      row.body === body.name &&
      row.variants.includes(variant) &&
      hasUseCase(context.device, row) &&
      (row.versions?.includes(gbcsVersion) ?? true) &&
      (row.when?.(body, situation) ?? true),
  );
  if (mapping !== undefined && others.length === 0) return mapping;
  const found = mapping === undefined ? 'no use case' : 'more than one use case';
  const device = `${kind} of GBCS ${gbcsVersion}`;
  throw new DuisError('DUIS_E_REQUEST', `${found} is for ${body.name} as ${variant} to a device that is ${device}`, {
    path: body.name,
  });
}
