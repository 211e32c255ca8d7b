import {
  buildMessage,
  commandProtections,
  type Eui64,
  type Frame,
  KeyError,
  type KeyStore,
  macFrame,
  type RemotePartyRole,
  signFrame,
  type UseCase,
} from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';
import type { RequestHeader, RequestStage } from './access-control.js';
import type { BrokerConfiguration } from './access-control-broker.js';
import type { InventoryDevice } from './inventory/inventory.js';
import type { RequestedService } from './requested-service.js';
import type { Numbered } from './transform/context.js';

/** The counter before the first Command of the broker, and of the TransCoS: reference messages of the broker begin there. */
const COUNTER_BEFORE_FIRST = 1300n;

/** The last counter of each who sends Commands of the DCC. */
export type SavedOwnCounters = ReadonlyMap<Eui64, bigint>;

/** Makes the Commands of requests: in whose name, with which counter, and what the DCC protects them by (GBCS 6.2). */
export class CommandMaker implements Stored<SavedOwnCounters> {
  readonly #configuration: Pick<BrokerConfiguration, 'eui' | 'transitionalCoS' | 'provider' | 'keys'>;
  readonly #rolesOf: (user: Eui64) => readonly RemotePartyRole[];
  /** A device counts each originator apart. */
  readonly #ownCounters = new Map<Eui64, bigint>();

  /** @param rolesOf the roles in which devices know a User */
  constructor(
    configuration: Pick<BrokerConfiguration, 'eui' | 'transitionalCoS' | 'provider' | 'keys'>,
    rolesOf: (user: Eui64) => readonly RemotePartyRole[],
  ) {
    this.#configuration = configuration;
    this.#rolesOf = rolesOf;
  }

  /** The Command of a request before any protection: in the User's name where the device knows it, else in that of the DCC. */
  make(
    useCase: UseCase,
    header: RequestHeader,
    device: InventoryDevice | undefined,
    service: RequestedService,
    stage: RequestStage,
  ): Frame {
    const { messageCode } = useCase;
    const user = { party: header.originator, counter: header.counter };
    const sender = stage === 'transform' ? undefined : this.#senderInsteadOf(header, useCase, device, service);
    const originator = sender === undefined ? user : this.#numbered(sender.party);
    const supplementary = sender === undefined || useCase.withoutSupplementaryParty ? undefined : user;
    const { payload, certificate } = service.content(device, originator, supplementary);
    const frame = buildMessage({
      cra: 1,
      originatorCounter: originator.counter,
      originator: originator.party,
      recipient: header.target,
      otherInformation: {
        messageCode,
        ...(supplementary && {
          supplementaryRemotePartyId: supplementary.party,
          supplementaryRemotePartyCounter: supplementary.counter,
        }),
        ...(certificate && { supplementaryRemotePartyCertificate: certificate }),
      },
      payload,
    });
    return sender?.signs ? this.#signed(frame, sender.keys) : frame;
  }

  /** Who sends for the DCC, with its next counter. */
  #numbered(party: Eui64): Numbered {
    const counter = (this.#ownCounters.get(party) ?? COUNTER_BEFORE_FIRST) + 1n;
    this.#ownCounters.set(party, counter);
    return { party, counter };
  }

  /** @throws KeyError `GBCS_E_KEY_MISSING` where the DCC does not have the key of whoever it sends for */
  #signed(frame: Frame, keys: KeyStore): Frame {
    const { provider } = this.#configuration;
    const { originator } = frame.header;
    const key = keys.privateKey({ entity: originator, usage: 'digitalSignature' });
    if (key === undefined) throw new KeyError('GBCS_E_KEY_MISSING', `no key of ${originator} for signatures`);
    return signFrame(provider, frame, key);
  }

  /**
   * Who of the DCC sends a Command that is not critical to its User, and whether it signs it: nobody where the device takes
   * it from the User, who has not signed it.
   */
  #senderInsteadOf(
    { originator }: RequestHeader,
    useCase: UseCase,
    device: InventoryDevice | undefined,
    { isOfUnknownParty = false }: RequestedService,
  ): { readonly party: Eui64; readonly keys: KeyStore; readonly signs: boolean } | undefined {
    const { eui, keys, transitionalCoS } = this.#configuration;
    const takesFrom = (role: RemotePartyRole): boolean =>
      device !== undefined &&
      useCase.authorisations.some((one) => one.role === role && one.targets.includes(device.kind));
    const needsSignature = (role: RemotePartyRole): boolean =>
      commandProtections(useCase, role, device?.kind).signature;
    const known = isOfUnknownParty ? [] : this.#rolesOf(originator);
    if (known.some((role) => takesFrom(role) && !needsSignature(role))) return undefined;
    const isOfCoS = !takesFrom('accessControlBroker') && takesFrom('transitionalCoS') && transitionalCoS !== undefined;
    const role = isOfCoS ? 'transitionalCoS' : 'accessControlBroker';
    const sender = isOfCoS ? transitionalCoS : { eui, keys };
    return { party: sender.eui, keys: sender.keys, signs: takesFrom(role) && needsSignature(role) };
  }

  /**
   * Adds the MAC Header and the MAC of broker and device.
   * @throws KeyError `GBCS_E_KEY_MISSING` if the device's certificate or the broker's key is not in the store
   */
  protect(frame: Frame): Frame {
    const { provider, keys, eui } = this.#configuration;
    const own = keys.privateKey({ entity: eui, usage: 'keyAgreement' });
    const device = keys.publicKey({ entity: frame.header.recipient, usage: 'keyAgreement' });
    if (own === undefined || device === undefined) {
      throw new KeyError('GBCS_E_KEY_MISSING', `no key agreement keys of the broker and ${frame.header.recipient}`);
    }
    return macFrame(provider, frame, provider.sharedSecret(own, device));
  }

  save(): SavedOwnCounters {
    return new Map(this.#ownCounters);
  }

  restore(counters: SavedOwnCounters): void {
    this.#ownCounters.clear();
    for (const [party, counter] of counters) this.#ownCounters.set(party, counter);
  }
}
