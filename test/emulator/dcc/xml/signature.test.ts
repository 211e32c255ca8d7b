import { createSign, createVerify, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseXml, withXml } from '../../../../emulator/dcc/xml/document.js';
import type { XmlElement } from '../../../../emulator/dcc/xml/element.js';
import { loadSchemas } from '../../../../emulator/dcc/xml/schema.js';
import { signXml, verifyXml, withoutSignature } from '../../../../emulator/dcc/xml/signature.js';
import { testXmlSigner, XmlCertificates } from '../../../../emulator/dcc/xml/signing-keys.js';
import { type Certificate, DuisError, eui64, makeTestPki, UsageError } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';

const pki = makeTestPki('xml');
const distributor = eui64('90-B3-D5-1F-30-02-00-00');
const supplier = eui64('90-B3-D5-1F-30-01-00-00');
const { signer, certificate } = testXmlSigner(pki, distributor);
const certificates = new XmlCertificates();
certificates.add(certificate);
certificates.add(testXmlSigner(pki, supplier).certificate);

const DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?>
<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" schemaVersion="5.4">
  <sr:Header><sr:RequestID>1</sr:RequestID></sr:Header>
  <sr:Body><sr:Text>a &amp; b</sr:Text></sr:Body>
</sr:Request>`;

const signed = Buffer.from(signXml(Buffer.from(DOCUMENT), signer)).toString('utf8');

/** The code of the error, or who has signed. */
function verdict(text: string): string {
  try {
    return verifyXml(Buffer.from(text), certificates.find).signer.party;
  } catch (error) {
    if (error instanceof DuisError) return error.code;
    throw error;
  }
}

/** What an element says, without its place. */
function lineless({ line: _, children, ...rest }: XmlElement): object {
  return { ...rest, children: children.map(lineless) };
}

/** No document within the limits takes longer; what is quadratic takes a minute and more. */
const MOST_CPU_MS = 5000;

/** Each of these is a document that somebody might have taken for signed. */
const FORGERIES: Readonly<Record<string, (text: string) => string>> = {
  'another text': (text) => text.replace('a &amp; b', 'a &amp; c'),
  'white space between elements': (text) => text.replace('</sr:Header>', '</sr:Header> '),
  'another attribute': (text) => text.replace('schemaVersion="5.4"', 'schemaVersion="5.3"'),
  'no signature': (text) => text.replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, ''),
  'two signatures': (text) => text.replace(/(<ds:Signature [\s\S]*<\/ds:Signature>)/, '$1$1'),
  'the signature within the body': (text) => {
    const [signature = ''] = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(text) ?? [];
    return text.replace(signature, '').replace('<sr:Text>', `${signature}<sr:Text>`);
  },
  'wrapped into another document element': (text) =>
    text.replace('<sr:Request', '<sr:Request><sr:Request').replace(/$/, '</sr:Request>'),
  'two SignedInfo': (text) => text.replace(/(<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>)/, '$1$1'),
  'two references': (text) => text.replace(/(<ds:Reference [\s\S]*<\/ds:Reference>)/, '$1$1'),
  'a reference to a part': (text) => text.replace('URI=""', 'URI="#a"'),
  'a comment in the digest': (text) => text.replace('<ds:DigestValue>', '<ds:DigestValue>AAAA<!-- -->'),
  'another digest method': (text) => text.replace('2001/04/xmlenc#sha256', '2000/09/xmldsig#sha1'),
  'another signature method': (text) => text.replace('2001/04/xmldsig-more#ecdsa-sha256', '2000/09/xmldsig#hmac-sha1'),
  'another transform': (text) => text.replace('2000/09/xmldsig#enveloped-signature', 'TR/1999/REC-xpath-19991116'),
  'one more transform': (text) => text.replace(/(<ds:Transform [^>]*\/>)/, '$1$1'),
  'another issuer': (text) => text.replace('OU=07', 'OU=08'),
  'another serial number': (text) => text.replace(/<ds:X509SerialNumber>\d/, '<ds:X509SerialNumber>9'),
  'a certificate in it': (text) =>
    text.replace('</ds:X509IssuerSerial>', '</ds:X509IssuerSerial><ds:X509Certificate>AAAA</ds:X509Certificate>'),
  'a signature of other octets': (text) => text.replace(/(<ds:SignatureValue>)..../, '$1AAAA'),
  'a short signature': (text) => text.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>AAAA'),
  'a signature of nothing': (text) => text.replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'),
  'the certificate of another party': (text) =>
    text.replace(
      /<ds:X509SerialNumber>\d*/,
      `<ds:X509SerialNumber>${testXmlSigner(pki, supplier).certificate.serialNumber}`,
    ),
};

describe('XML signatures', () => {
  it('hold, and give what was signed and by whom', () => {
    const { root, signer: found } = verifyXml(Buffer.from(signed), certificates.find);
    expect(found.party).to.equal(distributor);
    expect(root.children.map(({ name }) => name)).to.deep.equal(['Header', 'Body']);
  });

  it('are over inclusive and exclusive Canonical XML, as OpenSSL finds by itself', () => {
    const info = withXml(Buffer.from(signed), (document) =>
      document.canonical('//ds:SignedInfo', 'exclusive', { ds: 'http://www.w3.org/2000/09/xmldsig#' }),
    );
    const value = /<ds:SignatureValue>([^<]*)/.exec(signed)?.[1] ?? '';
    const { publicKey } = new X509Certificate(certificate.der);
    const isRight = createVerify('sha256')
      .update(info ?? '')
      .verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, value, 'base64');
    expect(isRight).to.equal(true);
  });

  for (const [what, forge] of Object.entries(FORGERIES)) {
    it(`do not hold with ${what}`, () => {
      const forged = forge(signed);
      expect(forged).not.to.equal(signed);
      expect(verdict(forged)).to.be.oneOf(['DUIS_E_SIGNATURE', 'DUIS_E_XML']);
    });
  }

  it('hold over the same canonical form written otherwise', () => {
    const otherwise: readonly string[] = [
      signed.replace('?>\n', '?><!-- before -->\n\n'),
      signed.replace(/<ds:Reference URI="">/, "<ds:Reference\n  URI = ''  >"),
      signed.replace(/<ds:Transform ([^>]*)\/>/, '<ds:Transform $1></ds:Transform>'),
      signed.replace('a &amp; b', 'a &#x26; b').replace('<sr:Text>', '<sr:Text><![CDATA[]]>'),
      signed.replace('</ds:Signature>', '<!-- a comment --></ds:Signature>'),
    ];
    for (const text of otherwise) {
      expect(text).not.to.equal(signed);
      expect(verdict(text), text).to.equal(distributor);
    }
  });

  it('hold with another prefix and white space between their elements, where these were signed', () => {
    const namespace = 'http://www.w3.org/2000/09/xmldsig#';
    const unsigned = signed.replace(
      /<ds:SignatureValue>[^<]*<\/ds:SignatureValue>/,
      '<ds:SignatureValue></ds:SignatureValue>',
    );
    const others = [
      unsigned.replaceAll('ds:', 'dsig:').replaceAll('xmlns:ds=', 'xmlns:dsig='),
      unsigned.replace(/(<ds:(?:SignedInfo|Reference|Transforms)[^>]*>)/g, '$1\n    '),
    ];
    for (const text of others) {
      expect(verdict(text), 'not signed yet').to.equal('DUIS_E_SIGNATURE');
      const info = withXml(Buffer.from(text), (document) =>
        document.canonical('//d:SignedInfo', 'exclusive', { d: namespace }),
      );
      const value = createSign('sha256')
        .update(info ?? '')
        .sign({ key: signer.privateKey, dsaEncoding: 'ieee-p1363' }, 'base64');
      expect(verdict(text.replace(/(:SignatureValue>)</, `$1${value}<`)), text).to.equal(distributor);
    }
  });

  it('agree with xml-crypto, which has made them, on what they cover', function () {
    this.timeout(60_000);
    const names = readdirSync(requireShared.call(this, 'samples')).filter((name) => !name.startsWith('MMC_'));
    for (const name of names) {
      const document = withoutSignature(readFileSync(requireShared.call(this, 'samples', name)));
      const { root } = verifyXml(signXml(document, signer), certificates.find);
      expect(lineless(root), name).to.deep.equal(lineless(parseXml(document)));
    }
    expect(names.length).to.be.greaterThan(3);
  });

  describe('of documents at full size are judged in a time that grows with their octets', () => {
    const body = (content: string): string => signed.replace('<sr:Body>', `<sr:Body>${content}`);
    const attributes = (count: number): string => Array.from({ length: count }, (_, i) => ` a${i}=""`).join('');
    const costly: Readonly<Record<string, readonly [code: string, text: () => string]>> = {
      'with 400,000 attributes of the body': [
        'DUIS_E_TOO_LARGE',
        () => signed.replace('<sr:Body', `<sr:Body${attributes(400_000)}`),
      ],
      'with 3,000 elements of 32 attributes': ['DUIS_E_SIGNATURE', () => body(`<a${attributes(32)}/>`.repeat(3_000))],
      'with 199,000 elements': ['DUIS_E_SIGNATURE', () => body('<a>0123456789</a>'.repeat(199_000))],
      'with as many elements below as many namespaces as there may be': [
        'DUIS_E_SIGNATURE',
        () => {
          const levels = Array.from({ length: 7 }, (_, i) => i);
          const start = levels.map((i) => `<n${i}:a xmlns:n${i}="urn:${i}">`).join('');
          return body(`${start}${'<n6:a/>'.repeat(199_000)}${levels.map((i) => `</n${6 - i}:a>`).join('')}`);
        },
      ],
      'with 4 MB of characters to be escaped': ['DUIS_E_SIGNATURE', () => body(`<a>${'&#13;'.repeat(830_000)}</a>`)],
      'with 580,000 comments, which are not signed': [distributor, () => body('<!---->'.repeat(580_000))],
    };
    for (const [what, [code, text]] of Object.entries(costly)) {
      it(what, function () {
        this.timeout(60_000);
        const document = Buffer.from(text());
        const started = process.cpuUsage();
        expect(verdict(document.toString())).to.equal(code);
        const { user, system } = process.cpuUsage(started);
        expect((user + system) / 1000, 'milliseconds of this process').to.be.below(MOST_CPU_MS);
      });
    }

    it('of 30,000 devices, and hold', function () {
      this.timeout(60_000);
      const devices = '<sr:DeviceID>00-DB-12-34-56-78-90-A0</sr:DeviceID>'.repeat(30_000);
      const large = signXml(Buffer.from(DOCUMENT.replace('<sr:Body>', `<sr:Body>${devices}`)), signer);
      const started = process.cpuUsage();
      expect(verdict(Buffer.from(large).toString())).to.equal(distributor);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000, 'milliseconds of this process').to.be.below(MOST_CPU_MS);
    });
  });

  describe('by certificates', () => {
    const of = (role: number) => testXmlSigner(pki, supplier, role).certificate;

    it('of Users and of the DCC for signatures, and no others', () => {
      const directory = new XmlCertificates();
      for (const role of [135, 137]) directory.add(of(role));
      const [agreement] = pki.organisation(supplier, 135, ['keyAgreement']);
      const others = [
        of(0),
        of(2),
        agreement?.certificate,
        pki.issuingAuthority.certificate,
        pki.device(supplier)[0].certificate,
      ];
      for (const other of others) {
        expect(() => directory.add(other as Certificate))
          .to.throw(UsageError, /role 135 or 137/)
          .with.property('code', 'HANLAB_E_INPUT');
      }
    });

    it('of which none replaces another of its issuer and serial number', () => {
      const directory = new XmlCertificates();
      directory.add(certificate);
      directory.add(certificate);
      const { serialNumber } = certificate;
      expect(() => directory.add({ ...of(135), serialNumber })).to.throw(UsageError, /two certificates/);
      expect(directory.find(certificate)?.party).to.equal(distributor);
    });

    it('hold within their dates', () => {
      const at = (time: string) => certificates.validAt(Date.parse(time))(certificate)?.party;
      const { notBefore, notAfter } = certificate;
      expect([at(notBefore), at(notAfter)]).to.deep.equal([distributor, distributor]);
      expect([at('2019-12-31T23:59:59Z'), at('2030-01-01T00:00:00Z')]).to.deep.equal([undefined, undefined]);
    });
  });

  it('are not put on a document that has one', () => {
    expect(() => signXml(Buffer.from(signed), signer)).to.throw(DuisError);
    expect(verdict(Buffer.from(signXml(withoutSignature(Buffer.from(signed)), signer)).toString())).to.equal(
      distributor,
    );
  });

  it('can be put on every request of the data set in place of the placeholder, and leave it valid', function () {
    this.timeout(120_000);
    const rtds = requireShared.call(this, 'rtds');
    const schemas = loadSchemas(requireShared.call(this, 'schemas'));
    const names = readdirSync(join(rtds, 'duis'));
    for (const name of names) {
      const request = withoutSignature(readFileSync(join(rtds, 'duis', name)));
      const again = signXml(request, signer);
      withXml(again, (document) => document.validate(schemas.duis));
      expect(verdict(Buffer.from(again).toString()), name).to.equal(distributor);
    }
    expect(names.length).to.be.greaterThan(200);
  });
});
