import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import {
  type DuisRequest,
  parseXml,
  readRequest,
  transformRequest,
  type XmlElement,
} from '../../emulator/dcc/index.js';
import { decodeMessage, encodeMessage, HanlabError, nameMessage, opensslProvider, toHex } from '../../gbcs/index.js';
import { type Rtds, type RtdsMessage, readRtds } from '../../vectors/index.js';
import { authoritiesOf } from '../../vectors/rtds/substitutions.js';
import { pairTransforms, playTransform, type RtdsTransform } from '../../vectors/rtds/transforms.js';
import { requireShared } from '../shared.js';

/** Scenarios of the requests whose rows are in the table, and why they are not identical where they are not. */
const EXPECTED: Readonly<Record<string, string>> = {
  CCS01_8_11: 'identical',
  CCS03_8_12_1: 'identical',
  CCS05CCS04_8_9: 'identical',
  CCS06_8_9: 'identical',
  CCS07_8_9: 'identical',
  CS02aMAC_6_24_1: 'identical',
  CS02bACBByACB_8_5: 'reissued-certificate',
  CS02bNOByNOHandover_6_21: 'broker-signature, reissued-certificate',
  CS02bNOByNO_6_15_1: 'reissued-certificate',
  CS02bSupplierBySupplierHandover_6_21: 'broker-signature, reissued-certificate',
  CS02bSupplierBySupplier_6_15_1: 'reissued-certificate',
  CS02bSupplierByTransCoS_6_23: 'broker-signature, reissued-certificate',
  CS02c_6_17: 'identical',
  CS02d_6_15_2: 'identical',
  CS02e_6_24_2: 'identical',
  CS02fMAC_6_24_1: 'identical',
  CS02gLoadControllerBySupplier_6_15_1: 'reissued-certificate',
  CS03A1_8_7_1: 'identical',
  CS03A2Critical_8_7_1: 'identical',
  CS03A2NonCritical_8_7_2: 'broker-signature',
  CS03B_8_7_2: 'identical',
  CS04ACNonCritical_8_8_2: 'broker-signature',
  CS06_11_3: 'identical',
  CS07_8_9: 'identical',
  CS08_11_2: 'identical',
  DBCH01_6_31: 'identical',
  DBCH02_6_32: 'identical',
  DBCH05_6_29: 'identical',
};

/** `CS06_11.3_IMMEDIATE_SUCCESS_REQUEST_DUIS.XML` is of `CS06_11_3`. */
function keyOf({ file }: RtdsTransform): string {
  return basename(file).split('_').slice(0, 2).join('_').replaceAll('.', '_');
}

/** Elements that are not in the Command, by the use case; in all of them MPxNs, which are the DCC's business. */
const NOT_SENT: Readonly<Record<string, readonly string[]>> = {
  // The DCC waits for the time itself.
  CS02bACBByACB_8_5: ['ExecutionDateTime'],
  // Which log the DCC has kept is not in it.
  CCS03_8_12_1: ['OldCHFID'],
  // The copies differ by a fraction of a second, which the bounds of a log do not have (esme-requests.test.ts changes more).
  DBCH02_6_32: ['StartDateTime', 'EndDateTime'],
};
const NEVER_SENT = ['ImportMPxN', 'SecondaryImportMPAN', 'ExportMPAN'];

/** Every copy of an element in which one value of those within is another. */
function changedCopies(element: XmlElement): [changed: XmlElement, copy: XmlElement][] {
  if (element.children.length === 0) {
    const text = element.text.trim();
    return text === '' ? [] : [[element, { ...element, text: otherValue(text) }]];
  }
  return element.children.flatMap((child, i) =>
    changedCopies(child).map(([changed, copy]): [XmlElement, XmlElement] => [
      changed,
      { ...element, children: element.children.with(i, copy) },
    ]),
  );
}

/** Another value of the same form. */
function otherValue(text: string): string {
  const others: Readonly<Record<string, string>> = {
    ...{ true: 'false', false: 'true', Add: 'Remove', Supplier: 'NetworkOperator', NetworkOperator: 'Supplier' },
    ...{ LoadController: 'Supplier', 'Digital Signature': 'Key Agreement' },
  };
  // Not the last of base64, of which some bits say nothing.
  const at = text.search(/\d(?=\D*$)/) > 40 ? text.search(/(?<=.{40})\d/) : text.search(/\d(?=\D*$)/);
  return others[text] ?? `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`;
}

