import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import {
  loadSchemas,
  type MmcContext,
  parseXml,
  type SchemaSet,
  toMmc,
  withXml,
  type XmlElement,
} from '../../../../emulator/dcc/index.js';
import {
  decodeMessage,
  encodeMessage,
  HanlabError,
  type Message,
  messageOfNames,
  type NamedMessage,
  type NamedValue,
  nameMessage,
  opensslProvider,
} from '../../../../gbcs/index.js';
import { type Rtds, type RtdsMessage, readRtds } from '../../../../vectors/index.js';
import { requireShared } from '../../../shared.js';

/** Of the development part: all but those that no service request leads to. */
const RESPONSES = { total: 407, atLeast: 400 };
const ALERTS = { total: 71, atLeast: 71 };

/** Use cases of the DCC's own, of recovery, and between devices of the HAN. */
const WITHOUT_SERVICE = new Set([
  'CS02bAnyByContingency',
  'CS02bAnyExceptAbnormalRootByRecovery',
  'CS02bTransCoSByTransCoS',
  'CS02bWPByWP',
  'PCS01',
  'PCS02',
]);

/** Their Commands were accepted: what came of them is in an Alert. */
const ACCEPTED_FOR_LATER = /^(CS06|CS02\w+)_.*_FUTURE_DATED_ERROR/;

function variantOf({ file }: RtdsMessage): string | undefined {
  return /_((?:\d+\.)+\d+)_/.exec(basename(file))?.[1];
}

/** The sample of ECS61a has no calendar, which no ESME could answer by. */
function withoutCalendar(element: XmlElement): XmlElement {
  const children = element.children.filter(({ name }) => !['ALCSHCALCSSpecialDays', 'ALCSScheduler'].includes(name));
  return { ...element, children: children.map(withoutCalendar) };
}

