import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { ASSUMPTIONS, allUseCases, opensslProvider, portableProvider, useCaseByName } from '../../gbcs/index.js';
import { contextOf, profileOf, refusalsOf } from '../../vectors/golden/judge.js';
import {
  AREAS,
  checkGolden,
  compareGolden,
  GOLDEN_DIRECTORY,
  type GoldenFile,
  type GoldenGroup,
  generateGolden,
  readGolden,
  writeGolden,
} from '../../vectors/index.js';

const SCHEMA = 'golden-vectors.schema.json';
const files = readGolden(GOLDEN_DIRECTORY);
const groups = files.flatMap(({ file }) => file.groups);
const cases = groups.flatMap((group) => group.cases);

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hanlab-golden-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

describe('golden vectors', () => {
  let texts: ReturnType<typeof generateGolden>;

  it('are what is generated, octet for octet', function () {
    this.timeout(120_000);
    texts = generateGolden();
    expect(compareGolden(GOLDEN_DIRECTORY, texts)).eql({ files: AREAS.length, differing: [] });
  });

  it('come out the same a second time, and are written with their schema', function () {
    this.timeout(120_000);
    const again = generateGolden();
    expect(again.every(({ name, text }, i) => name === texts[i]?.name && text === texts[i]?.text)).equal(true);
    const out = join(scratch, 'a', 'b');
    const written = writeGolden(out, texts);
    expect(written.files.reduce((sum, file) => sum + file.cases, 0)).equal(cases.length);
    expect(compareGolden(out, texts).differing).eql([]);
    expect(readdirSync(out)).include(SCHEMA);
    const first = join(out, 'labels.json');
    writeFileSync(first, readFileSync(first, 'utf8').replace('"valid"', '"invalid"'));
    expect(compareGolden(out, texts).differing.map(({ file, reason }) => [file, /^line \d+ differs/.test(reason)])).eql(
      [['labels.json', true]],
    );
    rmSync(first);
    expect(compareGolden(out, texts).differing).lengthOf(1);
  });

  it('conform to the schema, which refuses what is not in the format', () => {
    const schema = JSON.parse(readFileSync(join(GOLDEN_DIRECTORY, SCHEMA), 'utf8')) as object;
    // Formats are another vocabulary; the patterns say what matters.
    const validate = new Ajv2020({
      allErrors: true,
      strict: true,
      strictRequired: false,
      validateFormats: false,
    }).compile(schema);
    for (const { name, file } of files)
      expect(validate(file), `${name}: ${JSON.stringify(validate.errors)}`).equal(true);
    const broken = (change: (file: Record<string, unknown>) => void): boolean => {
      const copy = structuredClone(files[0]?.file) as unknown as Record<string, unknown>;
      change(copy);
      return validate(copy);
    };
    const firstCase = (file: Record<string, unknown>) =>
      ((file['groups'] as GoldenGroup[])[0] as GoldenGroup).cases[0] as unknown as Record<string, unknown>;
    expect(broken(() => undefined)).equal(true);
    expect(broken((file) => delete file['notes'])).equal(false);
    expect(broken((file) => Object.assign(firstCase(file), { message: 'ABC' }))).equal(false);
    expect(broken((file) => Object.assign(firstCase(file), { check: 'mac' }))).equal(false);
    expect(broken((file) => Object.assign(firstCase(file), { result: 'invalid' }))).equal(false);
    expect(broken((file) => Object.assign(firstCase(file), { more: 1 }))).equal(false);
  });

  it('are at least 400, each with its own id and octets, its flag explained, and every assumption known', () => {
    expect(cases.length).least(400);
    expect(files.every(({ file }) => file.numberOfCases === file.groups.flatMap((group) => group.cases).length)).equal(
      true,
    );
    expect(new Set(cases.map(({ id }) => id)).size).equal(cases.length);
    expect(new Set(groups.map(({ id }) => id)).size).equal(groups.length);
    for (const { file } of files) {
      const flags = new Set(file.groups.flatMap((group) => group.cases).flatMap((one) => one.flags));
      expect(Object.keys(file.notes).sort()).eql([...flags].sort());
      for (const { assumption } of Object.values(file.notes)) {
        if (assumption !== undefined) expect(file.assumptions).property(assumption);
      }
      for (const { assumptions } of file.groups)
        expect(Object.keys(file.assumptions)).include.members([...assumptions]);
      for (const name of Object.keys(file.assumptions)) expect(ASSUMPTIONS).property(name);
      const checks = new Set(file.groups.flatMap((group) => group.cases).flatMap(({ check }) => check ?? []));
      expect(Object.keys(file.checks).sort()).eql([...checks].sort());
      expect(file.about).match(/PUBLIC BY INTENT/);
    }
  });

  it('say that what is proposed is not in force', () => {
    const proposed = files.filter(({ file }) => file.groups.some(({ rules }) => rules === 'secmp0046-core'));
    expect(proposed.length).least(2);
    for (const { file } of proposed) expect(file.rules['secmp0046-core']).match(/NOT IN FORCE/);
  });
});

