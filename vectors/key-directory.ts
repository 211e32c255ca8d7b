import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CryptoProvider,
  type Eui64,
  HanlabError,
  type KeyFileWarning,
  type KeyStore,
  loadKeyFiles,
  REMOTE_PARTY_ROLES,
} from '../gbcs/index.js';
import { readWholeFile } from './whole-file.js';

/** A key store over a directory, and what is odd about its files; looking at the warnings reads them all. */
export interface KeyDirectory {
  readonly store: KeyStore;
  readonly warnings: readonly KeyFileWarning[];
}

/** No key or certificate file is near this size; a larger one is something else and is not read. */
const MAX_FILE_OCTETS = 65_536;

/**
 * Opens a directory of `<eui>-ds|ka|pp-ka.pem|key` files. A file is read when its key is first needed.
 * @throws HanlabError `HANLAB_E_INPUT` if the directory cannot be listed
 */
export function openKeyDirectory(provider: CryptoProvider, directory: string): KeyDirectory {
  return loadKeyFiles(
    provider,
    filesIn(directory).map((name) => ({ name, read: () => readWholeFile(join(directory, name), MAX_FILE_OCTETS) })),
  );
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch (cause) {
    // Without what was given for its name: somebody may have given a key.
    const reason = (cause as NodeJS.ErrnoException).code;
    throw new HanlabError('HANLAB_E_INPUT', `the key directory cannot be listed (${reason})`, { cause });
  }
}

/** The one whose key agreement certificate has remote party role 4; it makes the MACs of Commands (GBCS 6). */
export function accessControlBrokerOf(keys: KeyStore): Eui64 | undefined {
  // Organisations have identifiers above those of devices in every data set known: from the end it is found sooner.
  return keys.entities().findLast((entity) => {
    const certificate = keys.certificate({ entity, usage: 'keyAgreement' });
    return certificate?.remotePartyRole === REMOTE_PARTY_ROLES.accessControlBroker;
  });
}
