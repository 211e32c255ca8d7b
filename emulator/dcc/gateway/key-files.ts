import { createPrivateKey } from 'node:crypto';
import { type Certificate, type Eui64, REMOTE_PARTY_ROLES, type TestKey } from '../../../gbcs/index.js';
import { DEVICES, type Identities, PARTIES } from '../../identities.js';
import { DCC_XML_SIGN_ROLE, XML_SIGN_ROLE } from '../xml/signing-keys.js';
import { USERS } from './users.js';

/** A file of a key or a certificate: PEM, under a name that the loader of key files knows. */
export interface KeyFileToWrite {
  /** Such as `xml/0a00000000020000-ds.key`. */
  readonly name: string;
  readonly text: string;
  /** Whether it is for nobody but its owner. */
  readonly isPrivate: boolean;
}

const SUFFIXES = { digitalSignature: 'ds', keyAgreement: 'ka', keyCertSign: 'ca' } as const;

/**
 * The keys that Users of this world need: at the top those of GBCS, with private ones of the Users alone and certificates of
 * the broker and the devices; below `xml/` those that documents are signed with, of the DCC the certificate alone.
 */
export function keyFilesOf({ pki }: Identities): readonly KeyFileToWrite[] {
  const users = USERS.map((name) => PARTIES[name]);
  const { broker } = PARTIES;
  const ofGbcs = (eui: Eui64, role: number) => pki.organisation(eui, role, ['digitalSignature', 'keyAgreement']);
  const ofXml = (eui: Eui64, role: number) => pki.organisation(eui, role, ['digitalSignature']);
  return [
    ...users.flatMap(({ eui, role }) => filesOf(ofGbcs(eui, REMOTE_PARTY_ROLES[role]), '', true)),
    ...filesOf(ofGbcs(broker.eui, REMOTE_PARTY_ROLES[broker.role]), '', false),
    ...Object.values(DEVICES).flatMap((eui) => filesOf(pki.device(eui), '', false)),
    ...users.flatMap(({ eui }) => filesOf(ofXml(eui, XML_SIGN_ROLE), 'xml/', true)),
    ...filesOf(ofXml(broker.eui, DCC_XML_SIGN_ROLE), 'xml/', false),
  ];
}

function filesOf(keys: readonly TestKey[], directory: string, withPrivate: boolean): readonly KeyFileToWrite[] {
  return keys.flatMap((key) => {
    const name = `${directory}${key.certificate.subject}-${SUFFIXES[key.certificate.keyUsage ?? 'digitalSignature']}`;
    const certificate = { name: `${name}.pem`, text: pemOf(key.certificate), isPrivate: false };
    return withPrivate ? [certificate, { name: `${name}.key`, text: privatePem(key), isPrivate: true }] : [certificate];
  });
}

function pemOf({ der }: Certificate): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function privatePem({ publicPoint, privateScalar }: TestKey): string {
  const text = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');
  const point = { x: text(publicPoint.subarray(1, 33)), y: text(publicPoint.subarray(33, 65)) };
  const key = createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', ...point, d: text(privateScalar) },
    format: 'jwk',
  });
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
