import type { ApsFrame, DeviceName, HcalcsName, LinkQuality, PartyName } from '../../emulator/index.js';
import type { Command, Eui64, Instant, Message, Profile } from '../../gbcs/index.js';
import type { LabelList } from '../labels/label-list.js';
import type { LaboratoryCertificates } from './certificates.js';

/**
 * What a scenario works with: a home whose devices are the target, the DCC before it, and the parties. A fresh one for
 * each scenario. Everything that passes is in the evidence before a scenario sees it. Times are virtual.
 */
export interface Laboratory {
  readonly profile: Profile;
  readonly labels: LabelList;
  eui(name: DeviceName | PartyName): Eui64;

  /**
   * A party asks the DCC for a service, and time goes on until the device has answered or the DCC has given up.
   * @param variant Service Reference Variant
   */
  request(party: UserParty, variant: string, device: DeviceName, command: Command): Promise<RequestOutcome>;

  /** A party asks the DCC to take a device out of service (8.3), which the DCC does itself, and no device hears of. */
  decommission(party: UserParty, device: DeviceName): Promise<Pick<RequestOutcome, 'id' | 'acknowledgement'>>;

  /** What the DCC has told a party of its own accord since the laboratory was opened, oldest first. */
  dccAlerts(party: UserParty): Promise<readonly DccAlert[]>;

  /** Whether the profile lets a party send this Service Reference Variant at all. */
  permits(party: UserParty, variant: string): boolean;

  /** A Command that is right in all respects but those that `differences` name. */
  craft(device: DeviceName, command: Command, differences?: Differences): Promise<Uint8Array>;

  /** Hands octets to a device past the DCC, and lets a minute pass. @returns what the device sent to the DCC then */
  deliver(device: DeviceName, message: Uint8Array): Promise<Reaction>;

  /**
   * Has the DCC transform a critical request of a party, which then does not go on with it.
   * @returns the Pre-Command; undefined where the DCC refuses
   */
  transform(party: UserParty, variant: string, device: DeviceName, command: Command): Promise<Uint8Array | undefined>;

  /**
   * Sends a Signed Pre-Command to the DCC as if a party had signed what the DCC gave it.
   * @param differences the counter that the request says, if not that of the Command; or no signature
   * @returns what the DCC said at once
   */
  submitSigned(
    party: UserParty,
    variant: string,
    device: DeviceName,
    preCommand: Uint8Array,
    differences?: { readonly counter?: bigint; readonly signature?: 'none' },
  ): Promise<string>;

  /** Certificates of the parties and for devices, right ones and wrong ones. */
  readonly certificates: LaboratoryCertificates;

  /**
   * The ESME receives and verifies a firmware image over the HAN (GBCS 11.2), which is not played out.
   * @param hash SHA-256 of it, 32 octets
   * @param version 4 octets
   */
  receiveFirmware(hash: Uint8Array, version: Uint8Array): Promise<void>;

  /** Alerts that the hub passed to the DCC since the laboratory was opened. */
  alerts(): Promise<readonly DeviceMessage[]>;

  /** Sends a frame of the load control cluster on the HAN in the name of a device. */
  sendLoadControl(from: DeviceName, to: DeviceName, zcl: Uint8Array): Promise<void>;

  /** Hands a GBCS message to a device in the name of another device than its hub. */
  tunnelFrom(from: DeviceName, to: DeviceName, message: Uint8Array): Promise<Reaction>;

  /**
   * Load Control Events and reports on the HAN since the laboratory was opened: octets of their ZCL frames. One that was
   * repeated, or doubled by a link, is there once, and delivered if it ever was.
   */
  loadControlFrames(): Promise<readonly LoadControlObservation[]>;

  /** The time that it is in the home: UTC. */
  now(): Instant;

  /** Puts a frame on the HAN in the name of a device, and lets a second pass. */
  sendAps(from: DeviceName, to: DeviceName, frame: ApsFrame): Promise<void>;

  /** All frames of applications on the HAN since the laboratory was opened. */
  apsFrames(): Promise<readonly ApsObservation[]>;

  /** Changes the quality of all links of the HAN, or of that between two devices. */
  links(quality: LinkQuality, between?: readonly [DeviceName, DeviceName]): Promise<void>;

  /** Lets time pass. */
  advance(seconds: number): Promise<void>;

  /** A consumer presses the boost button of the ESME, or takes the boost back. */
  boost(use: 'press' | 'cancel'): Promise<void>;

  /** Turns a device off or on. */
  power(device: DeviceName, on: boolean): Promise<void>;

  esme(): Promise<EsmeState>;
  hcalcs(device: HcalcsName): Promise<HcalcsState>;
  hub(): Promise<HubState>;

  /** Something to see in the reports though it fails nothing; the verdict becomes `warn`. */
  warn(message: string): void;
}

/** Parties that are Users of the DCC. */
export type UserParty = 'supplier' | 'otherSupplier' | 'distributor' | 'otherDistributor';

