import type { Asn1Payload } from '../../../gbcs/index.js';
import type { Ability } from './ability.js';
import type { AcceptedCommand } from './accepted-command.js';
import type { DeviceLog } from './device-log.js';

const READ = { success: 0, failure: 1 } as const;

/** Reading with whom a device has been joined (GBCS 13.7 CS07). */
export class JoinDetails implements Ability {
  readonly name = 'joinDetails';
  readonly useCases = ['CS07'];
  readonly #log: DeviceLog;
  readonly #isStale: boolean;
  #isUnreadable = false;
  #first: ReturnType<DeviceLog['entries']> | undefined;

  constructor(log: DeviceLog, defects: ReadonlySet<string> | undefined) {
    this.#log = log;
    this.#isStale = defects?.has('stale-join-details') ?? false;
  }

  /** Makes every later read fail, as a worn-out memory would. */
  breakMemory(): void {
    this.#isUnreadable = true;
  }

  execute({ payload }: AcceptedCommand): Asn1Payload | undefined {
    if (payload.kind !== 'asn1' || payload.type !== 'ReadDeviceJoinDetailsCommand') return undefined;
    return {
      kind: 'asn1',
      type: 'ReadDeviceJoinDetailsResponse',
      value: this.#isUnreadable
        ? { readResponseCode: READ.failure }
        : { readResponseCode: READ.success, deviceLogEntries: this.#entries() },
    };
  }

  #entries(): ReturnType<DeviceLog['entries']> {
    if (!this.#isStale) return this.#log.entries();
    this.#first ??= this.#log.entries();
    return this.#first;
  }
}