describe('service requests of the Reference Test Data Set', () => {
  let directory: string;
  let rtds: Rtds;
  let pairs: readonly RtdsTransform[];
  let context: Parameters<typeof playTransform>[2];

  before(function () {
    directory = requireShared.call(this, 'rtds');
    rtds = readRtds(directory, opensslProvider);
    context = { ...rtds.context, authorities: authoritiesOf(rtds.messages) };
    pairs = pairTransforms(rtds).filter((pair) => keyOf(pair) in EXPECTED);
  });

  function requestOf({ file }: RtdsTransform): DuisRequest {
    return readRequest(parseXml(readFileSync(join(directory, file))));
  }

  function play(request: DuisRequest, reference: RtdsMessage): string {
    const outcome = playTransform(request, reference, context);
    return outcome === 'identical' ? outcome : outcome.reason;
  }

  /** Whether something else than the reference comes of it, or nothing at all. */
  function isNoticed(request: DuisRequest, reference: RtdsMessage): boolean {
    try {
      play(request, reference);
      return false;
    } catch (error) {
      if (error instanceof HanlabError) return true;
      throw error;
    }
  }

  it('are paired with the Pre-Command of their scenario, or else with its Command', () => {
    const all = pairTransforms(rtds);
    expect(all.length).least(225);
    for (const { file, reference } of all) {
      const scenario = basename(file).replace('_REQUEST_DUIS.XML', '');
      expect([`${scenario}_PRECOMMAND_GBCS.HEX`, `${scenario}_COMMAND_GBCS.HEX`]).include(basename(reference.file));
    }
    const critical = all.filter(({ reference }) => /_PRECOMMAND_/.test(reference.file));
    expect(critical.length).least(88);
    for (const { reference } of critical) expect(reference.message.frame.signature).equal(undefined);
  });

  it('become their references, and what is not identical has a cause that lies in the data set', () => {
    expect(new Set(pairs.map(keyOf))).eql(new Set(Object.keys(EXPECTED)));
    for (const pair of pairs) expect(play(requestOf(pair), pair.reference), pair.file).equal(EXPECTED[keyOf(pair)]);
  });

  it('become something else when one value of theirs is another', function () {
    this.timeout(120_000);
    let changes = 0;
    for (const pair of pairs) {
      const request = requestOf(pair);
      for (const [{ name }, body] of changedCopies(request.body)) {
        if (NEVER_SENT.includes(name) || NOT_SENT[keyOf(pair)]?.includes(name)) continue;
        changes++;
        expect(isNoticed({ ...request, body }, pair.reference), `${pair.file}: ${name}`).equal(true);
      }
    }
    expect(changes).greaterThan(90);
  });

  it('do not become a reference that was tampered with', function () {
    this.timeout(120_000);
    let changes = 0;
    for (const pair of pairs) {
      const request = requestOf(pair);
      const { octets } = pair.reference;
      for (let at = octets.length % 7; at < octets.length; at += Math.ceil(octets.length / 16)) {
        const tampered = octets.with(at, (octets[at] as number) ^ (1 << (at % 8)));
        let message: RtdsMessage['message'];
        try {
          message = decodeMessage(tampered);
        } catch (error) {
          if (error instanceof HanlabError) continue;
          throw error;
        }
        changes++;
        expect(isNoticed(request, { ...pair.reference, octets: tampered, message }), `${pair.file}: ${at}`).equal(true);
      }
    }
    expect(changes).greaterThan(300);
  });

  it('take a certificate for another only where both are genuine', () => {
    const pair = pairs.find((one) => keyOf(one) === 'CS02bNOByNO_6_15_1');
    if (pair === undefined) throw new Error('no such request');
    const unknown = { ...rtds.context, authorities: new Map<string, never>() };
    expect(() => playTransform(requestOf(pair), pair.reference, unknown)).throw(HanlabError, /certificate is /);
  });

  describe('of ECS25a', () => {
    const named = (file: RegExp) => {
      const found = rtds.messages.find((one) => file.test(one.file));
      if (found === undefined) throw new Error(`no ${file}`);
      return nameMessage(found.message).payload;
    };
    const settingsIn = (file: RegExp): ReadonlySet<string> => new Set(JSON.stringify(named(file)).match(/\d+/g));
    const requestIn = (name: string) => readRequest(parseXml(readFileSync(join(directory, 'duis', name))));

    it('is its scenario’s ERROR Command for three phases; its own has settings besides, and for that reason differs', () => {
      const request = requestIn('ECS25a_6.22_SUCCESS_REQUEST_DUIS.XML');
      const { counter, originator, target } = request.id;
      const { message } = transformRequest(request, {
        device: { eui: target, kind: 'esme', gbcsVersion: '4.0', esmeVariant: 'CDEF' },
        originator: { party: originator, counter: counter + 1n },
        now: 0,
        kindOf: () => undefined,
        made: {},
      });
      const error = rtds.messages.find(({ file }) => /ECS25a_6\.22_ERROR_COMMAND/.test(file));
      if (error === undefined) throw new Error('no ERROR Command');
      expect(toHex(error.octets)).include(toHex(encodeMessage(message)));
      const pair = pairTransforms(rtds).find(({ file }) => /ECS25a_6\.22/.test(file));
      expect(pair && play(request, pair.reference)).equal('later-settings');
    });

    it('is one of those scenarios whose SUCCESS Command alone has the newest codes', () => {
      const more = (name: string, code: string) => {
        const [success, error] = ['SUCCESS', 'ERROR'].map((kind) =>
          settingsIn(new RegExp(`/${name}_6\\.22_${kind}_COMMAND`)),
        );
        expect(
          [...(error as ReadonlySet<string>)].filter((one) => !success?.has(one) && Number(one) > 4),
          name,
        ).empty;
        expect(readFileSync(join(directory, 'duis', `${name}_6.22_SUCCESS_REQUEST_DUIS.XML`), 'utf8')).include(code);
        return [...(success as ReadonlySet<string>)].filter((one) => !error?.has(one) && Number(one) > 4);
      };
      // Place 57 of each mask, and the code itself.
      expect(more('ECS25a3', 'x81C6')).eql(['57', '313']);
      expect(more('GCS20', 'x81C6')).eql([String(0x81c6)]);
    });
  });
});
