import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex } from '../../../gbcs/bytes/hex.js';
import { checkAccessRequest, shapeProblem } from '../../../gbcs/catalogue/conformance.js';
import { allUseCases, useCaseByCode, useCaseByName } from '../../../gbcs/catalogue/lookup.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/tables.js';
import type { DataShape, DlmsRow } from '../../../gbcs/catalogue/use-case.js';
import { type AccessRequest, longInvokeIdOf } from '../../../gbcs/dlms/access.js';
import {
  array,
  booleanData,
  type Data,
  longUnsigned,
  NULL_DATA,
  octetString,
  structure,
  visibleString,
} from '../../../gbcs/dlms/data.js';
import { ACTIVATE_NOW } from '../../../gbcs/dlms/date-time.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { decodeMessage } from '../../../gbcs/message.js';
import type { Command } from '../../../gbcs/use-cases/command.js';
import { addDevice, removeDevice } from '../../../gbcs/use-cases/han-device-log.js';
import {
  activateSwitch,
  configureSwitches,
  deactivateSwitch,
  readSwitchData,
  resetSwitch,
  setDescriptions,
  setSupply,
} from '../../../gbcs/use-cases/load-control.js';
import { requireShared } from '../../shared.js';
import { codecError } from '../asn1/payloads.js';

const COUNTER = 2000n;
const HCALCS = eui64('00db1234567890a5');

function rowsOf(name: string): readonly DlmsRow[] {
  const useCase = useCaseByName(allUseCases, name);
  if (useCase?.payload.family !== 'dlms') throw new Error(`${name} has no rows`);
  return useCase.payload.rows;
}

function requestOf({ payload }: Command): AccessRequest {
  if (payload.kind !== 'access-request') throw new Error(payload.kind);
  return { ...payload, longInvokeId: longInvokeIdOf(COUNTER) };
}

function check(command: Command, change: (request: AccessRequest) => AccessRequest = (request) => request): void {
  checkAccessRequest(change(requestOf(command)), rowsOf(command.useCase), COUNTER);
}

/** The same with another value for one instruction. */
function withData(at: number, value: Data): (request: AccessRequest) => AccessRequest {
  return (request) => ({ ...request, data: request.data.map((data, i) => (i === at ? value : data)) });
}

/** The same instructions in another order or number. */
function pick(...order: number[]): (request: AccessRequest) => AccessRequest {
  return (request) => ({
    ...request,
    specifications: order.map((i) => request.specifications[i] as AccessRequest['specifications'][number]),
    data: order.map((i) => request.data[i] as Data),
  });
}

const CALENDAR = configureSwitches({
  switches: { 1: 'alcs', 2: HCALCS },
  specialDays: [{ year: 'every', month: 12, day: 25 }],
  entries: [{ switch: 1, action: 'close', hour: 0, minute: 30, weekdays: '1111100', specialDays: '0' }],
});

const GOOD: [string, Command][] = [
  ['every time of ECS47', activateSwitch(1, 0)],
  ['the last switch', deactivateSwitch(5, 65535)],
  ['a reset', resetSwitch(3)],
  ['one label', setDescriptions({ 3: 'Label' })],
  ['all labels', setDescriptions({ 1: '', 2: 'b', 3: 'c', 4: 'd', 5: 'x'.repeat(127) })],
  ['no label at all', setDescriptions({})],
  ['a whole read', readSwitchData()],
  ['a calendar', CALENDAR],
  ['a device for the whitelist', addDevice(HCALCS, 'hcalcs', new Uint8Array(16), 90)],
  ['one less', removeDevice(HCALCS)],
  ['the supply', setSupply('arm')],
];

