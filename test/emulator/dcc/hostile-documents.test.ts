import { expect } from 'chai';
import type { ServiceName } from '../../../emulator/dcc/dcc-service.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { signXml, withoutSignature } from '../../../emulator/dcc/xml/signature.js';
import { testXmlSigner } from '../../../emulator/dcc/xml/signing-keys.js';
import { element, type WrittenElement } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { DuisError, formatEui64, makeTestPki } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld, type UserName } from './dcc-world.js';

const { esme } = DEVICES;
const { distributor, otherDistributor } = PARTIES;

const deactivate = (index: number) =>
  element('DeactivateAuxiliaryLoad', [
    element('DeactivateALCSHCALCS', [element('Duration', 60)], { index: String(index) }),
  ]);

/**
 * No document, however it is made, may keep the DCC busy for longer: milliseconds of this process, so that other work on
 * the machine does not count. The costliest that are known take half of it; what is quadratic takes minutes.
 */
const MOST_CPU_MS = 2500;

const SIGNATURE = /<ds:Signature [\s\S]*<\/ds:Signature>/;
const ANOTHER_KEY = testXmlSigner(makeTestPki('an attacker'), distributor.eui).signer;

/** Documents made of one that is right, and the code that they are refused with: of an error, or of an answer. */
const FORGERIES: Readonly<Record<string, readonly [code: string, forge: (right: string) => string | Uint8Array]>> = {
  'entities that expand': [
    'DUIS_E_XML',
    (right) => {
      const levels = Array.from({ length: 20 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
      return withDoctype(right, `<!DOCTYPE a [<!ENTITY e0 "x">${levels}]>`).replace('>60<', '>&e20;<');
    },
  ],
  'an external entity': [
    'DUIS_E_XML',
    (right) => withDoctype(right, '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace('>60<', '>&e;<'),
  ],
  'a parameter entity of another host': [
    'DUIS_E_XML',
    (right) => withDoctype(right, '<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/e"> %e;]>'),
  ],
  'an external document type': [
    'DUIS_E_XML',
    (right) => withDoctype(right, '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a">'),
  ],
  'a document type in UTF-16': [
    'DUIS_E_XML',
    (right) => Buffer.from(`\ufeff${withDoctype(right, '<!DOCTYPE a>')}`, 'utf16le'),
  ],
  'an entity that is not declared': ['DUIS_E_XML', (right) => right.replace('>60<', '>&e;<')],
  'a processing instruction': ['DUIS_E_XML', (right) => right.replace('>60<', '><?a b?>60<')],
  'a body of 100 MB': ['DUIS_E_TOO_LARGE', (right) => right.replace('>60<', `>${' '.repeat(100_000_000)}60<`)],
  'elements within each other without end': [
    'DUIS_E_XML',
    (right) => right.replace('<sr:Body>', `<sr:Body>${'<sr:a>'.repeat(100_000)}${'</sr:a>'.repeat(100_000)}`),
  ],
  'elements without end': [
    'DUIS_E_TOO_LARGE',
    (right) => right.replace('<sr:Body>', `<sr:Body>${'<sr:a/>'.repeat(250_000)}`),
  ],
  'namespaces without end': [
    'DUIS_E_TOO_LARGE',
    (right) => right.replace('<sr:Request', `<sr:Request${namespaces(60_000)}`),
  ],
  'namespaces without end on each of many elements': [
    'DUIS_E_TOO_LARGE',
    (right) => right.replace(/<sr:(Header|Body|CommandVariant|Duration|RequestID)>/g, `<sr:$1${namespaces(15_000)}>`),
  ],
  'as many namespaces as there may be': [
    'E100',
    (right) => right.replace('<sr:Request', `<sr:Request${namespaces(7)}`),
  ],
  'as many namespaces and elements as there may be': [
    'E100',
    (right) =>
      right
        .replace('<sr:Request', `<sr:Request${namespaces(7)}`)
        .replace('</ds:Signature>', `<ds:Object>${'<a/>'.repeat(190_000)}</ds:Object></ds:Signature>`),
  ],
  'attributes without end': [
    'DUIS_E_TOO_LARGE',
    (right) => right.replace('<sr:Body', `<sr:Body${attributes(400_000)}`),
  ],
  'attributes without end within an Object': [
    'DUIS_E_TOO_LARGE',
    (right) => withObject(right, `<a${attributes(400_000)}/>`),
  ],
  'an Object of elements with attributes without end': [
    'DUIS_E_TOO_LARGE',
    (right) => withObject(right, '<a b="" c="" d=""/>'.repeat(190_000)),
  ],
  'an Object of as many elements and attributes as there may be': [
    'E100',
    (right) => withObject(right, '<a b="c">text</a>'.repeat(99_000) + '<a/>'.repeat(100_000)),
  ],
  'two SignedInfo': ['DUIS_E_SCHEMA', (right) => right.replace(/(<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>)/, '$1$1')],
  'two signatures': ['DUIS_E_SCHEMA', (right) => right.replace(/(<ds:Signature [\s\S]*<\/ds:Signature>)/, '$1$1')],
  'a comment in DigestValue': ['DUIS_E_XML', (right) => right.replace(/(<ds:DigestValue>....)/, '$1<!-- -->')],
  'a comment in RequestID': ['DUIS_E_XML', (right) => right.replace(/(<sr:RequestID>....)/, '$1<!-- -->')],
  'no signature': ['E100', (right) => right.replace(SIGNATURE, '')],
  'a signature over another body': ['E100', (right) => right.replace('index="1"', 'index="2"')],
  'a signature over another header': [
    'E100',
    (right) => right.replace(/:(\d+)<\/sr:RequestID>/, ':99999</sr:RequestID>'),
  ],
  'wrapping: what was signed within an Object of the signature': [
    'E100',
    (right) =>
      evil(right).replace(
        '</ds:Signature>',
        `<ds:Object>${right.replace(/<\?xml.*\?>\s*/, '').replace(SIGNATURE, '')}</ds:Object></ds:Signature>`,
      ),
  ],
  'wrapping: a reference to what was signed by its identifier, within an Object': [
    'E100',
    (right) =>
      evil(right)
        .replace('URI=""', 'URI="#signed"')
        .replace(
          '</ds:Signature>',
          `<ds:Object Id="signed">${right.replace(/<\?xml.*\?>\s*/, '').replace(SIGNATURE, '')}</ds:Object></ds:Signature>`,
        ),
  ],
  'wrapping: what was signed within another request': [
    'DUIS_E_SCHEMA',
    (right) => evil(right).replace('<sr:Body>', `<sr:Body>${right.replace(/<\?xml.*\?>\s*/, '')}`),
  ],
  'wrapping: another request around what was signed': [
    'DUIS_E_SCHEMA',
    (right) => {
      const whole = right.replace(/<\?xml.*\?>\s*/, '');
      return evil(right).replace(SIGNATURE, '').replace('</sr:Request>', `${whole}</sr:Request>`);
    },
  ],
  'wrapping: a second body': [
    'DUIS_E_SCHEMA',
    (right) =>
      right.replace(/(<sr:Body>[\s\S]*<\/sr:Body>)/, (body) => `${body.replace('index="1"', 'index="2"')}${body}`),
  ],
  'a transform that leaves out what was changed': [
    'E100',
    (right) =>
      evil(right).replace(
        /<ds:Transform [^>]*\/>/,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::sr:Body)</ds:XPath></ds:Transform>',
      ),
  ],
  'two references': ['E100', (right) => right.replace(/(<ds:Reference [\s\S]*<\/ds:Reference>)/, '$1$1')],
  'a reference to nothing': ['E100', (right) => right.replace('URI=""', 'URI="#xpointer(/a)"')],
  'a key that comes with it': [
    'E100',
    (right) => right.replace('<ds:X509Data>', '<ds:KeyName>mine</ds:KeyName><ds:X509Data>'),
  ],
  'a keyed hash in place of a signature': [
    'E100',
    (right) => right.replace('2001/04/xmldsig-more#ecdsa-sha256', '2000/09/xmldsig#hmac-sha1'),
  ],
  'a key that nobody knows': ['E100', (right) => signXml(withoutSignature(Buffer.from(right)), ANOTHER_KEY)],
  'a key of another name for the same': [
    'E100',
    (right) => {
      const [reference = ''] = /<ds:X509IssuerSerial>[\s\S]*<\/ds:X509IssuerSerial>/.exec(right) ?? [];
      const forged = Buffer.from(signXml(withoutSignature(Buffer.from(right)), ANOTHER_KEY)).toString();
      return forged.replace(/<ds:X509IssuerSerial>[\s\S]*<\/ds:X509IssuerSerial>/, reference);
    },
  ],
  'another party’s identifier': [
    'E100',
    (right) => right.replace(formatEui64(distributor.eui), formatEui64(otherDistributor.eui)),
  ],
};

function namespaces(count: number): string {
  return Array.from({ length: count }, (_, i) => ` xmlns:n${i}="urn:${i}"`).join('');
}

function attributes(count: number): string {
  return Array.from({ length: count }, (_, i) => ` a${i}="b"`).join('');
}

function withObject(right: string, content: string): string {
  return right.replace('</ds:Signature>', `<ds:Object>${content}</ds:Object></ds:Signature>`);
}

function withDoctype(right: string, doctype: string): string {
  return right.replace(/(\?>\s*)/, `$1${doctype}`);
}

/** The request that an attacker wants to be done, with the signature of the one that was signed. */
function evil(right: string): string {
  return right.replace('index="1"', 'index="2"');
}

describe('hostile documents', function () {
  this.timeout(120_000);
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  /** The code of the answer or the error, after checking that nothing else came of it, in time. */
  function refusal(world: DccWorld, document: Uint8Array, service: ServiceName): string {
    const { broker, devices, clock } = world.installation;
    const state = () => ({
      inventory: broker.inventory.save(),
      held: broker.quarantine.held,
      pending: broker.save().pending,
      devices: devices.map((device) => device.save()),
    });
    const before = structuredClone(state());
    const started = process.cpuUsage();
    const code = codeOf(() => world.read(world.service.request(service, document)).code);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000, 'milliseconds').lessThan(MOST_CPU_MS);
    expect(state()).eql(before);
    clock.advanceTo(clock.now + 1000);
    expect(state(), 'a second later').eql(before);
    expect(world.told.size, 'told later').equal(0);
    return code;
  }

  function codeOf(act: () => string): string {
    try {
      return act();
    } catch (error) {
      if (error instanceof DuisError) return error.code;
      throw error;
    }
  }

  for (const [what, [code, forge]] of Object.entries(FORGERIES)) {
    it(`with ${what} are refused with ${code}`, () => {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const right = Buffer.from(world.document('distributor', esme, '7.6', 4, deactivate(1))).toString();
      const forged = forge(right);
      expect(forged).not.equal(right);
      const counters = structuredClone(world.installation.broker.save().counters);
      expect(refusal(world, Buffer.from(forged as string), 'transform')).equal(code);
      expect(world.installation.broker.save().counters, 'counters').eql(counters);
      // What was forged is lawful by itself, and the counter is not used up.
      expect(world.read(world.service.request('transform', Buffer.from(right))).code).equal('I0');
    });
  }

  /** Signed Pre-Commands of the distributor by their octets in base64, and what is sent in place of them. */
  const SIGNED: Readonly<Record<string, readonly [code: string, forge: (octets: Buffer) => Buffer]>> = {
    'another switch than was signed': ['E12', (octets) => withOctet(octets, octets.lastIndexOf(0x12) + 1, 0x02)],
    'another signature': ['E12', (octets) => withOctet(octets, octets.length - 1, (octets.at(-1) ?? 0) ^ 1)],
    'another recipient': ['E12', (octets) => withOctet(octets, octets.indexOf(Buffer.from(esme, 'hex')) + 7, 0xa5)],
    'octets after its end': ['E12', (octets) => Buffer.concat([octets, Buffer.of(0)])],
    'half of it': ['E12', (octets) => octets.subarray(0, octets.length >> 1)],
    'nothing at all': ['E12', () => Buffer.alloc(0)],
    'two million octets': ['E12', () => Buffer.alloc(2_000_000, 0xdf)],
  };

  function withOctet(octets: Buffer, at: number, value: number): Buffer {
    const changed = Buffer.from(octets);
    changed[at] = value;
    return changed;
  }

  for (const [what, [code, forge]] of Object.entries(SIGNED)) {
    it(`that are lawful around a Signed Pre-Command with ${what} are refused with ${code}`, () => {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const signed = world.signedRequest('distributor', esme, '7.6', deactivate(1));
      if ('code' in signed) throw new Error(signed.code);
      const { id, octets } = world.contentOf(signed.document);
      const content = [element('GBCSPayload', forge(octets).toString('base64'))];
      const body = element('SignedPreCommand', content);
      const by = { counter: id.counter };
      const document = world.document('distributor', esme, '7.6', 5, body, by);
      expect(refusal(world, document, 'send')).equal(code);
    });
  }

  describe('around a Signed Pre-Command that is no message are judged by all checks before it', () => {
    const nothing = element('SignedPreCommand', [element('GBCSPayload', 'eHg=')]);
    const cases: readonly (readonly [what: string, code: string, ...Parameters<typeof put>])[] = [
      ['of one that may not ask', 'E2', 'gbcs3-baseline', 'distributor', nothing],
      ['of another’s key', 'E100', 'secmp0046-core', 'distributor', nothing, 'send', 'otherSupplier'],
      ['put to another service', 'E13', 'secmp0046-core', 'distributor', nothing, 'nonDevice'],
      ['put to another service, with a plain body', 'E13', 'secmp0046-core', 'distributor', deactivate(1), 'nonDevice'],
      ['of all that is right', 'E12', 'secmp0046-core', 'distributor', nothing],
      ['of all that is right, with a plain body', 'E12', 'secmp0046-core', 'distributor', deactivate(1)],
    ];

    function put(
      profile: string,
      user: 'distributor',
      body: WrittenElement,
      service: ServiceName = 'send',
      signer: UserName = user,
    ): readonly string[] {
      const world = new DccWorld(schemas, profile);
      const document = world.document(user, esme, '7.6', 5, body, { counter: 90_000n, signer });
      return [1, 2].map(() => world.read(world.service.request(service, document)).code);
    }

    for (const [what, code, ...asked] of cases) {
      it(`${what}: ${code}`, () => {
        const isOfDocument = ['E13', 'E100'].includes(code);
        expect(put(...asked)).eql([code, isOfDocument ? code : 'E100']);
      });
    }
  });

  it('that were sent before are refused with E100, and sent once', () => {
    const world = new DccWorld(schemas, 'secmp0046-core');
    const signed = world.signedRequest('distributor', esme, '7.6', deactivate(1));
    if ('code' in signed) throw new Error(signed.code);
    const send = () => world.read(world.service.request('send', signed.document)).code;
    expect([send(), send()]).eql(['I99', 'E100']);
    world.go(30);
    expect(world.heard('distributor').map(({ code }) => code)).eql(['I0']);
  });

  it('of a certificate that is out of its dates are refused with E100', () => {
    const codeAt = (year: number): string => {
      const world = new DccWorld(schemas, 'secmp0046-core', { start: Date.UTC(year, 0, 5) });
      const document = world.document('distributor', esme, '7.6', 4, deactivate(1));
      return world.read(world.service.request('transform', document)).code;
    };
    expect([codeAt(2029), codeAt(2030)]).eql(['I0', 'E100']);
  });

  it('with a stale counter, or of another party by its own key, are refused with E100', () => {
    const world = new DccWorld(schemas, 'secmp0046-core');
    const document = (counter: bigint, signer: 'distributor' | 'otherDistributor' = 'distributor') =>
      world.document('distributor', esme, '7.6', 4, deactivate(1), { counter, signer });
    expect(world.read(world.service.request('transform', document(9000n))).code).equal('I0');
    for (const counter of [9000n, 8999n, 0n]) expect(refusal(world, document(counter), 'transform')).equal('E100');
    expect(refusal(world, document(9001n, 'otherDistributor'), 'transform')).equal('E100');
    expect(world.read(world.service.request('transform', document(9001n))).code).equal('I0');
  });
});
