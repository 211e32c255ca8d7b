import { expect } from 'chai';
import {
  type AccessResponse,
  type Asn1Payload,
  type Data,
  type Message,
  type OpenedValue,
  opensslProvider,
  openValues,
  type Payload,
  resealValues,
} from '../../gbcs/index.js';
import {
  pairAlerts,
  pairExchanges,
  playAlerts,
  playExchange,
  type Rtds,
  type RtdsContext,
  type RtdsExchange,
  type RtdsMessage,
  readRtds,
} from '../../vectors/index.js';
import { requireShared } from '../shared.js';

/** Data with one value changed; undefined where there is nothing to change. */
function changedData(data: Data): Data | undefined {
  if (data.type === 'boolean') return { type: 'boolean', value: !data.value };
  if (data.type === 'bit-string' && data.bits.length > 0) {
    return { ...data, bits: `${data.bits.startsWith('1') ? '0' : '1'}${data.bits.slice(1)}` };
  }
  if ('octets' in data && data.octets.length > 0) {
    const octets = Uint8Array.from(data.octets);
    octets[0] = (octets[0] as number) ^ 1;
    return { ...data, octets };
  }
  if ('value' in data && typeof data.value === 'number')
    return { ...data, value: data.value + (data.value % 2 === 0 ? 1 : -1) } as Data;
  if ('items' in data) {
    const at = data.items.findIndex((item) => changedData(item) !== undefined);
    if (at < 0) return undefined;
    return { ...data, items: data.items.map((item, i) => (i === at ? (changedData(item) as Data) : item)) };
  }
  return undefined;
}

/** Every way of changing one value or result of a Response, an encrypted one before it was encrypted, and nothing else. */
function changes({ message }: RtdsMessage, command: RtdsMessage, context: RtdsContext): Payload[] {
  const { payload } = message;
  const opened = openValues(message, context);
  if (opened.length > 0) return changedPlaintexts(message, opened, context);
  if (payload.kind === 'access-response') return changedResponses(payload, placesOf(command));
  return payload.kind === 'asn1' ? changedCodes(payload) : [];
}

function changedPlaintexts(message: Message, opened: readonly OpenedValue[], context: RtdsContext): Payload[] {
  return opened.map((value) => {
    if (value.status !== 'opened' || value.plaintext.kind !== 'dlms') throw new Error('the value does not open');
    const data = changedData(value.plaintext.data);
    if (data === undefined) throw new Error('the value cannot be another');
    return resealValues(message, [{ kind: 'dlms', data }], context).payload;
  });
}

/** Of each instruction, what it addresses: some use cases read an attribute twice, and it has one value. */
function placesOf({ message: { payload } }: RtdsMessage): readonly string[] {
  const specifications = payload.kind === 'access-request' ? payload.specifications : [];
  return specifications.map(({ access, classId, obis, member }) => `${access} ${classId} ${obis} ${member}`);
}

function changedResponses(response: AccessResponse, places: readonly string[]): AccessResponse[] {
  const values = response.data.flatMap((data, at) => {
    const other = changedData(data);
    if (other === undefined) return [];
    const isThere = (i: number) => places[i] === places[at] && response.results[i]?.code === 0;
    return [{ ...response, data: response.data.map((one, i) => (isThere(i) ? other : one)) }];
  });
  const failed = response.results.findIndex(({ code }) => code !== 0);
  const results = response.results.slice(0, failed < 0 ? undefined : failed + 1).map((result, at) => ({
    ...response,
    results: response.results.map((one, i) => (i === at ? { ...result, code: result.code ^ 3 } : one)),
  }));
  return [...values, ...results];
}

function changedCodes(payload: Asn1Payload): Asn1Payload[] {
  if (payload.type === 'JoinDeviceResponse') {
    const { joinResponseCode } = payload.value;
    return [{ ...payload, value: { joinResponseCode: joinResponseCode === 3 ? 0 : 3 } }];
  }
  if (payload.type === 'UnjoinDeviceResponse') {
    const { unjoinResponseCode } = payload.value;
    return [{ ...payload, value: { unjoinResponseCode: unjoinResponseCode === 1 ? 0 : 1 } }];
  }
  return changedCredentials(payload);
}

/** The octets with one bit changed. */
function changedOctets(octets: Uint8Array): Uint8Array {
  return octets.map((octet, i) => (i === 0 ? octet ^ 1 : octet));
}

/** A list with one element after the other changed. */
function eachChanged<T>(list: readonly T[], change: (one: T) => T | undefined): T[][] {
  return list.flatMap((one, at) => {
    const other = change(one);
    return other === undefined ? [] : [list.map((same, i) => (i === at ? other : same))];
  });
}

