/**
 * Levels of an auxiliary controller in per cent, 0 to 100, by direction of the energy (GBCS 4.x; hcalcs notes: an ALCS or
 * HCALCS has an output only, and is closed at 100 and open at any other level). GBCS 3.1 knows just closed and open.
 */

export const CLOSED_LEVEL = 100;
export const OPEN_LEVEL = 0;

/** `output`: to the controlled load; `input`: from it, which only an APC has. */
export type Direction = 'output' | 'input';

/** The direction nibble of scripts, calendars and alerts. */
export const DIRECTION_NIBBLE = { output: 1, input: 2 } as const satisfies Record<Direction, number>;

/** The direction that a nibble names, if it names one. */
function directionOf(nibble: number): Direction | undefined {
  if (nibble === DIRECTION_NIBBLE.output) return 'output';
  return nibble === DIRECTION_NIBBLE.input ? 'input' : undefined;
}

/** What a script selector asks for: a controller, a direction and a level. */
export interface ControllerLevel {
  readonly number: number;
  readonly direction: Direction;
  readonly level: number;
}

/** Bit of the low octet that a calendar script of GBCS 4.x has, and a commanded one does not. */
const CALENDAR_BIT = 0x80;

function controllerAndDirection(selector: number): Pick<ControllerLevel, 'number' | 'direction'> | undefined {
  const direction = directionOf(selector >> 12);
  return direction && { number: (selector >> 8) & 0x0f, direction };
}

/** Reads a commanded selector of GBCS 4.x, 0xDNLL. @returns nothing if direction or level is not one */
export function commandedLevel(selector: number): ControllerLevel | undefined {
  const controller = controllerAndDirection(selector);
  const level = selector & 0xff;
  return controller && level <= 100 ? { ...controller, level } : undefined;
}

/** Script selectors of the calendar of GBCS 3.1, by the low octet: the high octet is the switch. */
const LEVEL_OF_CALENDAR_ACTION: Readonly<Record<number, number>> = { 1: CLOSED_LEVEL, 2: OPEN_LEVEL };

/** Reads a calendar selector in either coding: 0xNN01 and 0xNN02 of GBCS 3.1, 0xDN and 80 plus the level of 4.x. */
export function calendarLevel(selector: number): ControllerLevel | undefined {
  const low = selector & 0xff;
  if ((low & CALENDAR_BIT) === 0) {
    const level = LEVEL_OF_CALENDAR_ACTION[low];
    return level === undefined ? undefined : { number: selector >> 8, direction: 'output', level };
  }
  return commandedLevel(selector & ~CALENDAR_BIT);
}
