import type { Fault } from './faults.js';

/** Defects of the objects behind an ESME's settings and reads. */
const DEFECTS: Readonly<Record<string, readonly [breaks: string, ...requirements: string[]]>> = {
  'returns-own-code-after-first-failure': [
    'Goes on after an instruction that failed, and gives each later one its own result.',
    'gbcs-first-failure',
  ],
  'activates-next-values-at-once': [
    'Brings values that are planned for a time into force when the Command comes.',
    'gbcs-future-dating',
  ],
  'keeps-cancelled-activation': [
    'Does not take back a planned activation that is cancelled by the time "never".',
    'gbcs-future-dating',
  ],
  'activates-without-alert': ['Sends no Alert when planned values come into force.', 'gbcs-future-dating'],
  'log-range-excludes-boundary': ['Leaves out of a range of a log the entry at its last second.', 'gbcs-log-ranges'],
  'clears-log-without-trace': [
    'Makes no entry in the Security Log when the Event Log is cleared.',
    'gbcs-event-logging',
  ],
  'ignores-logging-settings': ['Logs events that the supplier has set not to be logged.', 'gbcs-event-logging'],
  'fails-on-empty-log': [
    'Answers a read of a log that has no entry in the range by a hardware fault.',
    'gbcs-log-ranges',
  ],
  'ignores-alert-settings': ['Sends Alerts that the supplier has turned off.', 'gbcs-alert-settings'],
  'ignores-settings-mask': [
    'Changes settings of alerts and events that the mask of the Command does not name.',
    'gbcs-alert-settings',
  ],
  'numbers-settings-from-first-bit': [
    'Takes the first bit of the settings for the event with the lowest code.',
    'gbcs-alert-settings',
  ],
  'sets-clock-outside-interval': [
    'Sets its clock although the time of the HAN is outside the interval of the Command.',
    'gbcs-clock',
  ],
};

export const COSEM_OBJECT_FAULTS: readonly Fault[] = Object.entries(DEFECTS).map(
  ([defect, [breaks, ...requirements]]) => ({
    name: `esme.${defect}`,
    device: 'esme',
    defect,
    breaks,
    requirements,
  }),
);
