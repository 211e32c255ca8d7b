import { type DeviceKind, DuisError, type Eui64 } from '../../../gbcs/index.js';
import type { Inventory, InventoryDevice } from '../inventory/inventory.js';
import type { RequestedService } from '../requested-service.js';
import type { Numbered, TransformContext } from '../transform/context.js';
import {
  isForDeviceKind,
  isKnownBody,
  mappingOf,
  transformRequest,
  unknownPartyCertificate,
} from '../transform/transform.js';
import { dueTimeOf } from '../transform/values.js';
import { childOf } from '../xml/element.js';
import type { DuisRequest } from './request.js';

/** What the DCC knows beside the request when it makes a Command of it. */
interface Knowledge extends Pick<TransformContext, 'now' | 'role' | 'made' | 'certificateOf' | 'keptDeviceLog'> {
  readonly inventory: Inventory;
}

/** A request as the broker takes one: its Command is made of the XML when the checks have come so far. */
export function serviceAsked(request: DuisRequest, { inventory, ...known }: Knowledge): RequestedService {
  const contextOf = (device: InventoryDevice, originator: Numbered, supplementary?: Numbered): TransformContext => ({
    ...known,
    device: targetOf(device),
    originator,
    ...(supplementary === undefined ? {} : { supplementary }),
    kindOf: (eui: Eui64): DeviceKind | undefined => inventory.get(eui)?.kind,
  });
  const user: Numbered = { party: request.id.originator, counter: request.id.counter };
  const time = childOf(request.body, 'ExecutionDateTime');
  return {
    asked: request,
    ...(time === undefined ? {} : { executionTime: () => dueTimeOf(time) }),
    isOfUnknownParty: unknownPartyCertificate(request) !== undefined,
    isForDevice: (device) => device === undefined || !isKnownBody(request) || isForDeviceKind(request, device.kind),
    useCase(device): string | undefined {
      if (device === undefined) return undefined;
      try {
        return mappingOf(request, contextOf(device, user)).useCase;
      } catch (error) {
        // Nothing is for this body, variant and device: a check will say so by its code.
        if (error instanceof DuisError) return undefined;
        throw error;
      }
    },
    content(device, originator, supplementary) {
      if (device === undefined) throw new DuisError('DUIS_E_REQUEST', 'the device is not in the inventory');
      const { payload, frame } = transformRequest(request, contextOf(device, originator, supplementary)).message;
      const { supplementaryRemotePartyCertificate: certificate } = frame.header.otherInformation;
      return { payload, ...(certificate === undefined ? {} : { certificate }) };
    },
  };
}

function targetOf({ eui, kind, gbcsVersion, details }: InventoryDevice): TransformContext['device'] {
  const { esmeVariant } = details;
  return { eui, kind, gbcsVersion, ...(esmeVariant === undefined ? {} : { esmeVariant }) };
}
