import { expect } from 'chai';
import {
  type AuxiliaryEvent,
  type CommunicationsHub,
  DEVICES,
  type DeviceNote,
  type Esme,
  type HanContent,
  type HanFrame,
  type Hcalcs,
  type HcalcsName,
  INSTALL_CODES,
  Installation,
  type InstallationConfiguration,
  LOAD_CONTROL_CLUSTER,
  type LoadControlFrame,
  makeIdentities,
  PARTIES,
  type Party,
  readLoadControlFrame,
  type ServiceExchange,
} from '../../../emulator/index.js';
import {
  addDevice,
  buildMessage,
  type Command,
  configureSwitches,
  decodeFrame,
  type Eui64,
  encodeFrame,
  type Frame,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  opensslProvider,
  overlay,
  type Payload,
  type Profile,
  type ProfileChanges,
  profileById,
  type SwitchConfiguration,
  toHex,
  useCaseByName,
} from '../../../gbcs/index.js';

/** Keys of everybody, made once: they are the same in every home. */
const identities = makeIdentities(opensslProvider, 'devices');

/** What the supplier and the broker know: their own private keys, and certificates of the others. */
export const SUPPLIER_KEYS = identities.keysOf(PARTIES.supplier.eui);
export const BROKER_KEYS = identities.keysOf(PARTIES.broker.eui);

export const PROFILE = profileById('secmp0046-core');

/** The profile with other assumptions. */
export function assuming(assumptions: NonNullable<ProfileChanges['assumptions']>): Profile {
  return overlay(PROFILE, { id: 'assuming', title: 'other assumptions', status: 'for a test', assumptions });
}

/** A Monday, 18:00. */
export const START = Date.UTC(2026, 0, 5, 18);

/** What went over the HAN. */
export interface Carried {
  readonly at: number;
  readonly from: Eui64;
  readonly to: HanFrame['destination'];
  readonly content: HanContent;
  readonly delivered: boolean;
}

interface SwitchSnapshot {
  readonly number: number;
  readonly description: string;
  readonly hcalcs: Eui64 | undefined;
  readonly position: string;
  readonly commanded: string | undefined;
  readonly commandedUntil: number | undefined;
}

/** An installation with its parties, that keeps what it has seen. */
export class Home {
  readonly installation: Installation;
  readonly carried: Carried[] = [];
  readonly notes: { readonly device: Eui64; readonly note: DeviceNote; readonly at: number }[] = [];
  readonly wan: { readonly from: Eui64; readonly to: Eui64; readonly message: Uint8Array }[] = [];
  readonly supplier: Party;
  readonly distributor: Party;
  readonly #seen = new Set<string>();

  constructor(options: Partial<InstallationConfiguration> = {}) {
    this.installation = new Installation({
      profile: PROFILE,
      provider: opensslProvider,
      identities,
      start: START,
      ...options,
      observer: {
        frame: ({ source, destination, content }, at, delivered) =>
          this.carried.push({ at, from: source, to: destination, content, delivered }),
        note: (device, note, at) => this.notes.push({ device, note, at }),
        message: (from, to, message) => this.wan.push({ from, to, message }),
      },
    });
    this.supplier = this.party(PARTIES.supplier.eui);
    this.distributor = this.party(PARTIES.distributor.eui);
  }

  party(eui: Eui64): Party {
    const party = this.installation.parties.get(eui);
    if (party === undefined) throw new Error(`no party ${eui}`);
    return party;
  }

  /** The HCALCS that most tests are about. */
  get hcalcs(): Hcalcs {
    const [first] = this.installation.hcalcs;
    if (first === undefined) throw new Error('no HCALCS');
    return first;
  }

  /** The devices that most tests are about, by name. */
  get named(): { readonly hub: CommunicationsHub; readonly esme: Esme; readonly hcalcs: Hcalcs } {
    const { hub, esme } = this.installation;
    return { hub, esme, hcalcs: this.hcalcs };
  }

  get now(): number {
    return this.installation.clock.now;
  }

  /** Lets time go by. */
  go(seconds: number): void {
    this.installation.clock.advanceTo(this.now + seconds * 1000);
  }

  goTo(instant: number): void {
    expect(instant).to.be.at.least(this.now);
    this.installation.clock.advanceTo(instant);
  }

  /** A request and, without any time going by, its Response. */
  ask(party: Party, variant: string, target: Eui64, command: Command): ServiceExchange {
    const exchange = party.request(variant, target, command);
    expect(exchange.acknowledgement).to.deep.equal({ code: 'I99' });
    this.go(0);
    return exchange;
  }

  /** The message of a Command, with any counter, signed where its use case is critical, with the broker's MAC. */
  command(party: Party, target: Eui64, { useCase, payload }: Command, counter: bigint): Uint8Array {
    const definition = useCaseByName(PROFILE.useCases, useCase);
    const frame = buildMessage({
      cra: 1,
      originatorCounter: counter,
      originator: party.eui,
      recipient: target,
      otherInformation: { messageCode: definition?.messageCode ?? -1 },
      payload,
    });
    const critical = definition?.category === 'SME.C.C';
    return this.protect(critical ? decodeFrame(party.sign(encodeFrame(frame))) : frame);
  }

