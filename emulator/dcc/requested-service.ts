import type { Command, Instant, Payload } from '../../gbcs/index.js';
import type { DuisRequest } from './duis/request.js';
import type { InventoryDevice } from './inventory/inventory.js';
import type { Numbered } from './transform/context.js';

/** What a request asks for, as plain data: a Command that is there already, or what a document says. */
export type AskedFor = Command | DuisRequest;

/** What a request asks for: made into a Command when the checks have come so far. */
export interface RequestedService {
  /** What it is made of. */
  readonly asked: AskedFor;
  /**
   * When it is to be done, where it names a time; `never` takes back what was asked before.
   * @throws HanlabError where there is no such time
   */
  readonly executionTime?: () => Instant | 'never';
  /** The name of the use case that it is for this device; undefined where there is none. */
  useCase(device: InventoryDevice | undefined): string | undefined;
  /** Whether it could be for this kind of device at all; it could where left out. */
  isForDevice?(device: InventoryDevice | undefined): boolean;
  /** Whether its User asks as one that the device does not know, whatever role it has. */
  readonly isOfUnknownParty?: boolean;
  /**
   * What its Command says.
   * @param originator in whose name the Command goes out
   * @param supplementary for whom, where that is somebody else whom the Command names
   * @throws HanlabError where the values of the request do not fit
   */
  content(device: InventoryDevice | undefined, originator: Numbered, supplementary?: Numbered): CommandContent;
}

/** What a Command says beside who sends it to whom. */
interface CommandContent {
  readonly payload: Payload;
  /** DER: for whom a device that does not know the User is to encrypt what it answers. */
  readonly certificate?: Uint8Array;
}

/** A Command that is there already, as parties in the same process have it. */
export interface RequestedCommand extends Command {
  /** As that of a {@link RequestedService}. */
  readonly executionTime?: Instant | 'never';
}

/** The service that is one Command, whatever the device. */
export function serviceOf({ useCase, payload, executionTime: time }: RequestedCommand): RequestedService {
  return {
    asked: { useCase, payload },
    ...(time === undefined ? {} : { executionTime: () => time }),
    useCase: () => useCase,
    content: () => ({ payload }),
  };
}

/** What parties ask for, in either form. */
export function asService(requested: RequestedCommand | RequestedService): RequestedService {
  return isCommand(requested) ? serviceOf(requested) : requested;
}

/** Whether it is a Command that is there already, and nothing that one is made of. */
export function isCommand<C extends Command>(requested: C | RequestedService | DuisRequest): requested is C {
  return 'useCase' in requested && typeof requested.useCase === 'string';
}
