import { createVerify, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { withXml } from '../../../../emulator/dcc/xml/document.js';
import { loadSchemas } from '../../../../emulator/dcc/xml/schema.js';
import { signXml, verifyXml, withoutSignature } from '../../../../emulator/dcc/xml/signature.js';
import { testXmlSigner, XmlCertificates } from '../../../../emulator/dcc/xml/signing-keys.js';
import { DuisError, eui64, makeTestPki } from '../../../../gbcs/index.js';
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

  it('hold with other prefixes and white space in SignedInfo, where the octets that are signed are the same', () => {
    expect(verdict(signed.replace('?>\n', '?><!-- before -->\n\n'))).to.equal(distributor);
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
