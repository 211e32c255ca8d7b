import type { ReadDccMessage } from '../../../../emulator/dcc/duis/response.js';
import { DccHome, type DccHomeConfiguration } from '../../../../emulator/dcc/gateway/dcc-home.js';
import { Gateway, type GatewayConfiguration } from '../../../../emulator/dcc/gateway/gateway.js';
import { USERS, type UserName } from '../../../../emulator/dcc/gateway/users.js';
import { withXml } from '../../../../emulator/dcc/xml/document.js';
import type { SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../../../../emulator/dcc/xml/signing-keys.js';
import { DEVICES, makeIdentities, PARTIES } from '../../../../emulator/index.js';
import { DuisReceiver } from '../../../../emulator/parties/duis-receiver.js';
import { DuisUser, type DuisUserConfiguration } from '../../../../emulator/parties/duis-user.js';
import { type DeviceKind, type Eui64, opensslProvider, profileById } from '../../../../gbcs/index.js';

export const SEED = 'gateway world';
export const identities = makeIdentities(opensslProvider, SEED);

const KINDS: ReadonlyMap<Eui64, DeviceKind> = new Map<Eui64, DeviceKind>([
  [DEVICES.esme, 'esme'],
  [DEVICES.hub, 'communicationsHub'],
  [DEVICES.hcalcs, 'hcalcs'],
  [DEVICES.secondHcalcs, 'hcalcs'],
]);

/** Certificates that the DCC of this world signs with. */
export function certificatesOfDcc(): XmlCertificates {
  const certificates = new XmlCertificates();
  certificates.add(testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE).certificate);
  return certificates;
}

/** A User of this world. */
export function userOf(
  name: UserName,
  endpoint: string,
  profile: string,
  options: Partial<DuisUserConfiguration> = {},
): DuisUser {
  const { eui } = PARTIES[name];
  return new DuisUser({
    eui,
    endpoint,
    provider: opensslProvider,
    profile: profileById(profile),
    keys: identities.keysOf(eui),
    signer: testXmlSigner(identities.pki, eui).signer,
    certificates: certificatesOfDcc(),
    deviceOf: (device) => {
      const kind = KINDS.get(device);
      return kind && { eui: device, kind, gbcsVersion: profileById(profile).gbcsVersion };
    },
    counter: 5000n,
    responseMs: 5000,
    ...options,
  });
}

/** The port of a service that throws away what it gets, which nobody has any more. */
const NOBODY = new URL('http://127.0.0.1:9/');

export interface WorldOptions {
  readonly home?: Partial<DccHomeConfiguration>;
  readonly installation?: Partial<DccHomeConfiguration['installation']>;
  readonly gateway?: Partial<GatewayConfiguration>;
  readonly user?: Partial<DuisUserConfiguration>;
  /** Users that have an address at which nobody is. */
  readonly away?: readonly UserName[];
  /** Users that take documents; all where left out. */
  readonly receiving?: readonly UserName[];
}

/** A gateway on loopback in this process, and its Users, who hear of everything there. */
export class GatewayWorld {
  readonly heard = new Map<UserName, ReadDccMessage[]>(USERS.map((name) => [name, []]));
  readonly lines: string[] = [];
  #receivers: DuisReceiver[] = [];
  #users = new Map<UserName, DuisUser>();
  #gateway: Gateway | undefined;
  #home: DccHome | undefined;
  address = '';

  static async start(schemas: SchemaSet, profile: string, options: WorldOptions = {}): Promise<GatewayWorld> {
    const world = new GatewayWorld();
    const { receiving = USERS, away = [] } = options;
    const receivers = new Map<Eui64, URL>(away.map((name) => [PARTIES[name].eui, NOBODY]));
    for (const name of receiving) {
      const receiver = new DuisReceiver(
        certificatesOfDcc(),
        (message, document) => {
          const isProposed = Buffer.from(document).includes('HCALCSRemoval');
          if (!isProposed) withXml(document, (parsed) => parsed.validate(schemas.duis));
          world.heard.get(name)?.push(message);
          world.#users.get(name)?.hear(message);
        },
        { user: PARTIES[name].eui },
      );
      receivers.set(PARTIES[name].eui, new URL(await receiver.listen()));
      world.#receivers.push(receiver);
    }
    world.#home = await DccHome.open({
      schemas,
      time: 'virtual',
      ...options.home,
      installation: {
        profile: profileById(profile),
        provider: opensslProvider,
        identities,
        start: Date.UTC(2026, 0, 5, 18),
        ...options.installation,
      },
    });
    world.#gateway = new Gateway({
      home: world.#home,
      time: 'virtual',
      receivers,
      firstRetryMs: 10,
      onTold: ({ text }) => world.lines.push(text),
      ...options.gateway,
    });
    world.address = await world.#gateway.listen('127.0.0.1', 0);
    for (const name of USERS) world.#users.set(name, userOf(name, world.address, profile, options.user));
    return world;
  }

  user(name: UserName): DuisUser {
    const user = this.#users.get(name);
    if (user === undefined) throw new Error(`there is no ${name}`);
    return user;
  }

  get home(): DccHome {
    if (this.#home === undefined) throw new Error('not started');
    return this.#home;
  }

  heardBy(name: UserName): readonly ReadDccMessage[] {
    return this.heard.get(name) ?? [];
  }

  /** Posts octets as they are. */
  async post(path: string, body: Uint8Array | string, type = 'application/xml'): Promise<Response> {
    const octets = typeof body === 'string' ? body : new Uint8Array(body);
    return fetch(this.address + path, { method: 'POST', headers: { 'content-type': type }, body: octets });
  }

  async metric(line: string): Promise<number> {
    const text = await (await fetch(`${this.address}/metrics`)).text();
    const found = text.split('\n').find((one) => one.startsWith(`${line} `));
    return found === undefined ? 0 : Number(found.slice(line.length + 1));
  }

  /** Ends the gateway. @returns how many documents still waited */
  async stop(): Promise<number> {
    const waiting = (await this.#gateway?.stop()) ?? 0;
    await this.#home?.close();
    for (const receiver of this.#receivers) await receiver.close();
    return waiting;
  }
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
