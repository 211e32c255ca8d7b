import { DEVICES, HOLDERS_IN_THE_HOME, type Identities, INSTALL_CODES } from '../../../emulator/index.js';
import { encodePrivateKey, type TestKey, toHex, writePem } from '../../../gbcs/index.js';
import type { TestedKind } from './hello.js';
import type { Values } from './target-client.js';

export interface Provisioning {
  /** Params of `provision`. */
  readonly params: Values;
  /** The private keys in it, line by line. */
  readonly secrets: readonly string[];
}

/** What makes a device the one of the laboratory's home. */
export function provisioningOf(kind: TestedKind, identities: Identities): Provisioning {
  const device = DEVICES[kind];
  const holders = new Set(Object.values(HOLDERS_IN_THE_HOME));
  const keys = identities.allKeys();
  const own = keys.filter(({ entity }) => entity === device);
  const others = keys.filter(({ entity }) => holders.has(entity));
  const privateKeys = own.map((key) => ({
    name: `${nameOf(key)}.key`,
    pem: writePem('PRIVATE KEY', encodePrivateKey(key.privateScalar)),
  }));
  const params = {
    device,
    installCode: toHex(INSTALL_CODES[kind]),
    holders: HOLDERS_IN_THE_HOME,
    root: toHex(identities.pki.root.certificate.der),
    files: [
      ...[...own, ...others].map((key) => ({
        name: `${nameOf(key)}.pem`,
        pem: writePem('CERTIFICATE', key.certificate.der),
      })),
      ...privateKeys,
    ],
  };
  return { params, secrets: privateKeys.flatMap(({ pem }) => pem.split('\n').filter((line) => !line.startsWith('-'))) };
}

function nameOf({ entity, usage, prepayment }: TestKey): string {
  return `${entity}-${prepayment ? 'pp-' : ''}${usage === 'digitalSignature' ? 'ds' : 'ka'}`;
}
