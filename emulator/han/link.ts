import type { Eui64, Instant } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';

/**
 * What happens to frames between two devices of a HAN, in virtual time and from a seed: the same seed gives the same
 * fates. A link is what the applications see of the radio, after its own repetitions.
 */

/** How good a link is. All of it is ideal where left out: frames arrive at once, each once, in order. */
export interface LinkQuality {
  /** Milliseconds that every frame takes, 0 or more. */
  readonly latencyMs?: number;
  /** Milliseconds that a frame takes more, at most; evenly spread. Frames stay in order all the same. */
  readonly jitterMs?: number;
  /** Whether loss, duplication and reordering are of frames between applications alone: what joins devices is spared. */
  readonly sparesJoining?: boolean;
  /** Share of the frames that get lost, 0 to 1. */
  readonly loss?: number;
  /** Milliseconds after a frame is lost in which no other of its direction is; 0 where left out. */
  readonly sparedMs?: number;
  /** Share of the frames that arrive twice, 0 to 1. */
  readonly duplication?: number;
  /** Share of the frames that later ones may overtake, 0 to 1. */
  readonly reordering?: number;
  /** Milliseconds by which such a frame is held back at most; 2,000 where left out. */
  readonly reorderingMs?: number;
  /** Times in which nothing gets through: from the first instant, up to the second. */
  readonly partitions?: readonly { readonly from: Instant; readonly until: Instant }[];
}

/** The links of a home. */
export interface LinkConfiguration {
  /** Any text; the same text makes the same fates. */
  readonly seed: string;
  /** Of every link that is not named; ideal where left out. */
  readonly quality?: LinkQuality;
}

const DEFAULT_REORDERING_MS = 2000;

interface Link {
  /** State of its generator. */
  random: number;
  /** When the last frame that keeps the order arrives. */
  arrives: Instant;
  /** When the last frame was lost. */
  lost?: Instant;
}

/** Qualities as they have been set, and how far the generators are. */
export interface SavedLinks {
  readonly quality: LinkQuality;
  readonly named: ReadonlyMap<string, LinkQuality>;
  readonly links: ReadonlyMap<string, Readonly<Link>>;
}

/** The fates of frames. */
export class Links implements Stored<SavedLinks> {
  readonly #seed: string;
  #quality: LinkQuality;
  /** Qualities of links that differ from the others, by their two ends. */
  readonly #named = new Map<string, LinkQuality>();
  /** One for each direction, so that what passes on one link changes nothing on another. */
  readonly #links = new Map<string, Link>();
  /** What one home of many draws its numbers apart by; 0 in a home alone. */
  #apart = 0;

  /** @throws RangeError as {@link Links.set} */
  constructor({ seed, quality = {} }: LinkConfiguration = { seed: '' }) {
    check(quality);
    this.#seed = seed;
    this.#quality = quality;
  }

  /** Draws other numbers than other homes of the same configuration and state do. @param home from 0 */
  beHome(home: number): void {
    this.#apart = seedOf(`${this.#seed} home ${home}`);
  }

  /**
   * Changes the quality of the link between two devices, or of all links.
   * @throws RangeError on shares outside 0 to 1 and negative times
   */
  set(quality: LinkQuality, between?: readonly [Eui64, Eui64]): void {
    check(quality);
    if (between !== undefined) {
      this.#named.set(linkName(...between), quality);
    } else {
      this.#quality = quality;
      this.#named.clear();
    }
  }

  /**
   * When a frame arrives that is sent now: once, twice or never.
   * @param joins whether it is a step of joining
   * @returns instants, the earliest first
   */
  arrivals(source: Eui64, destination: Eui64, now: Instant, joins = false): readonly Instant[] {
    const quality = this.#named.get(linkName(source, destination)) ?? this.#quality;
    // Ideal links draw nothing and are not remembered; what was sent before they became so still arrives first.
    if (isIdeal(quality)) return [Math.max(now, this.#links.get(directionName(source, destination))?.arrives ?? now)];
    const link = this.#linkOf(source, destination);
    // Each frame on a link that is not ideal draws as many numbers, whatever its fate: qualities do not shift one another's.
    const [lost, twice, overtaken, jitter, held, echo] = Array.from({ length: 6 }, () => draw(link, this.#apart));
    const { latencyMs = 0, jitterMs = 0, partitions = [] } = quality;
    const { loss = 0, duplication = 0, reordering = 0 } = joins && quality.sparesJoining === true ? {} : quality;
    if (partitions.some(({ from, until }) => now >= from && now < until)) return [];
    if ((lost as number) < loss && now >= (link.lost ?? Number.NEGATIVE_INFINITY) + (quality.sparedMs ?? 0)) {
      link.lost = now;
      return [];
    }
    const arrival = now + latencyMs + Math.floor((jitter as number) * jitterMs);
    const holdMs = quality.reorderingMs ?? DEFAULT_REORDERING_MS;
    const first =
      (overtaken as number) < reordering
        ? arrival + Math.floor((held as number) * holdMs)
        : Math.max(arrival, link.arrives);
    if ((overtaken as number) >= reordering) link.arrives = first;
    if ((twice as number) >= duplication) return [first];
    return [first, first + Math.floor((echo as number) * (latencyMs + jitterMs))];
  }

  save(): SavedLinks {
    return structuredClone({ quality: this.#quality, named: this.#named, links: this.#links });
  }

  restore(saved: SavedLinks): void {
    const { quality, named, links } = structuredClone(saved);
    this.#quality = quality;
    this.#named.clear();
    for (const [name, one] of named) this.#named.set(name, one);
    this.#links.clear();
    for (const [name, link] of links) this.#links.set(name, link);
  }

  #linkOf(source: Eui64, destination: Eui64): Link {
    const name = directionName(source, destination);
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    const link = { random: seedOf(`${this.#seed} ${name}`), arrives: Number.NEGATIVE_INFINITY };
    this.#links.set(name, link);
    return link;
  }
}

function directionName(source: Eui64, destination: Eui64): string {
  return `${source}>${destination}`;
}

function linkName(a: Eui64, b: Eui64): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

function isIdeal(quality: LinkQuality): boolean {
  return Object.values(quality).every((value) => (Array.isArray(value) ? value.length === 0 : Number(value) === 0));
}

function check({ partitions, sparesJoining: _, ...quality }: LinkQuality): void {
  for (const [name, value] of Object.entries(quality)) {
    const most = name.endsWith('Ms') ? Number.MAX_SAFE_INTEGER : 1;
    if (!(value >= 0 && value <= most)) throw new RangeError(`${name} of a link is ${value}, not 0 to ${most}`);
  }
  for (const { from, until } of partitions ?? []) {
    if (!(from <= until)) throw new RangeError('a partition of a link ends before it begins');
  }
}

/** 32 bits of a text (FNV-1a). */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The next number from 0 up to 1 (Mulberry32). */
function draw(link: Link, apart: number): number {
  link.random = (link.random + 0x6d2b79f5) >>> 0;
  const place = (link.random + apart) >>> 0;
  let mixed = Math.imul(place ^ (place >>> 15), place | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