/** Use cases that the areas are about, found in the catalogue by their names and not by the list of the generator. */
const SUBJECTS =
  /^(ECS(15c|26c|35[a-g]|38|46.|47.?|52|61.|62|10[012]|200)|CCS0\d(CCS04)?|CS0[2346789].*|CS14|GCS59|GCS62|FDRA-.*|FutureDatedAlert-DLMS)$/;

describe('coverage of the golden vectors', () => {
  const subjects = allUseCases.filter(({ name, payload }) => SUBJECTS.test(name) && payload.family !== 'none');

  it('has every use case of its areas, and no other, in every edition', () => {
    const named = new Set(AREAS.flatMap((area) => area.useCases));
    expect([...new Set(subjects.map(({ name }) => name))].sort()).eql([...named].sort());
  });

  for (const useCase of subjects) {
    const edition = useCase.versions.includes('3.1') ? 'gbcs-3.1' : 'gbcs-4.0';
    const own = groups.filter((group) => group.useCase === useCase.name && group.rules === edition && group.supported);
    const ownCases = own.flatMap((group) => group.cases);
    const isCommand = !useCase.category.startsWith('SME.A');

    it(`${useCase.name} (${edition}) has valid and invalid cases of every check that applies`, () => {
      const checks = new Set(ownCases.map(({ check }) => check));
      // Nobody has authority for it: the contingency key is no role of a cell.
      if (isCommand && useCase.authorisations.length === 0) {
        expect([...checks]).eql(['originator']);
        return;
      }
      const wanted = ['parse', 'recipient', 'originator', 'protections', 'payload'];
      expect([...checks]).include.members([...wanted, undefined]);
      expect(checks.has('mac') || checks.has('signature')).equal(true);
      if (isCommand) {
        expect(checks.has('replay')).equal(useCase.replayProtected);
        expect([...checks]).include('correlation');
        expect(new Set(own.map(({ kind }) => kind))).eql(new Set(['command', 'response']));
      }
    });

    if (!isCommand) continue;
    it(`${useCase.name} (${edition}) has every role at every kind of device that knows it`, () => {
      for (const { file } of files) {
        for (const group of file.groups.filter((one) => own.includes(one) && one.kind === 'command')) {
          const receiver = file.receivers[group.receiver];
          const kind = file.identities[receiver?.identity ?? '']?.kind;
          const known = new Set(receiver?.cells?.map(({ role }) => role));
          const sameKind = own.filter(
            ({ kind: what, receiver: whose }) => what === 'command' && whose === group.receiver,
          );
          const byRole = (role: string) =>
            sameKind
              .flatMap((one) => one.cases)
              .filter(({ message }) => originatorOf(message) === file.identities[role]?.entity);
          for (const { role, targets } of useCase.authorisations) {
            if (!targets.includes(kind as never) || !group.roles.includes(role)) continue;
            expect(
              byRole(role).some(({ result }) => result === 'valid'),
              `${group.id} ${role}`,
            ).equal(true);
          }
          const strangers = [...known].filter(
            (role) => !useCase.authorisations.some((one) => one.role === role && one.targets.includes(kind as never)),
          );
          const tried = strangers.filter((role) => byRole(role).some(({ check }) => check === 'originator'));
          // All of them where a use case is first tried, one at least at further kinds of device.
          expect(tried.length, group.id).least(Math.min(strangers.length, 1));
          if (kind === useCase.authorisations[0]?.targets[0]) expect(tried, group.id).eql(strangers);
        }
      }
    });
  }

  it('has the rights that the proposal gives distributors, valid there and invalid today', () => {
    const proposed = groups.filter(({ rules }) => rules === 'secmp0046-core');
    expect([...new Set(proposed.map(({ useCase }) => useCase))].sort()).eql([
      'CS03A1',
      'CS03A2',
      'CS04AC',
      'ECS46a',
      'ECS46c',
      'ECS47',
    ]);
    for (const name of ['ECS47', 'ECS46a', 'ECS46c', 'CS03A1']) {
      const id = `${name}.esme.gbcs-3.1/by-networkOperator`;
      expect(cases.find((one) => one.id === id)).include({ result: 'invalid', check: 'originator' });
    }
  });

  it('has Commands that devices do not support, for every kind of device', () => {
    const unsupported = groups.filter(({ supported }) => !supported);
    expect(unsupported.flatMap((group) => group.cases).every(({ check }) => check === 'supported')).equal(true);
    expect(new Set(unsupported.map(({ receiver }) => receiver)).size).equal(8);
  });

  /** Signature and MAC of Commands, written out from the notes on the wire format: not from the catalogue. */
  const PROTECTIONS: readonly [group: string, signed: boolean, maced: boolean][] = [
    ['ECS47.esme.gbcs-3.1', true, true],
    ['ECS62.esme.gbcs-3.1', false, true],
    ['ECS46a.esme.gbcs-4.0', true, true],
    ['CCS01.communicationsHub.gbcs-3.1', false, true],
    ['CS02a.esme.gbcs-3.1', false, true],
    ['CS02a.esme.gbcs-3.1.transitionalCoS', true, false],
    ['CS02f.esme.gbcs-4.0', false, true],
    ['CS02f.esme.gbcs-4.0.transitionalCoS', true, false],
    ['CS02bAnyExceptAbnormalRootByRecovery.esme.gbcs-3.1', true, false],
    ['CS02bACBByACB.esme.gbcs-3.1', false, true],
    ['CS02bACBByACB.communicationsHub.gbcs-3.1', true, true],
    ['CS02bSupplierBySupplier.esme.gbcs-3.1', true, true],
    ['CS03A2.hcalcs.gbcs-3.1', true, true],
    ['CS03A2.ppmid.gbcs-3.1', true, true],
    ['CS03B.gsme.gbcs-3.1', false, true],
    ['CS04B.esme.gbcs-3.1', false, true],
    ['CS06.esme.gbcs-3.1', true, true],
    ['CS08.hcalcs.gbcs-4.0', false, true],
    ['ECS47.response.esme.gbcs-3.1.supplier', true, false],
    ['ECS62.response.esme.gbcs-3.1.supplier', false, true],
    ['CS02bACBByACB.response.esme.gbcs-3.1.accessControlBroker', true, false],
    ['CS02a.response.esme.gbcs-3.1.accessControlBroker', false, true],
    ['CS02a.response.esme.gbcs-3.1.transitionalCoS', true, false],
    ['CS14.alert.communicationsHub.accessControlBroker', false, true],
    ['GCS62.alert.gasProxyFunction.accessControlBroker', false, true],
    ['CCS08.alert.communicationsHub.accessControlBroker', true, false],
    ['CS09.alert.ppmid.accessControlBroker', true, false],
    ['ECS101.alert.esme.supplier', true, false],
  ];
  for (const [id, signed, maced] of PROTECTIONS) {
    it(`${id}: ${[signed ? 'signature' : '', maced ? 'MAC' : ''].filter(Boolean).join(' and ')}`, () => {
      const valid = groups.find((group) => group.id === id)?.cases.filter(({ result }) => result === 'valid') ?? [];
      expect(valid.length).least(1);
      for (const { message, facts } of valid) {
        expect(facts).include({ signed, maced });
        expect(message.startsWith('dd')).equal(maced);
      }
    });
  }
});