describe('conformance of a Command to its use case', () => {
  for (const [what, command] of GOOD) {
    it(`accepts ${what} (${command.useCase})`, () => {
      check(command);
    });
  }

  it('accepts every reference Command of a DLMS use case in the catalogue, in each version', function () {
    const directory = requireShared.call(this, 'rtds');
    const names = new Set<string>();
    for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.HEX')) continue;
      const { frame, payload } = decodeMessage(fromHex(readFileSync(join(directory, path), 'latin1').trim()));
      const { messageCode } = frame.header.otherInformation;
      if (payload.kind !== 'access-request') continue;
      for (const table of [GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES]) {
        const useCase = useCaseByCode(table, messageCode);
        if (useCase?.payload.family !== 'dlms') continue;
        const { rows } = useCase.payload;
        const { originatorCounter } = frame.header;
        if (useCase.name === 'CCS07' && table === GBCS_3_1_USE_CASES) {
          // GBCS 3.1 sends an integer 0, 4.0 null-data as the data set, which is of GBCS 4, has it.
          expect(() => checkAccessRequest(payload, rows, originatorCounter), path).to.throw('null-data, not integer');
          continue;
        }
        try {
          checkAccessRequest(payload, rows, originatorCounter);
        } catch (error) {
          throw new Error(path, { cause: error });
        }
        expect(() => checkAccessRequest(payload, rows, originatorCounter + 1n), path).to.throw('long-invoke-id');
        names.add(useCase.name);
      }
    }
    const catalogued = allUseCases.filter(({ payload }) => payload.family === 'dlms').map(({ name }) => name);
    const missing = [...new Set(catalogued)].filter((name) => !names.has(name));
    expect(['DBCH04', 'ECS18a', 'ECS26m', 'ECS29b', 'ECS35d', 'ECS81']).to.include.members(missing);
  });

  /** What is wrong, the Command, what is done to it, and the row or field that the error names. */
  const bad: [string, Command, (request: AccessRequest) => AccessRequest, string][] = [
    ['another long-invoke-id', resetSwitch(1), (r) => ({ ...r, longInvokeId: longInvokeIdOf(1999n) }), 'longInvokeId'],
    ['continue on error', resetSwitch(1), (r) => ({ ...r, longInvokeId: r.longInvokeId - 0x20000000 }), 'longInvokeId'],
    ['a date-time', resetSwitch(1), (r) => ({ ...r, dateTime: ACTIVATE_NOW }), 'dateTime'],
    ['no instructions', resetSwitch(1), pick(), 'AuxiliaryLoadControlSwitch[n].openCloseOrReset'],
    ['the time without the action', activateSwitch(1, 30), pick(0), 'AuxiliaryLoadControlSwitch[n].openCloseOrReset'],
    ['the action without its time', activateSwitch(1, 30), pick(1), 'AuxiliaryLoadControlSwitch[1].closeTime'],
    ['the action before the time', activateSwitch(1, 30), pick(1, 0), 'specifications[1]'],
    ['the action twice', resetSwitch(1), pick(0, 0), 'specifications[1]'],
    ['the time twice', activateSwitch(1, 30), pick(0, 0, 1), 'AuxiliaryLoadControlSwitch[n].openCloseOrReset'],
    [
      'the close time with the action to open',
      activateSwitch(1, 30),
      withData(1, longUnsigned(0x0112)),
      'AuxiliaryLoadControlSwitch[1].closeTime',
    ],
    [
      'the time of another switch',
      deactivateSwitch(1, 30),
      withData(1, longUnsigned(0x0212)),
      'AuxiliaryLoadControlSwitch[1].openTime',
    ],
    [
      'a time with a reset',
      deactivateSwitch(4, 30),
      withData(1, longUnsigned(0x0420)),
      'AuxiliaryLoadControlSwitch[4].openTime',
    ],
    [
      'a time as another type',
      deactivateSwitch(1, 30),
      withData(0, { type: 'unsigned', value: 30 }),
      'AuxiliaryLoadControlSwitch[1].openTime',
    ],
    [
      'an action without value',
      resetSwitch(1),
      withData(0, NULL_DATA),
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset',
    ],
    [
      'a get instead of a set',
      setDescriptions({ 1: 'a' }),
      (r) => ({ ...r, specifications: r.specifications.map((one) => ({ ...one, access: 'get' as const })) }),
      'specifications[0]',
    ],
    [
      'another class',
      setDescriptions({ 1: 'a' }),
      (r) => ({ ...r, specifications: r.specifications.map((one) => ({ ...one, classId: 3 })) }),
      'specifications[0]',
    ],
    [
      'another attribute',
      setDescriptions({ 1: 'a' }),
      (r) => ({ ...r, specifications: r.specifications.map((one) => ({ ...one, member: 3 })) }),
      'specifications[0]',
    ],
    ['labels in another order', setDescriptions({ 1: 'a', 2: 'b' }), pick(1, 0), 'specifications[1]'],
    [
      'a label of 128 characters',
      setDescriptions({ 2: 'x'.repeat(128) }),
      (r) => r,
      'AuxiliaryLoadControlSwitch[2].description',
    ],
    [
      'a label as octets',
      setDescriptions({ 2: 'x' }),
      withData(0, octetString(Uint8Array.of(0x78))),
      'AuxiliaryLoadControlSwitch[2].description',
    ],
    ['a value in a get', readSwitchData(), withData(0, visibleString('')), 'AuxiliaryLoadControlSwitch[1].description'],
    [
      'an identifier of seven octets',
      CALENDAR,
      withData(0, octetString(new Uint8Array(7))),
      'AuxiliaryLoadControlSwitch[1].typeAndIdentifier',
    ],
    ['no calendar entries', CALENDAR, withData(3, array()), 'AuxiliaryLoadControlSwitchesCalendar.entries.next'],
    [
      '49 calendar entries',
      CALENDAR,
      (r) => withData(3, array(...Array.from({ length: 49 }, () => itemOf(r.data[3]))))(r),
      'AuxiliaryLoadControlSwitchesCalendar.entries.next',
    ],
    [
      '21 special days',
      CALENDAR,
      (r) => withData(2, array(...Array.from({ length: 21 }, () => itemOf(r.data[2]))))(r),
      'AuxiliaryLoadControlSwitchesCalendar(SpecialDays).entries.next',
    ],
    [
      'an activation time of 11 octets',
      CALENDAR,
      withData(4, octetString(new Uint8Array(11))),
      'AuxiliaryLoadControlSwitchesCalendar.activateNextDateTime',
    ],
    [
      'no second activation time',
      CALENDAR,
      pick(0, 1, 2, 3, 4),
      'AuxiliaryLoadControlSwitchesCalendar(SpecialDays).activateNextDateTime',
    ],
    [
      'the activation times in another order',
      CALENDAR,
      pick(0, 1, 2, 3, 5, 4),
      'AuxiliaryLoadControlSwitchesCalendar.activateNextDateTime',
    ],
    ['another script of the supply', setSupply('enable'), withData(0, longUnsigned(52)), 'SupplyState.enable'],
    [
      'joining not allowed',
      addDevice(HCALCS, 'hcalcs', new Uint8Array(16), 90),
      withData(2, booleanData(false)),
      'DeviceLog(CHF).allowsDevicesOnToTheHAN',
    ],
    [
      'an install code of 15 octets',
      addDevice(HCALCS, 'hcalcs', new Uint8Array(16), 90),
      (r) => withData(0, withField(r.data[0], 2, octetString(new Uint8Array(15))))(r),
      'DeviceLog(CHF).addEntry',
    ],
    [
      'another kind of key',
      addDevice(HCALCS, 'hcalcs', new Uint8Array(16), 90),
      (r) => withData(0, withField(r.data[0], 1, { type: 'enum', value: 2 }))(r),
      'DeviceLog(CHF).addEntry',
    ],
  ];
  for (const [what, command, change, path] of bad) {
    it(`refuses ${what} (${command.useCase})`, () => {
      const error = codecError(() => check(command, change));
      expect([error.code, error.path, error.clause], error.message).to.deep.equal(['GBCS_E_PAYLOAD', path, 'GBCS 19']);
    });
  }

  it('names the place of the instruction or value in the message', () => {
    // Switch 1, 60 minutes, as an unsigned; an instruction too many; another one than the action.
    const head = 'DF090100000000000007D00890B3D51F300200000800DB1234567890A000020055';
    const offsetOf = (hex: string) => {
      const { payload } = decodeMessage(fromHex(hex));
      if (payload.kind !== 'access-request') throw new Error(payload.kind);
      return codecError(() => checkAccessRequest(payload, rowsOf('ECS47'), COUNTER)).offset;
    };
    const wrongType = `${head}21D9200007D0000202000100005E2C75020203000900000A0067FF0102113C120112`;
    expect(offsetOf(wrongType)).to.equal(wrongType.indexOf('113C120112') / 2);
    const execute = '03000900000A0067FF01';
    const extra = `${head}22D9200007D00002${execute.repeat(2)}02120120120120`;
    expect(offsetOf(extra)).to.equal((extra.indexOf(execute) + execute.length) / 2);
    const missing = `${head}15D9200007D00001${execute.replace('0067', '006A')}01120120`;
    expect(offsetOf(missing)).to.equal(missing.indexOf('03000900') / 2);
  });

  it('refuses any Command of one use case as another', () => {
    const commands = GOOD.filter(([, { useCase }]) => useCase !== 'ECS46a').map(([, command]) => command);
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.constantFrom(...commands), (one, other) => {
        fc.pre(one.useCase !== other.useCase);
        expect(codecError(() => checkAccessRequest(requestOf(one), rowsOf(other.useCase), COUNTER)).code).to.equal(
          'GBCS_E_PAYLOAD',
        );
      }),
    );
  });
});

