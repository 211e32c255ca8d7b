/** Named defects of an ESME's load control: small, realistic bugs of its firmware. */

interface LoadControlDefect {
  readonly defect: string;
  readonly breaks: string;
  /** A profile under which it shows, where GBCS 3.1 has no such rule. */
  readonly profile?: string;
  /** Requirements of SECMP0046 that it breaks, where they have been looked for. */
  readonly requirements?: readonly string[];
}

const GBCS_4 = 'gbcs4-ed-whatif';

export const LOAD_CONTROL_DEFECTS: readonly LoadControlDefect[] = [
  {
    defect: 'skip-expiry',
    breaks: 'A commanded period does not end: the switch never goes back to the calendar.',
  },
  { defect: 'calendar-wins-over-command', breaks: 'The calendar moves a switch inside a commanded period.' },
  { defect: 'period-one-minute-too-long', breaks: 'A commanded period is a minute longer than it was commanded.' },
  {
    defect: 'period-lasts-one-minute',
    breaks: 'A commanded period is over after a minute, however long it was to be.',
  },
  { defect: 'switch-index-off-by-one', breaks: 'A Command for a switch moves the next one.' },
  { defect: 'reset-keeps-command', breaks: 'A reset leaves the commanded state in force.' },
  { defect: 'reset-not-sent', breaks: 'A reset is logged, and the HCALCS hears nothing of it.' },
  { defect: 'forgets-command-without-power', breaks: 'A loss of power ends commanded periods.' },
  { defect: 'forgets-offset', breaks: 'The calendar does not wait for the Randomised Offset.' },
  { defect: 'offset-delays-commands', breaks: 'Commands wait for the Randomised Offset.' },
  { defect: 'label-cut-at-20', breaks: 'A label keeps its first 20 characters.' },
  { defect: 'ignores-second-special-day', breaks: 'Only the first special day of a calendar counts.' },
  { defect: 'ignores-end-date', breaks: 'Calendar entries go on after their season has ended.' },
  { defect: 'week-begins-on-sunday', breaks: 'The first bit of the weekdays is taken for Sunday.' },
  { defect: 'boost-drives-every-switch', breaks: 'A boost also closes switches that are not associated with it.' },
  { defect: 'boost-has-no-cap', breaks: 'A boost can be made as long as a consumer presses.' },
  { defect: 'logs-wrong-outcome', breaks: 'A Command to an HCALCS is logged as a success before it has answered.' },
  { defect: 'ignores-reports', breaks: 'Reports of an HCALCS are not logged.' },
  { defect: 'log-is-never-cleared', breaks: 'ECS15c succeeds and leaves the log as it was.' },
  { defect: 'binding-not-told', breaks: 'An HCALCS that is tied to a switch is not told what holds.' },
  {
    defect: 'commands-unjoined-hcalcs',
    breaks: 'Goes on sending events to an HCALCS that has been unjoined.',
    requirements: ['REQ-47'],
  },
  { defect: 'answers-with-whole-period', breaks: 'An HCALCS that asks gets the whole period again, not what is left.' },
  {
    defect: 'accepts-period-over-24-hours',
    breaks: 'Periods of ECS47a and ECS47e may be longer than 24 hours.',
    profile: GBCS_4,
  },
  { defect: 'any-level-closes', breaks: 'A switch is closed at every level above 0.', profile: GBCS_4 },
  { defect: 'no-limit-alert', breaks: 'Limits are neither acknowledged nor ended by an Alert.', profile: GBCS_4 },
  {
    defect: 'keeps-identifier-of-unjoined',
    breaks: 'The controller of an unjoined HCALCS keeps its identifier.',
    profile: GBCS_4,
  },
];