/** Originator in a message, where its lengths are the usual ones. */
function originatorOf(message: string): string {
  const at = message.indexOf('df09');
  return message.slice(at + 24, at + 40);
}

describe('golden vectors judged by hanlab', () => {
  for (const provider of [opensslProvider, portableProvider]) {
    it(`are judged as they say, with ${provider.name}`, function () {
      this.timeout(120_000);
      const report = provider.name === 'portable' ? checkGolden(onlyLabels(), provider) : checkGolden(GOLDEN_DIRECTORY);
      expect(report.failures).eql([]);
      expect(report.agreed).equal(report.cases);
      expect(report.facts).equal(report.valid);
      expect(report.judged.receiveChecks + report.judged.answerChecks).equal(report.cases);
      const left = Object.values(report.notEmulated).reduce((sum, number) => sum + number, 0);
      expect(report.judged.emulatedDevice + left).equal(report.judged.receiveChecks);
      expect(report.judged.emulatedDevice).greaterThan(100);
    });
  }

  it('are wrong in one respect only: no other check of a device refuses an invalid Command', () => {
    /** What cannot be otherwise: of a stranger there is no key, and a MAC over another header is no right one. */
    const also: Readonly<Record<string, readonly string[]>> = {
      UnknownOriginator: ['protections', 'signature'],
      SecurityControl: ['mac'],
      InvocationCounter: ['mac'],
      MacLength: ['mac'],
    };
    let seen = 0;
    for (const { file } of files) {
      const context = contextOf(file, opensslProvider);
      for (const group of file.groups.filter(({ kind }) => kind === 'command')) {
        for (const one of group.cases) {
          const refusing = refusalsOf(context, group, one).map(({ check }) => check);
          // What nobody may invoke anywhere, no device is said to support.
          const nobody = group.roles.length === 0 ? 'supported' : undefined;
          const more = refusing.filter((check) => check !== one.check && check !== nobody);
          expect(also[one.flags[0] ?? ''] ?? [], one.id).include.members(more);
          seen++;
        }
      }
    }
    expect(seen).greaterThan(1000);
  });

  it('has no judgement of a receiver whose catalogue lacks the use case', () => {
    for (const { rules, useCase } of groups)
      expect(useCaseByName(profileOf(rules).useCases, useCase)).not.equal(undefined);
  });
});

