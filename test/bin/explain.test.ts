import { expect } from 'chai';
import { hanlab, json, refused } from './hanlab.js';

describe('hanlab list and explain', function () {
  this.timeout(60_000);

  const topics = [
    ...['checks', 'faults', 'packs', 'requirements', 'profiles', 'use-cases', 'assumptions', 'errors'],
    ...['alert-codes', 'response-codes', 'duis-codes'],
  ];

  it('names the fields that encode takes, of every family', () => {
    expect(hanlab(['explain', 'ECS47']).out).contain('set AuxiliaryLoadControlSwitch[2].openTime');
    expect(hanlab(['explain', 'CS03A1']).out).contain('Command JoinDeviceCommand: joinMethodAndRole, other');
    expect(hanlab(['explain', 'GCS05']).out).match(
      /Prepayment, Set Low Credit Warning Level: .*: lowCreditWarningLevel\n/,
    );
  });

  it('list every topic, as text and as JSON', () => {
    for (const topic of topics) {
      const { code, out, err } = hanlab(['list', topic]);
      expect({ code, err }, topic).eql({ code: 0, err: '' });
      const { document } = json(['list', topic, '--json']);
      const items = (document as Record<string, { name: string }[]>)[topic] ?? [];
      expect(items.length, topic).greaterThan(1);
      expect(out.split('\n').length - 1, topic).equal(items.length);
      expect(items.every(({ name }) => out.includes(name))).equal(true);
    }
  });

  it('list scenarios by pack, those that were made of one use case in one line', () => {
    const { code, out } = hanlab(['list', 'scenarios']);
    expect(code).equal(0);
    const { scenarios } = json(['list', 'scenarios', '--json']).document as {
      scenarios: { name: string; pack: string }[];
    };
    const count = (name: string) => scenarios.filter(({ pack }) => pack === name).length;
    const headings = [...out.matchAll(/^Pack (\w+) \((\d+)\)$/gm)].map(([, name, number]) => [name, Number(number)]);
    expect(headings).eql(['secmp0046', 'gbcs', 'han'].map((name) => [name, count(name)]));
    expect(out).match(/^gbcs-ecs47-\* +\d+: nominal, .*bad-mac, /m);
    expect(out.split('\n').length).below(scenarios.length / 3);
    expect(scenarios.map(({ name }) => name)).include.members(['esme-refuses-replay', 'gbcs-ecs47-bad-mac']);
  });

  it('explain one thing of each', () => {
    const names: [name: string, text: RegExp][] = [
      ['E19', /^E19 \(DUIS response code\): The device is not in the inventory\.\n {2}checks: device\n/],
      ['E100', /^E100 \(DUIS response code\)[\s\S]*checks: signer, counter\n/],
      ['ECS47', /^ECS47 \(use case\): Set or Reset.*\n {2}message code: 0x0055\n/],
      ['0x0055', /^ECS47 \(use case\)/],
      ['0055', /^ECS47 \(use case\)/],
      ['55', /^ECS47 \(use case\)/],
      ['0x53', /^ECS46a \(use case\)[\s\S]*\n\nECS46a \(use case\)/],
      ['REQ-07', /^REQ-07 \(requirement\)[\s\S]*\n {2}scenarios:\n[\s\S]* {4}period-expires-to-calendar\n/],
      ['esme-refuses-replay', /\(scenario\)[\s\S]*\n {2}clauses: .*GBCS[\s\S]*\n {2}assumptions:/],
      ['req-07', /^REQ-07 \(requirement\)/],
      ['han', /^han \(pack\)/],
      ['gbcs-ecs47-bad-mac', /^gbcs-ecs47-bad-mac \(scenario\)[\s\S]*\n {2}pack: gbcs\n/],
      ['replay', /^replay \(check\)/],
      ['esme.skip-replay', /^esme\.skip-replay \(fault\)/],
      ['GBCS_E_TRUNCATED', /^GBCS_E_TRUNCATED \(error code\): the input ends inside a field\n$/],
      ['hcalcs-default-state', /^hcalcs-default-state \(assumption\)[\s\S]* {2}value: open\n/],
      ['secmp0046-core', /^secmp0046-core \(profile\)[\s\S]*proposed, not in force/],
    ];
    for (const [name, text] of names) {
      const { code, out } = hanlab(['explain', name]);
      expect(code, name).equal(0);
      expect(out).match(text);
    }
    expect(json(['explain', 'replay', '--json']).document)
      .property('explained')
      .lengthOf(1);
  });

  it('explain suggests the nearest names', () => {
    expect(refused(['explain', 'ECS477'])).match(/nothing is called 'ECS477'; did you mean .*ECS47/);
    expect(refused(['explain', 'repaly'])).contain('replay');
    expect(refused(['explain', '0xFFFF'])).contain("nothing is called '0xFFFF'");
    expect(refused(['explain', 'x'.repeat(5000)]).length).lessThan(200);
  });

  interface Explained {
    readonly kind: string;
    readonly name: string;
    readonly summary: string;
    readonly [fact: string]: unknown;
  }

  function explained(...words: string[]): readonly Explained[] {
    const { code, document } = json(['explain', ...words, '--json']);
    expect(code, words.join(' ')).equal(0);
    return (document as { explained: Explained[] }).explained;
  }

  const senses = (...words: string[]) => explained(...words).map(({ kind, name, summary }) => [kind, name, summary]);

  it('explain a use case with its rows, parties, protections and flags, and what its editions differ in', () => {
    const [older, newer] = explained('ECS46a');
    expect(older).deep.include({
      messageCode: '0x0053',
      versions: ['3.1'],
      category: 'SME.C.C',
      protections: ['signature', 'MAC'],
      responseProtections: ['signature'],
      replayProtected: false,
      futureDatable: false,
      authorisations: ['supplier on esme'],
    });
    expect(older?.['payload']).include(
      'set AuxiliaryLoadControlSwitch[1].description (1 0-0:94.44.0.11 2, visible-string, optional)',
    );
    expect(newer?.['payload']).include(
      'set AuxiliaryController[1].description (1 0-0:94.44.0.11 2, visible-string, optional)',
    );
    for (const edition of [older, newer]) {
      expect(edition?.['differencesOfEditions'])
        .include('authorisations')
        .and.satisfy((texts: string[]) =>
          texts.some((text) => /^rows: .*AuxiliaryController\[5\]\.description$/.test(text)),
        );
    }
    expect(explained('CS02a')[0]?.['protectionExceptions']).match(
      /transitionalCoS.*: signature, its Response: signature/,
    );
    expect(explained('CS02a')[0]).include({ withoutSupplementaryParty: true });
    expect(explained('CS08')[0]).include({ withoutSupplementaryParty: false });
    expect(explained('GCA')[0]).deep.include({ protections: ['signature'], addressees: ['supplier'] });
    expect(explained('ECS47')[0]).not.have.property('differencesOfEditions');
  });

  it('explain alert codes: what they say, which messages carry them, protected how, to whom, and how sure that is', () => {
    for (const name of ['0x8F66', '8F66', '8f66', '0x8f66']) {
      expect(explained(name).map(({ kind, summary }) => [kind, summary])).eql([
        ['alert code', 'a future-dated Command was executed'],
      ]);
    }
    const [done] = explained('8F66');
    expect(done?.['carriedBy']).include(
      'FutureDatedAlert-DLMS (0x00CC), SME.A.C: signature, to originator of the Command',
    );
    expect(done).include({ knownFrom: 'reference messages' });
    expect(explained('8F12')[0]?.['carriedBy']).eql(['CS14 (0x0018), SME.A.NC: MAC, to accessControlBroker']);
    const [tamper] = explained('8F3F');
    expect(tamper?.['carriedBy']).eql(['GCA (0x1000), SME.A.C: signature, to supplier, if it is sent at all']);
    expect(tamper?.['knownFrom']).match(/not confirmed/);
    expect(explained('8183')[0]?.['carriedBy']).eql([
      'GNCA (0x1001), SME.A.NC: MAC, to supplier, if it is sent at all',
    ]);
  });

  it('explain response codes by list and number, by name, and by number alone', () => {
    const incompatible = [['response code', 'joinResponseCode 3', 'incompatibleWithExistingEntry']];
    for (const words of [
      ['JoinDeviceResponse', '3'],
      ['joinResponseCode', '3'],
      ['joinResponseCode 3'],
      ['joinResponseCode=3'],
      ['joinResponseCode', '0x3'],
      ['JOINRESPONSECODE', 'incompatibleWithExistingEntry'],
      ['incompatibleWithExistingEntry'],
    ]) {
      expect(senses(...words), words.join(' ')).eql(incompatible);
    }
    expect(explained('joinResponseCode', '3')[0]?.['useCases']).include('CS03A1').and.include('GCS59');
    expect(senses('data-access-result', '250')).eql([['response code', 'data-access-result 250', 'other-reason']]);
    const both = ['data-access-result 250', 'action-result 250'];
    expect(senses('other-reason').map(([, name]) => name)).eql(both);
    expect(senses('access-result', '250').map(([, name]) => name)).eql(both);
    expect(senses('250').map(([, name]) => name)).eql(both);
    for (const words of [['zcl-status', '8b'], ['ZCL', '0x8B'], ['NOT_FOUND'], ['not', 'found']]) {
      expect(senses(...words), words.join(' ')).eql([['response code', 'zcl-status 8B', 'NOT_FOUND']]);
    }
    expect(senses('CS02b', 'status', '5')).eql([['response code', 'credentialStatus 5', 'badCertificate']]);
    expect(senses('ActivationResponse', '2')).eql([['response code', 'activationResponseCode 2', 'hashMismatch']]);
    const [list] = explained('unjoinResponseCode');
    expect(list).deep.include({
      kind: 'response codes',
      codes: ['0 success', '1 otherDeviceNotInDeviceLog', '2 otherFailure'],
    });
  });

  it('explain every sense of a name that has several', () => {
    expect(senses('8B').map(([kind, name]) => [kind, name])).eql([
      ['use case', 'GCS53'],
      ['response code', 'zcl-status 8B'],
    ]);
    const three = senses('3').map(([, name]) => name);
    expect(three).include.members(['CCS03', 'joinResponseCode 3', 'activationResponseCode 3', 'action-result 3']);
    expect(senses('success').length).greaterThan(8);
  });

  it('explain OBIS names, also with class and attribute: the rows that have them', () => {
    const rows = [
      'ECS47 set AuxiliaryLoadControlSwitch[2].openTime: class 1, 0-0:94.44.118.2, attribute 2, long-unsigned, optional',
      'ECS47a set AuxiliaryController[2].settingPeriodEnd: class 1, 0-0:94.44.118.2, attribute 2, octet-string, optional',
    ];
    for (const words of [
      ['0-0:94.44.118.2'],
      ['1', '0-0:94.44.118.2', '2'],
      ['class 1, 0-0:94.44.118.2, attribute 2'],
      ['0-0:94.44.118.2/2'],
      ['00005e2c7602'],
    ]) {
      const [only, ...more] = explained(...words);
      expect(more).eql([]);
      expect(only, words.join(' ')).deep.include({ kind: 'COSEM object', name: '0-0:94.44.118.2', rows });
    }
    expect(refused(['explain', '3', '0-0:94.44.118.2'])).contain('nothing is called');
    expect(refused(['explain', '0-0:94.44.118.2', '3'])).contain('nothing is called');
    // The last group left out: both times of the switch.
    expect(explained('0-0:94.44.118').map(({ name }) => name)).include.members(['0-0:94.44.118.1', '0-0:94.44.118.2']);
  });

  it('explain objects, clusters and commands by the names of the rows', () => {
    const rowsOf = (...words: string[]) => explained(...words).flatMap(({ rows }) => rows as string[]);
    const all = rowsOf('AuxiliaryLoadControlSwitch');
    expect(all.some((row) => row.startsWith('ECS47 set AuxiliaryLoadControlSwitch[5].closeTime: class 1'))).equal(true);
    expect(rowsOf('auxiliaryloadcontrolswitch[2]').every((row) => row.includes('AuxiliaryLoadControlSwitch[2]'))).equal(
      true,
    );
    expect(rowsOf('AuxiliaryLoadControlSwitch[2].openTime')).lengthOf(1);
    expect(rowsOf('AuxiliaryLoadControlSwitch.openTime')).lengthOf(5);
    expect(explained('0709')[0]).include({ kind: 'cluster', name: '0709 Events' });
    expect(rowsOf('Publish Event Log').every((row) => row.includes('Publish Event Log'))).equal(true);
  });

  it('explain suggests the nearest of all these', () => {
    expect(refused(['explain', 'incompatibleWithExistingEntri'])).contain(
      'did you mean incompatibleWithExistingEntry?',
    );
    expect(refused(['explain', '0x8F99'])).match(/did you mean 0x8F/);
    expect(refused(['explain', 'AuxiliaryLoadContolSwitch'])).contain('did you mean AuxiliaryLoadControlSwitch');
    expect(refused(['explain', '0-0:94.44.118.9'])).contain('did you mean 0-0:94.44.118');
    expect(refused(['explain', 'joinResponseCode', '99'])).contain("'joinResponseCode 99'");
    expect(refused(['explain', '\u001b[31m'])).not.match(/\p{Cc}/u);
    expect(refused(['explain', ''])).contain("nothing is called ''");
    expect(refused(['explain', '-'])).contain("nothing is called '-'");
    expect(refused(['explain'])).contain('an argument is missing');
  });
});
