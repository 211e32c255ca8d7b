import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessControlBroker, type BrokerEvent } from '../../../emulator/dcc/access-control-broker.js';
import { DccService, type DccServiceConfiguration, type ServiceName } from '../../../emulator/dcc/dcc-service.js';
import { readRequest, writeRequest } from '../../../emulator/dcc/duis/request.js';
import { type ReadDccMessage, readDccMessage } from '../../../emulator/dcc/duis/response.js';
import { Inventory, type InventoryDevice } from '../../../emulator/dcc/inventory/inventory.js';
import { Registrations } from '../../../emulator/dcc/inventory/registrations.js';
import { madeValues } from '../../../emulator/dcc/made-values.js';
import { parseXml, withXml } from '../../../emulator/dcc/xml/document.js';
import type { SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { signXml, verifyXml, withoutSignature } from '../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../../../emulator/dcc/xml/signing-keys.js';
import { VirtualClock } from '../../../emulator/kernel/clock.js';
import {
  type DeviceKind,
  DuisError,
  decodeFrame,
  type Eui64,
  encodeFrame,
  eui64,
  formatEui64,
  type KeyStore,
  makeTestPki,
  opensslProvider,
  type Profile,
  signFrame,
  type UserRole,
} from '../../../gbcs/index.js';
import { openKeyDirectory } from '../../../vectors/index.js';

/**
 * A DCC that knows who and what there is in the Reference Test Data Set, with the keys of its key store, and no devices
 * behind it: what it sends to homes is kept. Documents are signed with keys of a test PKI of our own.
 */

export const BROKER = eui64('90b3d51f30000002');
const TRANSITIONAL_COS = eui64('90b3d51f30000004');

/** Users and their roles, as the requests of the data set have them (DUIS identities of the data set). */
export const USERS: Readonly<Record<string, readonly UserRole[]>> = {
  '90b3d51f30010000': ['importSupplier', 'exportSupplier', 'gasSupplier', 'otherUser'],
  '90b3d51f30030000': ['gasSupplier'],
  '90b3d51f30020000': ['electricityDistributor', 'gasTransporter'],
  '90b3d51f30010008': ['loadController'],
};

const DEVICES: readonly (readonly [eui: string, kind: DeviceKind, points?: InventoryDevice['supplyPoints']])[] = [
  ['00db1234567890a0', 'esme', { import: '1200012345678', export: '1200012345679' }],
  ['00db1234567890a1', 'gsme', { import: '1234567890' }],
  ['00db1234567890a2', 'communicationsHub'],
  ['00db1234567890a3', 'gasProxyFunction', { import: '1234567890' }],
  ['00db1234567890a4', 'ppmid'],
  ['00db1234567890a5', 'hcalcs'],
  ['00db1234567890a6', 'sapc'],
  // Partners in joins.
  ['00db123456789093', 'esme', { import: '1200012345678' }],
  ['00db12345678909a', 'hcalcs'],
  ['00db12345678909c', 'gasProxyFunction', { import: '1234567890' }],
];

/** Those of the home, and those at which the 8.11 of the data set puts a meter. */
const MPANS = ['1200012345678', '1200012345679', '1312345678111', '1312345678222'];
const ELECTRICITY: readonly UserRole[] = ['importSupplier', 'exportSupplier', 'electricityDistributor'];
const GAS: readonly UserRole[] = ['gasSupplier', 'gasTransporter'];

const REGISTRATIONS = Object.entries(USERS).flatMap(([party, roles]) =>
  roles.flatMap((role) => {
    const points = ELECTRICITY.includes(role) ? MPANS : GAS.includes(role) ? ['1234567890'] : [];
    return points.map((mpxn) => ({ mpxn, party: eui64(party), role, from: 0 }));
  }),
);

const pki = makeTestPki('data set world');
const SIGNERS = new Map(
  [...Object.keys(USERS), BROKER].map((party) => [eui64(party), testXmlSigner(pki, eui64(party))] as const),
);
const DCC = testXmlSigner(pki, BROKER, DCC_XML_SIGN_ROLE);

/** The hub that is replaced, and the log of it that the DCC is taken to have kept. */
const OLD_HUB = eui64('00db123456789095');
const KEPT_LOG = {
  devicesToRestore: [{ macAddress: '00db1234567890a0', hashedTcLinkKey: '00'.repeat(16) }],
  extendedPanId: '00'.repeat(8),
};

const NOBODY_TOLD: DccServiceConfiguration['toUser'] = () => undefined;

/** What a request came to. */
export interface Outcome {
  /** The code of the answer; of what this DCC does not have, that of the error. */
  readonly code: string;
  /** What went to homes. */
  readonly sent: readonly Uint8Array[];
  /** The Command that its User is to deliver. */
  readonly local?: Uint8Array;
}

export class DataSetWorld {
  readonly service: DccService;
  readonly inventory = new Inventory(new Registrations(REGISTRATIONS));
  readonly #keys: KeyStore;
  readonly #directory: string;
  readonly #schemas: SchemaSet;
  readonly #ofDcc = new XmlCertificates();
  readonly #clock: VirtualClock<BrokerEvent>;
  #sent: Uint8Array[] = [];

  /** @param directory of the data set */
  constructor(
    directory: string,
    schemas: SchemaSet,
    profile: Profile,
    keys: KeyStore,
    users = USERS,
    { told = NOBODY_TOLD, start = Date.UTC(2026, 0, 5, 18) } = {},
  ) {
    this.#directory = directory;
    this.#schemas = schemas;
    this.#keys = keys;
    const clock = new VirtualClock<BrokerEvent>(start, (event) => broker.happen(event));
    this.#clock = clock;
    const broker: AccessControlBroker = new AccessControlBroker({
      eui: BROKER,
      transitionalCoS: { eui: TRANSITIONAL_COS, keys: this.#keys },
      provider: opensslProvider,
      profile,
      profileOf: () => profile,
      keys: this.#keys,
      inventory: this.inventory,
      clock,
      toHome: (_device, message) => this.#sent.push(message),
      onResponse: () => undefined,
      onAlert: () => undefined,
      serviceOf: (document) => this.service.asked(document),
    });
    for (const [party, roles] of Object.entries(users)) broker.putUser(eui64(party), { roles });
    const hub = eui64('00db1234567890a2');
    const details = { manufacturer: 'hanlab', model: 'data set', esmeVariant: 'ADEF' };
    for (const [eui, kind, supplyPoints = {}] of DEVICES) {
      const { gbcsVersion } = profile;
      this.inventory.put({ eui: eui64(eui), kind, gbcsVersion, status: 'Commissioned', details, supplyPoints, hub });
    }
    const certificates = new XmlCertificates();
    for (const { certificate } of SIGNERS.values()) certificates.add(certificate);
    this.#ofDcc.add(DCC.certificate);
    this.service = new DccService(
      {
        profile,
        schemas,
        certificates,
        signer: DCC.signer,
        made: (request) => madeValues({ provider: opensslProvider, keys, dcc: BROKER }, request),
        now: () => clock.now,
        toUser: told,
      },
      broker,
    );
    this.service.restore({ ...this.service.save(), deviceLogs: new Map([[OLD_HUB, KEPT_LOG]]) });
  }

  /**
   * A request of the data set, signed anew; a critical one goes all the way, signed by its User.
   * @param change of its document
   */
  play(file: string, change = (document: string) => document): Outcome {
    this.#sent = [];
    const original = withoutSignature(readFileSync(join(this.#directory, 'duis', file)));
    const request = Buffer.from(change(Buffer.from(original).toString()));
    const { id, variant, commandVariant } = readRequest(parseXml(request));
    const answer = this.#put(request, id.originator, serviceOf(commandVariant));
    if (commandVariant !== 4 || typeof answer === 'string' || answer.payload === undefined)
      return this.#outcome(answer);
    const key = this.#keys.privateKey({ entity: id.originator, usage: 'digitalSignature' });
    if (key === undefined) throw new Error(`no key of ${id.originator}`);
    const signed = encodeFrame(signFrame(opensslProvider, decodeFrame(answer.payload), key));
    const content = [{ name: 'GBCSPayload', content: Buffer.from(signed).toString('base64') }];
    const body = { name: 'SignedPreCommand', content };
    return this.#outcome(this.#put(writeRequest({ id, variant, commandVariant: 5, body }), id.originator, 'send'));
  }

  /** Lets time go on. @returns what went to homes by then */
  goTo(instant: number): readonly Uint8Array[] {
    this.#sent = [];
    this.#clock.advanceTo(instant);
    return this.#sent;
  }

  #put(document: Uint8Array, originator: Eui64, service: ServiceName): ReadDccMessage | string {
    const signer = SIGNERS.get(originator)?.signer;
    if (signer === undefined) throw new Error(`no signer of ${originator}`);
    try {
      return this.read(this.service.request(service, signXml(document, signer)));
    } catch (error) {
      if (error instanceof DuisError) return error.code;
      throw error;
    }
  }

  #outcome(answer: ReadDccMessage | string): Outcome {
    if (typeof answer === 'string') return { code: answer, sent: this.#sent };
    const local = answer.content?.name === 'LocalCommand' ? answer.payload : undefined;
    return { code: answer.code, sent: this.#sent, ...(local === undefined ? {} : { local }) };
  }

  /** Reads an answer, which is valid by the schema and signed by the DCC. */
  read(document: Uint8Array): ReadDccMessage {
    withXml(document, (parsed) => parsed.validate(this.#schemas.duis));
    return readDccMessage(verifyXml(document, this.#ofDcc.find).root);
  }
}

/** The keys of the data set, for several worlds. */
export function keysOf(directory: string): KeyStore {
  return openKeyDirectory(opensslProvider, join(directory, 'keystore')).store;
}

/** The request with another originator in its RequestID. */
/** Makes a document one that somebody else asks. */
export function askedBy(asker: Eui64): (document: string) => string {
  return (document) => document.replace(/(?<=<sr:RequestID>)[^:]+/, formatEui64(asker));
}

function serviceOf(commandVariant: number): ServiceName {
  if (commandVariant === 8) return 'nonDevice';
  return commandVariant === 4 ? 'transform' : 'send';
}
