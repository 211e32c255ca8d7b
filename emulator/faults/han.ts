import type { Fault, FaultyDevice } from './faults.js';

/** Defects of what devices make of frames on the HAN, of their tunnels, and of keys for each other. */
const DEFECTS: readonly (readonly [defect: string, breaks: string, ...devices: FaultyDevice[]])[] = [
  ['handles-duplicates', 'Carries out a frame again that the link has doubled.', 'esme', 'comms-hub'],
  ['no-default-response', 'Never answers a frame by a Default Response.', 'esme', 'hcalcs', 'comms-hub'],
  ['sends-once', 'Does not send again what nobody confirms.', 'esme', 'hcalcs', 'comms-hub'],
  ['tunnel-ignores-size-limit', 'Takes transfers of more than 1,500 octets.', 'esme', 'hcalcs'],
  ['tunnel-of-any-protocol', 'Gives a tunnel for any protocol.', 'esme', 'hcalcs'],
  ['tunnel-of-any-number', 'Takes transfers in a tunnel that there is not.', 'esme', 'hcalcs'],
  ['tunnel-of-any-device', 'Takes messages of the DCC from another device than its hub.', 'esme', 'hcalcs'],
  ['no-delivery-failure-alert', 'Says nothing of a message that does not reach the ESME.', 'comms-hub'],
  ['accepts-event-from-stranger', 'Obeys a Load Control Event of a device that is not its ESME.', 'hcalcs'],
  ['wrong-key-confirm', 'Confirms another key than the one that was established.', 'hcalcs'],
  ['other-key-suite', 'Establishes keys with another cryptographic suite.', 'hcalcs'],
  ['other-key-issuer', 'Does not know the issuer of the certificates for key establishment.', 'hcalcs'],
  ['no-key-resources', 'Never has resources to establish a key.', 'hcalcs'],
  ['key-step-lost', 'Takes the second step of key establishment for a wrong one.', 'hcalcs'],
];

export const HAN_FAULTS: readonly Fault[] = DEFECTS.flatMap(([defect, breaks, ...devices]) =>
  devices.map((device) => ({ name: `${device}.${defect}`, device, defect, breaks })),
);
