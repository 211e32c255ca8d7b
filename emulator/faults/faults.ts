import { RECEIVE_CHECKS, type ReceiveCheckName } from '../devices/kernel/receive-checks.js';
import { COMMUNICATIONS_HUB_FAULTS } from './comms-hub.js';
import { COSEM_OBJECT_FAULTS } from './cosem-objects.js';
import { CREDENTIAL_FAULTS } from './credentials.js';
import { DCC_FAULTS } from './dcc.js';
import { HAN_FAULTS } from './han.js';
import { HCALCS_FAULTS } from './hcalcs.js';
import { LOAD_CONTROL_DEFECTS } from './load-control.js';

/** A named defect that an emulated device or the DCC can be given, to see whether anybody notices. */
export interface Fault {
  /** Such as `esme.skip-replay`. */
  readonly name: string;
  readonly device: FaultyDevice | 'dcc';
  /** The defect as the device or the DCC knows it, such as `skip-replay`. */
  readonly defect: string;
  /** What it breaks, in one sentence. */
  readonly breaks: string;
  /** A profile under which it shows, where it needs rules that GBCS 3.1 does not have. */
  readonly profile?: string;
  /** What it breaks of the requirements of SECMP0046 and of the rules of specifications in force, by their ids. */
  readonly requirements: readonly string[];
}

export type FaultyDevice = 'esme' | 'hcalcs' | 'comms-hub';

/** A hub takes as its own only what is addressed to it, and passes the rest on: it has no such check to leave out. */
const NOT_OF_A_HUB: ReadonlySet<ReceiveCheckName> = new Set(['recipient']);

/** What SECMP0046 asks for beyond the rule of a check, of the devices that carry out load control. */
const REQUIREMENTS_OF_CHECKS: Readonly<Partial<Record<ReceiveCheckName, readonly string[]>>> = {
  originator: ['REQ-04'],
  protections: ['REQ-03'],
  mac: ['REQ-03'],
  signature: ['REQ-03'],
  replay: ['REQ-03'],
};

function skippedChecks(device: FaultyDevice): Fault[] {
  return RECEIVE_CHECKS.filter((check) => device !== 'comms-hub' || !NOT_OF_A_HUB.has(check.name)).map((check) => ({
    name: `${device}.skip-${check.name}`,
    device,
    defect: `skip-${check.name}`,
    breaks: `Does not check: ${check.rule}`,
    requirements: [...(device === 'comms-hub' ? [] : (REQUIREMENTS_OF_CHECKS[check.name] ?? [])), `gbcs-${check.name}`],
  }));
}

const ANSWERS_BEFORE_MAC: Fault = {
  name: 'esme.checks-signature-before-mac-and-answers',
  device: 'esme',
  defect: 'checks-signature-before-mac-and-answers',
  breaks: 'Answers a Command whose signature holds and whose MAC does not, though it does not carry it out.',
  requirements: ['gbcs-mac'],
};

/** Firmware of before SECMP0046 under rules that have it. */
const FORMER_RIGHTS: readonly Fault[] = (
  [
    ['esme', ['REQ-04', 'REQ-06', 'REQ-07', 'REQ-09', 'REQ-12']],
    ['hcalcs', ['REQ-09']],
  ] as const
).map(([device, requirements]) => ({
  name: `${device}.keeps-former-rights`,
  device,
  defect: 'keeps-former-rights',
  breaks: 'Refuses distributors the use cases that SECMP0046 would give them.',
  requirements,
}));

/** Every fault by name, in the order of the devices and of their checks. */
export const FAULTS: readonly Fault[] = [
  ...skippedChecks('esme'),
  ANSWERS_BEFORE_MAC,
  ...FORMER_RIGHTS,
  ...LOAD_CONTROL_DEFECTS.map((one): Fault => ({ name: `esme.${one.defect}`, device: 'esme', ...one })),
  ...COSEM_OBJECT_FAULTS,
  ...skippedChecks('hcalcs'),
  ...HCALCS_FAULTS,
  ...skippedChecks('comms-hub'),
  ...COMMUNICATIONS_HUB_FAULTS,
  ...CREDENTIAL_FAULTS,
  ...HAN_FAULTS,
  ...DCC_FAULTS,
];

/** The defects that a device or the DCC has, of the faults that were asked for. */
export function defectsOf(device: Fault['device'], faults: readonly Fault[]): ReadonlySet<string> {
  return new Set(faults.filter((fault) => fault.device === device).map((fault) => fault.defect));
}
