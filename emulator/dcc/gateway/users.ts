import { type Eui64, eui64, HanlabError, UsageError } from '../../../gbcs/index.js';
import { PARTIES, type PartyName } from '../../identities.js';
import { RECEIVE_PATH } from '../duis/paths.js';

/** The Users of the DCC of this world, and where each takes what it is told later. */

export const USERS = ['supplier', 'otherSupplier', 'distributor', 'otherDistributor'] as const satisfies PartyName[];
export type UserName = (typeof USERS)[number];

/** Receive addresses by User. */
export type Receivers = ReadonlyMap<Eui64, URL>;

/**
 * Reads where Users take documents: `{"0A-00-00-00-00-02-00-00": "http://127.0.0.1:9000"}`, by identifier or by name, such
 * as `distributor`. An address without a path has {@link RECEIVE_PATH}.
 * @throws UsageError `HANLAB_E_INPUT` naming the entry that is wrong
 */
export function readReceivers(json: unknown): Receivers {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new UsageError('HANLAB_E_INPUT', 'the users are an object of JSON: addresses by identifier or name');
  }
  const receivers = new Map<Eui64, URL>();
  for (const [at, [user, address]] of Object.entries(json).entries()) {
    const eui = userOf(user);
    if (eui === undefined) {
      const what = `entry ${at + 1} of the users is no User of this DCC; there are ${USERS.join(', ')}`;
      throw new UsageError('HANLAB_E_INPUT', what);
    }
    const url = typeof address === 'string' ? urlOf(address) : undefined;
    if (url === undefined || receivers.has(eui)) {
      const what = url === undefined ? 'has no address such as http://127.0.0.1:9000' : 'is there twice';
      throw new UsageError('HANLAB_E_INPUT', `entry ${at + 1} of the users ${what}`);
    }
    receivers.set(eui, url);
  }
  return receivers;
}

function userOf(text: string): Eui64 | undefined {
  const name = USERS.find((one) => one === text);
  if (name !== undefined) return PARTIES[name].eui;
  try {
    const eui = eui64(text);
    return USERS.some((one) => PARTIES[one].eui === eui) ? eui : undefined;
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

function urlOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // Credentials would stand in logs.
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.pathname === '/') url.pathname = RECEIVE_PATH;
  return url;
}