function text(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

/** An element without the lines that it was read from. */
function bare({ name, attributes, children, text: characters }: XmlElement): object {
  return { name, attributes, children: children.map(bare), text: characters.trim() };
}

function errorOf(act: () => unknown): HanlabError {
  try {
    act();
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const ESME = '00-DB-12-34-56-78-90-A0';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

/** Responses of samples that are not in the data set at hand. */
const OWN: Readonly<Record<string, Pick<NamedMessage, 'useCase' | 'originatorCounter' | 'payload' | 'results'>>> = {
  MMC_CS04AC_ok: { useCase: 'CS04AC', originatorCounter: '1001', payload: { unjoinResponseCode: 'success' } },
  MMC_ECS47Activate_error: {
    useCase: 'ECS47',
    originatorCounter: '1003',
    payload: {
      'AuxiliaryLoadControlSwitch[1].closeTime': null,
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset': null,
    },
    results: {
      'AuxiliaryLoadControlSwitch[1].closeTime': 'hardware-fault',
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset': 'other-reason',
    },
  },
  MMC_ECS47a_ok: {
    useCase: 'ECS47a',
    originatorCounter: '1004',
    payload: {
      'AuxiliaryController[1].settingPeriodStart': null,
      'AuxiliaryController[1].settingPeriodEnd': null,
      'AuxiliaryController[n].controllerNumberAndCommandedState': null,
    },
  },
};

function responseOf(named: Pick<NamedMessage, 'useCase' | 'originatorCounter' | 'payload'>): Message {
  const octets = encodeMessage(
    messageOfNames({ message: 'Response', originator: ESME, recipient: SUPPLIER, signature: '', ...named }),
  );
  return decodeMessage(octets);
}

describe('Responses and Alerts as MMC', () => {
  let rtds: Rtds;
  let schemas: SchemaSet;

  before(function () {
    rtds = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  function contextOf(one: RtdsMessage): MmcContext {
    const variant = variantOf(one);
    return { keys: rtds.context, ...(variant === undefined ? {} : { variant }) };
  }

  function ofKind(kind: NamedMessage['message']): readonly RtdsMessage[] {
    return rtds.messages.filter(({ message }) => nameMessage(message).message === kind);
  }

  function validated(octets: Uint8Array): XmlElement {
    return withXml(octets, (document) => {
      document.validate(schemas.mmc);
      return document.root;
    });
  }

  it('every Response that a service request leads to is valid, and says whether it succeeded', function () {
    this.timeout(30_000);
    let valid = 0;
    const responses = ofKind('Response');
    for (const one of responses) {
      const { file, message } = one;
      if (WITHOUT_SERVICE.has(nameMessage(message).useCase)) {
        expect(errorOf(() => toMmc(message, contextOf(one))).code, file).equal('DUIS_E_NOT_EMULATED');
        continue;
      }
      const octets = toMmc(message, contextOf(one));
      validated(octets);
      const name = basename(file);
      const isSuccess = !name.includes('_ERROR') || ACCEPTED_FOR_LATER.test(name);
      expect(text(octets), file).include(`MessageSuccess="${isSuccess}"`);
      if (isSuccess) expect(text(octets), file).not.include('DebugInfo');
      valid++;
    }
    expect(responses.length).equal(RESPONSES.total);
    expect(valid, 'valid Responses').least(RESPONSES.atLeast);
  });

  it('every Alert is valid, with its code', () => {
    let valid = 0;
    const alerts = ofKind('Alert');
    for (const one of alerts) {
      const root = validated(toMmc(one.message, contextOf(one)));
      const code = String(nameMessage(one.message).payload['alertCode']).slice(2);
      expect(JSON.stringify(bare(root)), one.file).include(`"text":"${code}"`);
      valid++;
    }
    expect(alerts.length).equal(ALERTS.total);
    expect(valid, 'valid Alerts').least(ALERTS.atLeast);
  });

  it('every value that was read is in the document', () => {
    // Numbers of logs and registers, which are the same in both, and which nothing else of a document is.
    const numbers = (one: RtdsMessage): readonly string[] => {
      const named = JSON.stringify(nameMessage(one.message, rtds.context).payload);
      return Array.from(named.matchAll(/"(?:\w*[vV]alue|\w*Debt\w*|amount)":(-?\d{3,})/g), ([, digits = '']) => digits);
    };
    let count = 0;
    for (const one of ofKind('Response').filter(({ file }) => /\/(ECS17|ECS2[012]|ECS66)\w*_/.test(file))) {
      const written = text(toMmc(one.message, contextOf(one)));
      for (const digits of numbers(one)) {
        expect(written, one.file).include(`>${digits}<`);
        count++;
      }
    }
    expect(count).above(300);
  });

  it('the samples are reproduced element for element', function () {
    const directory = requireShared.call(this, 'samples');
    const samples = readdirSync(directory).filter((file) => file.startsWith('MMC_'));
    expect(samples.length).equal(11);
    for (const sample of samples) {
      const expected = parseXml(readFileSync(join(directory, sample)));
      const field = (name: string): string | undefined =>
        expected.children[0]?.children.find((child) => child.name === name)?.text;
      const name = sample.replace('.xml', '');
      const variant = field('ServiceReferenceVariant') ?? '';
      const message =
        name === 'MMC_ECS61a_ok' ? switchData() : ((OWN[name] && responseOf(OWN[name])) ?? reference(field, name));
      expect(bare(withoutCalendar(parseXml(toMmc(message, { variant })))), sample).eql(bare(expected));
    }
  });

  /** The one of the data set that the header of a sample names. */
  function reference(field: (name: string) => string | undefined, sample: string): Message {
    const found = ofKind('Response').filter((one) => {
      const named = nameMessage(one.message);
      return (
        basename(one.file).startsWith(sample.split('_')[1] ?? '') &&
        named.originator === field('BusinessOriginatorID') &&
        named.recipient === field('BusinessTargetID') &&
        named.originatorCounter === field('OriginatorCounter')
      );
    });
    expect(found.length, sample).equal(1);
    return (found[0] as RtdsMessage).message;
  }

  /** What the sample shows of ECS61a: two switches. Its calendar is another, which is left out of both. */
  function switchData(): Message {
    const calendar = 'AuxiliaryLoadControlSwitchesCalendar';
    const reference = ofKind('Response').find(({ file }) => basename(file).startsWith('ECS61a'));
    const { payload: read } = nameMessage((reference as RtdsMessage).message);
    const payload: Record<string, NamedValue> = Object.fromEntries(
      Object.entries(read).filter(([name]) => name.startsWith(calendar)),
    );
    const switches = [
      ['ALCS_1_Description', '0000000000000000', false],
      ['HCALCS_2_Description', '00db123456789097', true],
    ] as const;
    for (const [i, [description, typeAndIdentifier, state]] of switches.entries()) {
      Object.assign(payload, {
        [`AuxiliaryLoadControlSwitch[${i + 1}].description`]: description,
        [`AuxiliaryLoadControlSwitch[${i + 1}].typeAndIdentifier`]: typeAndIdentifier,
        [`AuxiliaryLoadControlSwitch[${i + 1}].state`]: state,
      });
    }
    return responseOf({ useCase: 'ECS61a', originatorCounter: '1002', payload });
  }

  it('a schedule that nobody has set has no entries', () => {
    const calendar = 'AuxiliaryLoadControlSwitchesCalendar';
    const message = responseOf({
      useCase: 'ECS61a',
      originatorCounter: '1',
      payload: {
        'AuxiliaryLoadControlSwitch[1].description': 'EV charger',
        [`${calendar}(SpecialDays).entries.current`]: [],
        [`${calendar}.entries.current`]: [],
      },
    });
    const octets = toMmc(message);
    validated(octets);
    expect(text(octets)).include('<ra:Description>EV charger</ra:Description>').and.not.include('ALCSScheduler');
  });

  it('asks for the variant where several requests lead to a use case, and refuses another', () => {
    const message = responseOf({
      useCase: 'CS04AC',
      originatorCounter: '1',
      payload: { unjoinResponseCode: 'success' },
    });
    expect(errorOf(() => toMmc(message)).message).equal(
      'CS04AC answers requests of 8.8.1, 8.8.2: which one has to be said',
    );
    expect(errorOf(() => toMmc(message, { variant: '8.7.1' })).code).equal('DUIS_E_REQUEST');
    expect(text(toMmc(message, { variant: '8.8.2' }))).include('<ra:UnjoinServiceNonCriticalRsp ');
  });

  it('refuses Commands and encrypted values without keys', () => {
    const command = ofKind('Command')[0] as RtdsMessage;
    expect(errorOf(() => toMmc(command.message)).code).equal('GBCS_E_PAYLOAD');
    const encrypted = ofKind('Response').filter(({ message }) =>
      /protectedAttributes|sealed/.test(JSON.stringify(nameMessage(message).payload)),
    );
    expect(encrypted.length).above(30);
    for (const one of encrypted) {
      const { keys: _, ...context } = contextOf(one);
      expect(errorOf(() => toMmc(one.message, context)).code, one.file).equal('GBCS_E_KEY_MISSING');
    }
  });
});
