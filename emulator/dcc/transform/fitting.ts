import {
  DEVICE_KINDS,
  type DeviceKind,
  DuisError,
  encodeMessage,
  HanlabError,
  SERVICE_REQUESTS,
  toHex,
} from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import type { DeviceVersion, TargetDevice, TransformContext } from './context.js';
import { isForDeviceKind, mappingOf, type Transformed, transformRequest } from './transform.js';

/** What is known of a request's target; what is left out is tried. */
export interface PartlyKnownDevice {
  readonly kind?: DeviceKind;
  readonly gbcsVersion?: DeviceVersion;
  readonly esmeVariant?: string;
}

/** A Command that a request may become, and the devices that it becomes it for. */
export interface FittingTransform extends Transformed {
  readonly devices: readonly TargetDevice[];
}

/** What is in the catalogue first: only where that has nothing, older editions. */
const VERSIONS: readonly (readonly DeviceVersion[])[] = [['3.1', '4.0'], ['2.0']];

/** Variants that the DCC answers itself. */
const OWN_SERVICES = new Set(SERVICE_REQUESTS.filter(({ nonDevice }) => nonDevice).map(({ variant }) => variant));

/**
 * Every Command that a request may become where its target is not known wholly: one for each kind and version of device
 * that the rows of the transform allow, those with the same octets as one.
 * @returns at least one
 * @throws DuisError, CodecError as `transformRequest`, where it becomes none
 */
export function fittingTransforms(
  request: DuisRequest,
  { kind, gbcsVersion, esmeVariant }: PartlyKnownDevice,
  context: Omit<TransformContext, 'device'>,
): readonly FittingTransform[] {
  if (OWN_SERVICES.has(request.variant)) {
    const what = `${request.variant} is a service of the DCC's own, of which no Command is made`;
    throw new DuisError('DUIS_E_REQUEST', what, { path: request.body.name });
  }
  const kinds = kind === undefined ? DEVICE_KINDS.filter((one) => isForDeviceKind(request, one)) : [kind];
  let reason: HanlabError | undefined;
  for (const versions of gbcsVersion === undefined ? VERSIONS : [[gbcsVersion]]) {
    const fits = new Map<string, FittingTransform>();
    for (const device of kinds.flatMap((one) => versions.map((version) => ({ kind: one, gbcsVersion: version })))) {
      const target = { eui: request.id.target, ...device, ...(esmeVariant === undefined ? {} : { esmeVariant }) };
      const found = attempt(request, { ...context, device: target });
      if (found instanceof HanlabError) {
        reason = moreTelling(reason, found, request, { ...context, device: target });
        continue;
      }
      const octets = toHex(encodeMessage(found.message));
      const known = fits.get(octets);
      fits.set(octets, { ...found, devices: [...(known?.devices ?? []), target] });
    }
    if (fits.size > 0) return [...fits.values()];
  }
  const { body, variant } = request;
  throw (
    reason ??
    new DuisError('DUIS_E_REQUEST', `no use case is for ${body.name} as ${variant} to any device`, { path: body.name })
  );
}

function attempt(request: DuisRequest, context: TransformContext): Transformed | HanlabError {
  try {
    return transformRequest(request, context);
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
}

/** That a value does not fit says more than that a device has no such use case. */
function moreTelling(
  known: HanlabError | undefined,
  error: HanlabError,
  request: DuisRequest,
  context: TransformContext,
): HanlabError {
  if (known === undefined) return error;
  try {
    mappingOf(request, context);
    return error;
  } catch {
    return known;
  }
}
