import { expect } from 'chai';
import { objectModelOf } from '../../../../emulator/devices/kernel/cosem/object-model.js';
import { CosemObjects } from '../../../../emulator/index.js';
import {
  accessRequest,
  checkAccessResponse,
  type Data,
  type DlmsRow,
  encodeDateTime,
  eui64,
  GBCS4_CURRENT,
  longInvokeIdOf,
  NULL_DATA,
  octetString,
  overlay,
  type Profile,
  profileById,
  protectedDataRequest,
  structure,
  type UseCase,
} from '../../../../gbcs/index.js';
import { sampleOf } from '../../../../vectors/golden/samples.js';

const NOW = Date.UTC(2026, 0, 15, 12);
const PROFILES: readonly Profile[] = [profileById('gbcs3-baseline'), GBCS4_CURRENT];
const ESME = eui64('00db1234567890a0');
const SUPPLIER = eui64('90b3d51f30010000');
const COUNTER = 7n;

function context() {
  return { now: NOW, originator: SUPPLIER, messageCode: 0, originatorCounter: COUNTER, emit: () => {} };
}

/** A request for everything that a use case reads, under protection too. */
function readsOf(rows: readonly DlmsRow[]) {
  const range = (row: DlmsRow) => (row.selection === undefined ? {} : { selection: wholeLog() });
  return accessRequest(
    rows.map((row) => {
      const { access, classId, obis, member } = row;
      return { specification: { access, classId, obis, member, ...range(row) }, data: inputOf(row) };
    }),
  );
}

function inputOf(row: DlmsRow): Data {
  if (row.access === 'get') return NULL_DATA;
  if (row.protects === undefined) return sampleOf(row.shape, row.name, row.constant);
  const header = { cra: 1, originatorCounter: COUNTER, originator: SUPPLIER, recipient: ESME } as const;
  const attributes = row.protects.map(({ classId, obis, member, shape }) => ({
    classId,
    obis,
    attribute: member,
    ...(shape.type === 'array' ? { range: { from: new Uint8Array(12), to: NEWEST } } : {}),
  }));
  return protectedDataRequest(
    { ...header, dateTime: new Uint8Array(0), otherInformation: { messageCode: 0 } },
    attributes,
  );
}

const NEWEST = Uint8Array.of(...new Array<number>(9).fill(0xff), 0x80, 0, 0xff);

function wholeLog() {
  const object = structure(
    { type: 'long-unsigned', value: 1 },
    octetString(Uint8Array.of(0, 0, 0x5e, 0x2c, 0x64, 0xff)),
    { type: 'integer', value: 2 },
    { type: 'long-unsigned', value: 0 },
  );
  const time = (value: number): Data => ({ type: 'double-long-unsigned', value });
  return { selector: 1, parameters: structure(object, time(0), time(0xffff_ffff), { type: 'array', items: [] }) };
}

function dlmsReads(profile: Profile, kind: 'esme' | 'communicationsHub'): readonly [UseCase, readonly DlmsRow[]][] {
  const model = objectModelOf(profile, kind);
  return profile.useCases.flatMap((useCase): [UseCase, readonly DlmsRow[]][] => {
    const { payload, name } = useCase;
    if (payload.family !== 'dlms' || !model.useCases.includes(name)) return [];
    const isRead = payload.rows.every(({ access, protects }) => access === 'get' || protects !== undefined);
    return isRead ? [[useCase, payload.rows]] : [];
  });
}

