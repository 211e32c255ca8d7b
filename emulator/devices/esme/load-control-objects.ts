import { booleanData, type Data, octetString, SWITCH_NUMBERS, textOf } from '../../../gbcs/index.js';
import { type CosemObjects, type ExecutionContext, RESULT } from '../kernel/cosem.js';
import { codedEvent, eventOfCode } from './auxiliary-event-log.js';
import type { ControllerCommands } from './controller-commands.js';
import { type Controller, setTypeAndIdentifier, typeAndIdentifier, type WrittenPeriod } from './controllers.js';
import { CLOSED_LEVEL, OPEN_LEVEL } from './levels.js';
import type { LoadControl } from './load-control.js';
import { MAX_OFFSET_LIMIT } from './randomised-offset.js';
import { instantOf, secondsOf, timedLog } from './timed-log.js';

/**
 * The COSEM objects of load control (GBCS 3.1: ECS46a, ECS46c, ECS47, ECS61a, ECS35f; 4.x: ECS46d, ECS47a, ECS47e, ECS61d,
 * ECS61e, ECS35g; both: ECS15c, ECS26c, ECS38, ECS61c, ECS62). Where the versions share an address and differ in type, the
 * value says which it is.
 */

const CLASS = {
  data: 1,
  profile: 7,
  scriptTable: 9,
  schedule: 10,
  specialDays: 11,
  disconnectControl: 70,
} as const;

/** What the objects stand for. */
export interface LoadControlParts {
  readonly loadControl: LoadControl;
  readonly commands: ControllerCommands;
  /** How the log codes an action: `actions` or `levels`. */
  readonly logCoding: string;
  readonly defects: ReadonlySet<string>;
}

function octetsOf(value: Data): Uint8Array {
  return 'octets' in value ? value.octets : new Uint8Array(0);
}

function numberOf(value: Data): number {
  return 'value' in value ? Number(value.value) : 0;
}

function isTrue(value: Data): boolean {
  return 'value' in value && value.value === true;
}

export function addLoadControlObjects(objects: CosemObjects, parts: LoadControlParts): void {
  for (const number of SWITCH_NUMBERS) {
    addDescription(objects, parts, number);
    addController(objects, parts.loadControl, number);
    addPeriods(objects, parts, number);
  }
  const { commands } = parts;
  objects.method(CLASS.scriptTable, '0-0:10.0.103.255', 1, {
    execute: (value, context) => ({ code: commands.execute(numberOf(value), context) }),
    preset: (value) => commands.presetKind(numberOf(value)),
  });
  objects.method(CLASS.scriptTable, '0-0:10.0.107.255', 1, {
    execute: (value, context) => ({ code: commands.limit(numberOf(value), context) }),
    preset: (value) => commands.presetKind(numberOf(value)),
  });
  addCalendar(objects, parts.loadControl);
  addBoost(objects, parts);
  addOffset(objects, parts.loadControl);
  addEventLog(objects, parts);
}

function addDescription(objects: CosemObjects, { loadControl, defects }: LoadControlParts, number: number): void {
  const controller = loadControl.controller(number);
  objects.attribute(CLASS.data, `0-0:94.44.0.${10 + number}`, 2, {
    get: () => ({ type: 'visible-string', octets: controller.description }),
    set: (value) => {
      const octets = octetsOf(value);
      controller.description = defects.has('label-cut-at-20') ? octets.slice(0, 20) : octets;
      return RESULT.success;
    },
  });
}

