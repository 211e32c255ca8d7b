import type { Fault, FaultyDevice } from './faults.js';

/** Defects in how devices keep credentials, keys, counters and firmware. */
const DEFECTS: Readonly<Record<string, readonly [breaks: string, ...requirements: string[]]>> = {
  'accepts-equal-counter': ['Takes a Command whose counter is the one that it has stored.', 'REQ-03', 'gbcs-replay'],
  'replaces-cells-without-path-check': [
    'Replaces credentials by certificates that do not go back to its root.',
    'credentials-certificates',
  ],
  'ignores-role-of-certificate': [
    'Puts the certificate of one role into the cell of another.',
    'credentials-certificates',
  ],
  'ignores-validity-of-certificates': [
    'Replaces credentials by a certificate that has expired.',
    'credentials-certificates',
  ],
  'replaces-cells-of-any-role': [
    'Lets a party replace credentials of roles that are not its to replace.',
    'credentials-mode',
  ],
  'forgets-counter-floor': [
    'Keeps the counter of the party before when credentials are replaced.',
    'credentials-counters',
  ],
  'puts-top-up-key-into-management-cell': [
    'Does not tell the cell for top-ups from the one for management.',
    'credentials-cells',
  ],
  'hides-top-up-cell': [
    'Leaves the cell for top-ups out when it says whose credentials it holds.',
    'credentials-cells',
  ],
  'replaces-dated-credentials-at-once': [
    'Replaces credentials when the Command comes, though it names a later time.',
    'credentials-future-dating',
  ],
  'replaces-credentials-without-alert': [
    'Sends no Alert when credentials are replaced at their time.',
    'credentials-future-dating',
  ],
  'keeps-cancelled-replacement': [
    'Does not take back a planned replacement of credentials that is cancelled.',
    'credentials-future-dating',
  ],
  'accepts-certificate-of-another-device': [
    'Takes a certificate with the name of another device for its own.',
    'device-certificates',
  ],
  'accepts-certificate-for-another-key': ['Takes a certificate for a key that it never made.', 'device-certificates'],
  'activates-firmware-without-hash-check': [
    'Activates the image that it holds, whatever hash the Command names.',
    'firmware-image',
  ],
  'reports-old-firmware-version': ['Answers an activation with the version that ran before.', 'firmware-version'],
  'changes-firmware-without-log': ['Makes no entry in the Security Log when its firmware changes.', 'firmware-version'],
  'activates-firmware-without-alert': [
    'Sends no Alert when firmware is activated at its time.',
    'firmware-future-dating',
  ],
  'keeps-cancelled-firmware-activation': [
    'Does not take back a planned activation of firmware that is cancelled.',
    'firmware-future-dating',
  ],
  'joins-without-alert': ['Does not tell the supplier that a device joined.', 'join-alert'],
  'encrypts-for-any-certificate': [
    'Encrypts for the key of any certificate that a Command carries, whoever it is of and whatever it is for.',
    'encryption-for-parties',
  ],
  'stale-join-details': ['Goes on answering CS07 with what its device log was at the first read.', 'join-details'],
};

/** What an HCALCS has no use case or no clock for. */
const ESME_ONLY: ReadonlySet<string> = new Set([
  'joins-without-alert',
  'encrypts-for-any-certificate',
  'ignores-validity-of-certificates',
  'replaces-cells-of-any-role',
  'puts-top-up-key-into-management-cell',
  'hides-top-up-cell',
  'activates-firmware-without-hash-check',
  'reports-old-firmware-version',
  'changes-firmware-without-log',
  'activates-firmware-without-alert',
  'keeps-cancelled-firmware-activation',
]);

function of(device: FaultyDevice): readonly Fault[] {
  return Object.entries(DEFECTS)
    .filter(([defect]) => device === 'esme' || !ESME_ONLY.has(defect))
    .map(([defect, [breaks, ...requirements]]) => ({
      name: `${device}.${defect}`,
      device,
      defect,
      breaks,
      requirements,
    }));
}

export const CREDENTIAL_FAULTS: readonly Fault[] = [...of('esme'), ...of('hcalcs')];