function itemOf(data: Data | undefined): Data {
  const item = data !== undefined && 'items' in data ? data.items[0] : undefined;
  if (item === undefined) throw new Error('no item');
  return item;
}

function withField(data: Data | undefined, at: number, value: Data): Data {
  if (data === undefined || !('items' in data)) throw new Error('no structure');
  return { ...data, items: data.items.map((item, i) => (i === at ? value : item)) };
}

describe('shapes of DLMS values', () => {
  const octets = (length: number) => octetString(new Uint8Array(length));
  const fields: DataShape = {
    type: 'structure',
    fields: [
      { name: 'a', shape: { type: 'unsigned' }, constant: 1 },
      { name: 'b', shape: { type: 'octet-string', min: 2, max: 2 } },
    ],
  };
  const cases: [string, Data, DataShape, boolean][] = [
    ['a number at its lower bound', longUnsigned(5), { type: 'long-unsigned', min: 5, max: 9 }, true],
    ['a number below it', longUnsigned(4), { type: 'long-unsigned', min: 5, max: 9 }, false],
    ['a number at its upper bound', longUnsigned(9), { type: 'long-unsigned', min: 5, max: 9 }, true],
    ['a number above it', longUnsigned(10), { type: 'long-unsigned', min: 5, max: 9 }, false],
    ['a number without bounds', longUnsigned(65535), { type: 'long-unsigned' }, true],
    ['octets at their least number', octets(2), { type: 'octet-string', min: 2, max: 3 }, true],
    ['octets below it', octets(1), { type: 'octet-string', min: 2, max: 3 }, false],
    ['octets above their greatest number', octets(4), { type: 'octet-string', min: 2, max: 3 }, false],
    ['the only octets', octets(2), { type: 'octet-string', min: 2, max: 2, constant: '0000' }, true],
    ['other octets', octets(2), { type: 'octet-string', min: 2, max: 2, constant: '0001' }, false],
    [
      'the only octets, in capitals',
      octetString(Uint8Array.of(0xab)),
      { type: 'octet-string', min: 1, max: 1, constant: 'AB' },
      true,
    ],
    ['text for octets', visibleString('ab'), { type: 'octet-string', min: 2, max: 2 }, false],
    ['bits', { type: 'bit-string', bits: '1010101' }, { type: 'bit-string', min: 7, max: 7 }, true],
    ['fewer bits', { type: 'bit-string', bits: '101010' }, { type: 'bit-string', min: 7, max: 7 }, false],
    ['a date-time', { type: 'date-time', octets: ACTIVATE_NOW }, { type: 'date-time' }, true],
    ['a date-time in an octet-string', octets(12), { type: 'date-time' }, true],
    ['a date-time of 11 octets', octets(11), { type: 'date-time' }, false],
    ['a boolean', booleanData(false), { type: 'boolean' }, true],
    ['null', NULL_DATA, { type: 'null-data' }, true],
    ['null for a boolean', NULL_DATA, { type: 'boolean' }, false],
    [
      'an array of its elements',
      array(longUnsigned(1)),
      { type: 'array', min: 1, max: 1, of: { type: 'long-unsigned' } },
      true,
    ],
    ['an array of others', array(NULL_DATA), { type: 'array', min: 1, max: 1, of: { type: 'long-unsigned' } }, false],
    [
      'an array too long',
      array(NULL_DATA, NULL_DATA),
      { type: 'array', min: 0, max: 1, of: { type: 'null-data' } },
      false,
    ],
    ['a structure for an array', structure(), { type: 'array', min: 0, max: 1, of: { type: 'null-data' } }, false],
    ['a structure', structure({ type: 'unsigned', value: 1 }, octets(2)), fields, true],
    ['a structure with another constant', structure({ type: 'unsigned', value: 2 }, octets(2)), fields, false],
    ['a structure with another field', structure({ type: 'unsigned', value: 1 }, octets(3)), fields, false],
    ['a structure with a field too few', structure({ type: 'unsigned', value: 1 }), fields, false],
    [
      'a structure with a field too many',
      structure({ type: 'unsigned', value: 1 }, octets(2), NULL_DATA),
      fields,
      false,
    ],
  ];
  for (const [what, data, shape, fits] of cases) {
    it(`${fits ? 'fits' : 'does not fit'}: ${what}`, () => {
      expect(shapeProblem(data, shape) === undefined).to.equal(fits);
    });
  }
});
