import type { Fault } from './faults.js';

/** Defects of an HCALCS: how it obeys events, and what it does without them. */
const DEFECTS: Readonly<Record<string, readonly [breaks: string, ...requirements: string[]]>> = {
  'skip-expiry': [
    'A Load Control Event does not end: without its ESME the switch stays where it is.',
    'REQ-07',
    'hcalcs-event-expires',
  ],
  'stays-closed-on-unjoin': [
    'Stays where it is when it is separated from its ESME.',
    'REQ-47',
    'hcalcs-default-position',
  ],
  'reports-completed-without-switching': [
    'Reports what becomes of an event, and does not move its switch.',
    'REQ-06',
    'hcalcs-switches-as-told',
  ],
  'ignores-supersession': ['Goes on with its event when its ESME sends another.', 'hcalcs-supersession'],
  'asks-before-successor': [
    'Asks when its event runs out, and does not wait for the next one that is on its way.',
    'REQ-26',
    'hcalcs-asks',
  ],
  'ignores-cancel': ['Goes on with an event that its ESME takes back.', 'hcalcs-cancellation'],
  'cancels-any-event': ['Ends its event also when its ESME takes another one back.', 'hcalcs-cancellation'],
  'restarts-duration-on-duplicate': ['An event that comes twice begins again.', 'hcalcs-duplicates'],
  'closes-after-power-cut': ['Closes when it gets power back.', 'REQ-07', 'hcalcs-default-position'],
  'does-not-ask-after-power-cut': [
    'Does not ask its ESME what holds when it gets power back.',
    'REQ-07',
    'hcalcs-asks',
  ],
  'asks-once': ['Does not ask its ESME again when it gets no answer.', 'hcalcs-asks'],
  'asks-for-ever': ['Asks a silent ESME again and again without end.', 'hcalcs-asks'],
  'forgets-link-key': ['Cannot come back to the HAN with the link key that it had.', 'hcalcs-rejoins'],
};

export const HCALCS_FAULTS: readonly Fault[] = Object.entries(DEFECTS).map(([defect, [breaks, ...requirements]]) => ({
  name: `hcalcs.${defect}`,
  device: 'hcalcs',
  defect,
  breaks,
  requirements,
}));