describe('COSEM objects of the catalogue', () => {
  for (const profile of PROFILES) {
    for (const kind of ['esme', 'communicationsHub'] as const) {
      it(`answer every read of a fresh ${kind} of ${profile.id} with data of the row`, () => {
        const reads = dlmsReads(profile, kind);
        expect(reads.length).greaterThan(kind === 'esme' ? 40 : 7);
        for (const [useCase, rows] of reads) {
          const objects = new CosemObjects(objectModelOf(profile, kind));
          // What is sealed here is only looked at for its own form; the endpoint encrypts.
          let sealed: Data | undefined;
          const seal = (data: Data) => {
            sealed = data;
            return sampleOf((rows[0] as DlmsRow).returns as DlmsRow['shape'], useCase.name);
          };
          const response = objects.execute(readsOf(rows), { ...context(), seal });
          expect(
            response.results.map(({ code }) => code),
            useCase.name,
          ).eql(rows.map(() => 0));
          const answered = { ...response, longInvokeId: longInvokeIdOf(COUNTER) };
          expect(() => checkAccessResponse(answered, rows, COUNTER), useCase.name).not.throw();
          const protects = rows[0]?.protects ?? [];
          if (protects.length > 0) expect(sealed, useCase.name).property('items').lengthOf(protects.length);
        }
      });
    }
  }

  it('answer a read of a log without entries as the profile assumes, and then break off', () => {
    const rows = dlmsReads(profileById('gbcs3-baseline'), 'esme').find(([{ name }]) => name === 'ECS61c')?.[1] ?? [];
    const answered = (profile: Profile, selected = rows) => {
      const { results, data } = new CosemObjects(objectModelOf(profile, 'esme')).execute(readsOf(selected), context());
      return results.map(({ code }, i) => [code, data[i]?.type]);
    };
    const shown = [0, 'boolean'];
    const whole = [shown, [0, 'array'], shown, shown, shown, shown, shown];
    expect(answered(profileById('gbcs3-baseline'))).eql(whole);
    const failed = [250, 'null-data'];
    const assumed = overlay(profileById('gbcs3-baseline'), {
      id: 'failing',
      title: 'failing',
      status: 'test',
      assumptions: { 'empty-log-result': 11 },
    });
    expect(answered(assumed)).eql([shown, [11, 'null-data'], failed, failed, failed, failed, failed]);
    // A log that may have no entries by its row succeeds without any.
    const subGhz = dlmsReads(assumed, 'communicationsHub').find(([{ name }]) => name === 'DBCH02')?.[1] ?? [];
    const objects = new CosemObjects(objectModelOf(assumed, 'communicationsHub'));
    expect(objects.execute(readsOf(subGhz), context()).results.map(({ code }) => code)).eql(subGhz.map(() => 0));
  });

  it('fail a read under protection of a log without entries where that is assumed', () => {
    const assumed = overlay(profileById('gbcs3-baseline'), {
      id: 'failing',
      title: 'failing',
      status: 'test',
      assumptions: { 'empty-log-result': 11 },
    });
    const isOfLogs = ([, rows]: readonly [UseCase, readonly DlmsRow[]]) =>
      rows.some(({ protects }) => protects?.some(({ shape }) => shape.type === 'array' && shape.min > 0));
    const reads = dlmsReads(assumed, 'esme').filter(isOfLogs);
    expect(reads.length).greaterThan(3);
    for (const [{ name }, rows] of reads) {
      const seal = () => sampleOf((rows[0] as DlmsRow).returns as DlmsRow['shape'], name);
      const codes = (profile: Profile) =>
        new CosemObjects(objectModelOf(profile, 'esme'))
          .execute(readsOf(rows), { ...context(), seal })
          .results.map(({ code }) => code);
      expect(codes(assumed)[0], name).equal(11);
      expect(codes(profileById('gbcs3-baseline'))[0], name).equal(0);
    }
  });

  it('bring next values into force by the catalogue’s names, each activation its own', () => {
    const { activations } = objectModelOf(profileById('gbcs3-baseline'), 'esme');
    const movesOf = (key: string) =>
      activations.get(key)?.map(({ from, to }) => `${from.obis}/${from.member} ${to.obis}/${to.member}`);
    expect(movesOf('9000/0-0:94.44.128.7/6')).eql(['0-0:94.44.128.7/4 0-0:17.0.0.255/4']);
    expect(movesOf('20/0-0:13.0.0.255/10')).eql([
      '0-0:13.0.0.255/7 0-0:13.0.0.255/3',
      '0-0:13.0.0.255/8 0-0:13.0.0.255/4',
      '0-0:13.0.0.255/9 0-0:13.0.0.255/5',
    ]);
    expect(movesOf('9000/0-0:63.1.1.255/6')).lengthOf(8);
    expect(movesOf('9000/0-0:94.44.128.12/6')).eql(['0-0:94.44.128.12/4 0-0:19.0.0.255/18']);
    expect(Array.from(activations).filter(([, moves]) => moves.length === 0)).eql([]);
  });

  it('keep values and plans over a restart, and share their definitions', () => {
    const model = objectModelOf(profileById('gbcs3-baseline'), 'esme');
    expect(objectModelOf(profileById('gbcs3-baseline'), 'esme')).equal(model);
    const at = { classId: 9000, obis: '0-0:94.44.128.7', member: 4 };
    const request = accessRequest([
      { specification: { access: 'set', ...at }, data: { type: 'double-long-unsigned', value: 6900 } },
      { specification: { access: 'set', ...at, member: 6 }, data: octetString(encodeDateTime(NOW + 1000)) },
    ]);
    const first = new CosemObjects(model);
    expect(first.execute(request, context()).results.map(({ code }) => code)).eql([0, 0]);
    const second = new CosemObjects(model);
    second.restore(structuredClone(first.save()));
    expect(second.nextDue()).equal(NOW + 1000);
    second.tick(NOW + 1000);
    const limit = { classId: 71, obis: '0-0:17.0.0.255', member: 4 };
    expect(second.value(limit)).eql({ type: 'double-long-unsigned', value: 6900 });
    expect(first.value(limit)).eql({ type: 'double-long-unsigned', value: 0 });
    expect(second.save().planned).eql([]);
  });

  it('report a value that could not be brought into force', () => {
    const outcomes: boolean[] = [];
    const model = objectModelOf(profileById('gbcs3-baseline'), 'esme');
    const objects = new CosemObjects(model, { activated: (_, isDone) => outcomes.push(isDone) });
    objects.injectFailure({ access: 'set', classId: 71, obis: '0-0:17.0.0.255', member: 4 }, 1);
    const time = { access: 'set', classId: 9000, obis: '0-0:94.44.128.7', member: 6 } as const;
    objects.execute(accessRequest([{ specification: time, data: octetString(encodeDateTime(NOW + 1000)) }]), context());
    objects.tick(NOW + 1000);
    expect(outcomes).eql([false]);
  });

  it('refuse what is no object, cannot be set, or has another type', () => {
    const objects = new CosemObjects(objectModelOf(profileById('gbcs3-baseline'), 'esme'));
    const codeOf = (access: 'get' | 'set', classId: number, obis: string, member: number, data: Data = NULL_DATA) =>
      objects.execute(accessRequest([{ specification: { access, classId, obis, member }, data }]), context()).results[0]
        ?.code;
    expect(codeOf('get', 1, '0-0:1.2.3.4', 2)).equal(4);
    expect(codeOf('set', 3, '1-0:2.8.0.255', 2, { type: 'double-long-unsigned', value: 1 })).equal(3);
    expect(codeOf('set', 1, '0-0:94.44.3.2', 2, { type: 'unsigned', value: 1 })).equal(12);
    expect(codeOf('get', 1, '0-0:94.44.3.2', 2)).equal(3);
  });
});
