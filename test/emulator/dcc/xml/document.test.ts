import { expect } from 'chai';
import { parseXml, withXml, XML_LIMITS, type XmlElement } from '../../../../emulator/dcc/index.js';
import { DuisError } from '../../../../gbcs/index.js';

function parsed(text: string | Uint8Array, limits = XML_LIMITS): XmlElement {
  return parseXml(typeof text === 'string' ? Buffer.from(text) : text, limits);
}

/** The code that a document is refused with, and how many milliseconds that took. */
function refused(octets: Uint8Array, limits = XML_LIMITS): { code: string; message: string; milliseconds: number } {
  const started = performance.now();
  try {
    parseXml(octets, limits);
  } catch (error) {
    if (!(error instanceof DuisError)) throw error;
    return { code: error.code, message: error.message, milliseconds: performance.now() - started };
  }
  throw new Error('the document was not refused');
}

function utf16(text: string, order: 'LE' | 'BE', mark: boolean): Uint8Array {
  const octets = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return order === 'LE' ? octets : octets.swap16();
}

function attributes(count: number): string {
  return Array.from({ length: count }, (_, i) => ` a${i.toString(36)}=""`).join('');
}

const BOMB = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 20 },
  (_, i) => `<!ENTITY a${i} "&a${i === 0 ? '' : i - 1};&a${i === 0 ? '' : i - 1};">`,
).join('')}]><b>&a19;</b>`;

describe('an XML document', () => {
  it('is a tree of local names, namespaces, attributes, text and lines', () => {
    const { children, ...root } = parsed(
      '<?xml version="1.0" encoding="UTF-8"?>\n<p:a xmlns:p="urn:p" p:x="1" y="2">\n  <b> &lt;c&#x41;é </b><d/>\n</p:a>',
    );
    expect(root).eql({ name: 'a', namespace: 'urn:p', attributes: { x: '1', y: '2' }, text: '', line: 2 });
    const leaf = { namespace: '', attributes: {}, children: [], line: 3 };
    expect(children).eql([
      { ...leaf, name: 'b', text: ' <cAé ' },
      { ...leaf, name: 'd', text: '' },
    ]);
  });

  it('may have comments between elements, CDATA, and a byte order mark of UTF-8', () => {
    expect(parsed('<a><!-- a note --><b>1</b><!-- another --></a>').children.map(({ name }) => name)).eql(['b']);
    expect(parsed('<a><![CDATA[<b>]]></a>').text).equal('<b>');
    expect(parsed('\uFEFF<?xml version="1.0" encoding="utf-8"?><a/>').name).equal('a');
    expect(parsed('<?xml version="1.0" encoding="US-ASCII"?><a/>').name).equal('a');
  });

  const hostile: [string, string | Uint8Array, code: string, RegExp][] = [
    ['a document type', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', 'DUIS_E_XML', /document type/],
    ['entities within entities', BOMB, 'DUIS_E_XML', /document type/],
    [
      'an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      'DUIS_E_XML',
      /document type/,
    ],
    ['a document type after much white space', `${' '.repeat(100_000)}<!DOCTYPE a><a/>`, 'DUIS_E_XML', /document type/],
    ['a document type within a comment', '<!-- <!DOCTYPE a> --><a/>', 'DUIS_E_XML', /document type/],
    ['an unknown entity', '<a>&x;</a>', 'DUIS_E_XML', /not well formed/],
    ['UTF-16 with a mark', utf16('<!DOCTYPE a><a/>', 'LE', true), 'DUIS_E_XML', /not in UTF-8/],
    ['UTF-16 with a mark, high octets first', utf16('<!DOCTYPE a><a/>', 'BE', true), 'DUIS_E_XML', /not in UTF-8/],
    ['UTF-16 without a mark', utf16('<!DOCTYPE a><a/>', 'LE', false), 'DUIS_E_XML', /not in UTF-8/],
    ['UTF-16 without a mark, high octets first', utf16('<a/>', 'BE', false), 'DUIS_E_XML', /not in UTF-8/],
    ['UTF-32', Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61]), 'DUIS_E_XML', /not in UTF-8/],
    ['UTF-7 by its declaration', "<?xml version='1.0' encoding='UTF-7'?>+ADw-", 'DUIS_E_XML', /not in UTF-8/],
    ['EBCDIC by its octets', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]), 'DUIS_E_XML', /not/],
    ['octets that are no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xc0, 0x3c]), 'DUIS_E_XML', /not well formed/],
    ['a comment among characters', '<a><b>Sup<!-- -->plier</b></a>', 'DUIS_E_XML', /b in line 1 has a comment among/],
    ['a comment after characters', '<a><b>Supplier<!-- --></b></a>', 'DUIS_E_XML', /a comment among/],
    ['elements among characters', '<a>x<b/></a>', 'DUIS_E_XML', /a in line 1 has elements among/],
    ['a processing instruction', '<a><?php evil ?></a>', 'DUIS_E_XML', /no element or text/],
    ['no octets', '', 'DUIS_E_XML', /not well formed/],
    ['text alone', 'hello', 'DUIS_E_XML', /not well formed/],
    ['an open element', '<a><b></a>', 'DUIS_E_XML', /not well formed/],
    ['two document elements', '<a/><b/>', 'DUIS_E_XML', /not well formed/],
    ['an attribute twice', '<a x="1" x="2"/>', 'DUIS_E_XML', /not well formed/],
    ['a prefix of no namespace', '<q:a/>', 'DUIS_E_XML', /not well formed|namespace/],
    ['100 MB', Buffer.alloc(100_000_000, ' '), 'DUIS_E_TOO_LARGE', /100000000 octets/],
    ['an element for each level of 100,000', '<a>'.repeat(100_000), 'DUIS_E_XML', /./],
    ['65 levels', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'DUIS_E_TOO_LARGE', /64 elements within each other/],
    ['100,001 attributes', `<a>${'<b c="" d="" e=""/>'.repeat(33_334)}</a>`, 'DUIS_E_TOO_LARGE', /100000 attributes/],
    ['400,000 attributes of one element', `<a${attributes(400_000)}/>`, 'DUIS_E_TOO_LARGE', /attributes/],
    ['33 attributes of one element', `<a${attributes(33)}/>`, 'DUIS_E_TOO_LARGE', /32 attributes of one element/],
    ['200,001 elements', `<a>${'<b/>'.repeat(200_000)}</a>`, 'DUIS_E_TOO_LARGE', /200000 elements/],
  ];
  for (const [what, text, code, why] of hostile) {
    it(`with ${what} is refused, and soon`, () => {
      const octets = typeof text === 'string' ? Buffer.from(text) : text;
      const refusal = refused(octets);
      expect(refusal).include({ code });
      expect(refusal.message).match(why);
      // A bound that no machine comes near, unless the document costs more than its octets.
      expect(refusal.milliseconds).below(5000);
    });
  }

  it('is taken up to each of its limits', () => {
    const limits = { octets: 40, depth: 3, elements: 4, attributes: 3, attributesOfElement: 2, namespaces: 1 };
    expect(parsed('<a><b><c/></b><d/></a>', limits).children).lengthOf(2);
    expect(refused(Buffer.from('<a><b><c/></b><d/><e/></a>'), limits).code).equal('DUIS_E_TOO_LARGE');
    expect(refused(Buffer.from('<a><b><c><d/></c></b></a>'), limits).code).equal('DUIS_E_TOO_LARGE');
    expect(parsed(`<a>${' '.repeat(33)}</a>`, limits).text).lengthOf(33);
    expect(refused(Buffer.from(`<a>${' '.repeat(34)}</a>`), limits).code).equal('DUIS_E_TOO_LARGE');
    expect(parsed('<a b="" c=""><b b=""/></a>', limits).children).lengthOf(1);
    expect(refused(Buffer.from('<a b="" c=""><b b="" c=""/></a>'), limits).message).match(/more than 3 attributes$/);
    expect(refused(Buffer.from('<a b="" c="" d=""/>'), limits).message).match(/more than 2 attributes of one/);
    expect(parsed('<a xmlns="urn:a"><b/></a>', limits).namespace).equal('urn:a');
    expect(refused(Buffer.from('<a xmlns="urn:a" xmlns:b="urn:b"/>'), limits).code).equal('DUIS_E_TOO_LARGE');
  });

  it('costs no memory that is not given back, taken or refused', () => {
    const document = Buffer.from(`<a>${'<b>text</b>'.repeat(2000)}</a>`);
    const bad = Buffer.from(`<a>${'<b>text</b>'.repeat(2000)}<?pi?></a>`);
    const round = () => {
      for (let i = 0; i < 40; i++) {
        parseXml(document);
        expect(refused(bad).code).equal('DUIS_E_XML');
      }
    };
    round();
    const before = process.memoryUsage().arrayBuffers;
    round();
    expect(process.memoryUsage().arrayBuffers - before).below(10_000_000);
  });

  it('gives the canonical form of one element, inclusive or exclusive', () => {
    const text = '<a xmlns="urn:a" xmlns:unused="urn:u"><!-- note --><b  y="2" x="1" /></a>';
    withXml(Buffer.from(text), (document) => {
      const namespaces = { a: 'urn:a' };
      expect(document.canonical('/a:a', 'inclusive', namespaces)).equal(
        '<a xmlns="urn:a" xmlns:unused="urn:u"><b x="1" y="2"></b></a>',
      );
      expect(document.canonical('//a:b', 'exclusive', namespaces)).equal('<b xmlns="urn:a" x="1" y="2"></b>');
      expect(document.canonical('//a:c', 'exclusive', namespaces)).equal(undefined);
    });
  });
});