/** Every change of a payload about credentials or firmware that says what the device held before. */
function changedCredentials(payload: Asn1Payload): Asn1Payload[] {
  switch (payload.type) {
    case 'ProvideSecurityCredentialDetailsResponse': {
      const { remotePartyDetails } = payload.value;
      const lists = [
        ...eachChanged(remotePartyDetails, (one) =>
          one.currentSeqNumber === undefined ? undefined : { ...one, currentSeqNumber: one.currentSeqNumber + 1n },
        ),
        ...eachChanged(remotePartyDetails, (one) => (one.status === 127 ? { ...one, status: 30 } : undefined)),
        ...eachChanged(remotePartyDetails, (one) => {
          const [cell, ...others] = one.cells ?? [];
          if (cell === undefined) return undefined;
          const subjectKeyIdentifier = changedOctets(cell.subjectKeyIdentifier);
          return { ...one, cells: [{ ...cell, subjectKeyIdentifier }, ...others] };
        }),
      ];
      return lists.map((list) => ({ ...payload, value: { remotePartyDetails: list } }));
    }
    case 'UpdateSecurityCredentialsResponse': {
      const { outcome } = payload.value;
      if (outcome === undefined) return [];
      const others = eachChanged(outcome.replacementOutcomes, (one) => ({
        ...one,
        existingSubjectKeyId: changedOctets(one.existingSubjectKeyId),
      }));
      return others.map((replacementOutcomes) => ({
        ...payload,
        value: { commandAccepted: null, outcome: { ...outcome, replacementOutcomes } },
      }));
    }
    case 'IssueSecurityCredentialsResponse':
      return [{ ...payload, value: { responseCode: 'responseCode' in payload.value ? 2 : 3 } }];
    case 'ProvideDeviceCertificateResponse':
      return [{ ...payload, value: { responseCode: 'responseCode' in payload.value ? 2 : 3 } }];
    case 'UpdateDeviceCertificateResponse':
      // What is wrong with the certificate itself is no matter of state.
      return payload.value.responseCode === 0 ? [{ ...payload, value: { responseCode: 4 } }] : [];
    case 'ActivateFirmwareResponse': {
      if (!('outcome' in payload.value)) return [];
      const { outcome } = payload.value;
      return [
        { ...payload, value: { outcome: { ...outcome, firmwareVersion: changedOctets(outcome.firmwareVersion) } } },
        { ...payload, value: { outcome: { ...outcome, responseCode: outcome.responseCode ^ 1 } } },
      ];
    }
    case 'ReadFirmwareVersionResponse':
      return [{ ...payload, value: { ...payload.value, code: payload.value.code ^ 1 } }];
    default:
      return [];
  }
}

/** The exchange, with the state of the device taken from another payload than the one it is compared with. */
function withState({ command, response }: RtdsExchange, payload: Payload): RtdsExchange {
  return { command, response: { ...response, message: { ...response.message, payload } } };
}

describe('exchanges of a Reference Test Data Set', () => {
  let rtds: Rtds;
  let played: { exchange: RtdsExchange; difference: string | undefined }[];

  before(function () {
    rtds = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    played = pairExchanges(rtds.messages).map((exchange) => ({
      exchange,
      difference: playExchange(exchange, rtds.context),
    }));
  });

  it('match wherever the use case is emulated', () => {
    const failed = played.filter(({ difference }) => difference !== undefined && difference !== 'notEmulated');
    expect(failed.map(({ exchange, difference }) => `${exchange.response.file}: ${difference}`)).eql([]);
  });

  it('include those of ECS46a, ECS46c, ECS47, ECS61a, CS03A1, CS03A2, CS04AC, CCS01 and CCS02', () => {
    const matched = played.filter(({ difference }) => difference === undefined);
    const codes = matched.map(({ exchange }) => exchange.command.message.frame.header.otherInformation.messageCode);
    expect([...new Set(codes)]).include.members([0x53, 0x54, 0x55, 0xbb, 0x0d, 0xab, 0x0f, 0x01, 0x02]);
    expect(matched.length).least(17);
  });

  it('include those of credentials, firmware and their reads, at all three devices', () => {
    const matched = played.filter(({ difference }) => difference === undefined);
    const codes = matched.map(({ exchange }) => exchange.command.message.frame.header.otherInformation.messageCode);
    const replacements = [0x102, 0x103, 0x104, 0x105, 0x106, 0x107, 0x108, 0x126];
    expect([...new Set(codes)]).include.members([0x08, 0x0a, 0x0b, 0x0c, 0x12, 0x11b, 0x129, ...replacements]);
  });

  it('match no more once one value or result that the state is taken from is another', () => {
    let tried = 0;
    for (const { exchange, difference } of played) {
      if (difference !== undefined) continue;
      for (const payload of changes(exchange.response, exchange.command, rtds.context)) {
        tried++;
        expect(playExchange(withState(exchange, payload), rtds.context), exchange.response.file).not.equal(undefined);
      }
    }
    expect(tried).greaterThan(600);
  });

  it('play every exchange with an ESME, a Communications Hub or an HCALCS', () => {
    const left = played.filter(({ exchange: { command }, difference }) => {
      const { recipient } = command.message.frame.header;
      return /a[025]$/.test(recipient) && difference === 'notEmulated';
    });
    expect(left.map(({ exchange }) => exchange.command.file)).eql([]);
  });

  it('bring about the Alerts of future-dated Commands at their time, in the order of the instructions', () => {
    let matched = 0;
    for (const pair of pairAlerts(rtds.messages)) {
      const { recipient } = pair.command.message.frame.header;
      const outcomes = playAlerts(pair, rtds.context);
      if (pair.command.message.payload.kind === 'access-request' && recipient.endsWith('a0')) {
        expect(outcomes, pair.command.file).eql(pair.alerts.map(() => undefined));
        matched += outcomes.length;
      }
    }
    expect(matched).equal(28);
  });

  it('bring about no such Alert where the Command has another date', () => {
    for (const { command, alerts } of pairAlerts(rtds.messages)) {
      const other = rtds.messages.find(({ file }) => file === command.file.replace('FUTURE_DATED', 'CANCELLATION'));
      if (other === undefined || other === command) continue;
      const outcomes = playAlerts({ command: other, alerts }, rtds.context);
      if (outcomes !== 'notEmulated') expect(outcomes.includes(undefined), command.file).equal(false);
    }
  });
});
