import type { Fault, FaultyDevice } from './faults.js';

/** Defects of what devices make of frames on the HAN, of their tunnels, and of joins and keys for each other. */
const DEFECTS: readonly (readonly [
  defect: string,
  breaks: string,
  devices: readonly FaultyDevice[],
  ...requirements: string[],
])[] = [
  [
    'handles-duplicates',
    'Carries out a frame again that the link has doubled.',
    ['esme', 'comms-hub'],
    'han-duplicates',
  ],
  [
    'no-default-response',
    'Never answers a frame by a Default Response.',
    ['esme', 'hcalcs', 'comms-hub'],
    'han-default-response',
  ],
  ['sends-once', 'Does not send again what nobody confirms.', ['esme', 'hcalcs', 'comms-hub'], 'han-repetition'],
  ['tunnel-ignores-size-limit', 'Takes transfers of more than 1,500 octets.', ['esme', 'hcalcs'], 'tunnel-form'],
  ['tunnel-of-any-protocol', 'Gives a tunnel for any protocol.', ['esme', 'hcalcs'], 'tunnel-form'],
  ['tunnel-of-any-number', 'Takes transfers in a tunnel that there is not.', ['esme', 'hcalcs'], 'tunnel-form'],
  [
    'tunnel-of-any-device',
    'Takes messages of the DCC from another device than its hub.',
    ['esme', 'hcalcs'],
    'tunnel-of-the-hub',
  ],
  [
    'no-delivery-failure-alert',
    'Says nothing of a message that does not reach the ESME.',
    ['comms-hub'],
    'hub-delivery-failure-alert',
  ],
  [
    'accepts-event-from-stranger',
    'Obeys a Load Control Event of a device that is not its ESME.',
    ['hcalcs'],
    'REQ-06',
    'hcalcs-obeys-its-esme',
  ],
  [
    'accepts-any-join',
    'Joins whatever it is told to join, in whatever way.',
    ['esme', 'hcalcs'],
    'REQ-09',
    'join-form',
  ],
  [
    'wrong-key-confirm',
    'Confirms another key than the one that was established.',
    ['hcalcs'],
    'REQ-09',
    'key-establishment',
  ],
  ['other-key-suite', 'Establishes keys with another cryptographic suite.', ['hcalcs'], 'REQ-09', 'key-establishment'],
  [
    'other-key-issuer',
    'Does not know the issuer of the certificates for key establishment.',
    ['hcalcs'],
    'REQ-09',
    'key-establishment',
  ],
  ['no-key-resources', 'Never has resources to establish a key.', ['hcalcs'], 'REQ-09', 'key-establishment'],
  [
    'key-step-lost',
    'Takes the second step of key establishment for a wrong one.',
    ['hcalcs'],
    'REQ-09',
    'key-establishment',
  ],
];

export const HAN_FAULTS: readonly Fault[] = DEFECTS.flatMap(([defect, breaks, devices, ...requirements]) =>
  devices.map((device) => ({ name: `${device}.${defect}`, device, defect, breaks, requirements })),
);
