import { expect } from 'chai';
import {
  blockTransferOptions,
  decodeDateTime,
  type Eui64,
  encodeBlock,
  encryptedValuesOf,
  formatEui64,
  type Message,
  opensslProvider,
  type RoutingHeader,
  routingHeaderOf,
  splitMessage,
  toHex,
} from '../../gbcs/index.js';
import { type RtdsMessage, readRtds } from '../../vectors/index.js';
import { requireShared } from '../shared.js';
import { dissect, requireTshark } from './tshark.js';

const HEADER = 'gbcs_message.grouping_header';
const HEADER_FIELDS = [
  `${HEADER}.message_code`,
  `${HEADER}.cra_flag`,
  `${HEADER}.originator_counter`,
  `${HEADER}.business_originator_id`,
  `${HEADER}.business_target_id`,
  `${HEADER}.supplementary_remote_party_id`,
  `${HEADER}.supplementary_remote_party_counter`,
  `${HEADER}.supplementary_remote_party_originator_counter`,
  `${HEADER}.supplementary_remote_party_ka_certificate`,
  `${HEADER}.date_time`,
  'gbcs_message.mac_header.security_control_byte',
  'gbcs_message.mac_header.invocation_counter',
  'gbcs_message.krp',
  'gbcs_message.mac',
  '_ws.malformed',
] as const;
type HeaderRow = Readonly<Record<(typeof HEADER_FIELDS)[number], string>>;

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
const colons = (id: Eui64 | undefined) => (id === undefined ? '' : formatEui64(id).replaceAll('-', ':').toLowerCase());
const text = (value: bigint | undefined) => (value === undefined ? '' : String(value));
const hexOf = (octets: Uint8Array | undefined) => (octets === undefined ? '' : toHex(octets));

/** `2015-01-01T00:00:00.000Z` of a date-time as tshark prints it. */
function isoOf(shown: string): string {
  return shown === '' ? '' : new Date(shown.replace(/\.\d+ UTC$/, ' UTC')).toISOString();
}

/** What tshark must print of a message, by our decoder. */
function expectedRow({ frame }: Message): HeaderRow {
  const { header, macHeader, signature, mac } = frame;
  const { cra, originatorCounter, originator, recipient, dateTime, otherInformation } = header;
  const certificate = otherInformation.supplementaryRemotePartyCertificate;
  // tshark takes the first octets after the party's counter for the device's own, whatever kind of message it is: of a
  // certificate it shows these as a number and the rest as the certificate.
  const counter = certificate && new DataView(certificate.buffer, certificate.byteOffset).getBigUint64(0);
  return {
    [`${HEADER}.message_code`]: hex(otherInformation.messageCode, 4),
    [`${HEADER}.cra_flag`]: hex(cra, 2),
    [`${HEADER}.originator_counter`]: String(originatorCounter),
    [`${HEADER}.business_originator_id`]: colons(originator),
    [`${HEADER}.business_target_id`]: colons(recipient),
    [`${HEADER}.supplementary_remote_party_id`]: colons(otherInformation.supplementaryRemotePartyId),
    [`${HEADER}.supplementary_remote_party_counter`]: text(otherInformation.supplementaryRemotePartyCounter),
    [`${HEADER}.supplementary_remote_party_originator_counter`]: text(
      counter ?? otherInformation.supplementaryOriginatorCounter,
    ),
    [`${HEADER}.supplementary_remote_party_ka_certificate`]: hexOf(certificate?.subarray(8)),
    [`${HEADER}.date_time`]: dateTime.length === 0 ? '' : new Date(decodeDateTime(dateTime)).toISOString(),
    'gbcs_message.mac_header.security_control_byte': macHeader === undefined ? '' : hex(macHeader.securityControl, 2),
    'gbcs_message.mac_header.invocation_counter': macHeader === undefined ? '' : hex(macHeader.invocationCounter, 8),
    'gbcs_message.krp': hexOf(signature),
    'gbcs_message.mac': hexOf(mac),
    '_ws.malformed': '',
  } as HeaderRow;
}

const GBZ_FIELDS = [
  'gbcs_gbz.components',
  'gbcs_gbz.extended_header_cluster',
  'gbcs_gbz.encrypted_payload',
  'gbcs_gbz.mac',
  'gbcs_gbz.additional_frame_counter',
] as const;

const ROUTING = 'gbcs_message.routing_header';
const BLOCK_FIELDS = [
  `${ROUTING}.message_code`,
  `${ROUTING}.cra_flag`,
  `${ROUTING}.originator_counter`,
  `${ROUTING}.business_originator_id`,
  `${ROUTING}.business_target_id`,
  'gbcs_message.gbt_header.block_control.last_block',
  'gbcs_message.gbt_header.block_control.streaming',
  'gbcs_message.gbt_header.block_control.window',
  'gbcs_message.gbt_header.block_number',
  'gbcs_message.gbt_header.block_number_ack',
] as const;

