import type { Ability } from './ability.js';
import type { CosemObjects } from './cosem.js';

/** The use cases that a device carries out by the ACCESS service on its COSEM objects. */
export function cosemAbility(objects: CosemObjects, useCases: readonly string[]): Ability {
  return {
    name: 'cosem',
    useCases,
    execute({ payload, frame }, now, emit) {
      if (payload.kind !== 'access-request') return undefined;
      const { originator, otherInformation, originatorCounter } = frame.header;
      const { messageCode } = otherInformation;
      return objects.execute(payload, { now, originator, originatorCounter, messageCode, emit });
    },
  };
}
