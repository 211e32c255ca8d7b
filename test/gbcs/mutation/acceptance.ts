import {
  alertProtections,
  allUseCases,
  commandProtections,
  type Eui64,
  type Frame,
  type KeyStore,
  type Protections,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  responseProtections,
  useCaseByCode,
  type Verification,
} from '../../../gbcs/index.js';

/** Role of a remote party by its certificate, if it is one. */
function roleOf(keys: KeyStore, entity: Eui64): RemotePartyRole | undefined {
  const certificate =
    keys.certificate({ entity, usage: 'digitalSignature' }) ?? keys.certificate({ entity, usage: 'keyAgreement' });
  const role = certificate?.remotePartyRole;
  return Object.entries(REMOTE_PARTY_ROLES).find(([, number]) => number === role)?.[0] as RemotePartyRole | undefined;
}

/** What the use case of a message demands of it (GBCS 6); nothing where it has no use case. */
function demandedProtections({ header }: Frame, keys: KeyStore): Protections | undefined {
  const useCase = useCaseByCode(allUseCases, header.otherInformation.messageCode);
  if (useCase === undefined) return undefined;
  switch (header.cra) {
    case 1:
      return commandProtections(useCase, roleOf(keys, header.originator));
    case 2:
      return responseProtections(useCase, roleOf(keys, header.recipient));
    default:
      return alertProtections(useCase);
  }
}

/**
 * Whether whoever gets a message, decoded strictly, may act on it: every protection that its use case demands is there
 * and holds, there is at least one, and there is none that it does not demand.
 */
export function isAccepted(frame: Frame, { signature, mac }: Verification, keys: KeyStore): boolean {
  const demanded = demandedProtections(frame, keys);
  if (demanded === undefined || !(demanded.signature || demanded.mac)) return false;
  return signature === (demanded.signature ? 'valid' : 'absent') && mac === (demanded.mac ? 'valid' : 'absent');
}