  /** The frame with the broker's MAC. */
  protect(frame: Frame): Uint8Array {
    return encodeFrame(this.installation.broker.protect(frame));
  }

  /** Hands a message to a device. @returns the check that refused it, if one did */
  inject(device: Eui64, message: Uint8Array): string | undefined {
    const before = this.notes.length;
    this.installation.network.inject(device, message);
    this.go(0);
    const refused = this.notes.slice(before).find(({ note }) => note.note === 'refused')?.note;
    return refused?.note === 'refused' ? refused.check : undefined;
  }

  /** Whitelists an HCALCS and joins it with the ESME. */
  join(name: HcalcsName = 'hcalcs'): this {
    const { esme, hub, [name]: hcalcs } = DEVICES;
    const add = addDevice(hcalcs, 'hcalcs', INSTALL_CODES[name], 600);
    expect(results(this.ask(this.supplier, '8.11', hub, add))).to.deep.equal([0, 0, 0]);
    expect(joinCode(this.ask(this.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme)))).to.equal(0);
    expect(joinCode(this.ask(this.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)))).to.equal(0);
    return this;
  }

  /** Joins, and makes the HCALCS switch 2, with a calendar that does nothing unless one is given. */
  bound(configuration: Partial<SwitchConfiguration> = {}): this {
    this.join();
    expect(results(this.configure({ switches: { 2: DEVICES.hcalcs }, ...configuration }))).to.deep.equal([
      0, 0, 0, 0, 0,
    ]);
    return this;
  }

  /** ECS46c by the supplier. */
  configure(configuration: Partial<SwitchConfiguration>): ServiceExchange {
    const command = configureSwitches({ entries: [IDLE], ...configuration });
    return this.ask(this.supplier, '6.14.2', DEVICES.esme, command);
  }

  switch(number: number): SwitchSnapshot {
    const { switches } = this.installation.esme.snapshot();
    const found = (switches as SwitchSnapshot[])[number - 1];
    if (found === undefined) throw new Error(`no switch ${number}`);
    return found;
  }

  /** The log of the ESME, newest entries only, as `<switch> <action> <outcome>`. */
  log(newest = 100): string[] {
    const entries = this.installation.esme.snapshot()['auxiliaryEventLog'] as readonly AuxiliaryEvent[];
    return entries.slice(-newest).map((entry) => `${entry.switch} ${entry.action} ${entry.outcome}`);
  }

  get position(): string {
    return this.hcalcs.snapshot()['position'] as string;
  }

  /** Load control frames since the last call, oldest first; repetitions and Default Responses left out. */
  loadControl(): (LoadControlFrame & { readonly at: number; readonly delivered: boolean })[] {
    return this.carried.splice(0).flatMap(({ at, from, content, delivered }) => {
      if (content.kind !== 'aps' || content.clusterId !== LOAD_CONTROL_CLUSTER) return [];
      const frame = readLoadControlFrame(content.zcl);
      const name = `${from} ${toHex(content.zcl)}`;
      if (frame === undefined || this.#seen.has(name)) return [];
      this.#seen.add(name);
      return [{ ...frame, at, delivered }];
    });
  }

  /** How the switches have moved, as `<switch> <position> <cause>`; the switch of an HCALCS is 0. */
  switched(device: Eui64 = DEVICES.esme): string[] {
    return this.notes.flatMap(({ device: one, note }) =>
      one === device && note.note === 'switched' ? [`${note.switch} ${note.position} ${note.cause}`] : [],
    );
  }
}

/** CCS01 for the HCALCS: joining is open for ten minutes. */
export const ADD_HCALCS = addDevice(DEVICES.hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600);

/** A calendar entry of a switch that no test looks at. */
const IDLE = { switch: 5, action: 'open', hour: 3, minute: 0, weekdays: '1111111', specialDays: '' } as const;

export function responsePayload({ response }: ServiceExchange): Payload {
  if (response?.message === undefined) throw new Error(`no Response: ${response?.code}`);
  expect(response.authentic).to.equal(true);
  return response.message.payload;
}

/** Results of the instructions of a DLMS Response. */
export function results(exchange: ServiceExchange): number[] {
  const payload = responsePayload(exchange);
  if (payload.kind !== 'access-response') throw new Error(payload.kind);
  return payload.results.map(({ code }) => code);
}

export function joinCode(exchange: ServiceExchange): number {
  const payload = responsePayload(exchange);
  if (payload.kind !== 'asn1') throw new Error(payload.kind);
  if (payload.type === 'JoinDeviceResponse') return payload.value.joinResponseCode;
  if (payload.type === 'UnjoinDeviceResponse') return payload.value.unjoinResponseCode;
  throw new Error(payload.type);
}
