/** Named defects of an ESME's load control: small, realistic bugs of its firmware. */

interface LoadControlDefect {
  readonly defect: string;
  readonly breaks: string;
  /** A profile under which it shows, where GBCS 3.1 has no such rule. */
  readonly profile?: string;
  /** Requirements and rules that it breaks. */
  readonly requirements: readonly string[];
}

const GBCS_4 = 'gbcs4-ed-whatif';

export const LOAD_CONTROL_DEFECTS: readonly LoadControlDefect[] = [
  {
    defect: 'skip-expiry',
    breaks: 'A commanded period does not end: the switch never goes back to the calendar.',
    requirements: ['REQ-07', 'esme-period-expires'],
  },
  {
    defect: 'calendar-wins-over-command',
    breaks: 'The calendar moves a switch inside a commanded period.',
    requirements: ['REQ-07', 'esme-command-before-calendar'],
  },
  {
    defect: 'period-one-minute-too-long',
    breaks: 'A commanded period is a minute longer than it was commanded.',
    requirements: ['REQ-07', 'esme-period-expires'],
  },
  {
    defect: 'period-lasts-one-minute',
    breaks: 'A commanded period is over after a minute, however long it was to be.',
    requirements: ['REQ-07', 'esme-period-expires'],
  },
  {
    defect: 'switch-index-off-by-one',
    breaks: 'A Command for a switch moves the next one.',
    requirements: ['REQ-05', 'REQ-21', 'esme-switch-number'],
  },
  {
    defect: 'reset-keeps-command',
    breaks: 'A reset leaves the commanded state in force.',
    requirements: ['REQ-05', 'REQ-07', 'esme-reset'],
  },
  {
    defect: 'reset-not-sent',
    breaks: 'A reset is logged, and the HCALCS hears nothing of it.',
    requirements: ['esme-reset'],
  },
  {
    defect: 'forgets-command-without-power',
    breaks: 'A loss of power ends commanded periods.',
    requirements: ['REQ-07', 'esme-power-loss'],
  },
  {
    defect: 'forgets-offset',
    breaks: 'The calendar does not wait for the Randomised Offset.',
    requirements: ['esme-randomised-offset'],
  },
  {
    defect: 'offset-delays-commands',
    breaks: 'Commands wait for the Randomised Offset.',
    requirements: ['REQ-24', 'esme-randomised-offset'],
  },
  {
    defect: 'label-cut-at-20',
    breaks: 'A label keeps its first 20 characters.',
    requirements: ['REQ-13', 'esme-label'],
  },
  {
    defect: 'ignores-second-special-day',
    breaks: 'Only the first special day of a calendar counts.',
    requirements: ['REQ-05', 'esme-calendar'],
  },
  {
    defect: 'ignores-end-date',
    breaks: 'Calendar entries go on after their season has ended.',
    requirements: ['REQ-05', 'esme-calendar'],
  },
  {
    defect: 'week-begins-on-sunday',
    breaks: 'The first bit of the weekdays is taken for Sunday.',
    requirements: ['REQ-05', 'esme-calendar'],
  },
  {
    defect: 'boost-drives-every-switch',
    breaks: 'A boost also closes switches that are not associated with it.',
    requirements: ['REQ-05', 'esme-boost'],
  },
  {
    defect: 'boost-has-no-cap',
    breaks: 'A boost can be made as long as a consumer presses.',
    requirements: ['esme-boost'],
  },
  {
    defect: 'logs-wrong-outcome',
    breaks: 'A Command to an HCALCS is logged as a success before it has answered.',
    requirements: ['REQ-26', 'esme-switch-log'],
  },
  {
    defect: 'ignores-reports',
    breaks: 'Reports of an HCALCS are not logged.',
    requirements: ['REQ-26', 'REQ-31', 'esme-switch-log'],
  },
  {
    defect: 'log-is-never-cleared',
    breaks: 'ECS15c succeeds and leaves the log as it was.',
    requirements: ['REQ-31', 'esme-switch-log'],
  },
  {
    defect: 'binding-not-told',
    breaks: 'An HCALCS that is tied to a switch is not told what holds.',
    requirements: ['REQ-10', 'esme-tells-hcalcs'],
  },
  {
    defect: 'commands-unjoined-hcalcs',
    breaks: 'Goes on sending events to an HCALCS that has been unjoined.',
    requirements: ['REQ-47', 'esme-tells-hcalcs'],
  },
  {
    defect: 'answers-with-whole-period',
    breaks: 'An HCALCS that asks gets the whole period again, not what is left.',
    requirements: ['REQ-07', 'esme-tells-hcalcs'],
  },
  {
    defect: 'accepts-period-over-24-hours',
    breaks: 'Periods of ECS47a and ECS47e may be longer than 24 hours.',
    profile: GBCS_4,
    requirements: ['REQ-40', 'esme-longest-period'],
  },
  {
    defect: 'any-level-closes',
    breaks: 'A switch is closed at every level above 0.',
    profile: GBCS_4,
    requirements: ['REQ-22', 'REQ-40', 'esme-levels'],
  },
  {
    defect: 'no-limit-alert',
    breaks: 'Limits are neither acknowledged nor ended by an Alert.',
    profile: GBCS_4,
    requirements: ['REQ-40', 'esme-limit-alerts'],
  },
  {
    defect: 'keeps-identifier-of-unjoined',
    breaks: 'The controller of an unjoined HCALCS keeps its identifier.',
    profile: GBCS_4,
    requirements: ['REQ-40', 'esme-controller-number'],
  },
];