function expectedRouting(routing: RoutingHeader): readonly string[] {
  const { messageCode, cra, originatorCounter, originator, recipient } = routing;
  return [hex(messageCode, 4), hex(cra, 2), String(originatorCounter), colons(originator), colons(recipient)];
}

describe('tshark', function () {
  this.timeout(60_000);
  let all: readonly RtdsMessage[] = [];
  /** Those that it can take: with a signature field, as every message on the HAN has. */
  let messages: readonly RtdsMessage[] = [];

  before(function () {
    const rtds = requireShared.call(this, 'rtds');
    requireTshark.call(this);
    all = readRtds(rtds, opensslProvider).messages;
    messages = all.filter(({ message }) => message.frame.signature !== undefined);
  });

  it('takes every message but Pre-Commands, which do not travel on the HAN', () => {
    expect(messages.length).to.be.above(850);
    const others = all.filter((one) => !messages.includes(one));
    for (const { file } of others) expect(file).to.match(/PRE-?COMMAND/i);
  });

  it('reads the headers, signature and MAC of every message as we do', () => {
    const rows = dissect(
      messages.map(({ octets }) => octets),
      HEADER_FIELDS,
      (i) => messages[i]?.message.frame.header.cra !== 1,
    );
    expect(rows).to.have.length(messages.length);
    for (const [i, { file, message }] of messages.entries()) {
      const row = rows[i] as HeaderRow;
      const found = { ...row, [`${HEADER}.date_time`]: isoOf(row[`${HEADER}.date_time`]) };
      expect(found, file).to.eql(expectedRow(message));
    }
    // None of the fields is compared in vain.
    for (const field of HEADER_FIELDS) {
      const isSeen = rows.some((row) => row[field] !== '');
      expect(isSeen, field).to.equal(field !== '_ws.malformed');
    }
  });

  it('finds the components and encrypted values that we find in every GBZ payload', () => {
    const gbz = messages.filter(({ message }) => message.payload.kind === 'gbz');
    const rows = dissect(
      gbz.map(({ octets }) => octets),
      GBZ_FIELDS,
    );
    expect(rows).to.have.length(gbz.length);
    let encrypted = 0;
    for (const [i, { file, message }] of gbz.entries()) {
      if (message.payload.kind !== 'gbz') continue;
      const { components } = message.payload;
      const secret = components.flatMap(({ payload }) => (payload.kind === 'encrypted' ? [payload] : []));
      encrypted += secret.length;
      expect(rows[i], file).to.eql({
        'gbcs_gbz.components': String(components.length),
        'gbcs_gbz.extended_header_cluster': components.map(({ clusterId }) => hex(clusterId, 4)).join(','),
        'gbcs_gbz.encrypted_payload': secret.map(({ ciphertext }) => toHex(ciphertext)).join(','),
        'gbcs_gbz.mac': secret.map(({ tag }) => toHex(tag)).join(','),
        'gbcs_gbz.additional_frame_counter': secret.map((one) => one.additionalHeaderFrameCounter).join(','),
      });
      expect(encryptedValuesOf(message.payload)).to.have.length(secret.length);
    }
    expect(encrypted).to.be.above(30);
  });

  it('reads our blocks of general block transfer, and puts the message together from them', () => {
    const options = { ...blockTransferOptions(), blockOctets: 100, window: 4 };
    // It tells transfers apart by originator and counter alone, and the data set repeats its counters.
    const distinct = new Map(
      messages.map((one) => {
        const { originator, originatorCounter } = one.message.frame.header;
        return [`${originator} ${originatorCounter}`, one];
      }),
    );
    const transfers = [...distinct.values()].map((one) => ({ ...one, blocks: splitMessage(one.octets, options) }));
    expect(transfers).to.have.length.above(50);
    const rows = dissect(
      transfers.flatMap(({ blocks }) => blocks.map(encodeBlock)),
      [...BLOCK_FIELDS, 'gbcs_message.gbt.reassembled.length', ...HEADER_FIELDS],
    );
    let at = 0;
    for (const { file, octets, message, blocks } of transfers) {
      for (const block of blocks) {
        const row = rows[at++] ?? expect.fail();
        const expected = [
          ...expectedRouting(routingHeaderOf(octets)),
          block.lastBlock ? '1' : '0',
          block.streaming ? '1' : '0',
          String(block.window),
          String(block.blockNumber),
          '0',
        ];
        expect(
          BLOCK_FIELDS.map((field) => row[field]),
          file,
        ).to.eql(expected);
        if (!block.lastBlock) continue;
        expect(row['gbcs_message.gbt.reassembled.length'], file).to.equal(String(octets.length));
        const { [`${HEADER}.date_time`]: dateTime, ...whole } = expectedRow(message);
        for (const [field, value] of Object.entries(whole)) expect(row[field as keyof HeaderRow], file).to.equal(value);
        expect(isoOf(row[`${HEADER}.date_time`]), file).to.equal(dateTime);
      }
    }
    expect(at).to.equal(rows.length);
  });
});