function addController(objects: CosemObjects, loadControl: LoadControl, number: number): void {
  const controller = loadControl.controller(number);
  objects.attribute(CLASS.data, `0-0:94.44.0.${20 + number}`, 2, {
    get: () => octetString(typeAndIdentifier(controller)),
    set: (value) => {
      loadControl.bind(number, octetsOf(value));
      return RESULT.success;
    },
    preset: (value) => setTypeAndIdentifier(controller, octetsOf(value)),
  });
  objects.attribute(CLASS.data, `0-0:94.44.0.${30 + number}`, 2, {
    get: () => ({ type: 'utf8-string', octets: new TextEncoder().encode(stateText(controller)) }),
    preset: (value) => presetState(controller, value),
  });
  objects.attribute(CLASS.disconnectControl, `0-${number}:96.3.10.255`, 2, {
    get: () => booleanData(controller.output.level === CLOSED_LEVEL),
    preset: (value) => {
      controller.output.level = isTrue(value) ? CLOSED_LEVEL : OPEN_LEVEL;
    },
  });
}

/** State and what the maker tells beside it, as JSON with the blanks of the reference messages; `{}` for none. */
function stateText({ kind, output, input, information }: Controller): string {
  if (kind === 'none') return '{}';
  const members = { outputState: output.level, inputState: input.level, ...information };
  return `{${Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;
}

/** Nothing if the text is no JSON object. */
function membersOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns false if the text is none that a controller of this kind tells */
function presetState(controller: Controller, value: Data): boolean {
  const members = membersOf('octets' in value ? textOf(value) : '{}');
  if (members === undefined) return false;
  const { outputState = OPEN_LEVEL, inputState = OPEN_LEVEL, ...information } = members;
  controller.output.level = Number(outputState);
  controller.input.level = Number(inputState);
  controller.information = information;
  return true;
}

/** Times of ECS47 in minutes, and at the same addresses periods of ECS47a; beside them the periods of ECS47e. */
function addPeriods(objects: CosemObjects, { loadControl, commands }: LoadControlParts, number: number): void {
  const controller = loadControl.controller(number);
  const obis = `0-0:94.44.${116 + number}`;
  const start = (period: WrittenPeriod, value: Data) => commands.writeStart(period, octetsOf(value));
  const end = (period: WrittenPeriod, value: Data, context: ExecutionContext) =>
    commands.writeEnd(period, octetsOf(value), context);
  objects.attribute(CLASS.data, `${obis}.1`, 2, {
    set: (value) => {
      if ('octets' in value) return start(controller.settingPeriod, value);
      controller.closeTime = numberOf(value);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS.data, `${obis}.2`, 2, {
    set: (value, context) => {
      if ('octets' in value) return end(controller.settingPeriod, value, context);
      controller.openTime = numberOf(value);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS.data, `${obis}.3`, 2, { set: (value) => start(controller.limitPeriod, value) });
  objects.attribute(CLASS.data, `${obis}.4`, 2, {
    set: (value, context) => end(controller.limitPeriod, value, context),
  });
}

const NEXT_SPECIAL_DAYS = { classId: CLASS.specialDays, obis: '0-1:11.0.3.255', member: 2 } as const;
const NEXT_ENTRIES = { classId: CLASS.schedule, obis: '0-1:12.0.2.255', member: 2 } as const;

function addCalendar(objects: CosemObjects, loadControl: LoadControl): void {
  objects.attribute(CLASS.specialDays, '0-0:11.0.3.255', 2, {
    get: () => loadControl.specialDays,
    preset: (value) => loadControl.setCalendar(value, loadControl.calendarEntries),
    activate: (value) => loadControl.activateCalendar({ specialDays: value }),
  });
  objects.attribute(CLASS.schedule, '0-0:12.0.2.255', 2, {
    get: () => loadControl.calendarEntries,
    preset: (value) => loadControl.setCalendar(loadControl.specialDays, value),
    activate: (value) => loadControl.activateCalendar({ entries: value }),
  });
  objects.attribute(NEXT_ENTRIES.classId, NEXT_ENTRIES.obis, NEXT_ENTRIES.member, {
    set: (value) => {
      if (!areAligned(value, objects.value(NEXT_SPECIAL_DAYS))) return RESULT.otherReason;
      objects.store(NEXT_ENTRIES, value);
      return RESULT.success;
    },
  });
}

/** Of which special days an entry is, in its fields. */
const SPECIAL_DAYS_OF_ENTRY = 7;

/** The bits of each entry's special days must be as many as there are special days in the same Command. */
function areAligned(entries: Data, specialDays: Data): boolean {
  const days = 'items' in specialDays ? specialDays.items.length : 0;
  return ('items' in entries ? entries.items : []).every((entry) => {
    const bits = 'items' in entry ? entry.items[SPECIAL_DAYS_OF_ENTRY] : undefined;
    return bits?.type === 'bit-string' && bits.bits.length === days;
  });
}

function addBoost(objects: CosemObjects, { loadControl }: LoadControlParts): void {
  objects.attribute(CLASS.data, '0-0:94.44.7.255', 2, {
    get: () => booleanData(loadControl.boost.isAvailable),
    preset: (value) => {
      loadControl.boost.isAvailable = isTrue(value);
    },
  });
  const log = timedLog({
    fields: ['double-long-unsigned', 'double-long-unsigned'],
    entries: () => loadControl.boost.log.map(({ start, end }) => ({ time: start, values: [secondsOf(end)] })),
    preset: (entries) =>
      loadControl.boost.presetLog(entries.map(({ time, values }) => ({ start: time, end: instantOf(values[0] ?? 0) }))),
  });
  objects.attribute(CLASS.profile, '0-0:99.98.20.255', 2, log);
  for (const number of SWITCH_NUMBERS) {
    const controller = loadControl.controller(number);
    objects.attribute(CLASS.data, `0-0:94.44.6.${number}`, 2, {
      get: () => booleanData(controller.boosted),
      set: (value, { now }) => {
        loadControl.setBoosted(number, isTrue(value), now);
        return RESULT.success;
      },
      preset: (value) => {
        controller.boosted = isTrue(value);
      },
    });
  }
}

function addOffset(objects: CosemObjects, loadControl: LoadControl): void {
  const { offset } = loadControl;
  const longUnsigned = (value: number): Data => ({ type: 'long-unsigned', value });
  objects.attribute(CLASS.data, '0-0:94.44.0.0', 2, {
    get: () => longUnsigned(offset.seconds),
    preset: (value) => {
      offset.seconds = numberOf(value);
    },
  });
  objects.attribute(CLASS.data, '0-0:94.44.0.2', 2, {
    get: () => longUnsigned(offset.number),
    preset: (value) => {
      offset.number = numberOf(value);
    },
  });
  objects.attribute(CLASS.data, '0-0:94.44.0.1', 2, {
    get: () => longUnsigned(offset.limit),
    set: (value, { now }) => {
      const limit = numberOf(value);
      if (limit > MAX_OFFSET_LIMIT) return RESULT.otherReason;
      loadControl.setOffsetLimit(limit, now);
      return RESULT.success;
    },
    preset: (value) => {
      offset.limit = numberOf(value);
    },
  });
}

function addEventLog(objects: CosemObjects, { loadControl, logCoding, defects }: LoadControlParts): void {
  const { log } = loadControl;
  const attribute = timedLog({
    fields: ['double-long-unsigned', 'long-unsigned', 'enum', 'double-long-unsigned'],
    entries: () =>
      log.entries().map((event) => {
        const { switchNumberAndAction, outcome } = codedEvent(event, logCoding);
        return { time: event.time, values: [switchNumberAndAction, outcome, event.hanCommandId] };
      }),
    preset: (entries) => {
      log.restore(
        entries.map(({ time, values: [switchNumberAndAction = 0, outcome = 0, hanCommandId = 0] }) =>
          eventOfCode(time, { switchNumberAndAction, outcome }, hanCommandId),
        ),
      );
    },
  });
  objects.attribute(CLASS.profile, '0-17:99.98.2.255', 2, attribute);
  objects.method(CLASS.profile, '0-17:99.98.2.255', 1, {
    execute: () => {
      if (!defects.has('log-is-never-cleared')) log.clear();
      return { code: RESULT.success };
    },
  });
}
