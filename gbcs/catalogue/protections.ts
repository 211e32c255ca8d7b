import type {
  DeviceKind,
  MessageCategory,
  ProtectionException,
  Protections,
  RemotePartyRole,
  UseCase,
} from './use-case.js';

/** Signatures and MACs that the messages of a use case carry (GBCS 6, table of categories, and its exceptions). */

const NONE: Protections = { signature: false, mac: false };
const MAC: Protections = { signature: false, mac: true };
const SIGNATURE: Protections = { signature: true, mac: false };
const SIGNATURE_AND_MAC: Protections = { signature: true, mac: true };

/**
 * Protections of a Command when it reaches the device.
 * @param originator role in whose name it is; where absent, an exception that is one role's does not apply
 * @param target kind of device that it goes to
 */
export function commandProtections(useCase: UseCase, originator?: RemotePartyRole, target?: DeviceKind): Protections {
  return exceptionOf(useCase, originator, target)?.command ?? ofCategory(useCase.category);
}

function ofCategory(category: MessageCategory): Protections {
  switch (category) {
    case 'SME.C.C':
      return SIGNATURE_AND_MAC;
    case 'SME.C.NC':
    case 'SME.C.PPMID-GSME':
      return MAC;
    case 'SME.A.C':
    case 'SME.A.NC':
    case 'ZSE specified':
      return NONE;
    default:
      return category satisfies never;
  }
}

/** Protections of the Response, never both: the signature of the device, or a MAC for the originator of the Command. */
export function responseProtections(useCase: UseCase, originator?: RemotePartyRole, target?: DeviceKind): Protections {
  const exception = exceptionOf(useCase, originator, target);
  if (exception !== undefined) return exception.response;
  const command = ofCategory(useCase.category);
  return command.signature ? SIGNATURE : command;
}

/** Protections of an alert: the signature of the device where it is critical, else a MAC for its addressee. */
export function alertProtections(useCase: UseCase): Protections {
  if (useCase.category === 'SME.A.C') return SIGNATURE;
  return useCase.category === 'SME.A.NC' ? MAC : NONE;
}

function exceptionOf(
  { protectionExceptions = [] }: UseCase,
  originator: RemotePartyRole | undefined,
  target: DeviceKind | undefined,
): ProtectionException | undefined {
  return protectionExceptions.find(
    ({ originators, notTargets }) =>
      (originators === undefined || (originator !== undefined && originators.includes(originator))) &&
      !(target !== undefined && notTargets?.includes(target)),
  );
}
