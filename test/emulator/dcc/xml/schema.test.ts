import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadSchemas, type SchemaSet, withXml } from '../../../../emulator/dcc/index.js';
import { DuisError, UsageError } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';

describe('the schemas of the DCC', () => {
  let schemas: SchemaSet;
  let directory: string;

  before(function () {
    directory = requireShared.call(this, 'schemas');
    schemas = loadSchemas(directory);
  });

  function validate(octets: Uint8Array, name: keyof SchemaSet): void {
    withXml(octets, (document) => document.validate(schemas[name]));
  }

  it('are found by their names', () => {
    expect([schemas.duis.version, schemas.mmc.version]).eql(['5.4', '5.4']);
  });

  it('hold for every service request of the data set', function () {
    const requests = requireShared.call(this, 'rtds', 'duis');
    const names = readdirSync(requests);
    expect(names.length).least(243);
    for (const name of names) validate(readFileSync(join(requests, name)), 'duis');
  });

  it('hold for every sample but the alert that is only proposed', function () {
    const samples = requireShared.call(this, 'samples');
    const names = readdirSync(samples);
    expect(names.filter((name) => name.startsWith('MMC_')).length).greaterThan(5);
    for (const name of names) {
      const octets = readFileSync(join(samples, name));
      const schema = name.startsWith('MMC_') ? 'mmc' : 'duis';
      if (name.includes('PROPOSED')) expect(() => validate(octets, schema), name).throw(DuisError);
      else validate(octets, schema);
    }
  });

  it('say the line of the first thing that is not valid', function () {
    const file = requireShared.call(this, 'rtds', 'duis', 'CCS01_8.11_SUCCESS_REQUEST_DUIS.XML');
    const text = readFileSync(file, 'utf8');
    const line = text.split('\n').findIndex((one) => one.includes('JoinTimePeriod')) + 1;
    const invalid = Buffer.from(text.replace('<sr:JoinTimePeriod>90', '<sr:JoinTimePeriod>3601'));
    expect(() => validate(invalid, 'duis'))
      .throw(DuisError, new RegExp(`^line ${line}: the document is not valid by DUIS 5.4: .*JoinTimePeriod`))
      .include({ code: 'DUIS_E_SCHEMA' });
    // What one schema allows is nothing to the other, whose namespace is another.
    expect(() => validate(Buffer.from(text), 'mmc')).throw(DuisError, /not valid by MMC 5.4/);
  });

  it('cover what they import: a signature of another form is not valid', function () {
    const file = requireShared.call(this, 'rtds', 'duis', 'CCS01_8.11_SUCCESS_REQUEST_DUIS.XML');
    const text = readFileSync(file, 'utf8')
      .replace('<ds:SignatureValue>', '<ds:Value>')
      .replace('</ds:SignatureValue>', '</ds:Value>');
    expect(() => validate(Buffer.from(text), 'duis')).throw(DuisError, /Value/);
  });

  describe('in another directory', () => {
    let scratch: string;

    beforeEach(() => {
      scratch = mkdtempSync(join(tmpdir(), 'hanlab-schemas-'));
    });

    afterEach(() => rmSync(scratch, { recursive: true }));

    it('are missing, too many, or do not compile', () => {
      expect(() => loadSchemas(join(scratch, 'absent'))).throw(UsageError, /cannot be read \(ENOENT\)/);
      expect(() => loadSchemas(scratch)).throw(UsageError, /there is no "DUIS Schema V<version>.xsd"/);
      for (const name of readdirSync(directory)) copyFileSync(join(directory, name), join(scratch, name));
      expect(loadSchemas(scratch).duis.version).equal('5.4');
      copyFileSync(join(directory, 'DUIS Schema V5.4.xsd'), join(scratch, 'DUIS Schema V5.3.xsd'));
      expect(() => loadSchemas(scratch)).throw(UsageError, /more than one "DUIS/);
      rmSync(join(scratch, 'DUIS Schema V5.3.xsd'));
      writeFileSync(
        join(scratch, 'MMC Schema V5.4.xsd'),
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:no/></xs:schema>',
      );
      expect(() => loadSchemas(scratch)).throw(UsageError, /Schema_V5.4.xsd does not compile/);
    });

    it('read nothing from outside it', () => {
      for (const name of readdirSync(directory)) copyFileSync(join(directory, name), join(scratch, name));
      rmSync(join(scratch, 'xmldsig-core-schema.xsd'));
      expect(() => loadSchemas(scratch)).throw(UsageError, /does not compile/);
    });
  });
});