export interface RequestOutcome {
  readonly id: RequestIdentity;
  /** What the DCC said at once: `I99`, or the code of the check that refused the request. */
  readonly acknowledgement: string;
  readonly refusedBy: string | undefined;
  /** The Pre-Command that the DCC made, if the request got that far. */
  readonly preCommand: Uint8Array | undefined;
  /** What came back: `I0` with the Response, `E21` if none came; absent if the request was refused. */
  readonly result: string | undefined;
  readonly response: Message | undefined;
  /** Whether signature or MAC of the Response hold. */
  readonly authentic: boolean;
}

/** What tells a request from all others (DUIS RequestID). */
export interface RequestIdentity {
  readonly originator: Eui64;
  /** Who is to do it: a device, or the DCC. */
  readonly target: Eui64;
  readonly counter: bigint;
}

/** An alert of the DCC itself: somebody else asks for an HCALCS to be taken away (proposed by SECMP0046). */
export interface DccAlert {
  readonly hcalcs: Eui64;
  /** The meter of its home. */
  readonly esme: Eui64;
  readonly hub: Eui64 | undefined;
  /** The request that asks for it. */
  readonly request: RequestIdentity;
  /** When the DCC told it. */
  readonly at: Instant;
}

/** How a crafted Command differs from a right one. */
export interface Differences {
  /** Who originates and signs; the supplier unless said otherwise. */
  readonly originator?: PartyName;
  /** 1 higher than any used before unless said otherwise. */
  readonly counter?: bigint;
  /** The party that the broker asks for: with the certificate, DER, that the Command carries for it. */
  readonly onBehalfOf?: { readonly party: PartyName; readonly certificate: Uint8Array };
  /** In place of that of the use case: 16 bits. */
  readonly messageCode?: number;
  /** Whom it is addressed to, with protections made for the real device. */
  readonly recipient?: Eui64;
  readonly cra?: 1 | 2 | 3;
  /** Of the MAC Header; the MAC does not cover it. */
  readonly invocationCounter?: number;
  /** Of the MAC Header; the MAC does not cover it. */
  readonly securityControl?: number;
  /** 12 octets in the Grouping Header, which only Responses have. */
  readonly dateTime?: Uint8Array;
  /** The payload's length in more octets than it needs. */
  readonly longLength?: true;
  /** Of a DLMS payload, instead of `20` and the low octets of the counter. */
  readonly longInvokeId?: number;
  /** `extra`: a right one where the category has none. */
  readonly signature?: 'none' | 'wrong' | 'extra';
  readonly mac?: 'none' | 'wrong';
}

/** A message of a device, and whether its signature or MAC holds. */
export interface DeviceMessage {
  readonly message: Message;
  readonly authentic: boolean;
}

/** What a device sent to the DCC after a message. */
export interface Reaction {
  readonly responses: readonly DeviceMessage[];
  readonly alerts: readonly DeviceMessage[];
}

export interface LoadControlObservation {
  readonly source: Eui64;
  readonly destination: Eui64;
  readonly zcl: Uint8Array;
  readonly delivered: boolean;
}

/** A frame on the HAN. */
export interface ApsObservation {
  readonly source: Eui64;
  readonly destination: Eui64;
  readonly frame: ApsFrame;
  readonly delivered: boolean;
}

export type Position = 'open' | 'closed';

export interface EsmeState {
  readonly switches: readonly {
    readonly number: number;
    readonly description: string;
    readonly kind: string;
    readonly hcalcs: Eui64 | undefined;
    readonly position: Position;
    /** Levels in per cent. */
    readonly state: { readonly outputState: number; readonly inputState: number };
    readonly commanded: Position | undefined;
    readonly commandedUntil: number | undefined;
  }[];
  readonly auxiliaryEventLog: readonly {
    readonly time: number;
    readonly switch: number;
    readonly action: string;
    readonly outcome: string;
    readonly hanCommandId: number;
  }[];
  readonly deviceLog: readonly { readonly entityIdentifier: Eui64; readonly deviceType: number }[];
  readonly supply: 'enabled' | 'disabled' | 'armed';
  /** The version that runs, and those of images that wait: hexadecimal. */
  readonly firmware: { readonly version: string; readonly images: readonly string[] };
  readonly counters: Readonly<Record<string, string>>;
  readonly securityLog: readonly unknown[];
}

export interface HcalcsState {
  readonly position: Position;
  /** What it has been told last: a device that is removed from the hub is not told. */
  readonly believesOnHan: boolean;
  readonly deviceLog: readonly { readonly entityIdentifier: Eui64; readonly deviceType: number }[];
  readonly counters: Readonly<Record<string, string>>;
  readonly securityLog: readonly unknown[];
}

export interface HubState {
  readonly whitelist: readonly {
    readonly device: Eui64;
    /** Unknown after a restore. */
    readonly deviceType: number | undefined;
    readonly joined: boolean;
  }[];
  /** Devices that were on the HAN, oldest first. */
  readonly historicLog: readonly Eui64[];
  readonly counters: Readonly<Record<string, string>>;
  readonly securityLog: readonly unknown[];
}
