import { type Eui64, eui64Bytes, type Instant, Writer } from '../../gbcs/index.js';
import { ENDPOINT, SMART_ENERGY_PROFILE } from './frames.js';

/**
 * HAN traffic as a capture file, so that tools of others can read it: pcapng with frames of IEEE 802.15.4, ZigBee PRO and
 * the ZigBee Cluster Library. Encryption of the radio is left out, as everywhere in the emulator.
 */

/** IEEE 802.15.4 without frame check sequence, in the list of link types that pcapng shares with pcap. */
const LINK_TYPE = 230;

/** Who sends or receives: its address in the network, and the identifier that it keeps. */
export interface RadioAddress {
  /** 16 bits; 0 is the coordinator, the Communications Hub. */
  readonly network: number;
  readonly eui: Eui64;
}

/** One application frame on its way from device to device. */
export interface RadioFrame {
  readonly source: RadioAddress;
  readonly destination: RadioAddress;
  /** Numbers MAC, network and application frames alike, 0 to 255. */
  readonly sequence: number;
  /** 16 bits; that of ZigBee Smart Energy where left out. */
  readonly profileId?: number;
  /** 16 bits, such as 0704 for tunnelling. */
  readonly clusterId: number;
  /** 8 bits; 1 where left out. */
  readonly sourceEndpoint?: number;
  readonly destinationEndpoint?: number;
  /** A whole ZCL frame. */
  readonly zcl: Uint8Array;
}

const PAN_ID = 0x1a62;
const MAC_DATA_SHORT_ADDRESSES = 0x8841;
const NETWORK_DATA_WITH_EUIS = 0x1808;
const RADIUS = 30;

/** ZigBee numbers are little-endian, whatever they stand in. */
function littleEndian(value: number, octets: 1 | 2 | 4): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, i) => Math.floor(value / 256 ** i) % 256);
}

/** The octets of a frame as the radio has them, without frame check sequence. */
export function encodeRadioFrame(frame: RadioFrame): Uint8Array {
  const { source, destination, sequence, clusterId, zcl } = frame;
  const writer = new Writer(zcl.length + 64);
  const u16 = (value: number) => writer.put(littleEndian(value, 2));
  u16(MAC_DATA_SHORT_ADDRESSES);
  writer.u8(sequence);
  u16(PAN_ID);
  for (const { network } of [destination, source]) u16(network);
  u16(NETWORK_DATA_WITH_EUIS);
  for (const { network } of [destination, source]) u16(network);
  writer.u8(RADIUS).u8(sequence);
  for (const { eui } of [destination, source]) writer.put(eui64Bytes(eui).reverse());
  // Application support: unicast data between the endpoints that carry Smart Energy.
  writer.u8(0x00).u8(frame.destinationEndpoint ?? ENDPOINT);
  u16(clusterId);
  u16(frame.profileId ?? SMART_ENERGY_PROFILE);
  return writer
    .u8(frame.sourceEndpoint ?? ENDPOINT)
    .u8(sequence)
    .put(zcl)
    .finish();
}

/** A block of pcapng: its length stands before and after its contents, which are filled up to 32 bits. */
function captureBlock(type: number, contents: Uint8Array): Uint8Array {
  const padding = -contents.length & 3;
  const length = littleEndian(12 + contents.length + padding, 4);
  const writer = new Writer(12 + contents.length + padding);
  return writer.put(littleEndian(type, 4)).put(length).put(contents).put(new Uint8Array(padding)).put(length).finish();
}

function captureOption(code: number, value: Uint8Array): Uint8Array {
  const writer = new Writer(value.length + 8).put(littleEndian(code, 2)).put(littleEndian(value.length, 2));
  return writer
    .put(value)
    .put(new Uint8Array(-value.length & 3))
    .finish();
}

const END_OF_OPTIONS = new Uint8Array(4);
const TEXT = new TextEncoder();

/** The beginning of a capture file: one section, one interface whose times are in nanoseconds. */
export function captureHeader(): Uint8Array {
  const section = new Writer().put(littleEndian(0x1a2b3c4d, 4)).put(littleEndian(1, 2)).put(littleEndian(0, 2));
  section.put(new Uint8Array(8).fill(0xff));
  const radio = new Writer().put(littleEndian(LINK_TYPE, 2)).put(littleEndian(0, 2)).put(littleEndian(0, 4));
  radio
    .put(captureOption(2, TEXT.encode('HAN')))
    .put(captureOption(9, Uint8Array.of(9)))
    .put(END_OF_OPTIONS);
  return new Writer().put(captureBlock(0x0a0d0d0a, section.finish())).put(captureBlock(1, radio.finish())).finish();
}

/**
 * One frame of a capture file, to stand after {@link captureHeader} and the frames before it.
 * @param time when it was sent
 * @param comment for those who read the capture
 */
export function capturePacket(frame: Uint8Array, time: Instant, comment?: string): Uint8Array {
  const nanoseconds = BigInt(Math.round(time * 1000)) * 1000n;
  const writer = new Writer(frame.length + 64).put(littleEndian(0, 4));
  writer.put(littleEndian(Number((nanoseconds >> 32n) & 0xffff_ffffn), 4));
  writer.put(littleEndian(Number(nanoseconds & 0xffff_ffffn), 4));
  for (let i = 0; i < 2; i++) writer.put(littleEndian(frame.length, 4));
  writer.put(frame).put(new Uint8Array(-frame.length & 3));
  // The length of a comment has 16 bits.
  if (comment !== undefined) writer.put(captureOption(1, TEXT.encode(comment.slice(0, 10_000)))).put(END_OF_OPTIONS);
  return captureBlock(6, writer.finish());
}
