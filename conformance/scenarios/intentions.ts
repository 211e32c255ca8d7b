import {
  activateSwitch,
  type CalendarEntry,
  type Command,
  type ControllerCalendarEntry,
  configureSwitches,
  deactivateSwitch,
  readControllerConfiguration,
  readControllerLog,
  readSwitchData,
  resetSwitch,
  type SwitchConfiguration,
  type SwitchNumber,
  setControllerCalendar,
  setControllerDescriptions,
  setControllerState,
  setDescriptions,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';

/**
 * What a party wants of an ESME, as the Service Request and Command that GBCS 3.1 or 4.x has for it: the same scenario is
 * then tried under the rules of either. Arguments of `lab.request`, `succeed` and `distributorAsks` after the party.
 */
export type Request = readonly [variant: string, device: 'esme', command: Command];

/** Longest description that the version's ECS46a carries. */
export const LONGEST_LABEL = { '3.1': 127, '4.0': 22 } as const;

const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

function isOf31(lab: Laboratory): boolean {
  return lab.profile.gbcsVersion === '3.1';
}

/** Close a switch for some minutes from now: ECS47 of GBCS 3.1, ECS47a at level 100 in 4.x. */
export function closing(lab: Laboratory, number: SwitchNumber, minutes: number): Request {
  if (isOf31(lab)) return ['7.5', 'esme', activateSwitch(number, minutes)];
  return setting(lab, number, 100, minutes);
}

/** Open a switch for some minutes from now: ECS47 of GBCS 3.1, ECS47a at level 0 in 4.x. */
export function opening(lab: Laboratory, number: SwitchNumber, minutes: number): Request {
  if (isOf31(lab)) return ['7.6', 'esme', deactivateSwitch(number, minutes)];
  return setting(lab, number, 0, minutes);
}

/** Give a switch back to the calendar: ECS47 of GBCS 3.1; in 4.x, which has no reset, a period that is over. */
export function resetting(lab: Laboratory, number: SwitchNumber): Request {
  if (isOf31(lab)) return ['7.8', 'esme', resetSwitch(number)];
  const now = wholeSeconds(lab.now());
  const command = setControllerState({ controller: number, level: 0 }, now - 2 * SECOND_MS, now - SECOND_MS);
  return ['7.13', 'esme', command];
}

/** ECS47a of GBCS 4.x for some minutes from now. @param level 0 to 100 */
export function setting(lab: Laboratory, number: SwitchNumber, level: number, minutes: number): Request {
  const now = wholeSeconds(lab.now());
  return ['7.13', 'esme', setControllerState({ controller: number, level }, now, now + minutes * MINUTE_MS)];
}

export function wholeSeconds(instant: number): number {
  return instant - (instant % SECOND_MS);
}

/**
 * Set the calendar and, in GBCS 3.1, tie switches to what they drive: ECS46c, or ECS46d in 4.x, where joining has tied
 * them.
 */
export function configuring(lab: Laboratory, configuration: SwitchConfiguration): Request {
  if (isOf31(lab)) return ['6.14.2', 'esme', configureSwitches(configuration)];
  const { specialDays = [], entries, activation } = configuration;
  const calendar = {
    specialDays,
    entries: entries.map(controllerEntry),
    ...(activation === undefined ? {} : { activation }),
  };
  return ['6.14.3', 'esme', setControllerCalendar(calendar)];
}

function controllerEntry({ switch: controller, action, ...times }: CalendarEntry): ControllerCalendarEntry {
  return { ...times, controller, level: action === 'close' ? 100 : 0 };
}

/** Label switches: ECS46a, whose labels are shorter in GBCS 4.x. */
export function labelling(lab: Laboratory, labels: Readonly<Partial<Record<SwitchNumber, string>>>): Request {
  return ['6.14.1', 'esme', isOf31(lab) ? setDescriptions(labels) : setControllerDescriptions(labels)];
}

/** Read labels and calendar: ECS61a of GBCS 3.1, which reads all else as well, or ECS61d. Labels come first. */
export function readingLabels(lab: Laboratory): Request {
  return isOf31(lab) ? ['7.7', 'esme', readSwitchData()] : ['7.14', 'esme', readControllerConfiguration()];
}

/** Read the whole event log of the switches: ECS35f, or ECS35g in GBCS 4.x. */
export function readingLog(lab: Laboratory): Request {
  const { gbcsVersion } = lab.profile;
  return ['6.13', 'esme', readControllerLog(gbcsVersion, Date.UTC(2000, 0, 1), Date.UTC(2090, 0, 1))];
}
