import type { RowChoice } from '../catalogue/response-rows.js';
import type { UseCase } from '../catalogue/use-case.js';
import type { GroupingHeader } from '../frame/frame.js';
import type { Plaintext } from '../sealing.js';

/** What naming a payload needs beside the payload. */
export interface NamingContext {
  readonly header: GroupingHeader;
  /** The edition of the use case whose rows give the names; absent for a message code that no edition knows. */
  readonly useCase: UseCase | undefined;
}

/** To name what a message holds: what its encrypted values say, by their paths; those that were not opened are missing. */
export interface DecodingContext extends NamingContext {
  readonly plaintexts: ReadonlyMap<string, Plaintext>;
  /** Which rows results are of that a Response leaves open; `only` where left out. */
  readonly rows?: RowChoice;
}

/** To make a payload from names: seals a plaintext for the reader of the message. */
export interface EncodingContext extends NamingContext {
  /** @throws KeyError `GBCS_E_KEY_MISSING` */
  seal(plaintext: Plaintext): Uint8Array;
}