/** A directory with the smallest set of files that has Commands and Responses. */
function onlyLabels(): string {
  const directory = join(scratch, 'labels');
  mkdirSync(directory);
  cpSync(join(GOLDEN_DIRECTORY, 'labels.json'), join(directory, 'labels.json'));
  return directory;
}

describe('golden vectors broken on purpose', () => {
  /** Puts a changed copy of one file into a directory of its own, and checks it. */
  function checkedAfter(name: string, change: (file: { groups: GoldenGroup[] }) => void) {
    const copy = structuredClone(files.find((one) => one.name === name)?.file) as GoldenFile & {
      groups: GoldenGroup[];
    };
    change(copy);
    writeFileSync(join(scratch, name), JSON.stringify(copy));
    return checkGolden(scratch);
  }

  function everyCase(
    file: { groups: GoldenGroup[] },
    change: (one: Record<string, unknown>, group: GoldenGroup) => void,
  ) {
    for (const group of file.groups) {
      for (const one of group.cases) change(one as unknown as Record<string, unknown>, group);
    }
  }

  it('one octet of a valid message changes the verdict, wherever it is', () => {
    const report = checkedAfter('whitelist.json', (file) => {
      let at = 0;
      file.groups = file.groups.map((group) => ({
        ...group,
        cases: group.cases.filter(({ result }) => result === 'valid'),
      }));
      everyCase(file, (one) => {
        const octets = Buffer.from(one['message'] as string, 'hex');
        // Another place in each message.
        at = (at * 31 + 7) % octets.length;
        octets[at] = (octets[at] as number) ^ 0x04;
        one['message'] = octets.toString('hex');
      });
    });
    expect(report.cases).greaterThan(20);
    expect(report.failures).lengthOf(report.cases);
  });

  it('a valid case said to be invalid, and the reverse, are found', () => {
    const report = checkedAfter('labels.json', (file) =>
      everyCase(file, (one) => {
        const isValid = one['result'] === 'valid';
        one['result'] = isValid ? 'invalid' : 'valid';
        if (isValid) one['check'] = 'mac';
        else delete one['check'];
      }),
    );
    expect(report.failures).lengthOf(report.cases);
    expect(report.agreed).equal(0);
  });

  it('another check than the one that refuses is found', () => {
    const report = checkedAfter('labels.json', (file) => {
      everyCase(file, (one) => {
        if (one['result'] === 'invalid') one['check'] = one['check'] === 'mac' ? 'signature' : 'mac';
      });
    });
    expect(report.failures).lengthOf(report.invalid);
    expect(report.failures[0]?.message).match(/^expected invalid by mac, found invalid by /);
  });

  it('a changed fact, counter, key or answer is found', () => {
    const facts = checkedAfter('labels.json', (file) =>
      everyCase(file, (one) => {
        if (one['facts'] !== undefined) one['facts'] = { ...(one['facts'] as object), originatorCounter: '1' };
      }),
    );
    expect(facts.failures).lengthOf(facts.valid);
    const counters = checkedAfter('load-control.json', (file) => {
      file.groups = file.groups
        .filter(({ id }) => id === 'ECS47.esme.gbcs-3.1')
        .map((group) => ({ ...group, storedCounters: { supplier: '9999999' } }));
    });
    rmSync(join(scratch, 'load-control.json'));
    expect(counters.failures.filter(({ message }) => /found invalid by replay/.test(message)).length).greaterThan(5);
    const answer = checkedAfter('join-unjoin.json', (file) =>
      everyCase(file, (one) => {
        if (one['answer'] !== undefined) one['answer'] = { joinResponseCode: 0 };
      }),
    );
    expect(
      answer.failures.filter(({ message }) => /answered joinResponseCode 1, expected 0/.test(message)).length,
    ).least(2);
  });

  it('a file that lacks what its cases need is a failure of these, and never a crash', () => {
    const report = checkedAfter('labels.json', (file) => {
      const whole = file as unknown as Record<string, unknown>;
      whole['identities'] = {};
    });
    expect(report.failures).lengthOf(report.cases);
  });

  it('what is not in the format is refused', () => {
    writeFileSync(join(scratch, 'a.json'), '{"format": "other", "groups": []}');
    expect(() => checkGolden(scratch)).throw(/not in the format/);
    writeFileSync(join(scratch, 'a.json'), '{');
    expect(() => checkGolden(scratch)).throw(/no JSON/);
    rmSync(join(scratch, 'a.json'));
    expect(() => checkGolden(scratch)).throw(/no golden vectors/);
    expect(() => checkGolden(join(scratch, 'none'))).throw(/cannot be listed/);
  });
});
