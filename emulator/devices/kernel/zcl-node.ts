import { assumptionValue, type Eui64, type Instant, type Profile } from '../../../gbcs/index.js';
import { type ApsFrame, apsFrame, ENDPOINT, type HanContent, SMART_ENERGY_PROFILE } from '../../han/frames.js';
import {
  defaultResponse,
  readDefaultResponse,
  readZclFrame,
  ZCL,
  type ZclFrame,
  type ZclHeader,
} from '../../han/zcl/zcl-frame.js';
import type { Part } from './ability.js';

/** What a device makes of the commands of one cluster. */
export interface ZclCluster {
  readonly clusterId: number;
  /** Whether there is such a command this way. */
  knows(header: ZclHeader): boolean;
  /**
   * Carries out a command.
   * @returns a ZCL status; `answered` where a response of the cluster says it; why the command is dropped, if nobody is
   *   to hear of it
   */
  handle(source: Eui64, frame: ZclFrame, now: Instant): number | 'answered' | { readonly dropped: string };
  /** What became of a frame that wanted a Default Response. @param status undefined where none came */
  outcome?(destination: Eui64, zcl: Uint8Array, status: number | undefined, now: Instant): void;
}

/** What the ZCL side of a device asks of the device around it. */
export interface ZclPort {
  send(destination: Eui64, content: HanContent): void;
  /** Whether there is a link key with that device. */
  isPartner(device: Eui64): boolean;
  dropped(reason: string): void;
}

/** A frame that wants a Default Response and has none yet. */
interface PendingFrame {
  readonly destination: Eui64;
  readonly frame: ApsFrame;
  readonly attempts: number;
  readonly due: Instant;
  /** Until when it is repeated at long intervals, after the first few attempts. */
  readonly until: Instant;
}

/** A frame that has been handled: one with the same octets is an echo of the link, or a repetition. */
interface SeenFrame {
  readonly source: Eui64;
  readonly clusterId: number;
  readonly hash: number;
  readonly at: Instant;
  readonly status: number | undefined;
}

interface SavedNode {
  readonly sequence: number;
  readonly pending: readonly PendingFrame[];
  readonly seen: readonly SeenFrame[];
}

/** Frames of which a device remembers that it has seen them, at most. */
const SEEN_FRAMES = 32;
/** Frames that wait for their Default Response, at most; the oldest is given up. */
const PENDING_FRAMES = 64;

/**
 * The ZCL side that all devices share: it sorts frames to clusters, answers what they do not understand, asks again for
 * Default Responses that do not come, and handles a frame that comes twice once (ZCL 2.4, 2.5.12).
 */
export class ZclNode implements Part {
  readonly name = 'zcl';
  readonly #profile: Profile;
  readonly #port: ZclPort;
  readonly #clusters: ReadonlyMap<number, ZclCluster>;
  readonly #defects: ReadonlySet<string>;
  #sequence = 0;
  #pending: PendingFrame[] = [];
  #seen: SeenFrame[] = [];
  #now: Instant = 0;

  constructor(
    profile: Profile,
    port: ZclPort,
    clusters: readonly ZclCluster[],
    defects: ReadonlySet<string> = new Set(),
  ) {
    this.#profile = profile;
    this.#port = port;
    this.#clusters = new Map(clusters.map((cluster) => [cluster.clusterId, cluster]));
    this.#defects = defects;
  }

  /** Tells the time, before anything is sent. */
  at(now: Instant): void {
    this.#now = now;
  }

