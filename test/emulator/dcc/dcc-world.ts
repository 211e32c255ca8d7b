import { DccService, type ServiceName } from '../../../emulator/dcc/dcc-service.js';
import { type RequestId, readRequest, writeRequest } from '../../../emulator/dcc/duis/request.js';
import { type ReadDccMessage, readDccMessage } from '../../../emulator/dcc/duis/response.js';
import type { Inventory } from '../../../emulator/dcc/inventory/inventory.js';
import { parseXml, withXml } from '../../../emulator/dcc/xml/document.js';
import { needChild, textOf } from '../../../emulator/dcc/xml/element.js';
import type { SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { signXml, verifyXml } from '../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../../../emulator/dcc/xml/signing-keys.js';
import type { WrittenElement } from '../../../emulator/dcc/xml/write.js';
import {
  DEVICES,
  Installation,
  type InstallationConfiguration,
  makeIdentities,
  PARTIES,
  type PartyName,
} from '../../../emulator/index.js';
import {
  decodeFrame,
  type Eui64,
  encodeFrame,
  type KeyStore,
  opensslProvider,
  type Profile,
  profileById,
  signFrame,
} from '../../../gbcs/index.js';

const identities = makeIdentities(opensslProvider, 'dcc world');

/** The keys of a device or party of these worlds. */
export const keysOf = (eui: Eui64): KeyStore => identities.keysOf(eui);

/** The DCC has suspended a device. */
export function suspend(inventory: Inventory, eui: Eui64): void {
  const device = inventory.get(eui);
  if (device !== undefined) inventory.put({ ...device, status: 'Suspended' });
}

/** A party that has a key for documents, and is no User. */
export const STRANGER = 'loadController';

export type UserName = Extract<PartyName, 'supplier' | 'otherSupplier' | 'distributor' | 'otherDistributor'>;
const USERS: readonly UserName[] = ['supplier', 'otherSupplier', 'distributor', 'otherDistributor'];

/** A home behind a DCC that takes documents, and Users that write and read them. */
export class DccWorld {
  readonly installation: Installation;
  readonly service: DccService;
  /** What each User has been told later, oldest first. */
  readonly told = new Map<Eui64, ReadDccMessage[]>();
  readonly #schemas: SchemaSet;
  readonly #certificates = new XmlCertificates();
  readonly #ofDcc = new XmlCertificates();
  #counter = 5000n;

  constructor(schemas: SchemaSet, rules: string | Profile, options: Partial<InstallationConfiguration> = {}) {
    const profile = typeof rules === 'string' ? profileById(rules) : rules;
    this.#schemas = schemas;
    for (const name of [...USERS, STRANGER] as const)
      this.#certificates.add(testXmlSigner(identities.pki, PARTIES[name].eui).certificate);
    const own = testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE);
    this.#ofDcc.add(own.certificate);
    this.installation = new Installation({
      profile,
      provider: opensslProvider,
      identities,
      start: Date.UTC(2026, 0, 5, 18),
      ...options,
      dcc: {
        onResponse: (response) => this.service.answered(response),
        onAlert: (recipient, message) => this.service.alerted(recipient, message),
        onSent: (header, command) => this.service.sent(header, command),
        onAnomaly: (header, verdict) => this.service.anomaly(header, verdict),
        onRemoval: (alert) => this.service.removal(alert),
        serviceOf: (document) => this.service.asked(document),
      },
    });
    const { broker, clock } = this.installation;
    this.service = new DccService(
      {
        profile,
        schemas,
        certificates: this.#certificates,
        signer: own.signer,
        now: () => clock.now,
        toUser: (user, document) => {
          const read = this.read(document);
          const known = this.told.get(user);
          if (known === undefined) this.told.set(user, [read]);
          else known.push(read);
        },
      },
      broker,
    );
  }

  /** Reads a document of the DCC, whose signature holds and which is valid by the schema. */
  read(document: Uint8Array): ReadDccMessage {
    const { root } = verifyXml(document, this.#ofDcc.find);
    const isProposed = Buffer.from(document).includes('HCALCSRemoval');
    if (!isProposed) withXml(document, (parsed) => parsed.validate(this.#schemas.duis));
    return readDccMessage(root);
  }

  /** A signed request of a User. */
  document(
    user: UserName | typeof STRANGER,
    target: Eui64,
    variant: string,
    commandVariant: number,
    body: WrittenElement,
    { counter = ++this.#counter, signer = user }: { counter?: bigint; signer?: UserName | typeof STRANGER } = {},
  ): Uint8Array {
    const id = { originator: PARTIES[user].eui, target, counter };
    return signXml(
      writeRequest({ id, variant, commandVariant, body }),
      testXmlSigner(identities.pki, PARTIES[signer].eui).signer,
    );
  }

  /** Puts a request to a service, and lets a while pass. */
  ask(
    user: UserName,
    service: ServiceName,
    target: Eui64,
    variant: string,
    commandVariant: number,
    body: WrittenElement,
  ): ReadDccMessage {
    const document = this.document(user, target, variant, commandVariant, body);
    const answer = this.read(this.service.request(service, document));
    this.go(30);
    return answer;
  }

  /**
   * A critical request as it comes back: transformed, and signed by its User or, for a test, by another.
   * @returns the document to be sent, or the code that the request was refused with
   */
  signedRequest(
    user: UserName,
    target: Eui64,
    variant: string,
    body: WrittenElement,
    signer = user,
  ): { readonly document: Uint8Array } | { readonly code: string } {
    const request = this.document(user, target, variant, 4, body);
    const { code, payload, request: id } = this.read(this.service.request('transform', request));
    if (payload === undefined || id === undefined) return { code };
    const key = identities
      .keysOf(PARTIES[signer].eui)
      .privateKey({ entity: PARTIES[signer].eui, usage: 'digitalSignature' });
    if (key === undefined) throw new Error(`no key of ${signer}`);
    const signed = encodeFrame(signFrame(opensslProvider, decodeFrame(payload), key));
    const content = {
      name: 'SignedPreCommand',
      content: [{ name: 'GBCSPayload', content: Buffer.from(signed).toString('base64') }],
    };
    return { document: this.document(user, target, variant, 5, content, { counter: id.counter }) };
  }

  /** What a Signed Pre-Command of a User holds. */
  contentOf(document: Uint8Array): { readonly id: RequestId; readonly octets: Buffer } {
    const { id, body } = readRequest(parseXml(document));
    return { id, octets: Buffer.from(textOf(needChild(body, 'GBCSPayload')), 'base64') };
  }

  /** A critical request, all the way to the DCC's sending it on. @returns the code that it got last, I99 if it was taken */
  submit(user: UserName, target: Eui64, variant: string, body: WrittenElement, signer = user): string {
    const signed = this.signedRequest(user, target, variant, body, signer);
    return 'code' in signed ? signed.code : this.read(this.service.request('send', signed.document)).code;
  }

  /** A critical request, and half a minute. @returns the code that it ended with, and the Response's octets */
  critical(
    user: UserName,
    target: Eui64,
    variant: string,
    body: WrittenElement,
    signer = user,
  ): { readonly code: string; readonly response?: Uint8Array } {
    const known = this.heard(user).length;
    const code = this.submit(user, target, variant, body, signer);
    this.go(30);
    const [response] = this.heard(user).slice(known);
    if (code !== 'I99') return { code };
    return {
      code: response?.code ?? 'nothing',
      ...(response?.payload === undefined ? {} : { response: response.payload }),
    };
  }

  /** What a User has been told later. */
  heard(user: UserName): readonly ReadDccMessage[] {
    return this.told.get(PARTIES[user].eui) ?? [];
  }

  go(seconds: number): void {
    const { clock } = this.installation;
    clock.advanceTo(clock.now + seconds * 1000);
  }

  get broker(): Eui64 {
    return PARTIES.broker.eui;
  }

  get esme(): Eui64 {
    return DEVICES.esme;
  }
}
