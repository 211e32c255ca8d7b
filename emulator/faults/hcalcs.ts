import type { Fault } from './faults.js';

/** Defects of an HCALCS: how it obeys events, and what it does without them. */
const DEFECTS: Readonly<Record<string, string>> = {
  'skip-expiry': 'A Load Control Event does not end: without its ESME the switch stays where it is.',
  'stays-closed-on-unjoin': 'Stays where it is when it is separated from its ESME.',
  'reports-completed-without-switching': 'Reports what becomes of an event, and does not move its switch.',
  'ignores-supersession': 'Goes on with its event when its ESME sends another.',
  'asks-before-successor': 'Asks when its event runs out, and does not wait for the next one that is on its way.',
  'ignores-cancel': 'Goes on with an event that its ESME takes back.',
  'cancels-any-event': 'Ends its event also when its ESME takes another one back.',
  'restarts-duration-on-duplicate': 'An event that comes twice begins again.',
  'closes-after-power-cut': 'Closes when it gets power back.',
  'does-not-ask-after-power-cut': 'Does not ask its ESME what holds when it gets power back.',
  'asks-once': 'Does not ask its ESME again when it gets no answer.',
  'asks-for-ever': 'Asks a silent ESME again and again without end.',
  'forgets-link-key': 'Cannot come back to the HAN with the link key that it had.',
};

export const HCALCS_FAULTS: readonly Fault[] = Object.entries(DEFECTS).map(([defect, breaks]) => ({
  name: `hcalcs.${defect}`,
  device: 'hcalcs',
  defect,
  breaks,
}));
