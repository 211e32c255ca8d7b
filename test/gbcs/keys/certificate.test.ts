import { createPublicKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { opensslProvider as provider } from '../../../gbcs/crypto/openssl.js';
import { KeyError } from '../../../gbcs/errors.js';
import { type Eui64, eui64 } from '../../../gbcs/identifiers.js';
import { type Certificate, parseCertificate, verifyCertificate } from '../../../gbcs/keys/certificate.js';
import {
  type AuthorityName,
  type CertificateSubject,
  keyIdentifierOf,
  makeCertificate,
} from '../../../gbcs/keys/certificate-maker.js';
import { encodePublicKey, readPem } from '../../../gbcs/keys/pem.js';
import { makeTestPki } from '../../../gbcs/keys/test-pki.js';
import { requireShared, sharedPath } from '../../shared.js';

const SCALAR = new Uint8Array(32).fill(1);

function referenceCertificates(): { readonly name: string; readonly der: Uint8Array }[] {
  const directory = sharedPath('rtds', 'keystore');
  if (directory === undefined) return [];
  return readdirSync(directory).flatMap((name) => {
    const [block] = name.endsWith('.pem') ? readPem(readFileSync(join(directory, name), 'latin1')) : [];
    return block?.label === 'CERTIFICATE' ? [{ name, der: block.der }] : [];
  });
}

/** The certificates within reference messages, each once: new keys, key agreement of unknown parties, the authority Z1. */
function certificatesInMessages(): readonly Uint8Array[] {
  const directory = sharedPath('rtds');
  const found = new Map<string, Uint8Array>();
  for (const file of directory ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : []) {
    if (!file.endsWith('.HEX')) continue;
    const text = readFileSync(join(directory ?? '', file), 'latin1')
      .trim()
      .toLowerCase();
    for (const match of text.matchAll(/3082([0-9a-f]{4})3082[0-9a-f]{4}a003020102/g)) {
      const hex = text.slice(match.index, match.index + 8 + 2 * Number.parseInt(match[1] ?? '', 16));
      found.set(hex, fromHex(hex));
    }
  }
  return [...found.values()];
}

/** The name in an issuer's text, last part first. */
function authorityNamed(text: string): AuthorityName {
  const [, commonName = '', organisationalUnit] = /^CN=([^,]*)(?:, OU=(.*))?$/.exec(text) ?? [];
  return organisationalUnit === undefined ? { commonName } : { organisationalUnit, commonName };
}

function subjectOf(certificate: Certificate): CertificateSubject {
  const { kind, commonName, remotePartyRole } = certificate;
  const entity = certificate.subject as Eui64;
  switch (kind) {
    case 'device':
      return { kind, entity };
    case 'organisation':
      return {
        kind,
        entity,
        remotePartyRole: remotePartyRole ?? -1,
        ...(commonName === undefined ? {} : { commonName }),
      };
    case 'authority':
      return { kind, name: { organisationalUnit: '07', commonName: commonName ?? '' }, pathLength: 0 };
  }
}

/** The certificate that we would make for the same subject, key, issuer and dates, signed by somebody else. */
function remade(certificate: Certificate): Certificate {
  const { publicPoint, keyUsage, serialNumber, notBefore, notAfter, authorityKeyIdentifier } = certificate;
  if (keyUsage === undefined) throw new Error('no key usage');
  return makeCertificate({
    subject: subjectOf(certificate),
    publicPoint,
    keyUsage,
    serialNumber,
    notBefore,
    notAfter,
    issuer: {
      name: authorityNamed(certificate.issuer),
      ...(authorityKeyIdentifier === undefined ? {} : { subjectKeyIdentifier: authorityKeyIdentifier }),
      privateScalar: SCALAR,
    },
  });
}

describe('reference certificates', () => {
  let all: { readonly name: string; readonly certificate: Certificate }[] = [];

  before(function () {
    requireShared.call(this, 'rtds', 'keystore');
    all = referenceCertificates().map(({ name, der }) => ({ name, certificate: parseCertificate(der) }));
  });

  it('all parse, with the fields that node:crypto finds', () => {
    expect(all.length).to.be.at.least(416);
    for (const { name, certificate } of all) {
      const x509 = new X509Certificate(certificate.der);
      expect(certificate.serialNumber.toString(16), name).to.equal(BigInt(`0x${x509.serialNumber}`).toString(16));
      expect(Date.parse(certificate.notBefore), name).to.equal(Date.parse(x509.validFrom));
      expect(Date.parse(certificate.notAfter), name).to.equal(Date.parse(x509.validTo));
      expect(certificate.issuer, name).to.equal(x509.issuer.split('\n').reverse().join(', '));
      const spki = createPublicKey(x509.publicKey.export({ format: 'pem', type: 'spki' }));
      expect(toHex(encodePublicKey(certificate.publicPoint)), name).to.equal(
        spki.export({ format: 'der', type: 'spki' }).toString('hex'),
      );
    }
  });

  it('have kind, subject, role and usage as their files are named', () => {
    const roles: Record<string, number> = {
      '90b3d51f30000001': 1,
      '90b3d51f30000002': 4,
      '90b3d51f30000004': 5,
      '90b3d51f30000007': 6,
      '90b3d51f30010000': 2,
      '90b3d51f30010008': 8,
      '90b3d51f30020000': 3,
      '90b3d51f30030000': 2,
    };
    for (const { name, certificate } of all) {
      const entity = name.slice(0, 16);
      expect(certificate.keyUsage, name).to.equal(name.endsWith('-ds.pem') ? 'digitalSignature' : 'keyAgreement');
      // The one certificate under a wrong name.
      if (name === '90b3d51f30000007-ka.pem') continue;
      expect(certificate.subject, name).to.equal(entity);
      expect(certificate.kind, name).to.equal(entity in roles ? 'organisation' : 'device');
      expect(certificate.remotePartyRole, name).to.equal(roles[entity]);
    }
    expect(all.find(({ name }) => name === '90b3d51f30010000-ds.pem')?.certificate.commonName).to.equal(
      'GITTESTSUPPLIER',
    );
  });

  it('come out octet for octet when made again, but for the issuer’s signature', () => {
    // The load controller's two were made outside the profile: no authority key, extensions in another order.
    const profiled = all.filter(({ name }) => !name.startsWith('90b3d51f30010008'));
    for (const { name, certificate } of profiled) {
      expect(toHex(remade(certificate).tbs), name).to.equal(toHex(certificate.tbs));
    }
    expect(profiled).to.have.length(all.length - 2);
  });

  it('have the key identifier that we compute', () => {
    for (const { name, certificate } of all) {
      expect(toHex(certificate.subjectKeyIdentifier ?? new Uint8Array()), name).to.equal(
        toHex(keyIdentifierOf(certificate.publicPoint)),
      );
    }
  });

  it('of organisations verify with the authority’s certificate that CS02b messages carry', () => {
    const authority = certificatesInMessages()
      .map(parseCertificate)
      .find(({ kind, commonName }) => kind === 'authority' && commonName === 'Z1');
    if (authority === undefined) throw new Error('no certificate of Z1 in the reference messages');
    const key = provider.publicKey(authority.publicPoint);
    const organisations = all.filter(({ certificate }) => certificate.kind === 'organisation');
    const failing = organisations.filter(({ certificate }) => !verifyCertificate(provider, certificate, key));
    expect(failing.map(({ name }) => name)).to.deep.equal(['90b3d51f30010008-ds.pem', '90b3d51f30010008-ka.pem']);
    expect(organisations).to.have.length(16);
    expect(verifyCertificate(provider, authority, key)).to.equal(false);
  });

  it('within messages parse too, also the one whose usage GBCS has no key for', () => {
    const certificates = certificatesInMessages().map(parseCertificate);
    expect(certificates.length).to.be.at.least(23);
    // CS02d ERROR: a device certificate for non-repudiation.
    const unusable = certificates.filter(({ keyUsage }) => keyUsage === undefined);
    expect(unusable.map(({ kind }) => kind)).to.include('device');
    const authorities = certificates.filter(({ commonName }) => commonName === 'Z1');
    expect(authorities.map(({ issuer }) => issuer)).to.include('CN=ZA, OU=00');
    for (const authority of authorities) expect(toHex(remade(authority).tbs)).to.equal(toHex(authority.tbs));
  });
});

describe('certificates', () => {
  const pki = makeTestPki('certificate tests');
  const [key] = pki.organisation(eui64('90b3d51f30010000'), 2, ['digitalSignature']);
  const { der } = (key as NonNullable<typeof key>).certificate;
  const [deviceKey] = pki.device(eui64('00db1234567890a0'));

  const refused = (octets: Uint8Array) =>
    expect(() => parseCertificate(octets))
      .to.throw(KeyError)
      .with.property('code', 'GBCS_E_KEY');

  it('are refused when cut anywhere, empty or with octets after them', () => {
    for (let length = 0; length < der.length; length++) refused(der.subarray(0, length));
    refused(concatBytes(der, Uint8Array.of(0)));
    refused(concatBytes(der, der));
  });

  it('are refused in BER that is not DER', () => {
    const hex = toHex(der);
    // An indefinite length, a BOOLEAN that is neither 00 nor FF, a version with its highest bit set.
    for (const [from, to] of [
      ['300a06082a8648ce3d040302', '308006082a8648ce3d040302'],
      ['0101ff', '010101'],
      ['a003020102', 'a003020182'],
    ] as const) {
      expect(hex).to.contain(from);
      refused(fromHex(hex.replace(from, to)));
    }
    refused(fromHex('308000'));
    refused(fromHex('30810100'));
    refused(fromHex('3082000100'));
    refused(fromHex('3083000001'));
    refused(fromHex('30'.repeat(100)));
  });

  it('are refused with another curve, algorithm or version, an impossible date, a repeated extension or a point off the curve', () => {
    const hex = toHex(der);
    for (const [from, to] of [
      ['2a8648ce3d030107', '2a8648ce3d030101'],
      ['2a8648ce3d040302', '2a8648ce3d040303'],
      ['a003020102', 'a003020101'],
      // 200101000000Z becomes 30 February, then a month 13, then a time without its Z.
      ['3230303130313030303030305a', '3230303233303030303030305a'],
      ['3230303130313030303030305a', '3230313330313030303030305a'],
      ['3230303130313030303030305a', '32303031303130303030303030'],
      // Certificate policies twice, the first time in place of the subject key identifier.
      ['0603551d0e', '0603551d20'],
      [toHex((key as NonNullable<typeof key>).publicPoint), `04${'11'.repeat(64)}`],
    ] as const) {
      expect(hex).to.contain(from);
      refused(fromHex(hex.replace(from, to)));
    }
  });

  it('never make anything but a KeyError out of changed octets, and what passes keeps its octets', () => {
    const sources = [der, deviceKey.certificate.der, pki.issuingAuthority.certificate.der];
    const change = fc.record({
      source: fc.nat(2),
      at: fc.nat(),
      octet: fc.nat(255),
      more: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(change, ({ source, at, octet, more }) => {
        const changed = (sources[source] as Uint8Array).slice();
        for (const [place, value] of [[at, octet] as const, ...more]) changed[place % changed.length] = value;
        try {
          expect(toHex(parseCertificate(changed).der)).to.equal(toHex(changed));
        } catch (error) {
          expect(error).to.be.instanceOf(KeyError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never make anything but a KeyError out of random octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        refused(concatBytes(Uint8Array.of(0x30, octets.length), octets));
        refused(octets);
      }),
      { numRuns: 500 },
    );
  });

  it('do not verify with another key, changed contents or a signature that is no ECDSA signature', () => {
    const { certificate } = key as NonNullable<typeof key>;
    const issuer = provider.publicKey(pki.issuingAuthority.publicPoint);
    expect(verifyCertificate(provider, certificate, issuer)).to.equal(true);
    expect(verifyCertificate(provider, certificate, provider.publicKey(pki.root.publicPoint))).to.equal(false);
    expect(verifyCertificate(provider, { ...certificate, tbs: certificate.tbs.subarray(1) }, issuer)).to.equal(false);
    for (const hex of [
      '',
      '3000',
      '3006020100020100',
      '30060201ff020101',
      `3026022101${'00'.repeat(32)}020101`,
      '0500',
    ]) {
      const signature = fromHex(hex);
      expect(verifyCertificate(provider, { ...certificate, signature }, issuer), hex).to.equal(false);
    }
  });
});

describe('bit strings of certificates', () => {
  it('of a signature have no unused bits: otherwise two certificates would be one', () => {
    const [key] = makeTestPki('bits').device(eui64('0a000000000000aa'));
    const der = Uint8Array.from(key.certificate?.der ?? []);
    const { signature } = parseCertificate(der);
    const at = der.length - signature.length - 1;
    expect(der[at], 'unused bits').equal(0);
    der[at] = 1;
    der[der.length - 1] = (der[der.length - 1] as number) & 0xfe;
    expect(() => parseCertificate(der)).throw(KeyError);
  });
});
