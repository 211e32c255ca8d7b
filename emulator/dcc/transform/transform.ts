import {
  allUseCases,
  DuisError,
  formatEui64,
  type Message,
  messageOfNames,
  toHex,
  type UseCase,
} from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import { childOf } from '../xml/element.js';
import type { DeviceVersion, TargetDevice, TransformContext } from './context.js';
import type { BodyMapping } from './mapping.js';
import { ALERT_MAPPINGS } from './mappings/alerts.js';
import { CONFIGURATION_MAPPINGS } from './mappings/configuration.js';
import { CUSTOMER_MAPPINGS } from './mappings/customer.js';
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
  ...ALERT_MAPPINGS,
  ...CONFIGURATION_MAPPINGS,
  ...CUSTOMER_MAPPINGS,
  ...LOAD_CONTROL_MAPPINGS,
  ...LOG_MAPPINGS,
  ...NETWORK_MAPPINGS,
  ...PREPAYMENT_MAPPINGS,
  ...READING_MAPPINGS,
  ...SUB_GHZ_MAPPINGS,
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
    ...supplementaryFields(request, context),
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
function hasUseCase({ kind, gbcsVersion }: TargetDevice, { useCase, targets }: BodyMapping): boolean {
  const edition = editionOf(useCase, gbcsVersion);
  return edition !== undefined && (targets ?? edition.authorisations.flatMap((one) => one.targets)).includes(kind);
}

/** Where the device does not know the requester itself: who that is, and the certificate to encrypt the answer for. */
function supplementaryFields({ body }: DuisRequest, { supplementary }: TransformContext) {
  if (supplementary === undefined) return {};
  const certificate = childOf(body, 'KAPublicSecurityCredentials');
  return {
    supplementaryRemotePartyId: formatEui64(supplementary.party),
    supplementaryRemotePartyCounter: String(supplementary.counter),
    ...(certificate === undefined ? {} : { supplementaryRemotePartyCertificate: toHex(octetsOf(certificate)) }),
  };
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
