import type { Ability } from './ability.js';
import type { CosemObjects, SavedObjects } from './cosem.js';

/** The use cases that a device carries out by the ACCESS service on its COSEM objects: all of their model. */
export function cosemAbility(objects: CosemObjects): Ability {
  return {
    name: 'cosem',
    useCases: objects.model.useCases,
    execute({ payload, frame, seal }, now, emit) {
      if (payload.kind !== 'access-request') return undefined;
      const { originator, otherInformation, originatorCounter } = frame.header;
      const { messageCode } = otherInformation;
      const sealing = seal === undefined ? {} : { seal };
      return objects.execute(payload, { now, originator, originatorCounter, messageCode, emit, ...sealing });
    },
    tick: (now) => objects.tick(now),
    nextDue: () => objects.nextDue(),
    save: () => objects.save(),
    restore: (saved) => objects.restore(saved as SavedObjects),
  };
}
