import {
  allUseCases,
  type DeviceKind,
  DuisError,
  formatEui64,
  type Message,
  messageOfNames,
  type UseCase,
  useCaseByName,
} from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import type { TransformContext } from './context.js';
import type { BodyMapping } from './mapping.js';
import { LOAD_CONTROL_MAPPINGS } from './mappings/load-control.js';

/** All rows of the transform. */
export const BODY_MAPPINGS: readonly BodyMapping[] = [...LOAD_CONTROL_MAPPINGS];

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
  const useCase = useCaseByName(allUseCases, name);
  if (useCase === undefined) throw new DuisError('DUIS_E_REQUEST', `${name} is not in the catalogue`);
  const { originator, supplementary, device } = context;
  const message = messageOfNames({
    useCase: name,
    message: 'Command',
    originatorCounter: String(originator.counter),
    originator: formatEui64(originator.party),
    recipient: formatEui64(device.eui),
    ...(supplementary === undefined
      ? {}
      : {
          supplementaryRemotePartyId: formatEui64(supplementary.party),
          supplementaryRemotePartyCounter: String(supplementary.counter),
        }),
    payload: payload(request.body, { request, context }),
  });
  return { useCase, message };
}

/** Whether any row is for the body and variant of a request on this kind of device, whatever its version and values. */
export function isForDeviceKind({ body, variant }: DuisRequest, kind: DeviceKind): boolean {
  return BODY_MAPPINGS.some(
    ({ body: name, variants, targets }) =>
      name === body.name && variants.includes(variant) && (targets?.includes(kind) ?? true),
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
    ({ body: name, variants, targets, versions, when }) =>
      name === body.name &&
      variants.includes(variant) &&
      (targets?.includes(kind) ?? true) &&
      (versions?.includes(gbcsVersion) ?? true) &&
      (when?.(body, situation) ?? true),
  );
  if (mapping !== undefined && others.length === 0) return mapping;
  const found = mapping === undefined ? 'no use case' : 'more than one use case';
  const device = `${kind} of GBCS ${gbcsVersion}`;
  throw new DuisError('DUIS_E_REQUEST', `${found} is for ${body.name} as ${variant} to a device that is ${device}`, {
    path: body.name,
  });
}
