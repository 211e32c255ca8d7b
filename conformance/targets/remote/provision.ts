import { DEVICES, HOLDERS_IN_THE_HOME, type Identities, INSTALL_CODES } from '../../../emulator/index.js';
import { encodePrivateKey, type TestKey, toHex, writePem } from '../../../gbcs/index.js';
import type { TestedKind } from './hello.js';
import type { Values } from './target-client.js';

/** Params of `provision` that make a device the one of the laboratory's home. They hold its private keys. */
export function provisionFor(kind: TestedKind, identities: Identities): Values {
  const device = DEVICES[kind];
  const holders = new Set(Object.values(HOLDERS_IN_THE_HOME));
  const keys = identities.allKeys();
  const own = keys.filter(({ entity }) => entity === device);
  const others = keys.filter(({ entity }) => holders.has(entity));
  return {
    device,
    installCode: toHex(INSTALL_CODES[kind]),
    holders: HOLDERS_IN_THE_HOME,
    root: toHex(identities.pki.root.certificate.der),
    files: [
      ...[...own, ...others].map((key) => ({
        name: `${nameOf(key)}.pem`,
        pem: writePem('CERTIFICATE', key.certificate.der),
      })),
      ...own.map((key) => ({
        name: `${nameOf(key)}.key`,
        pem: writePem('PRIVATE KEY', encodePrivateKey(key.privateScalar)),
      })),
    ],
  };
}

function nameOf({ entity, usage, prepayment }: TestKey): string {
  return `${entity}-${prepayment ? 'pp-' : ''}${usage === 'digitalSignature' ? 'ds' : 'ka'}`;
}
