import { PARTIES, type PartyName } from '../../../emulator/index.js';
import {
  commandProtections,
  type DeviceKind,
  type Profile,
  type Protections,
  type RemotePartyRole,
  type UseCase,
  useCaseByName,
} from '../../../gbcs/index.js';
import { EXAMPLE_DEVICES, type Example, type ExampleDevice } from '../../examples/example.js';
import { EXAMPLES } from '../../examples/examples.js';
import { wordsOf } from './names.js';

/** A use case at a device that carries it out under the rules of a profile: what cases are made of. */
export interface Subject {
  readonly useCase: UseCase;
  readonly example: Example;
  readonly kind: DeviceKind;
  readonly profile: Profile;
  /** First words of the scenarios' ids. */
  readonly id: string;
  /** The device as sentences call it. */
  readonly device: string;
  /** Roles that the device knows and that may invoke the use case there; that of the example's originator is the first. */
  readonly right: readonly RemotePartyRole[];
  /** Roles that the device knows and that may not. */
  readonly wrong: readonly RemotePartyRole[];
  /** What the example's message carries. */
  readonly protections: Protections;
}

export const KIND_OF: Readonly<Record<ExampleDevice, DeviceKind>> = {
  esme: 'esme',
  hcalcs: 'hcalcs',
  hub: 'communicationsHub',
};

export const NAME_OF: Readonly<Record<ExampleDevice, string>> = {
  esme: 'The ESME',
  hcalcs: 'The HCALCS',
  hub: 'The hub',
};

/** Who holds each role for the devices of the home. */
export const HOLDER_OF: Readonly<Partial<Record<RemotePartyRole, PartyName>>> = {
  recovery: 'recovery',
  supplier: 'supplier',
  networkOperator: 'distributor',
  accessControlBroker: 'broker',
  transitionalCoS: 'transitionalCoS',
  wanProvider: 'wanProvider',
  loadController: 'loadController',
};

/** Somebody of the role whom the devices of the home do not know. */
export const STRANGER_OF: Readonly<Partial<Record<RemotePartyRole, PartyName>>> = {
  supplier: 'otherSupplier',
  networkOperator: 'otherDistributor',
};

/** Roles whose holder a kind of device can authenticate, in the order of its trust anchor cells. */
export function rolesKnownTo(kind: DeviceKind, { trustAnchorCells }: Profile): readonly RemotePartyRole[] {
  const roles = new Set((trustAnchorCells[kind] ?? []).map(({ role }) => role));
  return [...roles].filter((role) => HOLDER_OF[role] !== undefined);
}

function mayInvoke({ authorisations }: UseCase, role: RemotePartyRole, kind: DeviceKind): boolean {
  return authorisations.some((one) => one.role === role && one.targets.includes(kind));
}

/** Every use case of an example, at each device that has it and knows somebody who may invoke it. */
export function subjectsOf(profile: Profile): readonly Subject[] {
  return EXAMPLES.flatMap((example) => subjectOf(example, profile) ?? []);
}

function subjectOf(example: Example, profile: Profile): Subject | undefined {
  const useCase = useCaseByName(profile.useCases, example.useCase);
  if (useCase === undefined || (example.gbcs ?? profile.gbcsVersion) !== profile.gbcsVersion) return undefined;
  const kind = KIND_OF[example.device];
  const known = rolesKnownTo(kind, profile);
  const own = PARTIES[example.originator].role;
  const may = known.filter((role) => mayInvoke(useCase, role, kind));
  if (!may.includes(own)) return undefined;
  const isAlone = EXAMPLE_DEVICES.every((one) => one === example.device || !isFor(useCase, KIND_OF[one]));
  return {
    useCase,
    example,
    kind,
    profile,
    id: `gbcs-${wordsOf(useCase.name)}${isAlone ? '' : `-${example.device}`}`,
    device: NAME_OF[example.device],
    right: [own, ...may.filter((role) => role !== own)],
    wrong: known.filter((role) => !may.includes(role)),
    protections: commandProtections(useCase, own, kind),
  };
}

/** Whether a kind of device has a use case, whoever may invoke it there. */
export function isFor({ authorisations }: UseCase, kind: DeviceKind): boolean {
  return authorisations.some(({ targets }) => targets.includes(kind));
}