  /**
   * Sends a command. One that wants a Default Response is sent again until that comes, as often as the profile says.
   * @param encode the octets of the frame with a sequence number
   * @param until for how long it is repeated after that, at long intervals; not at all where left out
   */
  send(destination: Eui64, clusterId: number, encode: (sequence: number) => Uint8Array, until: Instant = 0): void {
    this.#sequence = (this.#sequence + 1) & 0xff;
    const frame = apsFrame(clusterId, encode(this.#sequence));
    if (readZclFrame(frame.zcl)?.header.disableDefaultResponse === false) {
      this.#pending.push({ destination, frame, attempts: 1, due: this.#now + this.#timeout, until });
      if (this.#pending.length > PENDING_FRAMES) this.#pending.shift();
    }
    this.#port.send(destination, frame);
  }

  get #timeout(): number {
    return assumptionValue(this.#profile, 'zcl-confirmation-timeout-seconds') * 1000;
  }

  get #patience(): number {
    return assumptionValue(this.#profile, 'tunnel-message-retry-seconds') * 1000;
  }

  /** Forgets frames that wait to be confirmed, as after a loss of power. @param which of them; all where left out */
  forgetPending(which?: { readonly destination: Eui64; readonly clusterId: number }): void {
    this.#pending = this.#pending.filter(
      ({ destination, frame }) =>
        which !== undefined && (destination !== which.destination || frame.clusterId !== which.clusterId),
    );
  }

  /** Takes a frame of another device. */
  receive(source: Eui64, aps: ApsFrame, now: Instant): void {
    this.#now = now;
    const reason = this.#unreadable(source, aps);
    const frame = reason === undefined ? readZclFrame(aps.zcl) : undefined;
    if (frame === undefined) {
      this.#port.dropped(reason ?? `${aps.zcl.length} octets are no ZCL frame`);
      return;
    }
    const confirmation = readDefaultResponse(frame);
    if (confirmation === undefined) this.#receiveCommand(source, aps, frame, now);
    else this.#confirmed(source, aps.clusterId, frame, confirmation.status, now);
  }

  /** Why a frame does not get as far as its ZCL header, if it does not. */
  #unreadable(source: Eui64, { profileId, destinationEndpoint }: ApsFrame): string | undefined {
    if (profileId !== SMART_ENERGY_PROFILE) return `profile ${hex(profileId)} is not that of the HAN`;
    if (destinationEndpoint !== ENDPOINT) return `there is no endpoint ${destinationEndpoint}`;
    return this.#port.isPartner(source) ? undefined : `there is no link key with ${source}`;
  }

  #receiveCommand(source: Eui64, aps: ApsFrame, frame: ZclFrame, now: Instant): void {
    const windowMs = assumptionValue(this.#profile, 'zcl-duplicate-window-seconds') * 1000;
    this.#seen = this.#seen.filter(({ at }) => now - at < windowMs);
    const hash = hashOf(aps.zcl);
    const echo = this.#seen.find(
      (one) => one.source === source && one.clusterId === aps.clusterId && one.hash === hash,
    );
    if (echo !== undefined && !this.#defects.has('handles-duplicates')) {
      this.#port.dropped(`a frame of ${source} came again`);
      this.#seen = [...this.#seen.filter((one) => one !== echo), { ...echo, at: now }];
      // The answer may be what was lost.
      if (echo.status !== undefined) this.#answer(source, aps, frame.header, echo.status);
      return;
    }
    const result = this.#statusOf(source, aps.clusterId, frame, now);
    const status = typeof result === 'number' ? result : undefined;
    this.#seen.push({ source, clusterId: aps.clusterId, hash, at: now, status });
    if (this.#seen.length > SEEN_FRAMES) this.#seen.shift();
    if (typeof result === 'object') this.#port.dropped(result.dropped);
    if (status === undefined) return;
    if (status !== ZCL.success) this.#port.dropped(`a frame of ${source}: ZCL status ${hex(status, 2)}`);
    this.#answer(source, aps, frame.header, status);
  }

  #statusOf(source: Eui64, clusterId: number, frame: ZclFrame, now: Instant): ReturnType<ZclCluster['handle']> {
    const { header } = frame;
    const isGeneral = header.scope === 'general';
    if (header.manufacturerCode !== undefined) {
      return isGeneral ? ZCL.unsupportedManufacturerGeneralCommand : ZCL.unsupportedManufacturerClusterCommand;
    }
    const cluster = this.#clusters.get(clusterId);
    if (cluster === undefined) return ZCL.unsupportedCluster;
    if (isGeneral) return ZCL.unsupportedGeneralCommand;
    if (!cluster.knows(header)) return ZCL.unsupportedClusterCommand;
    return cluster.handle(source, frame, now);
  }

  /** A Default Response, where one is wanted. */
  #answer(source: Eui64, aps: ApsFrame, header: ZclHeader, status: number): void {
    const evenIfDisabled =
      status !== ZCL.success && assumptionValue(this.#profile, 'zcl-errors-answered-when-disabled');
    if (header.disableDefaultResponse && !evenIfDisabled) return;
    if (this.#defects.has('no-default-response')) return;
    this.#port.send(source, {
      ...apsFrame(aps.clusterId, defaultResponse(header, status)),
      destinationEndpoint: aps.sourceEndpoint,
    });
  }

  #confirmed(source: Eui64, clusterId: number, { header, payload }: ZclFrame, status: number, now: Instant): void {
    const pending = this.#pending.find(({ destination, frame }) => {
      if (destination !== source || frame.clusterId !== clusterId) return false;
      const sent = readZclFrame(frame.zcl)?.header;
      return sent?.sequence === header.sequence && sent.commandId === payload[0];
    });
    if (pending === undefined) return;
    this.#pending = this.#pending.filter((one) => one !== pending);
    this.#clusters.get(clusterId)?.outcome?.(source, pending.frame.zcl, status, now);
  }

  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const { due } of this.#pending) if (first === undefined || due < first) first = due;
    return first;
  }

  /** Sends again what nobody has confirmed, and gives up what has been sent often enough. */
  tick(now: Instant): void {
    this.#now = now;
    const sendsOnce = this.#defects.has('sends-once');
    const most = sendsOnce ? 1 : assumptionValue(this.#profile, 'zcl-send-attempts');
    const late = this.#pending.filter(({ due }) => now >= due);
    if (late.length === 0) return;
    this.#pending = this.#pending.filter(({ due }) => now < due);
    for (const one of late) {
      const { destination, frame, attempts, until } = one;
      if (attempts >= most && (sendsOnce || now >= until)) {
        this.#port.dropped(`a frame to ${destination} was not confirmed`);
        this.#clusters.get(frame.clusterId)?.outcome?.(destination, frame.zcl, undefined, now);
      } else {
        const isPatient = attempts + 1 >= most && until > now;
        this.#pending.push({ ...one, attempts: attempts + 1, due: now + (isPatient ? this.#patience : this.#timeout) });
        this.#port.send(destination, frame);
      }
    }
  }

  save(): SavedNode {
    return { sequence: this.#sequence, pending: [...this.#pending], seen: [...this.#seen] };
  }

  restore(saved: unknown): void {
    const { sequence, pending, seen } = saved as SavedNode;
    this.#sequence = sequence;
    this.#pending = [...pending];
    this.#seen = [...seen];
  }
}

function hex(value: number, digits = 4): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** FNV-1a: tells frames of one device apart, next to their sequence number; nobody gains by a collision. */
function hashOf(octets: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const octet of octets) hash = Math.imul(hash ^ octet, 0x01000193);
  return hash >>> 0;
}
