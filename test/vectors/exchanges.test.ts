import { expect } from 'chai';
import { type AccessResponse, type Asn1Payload, type Data, opensslProvider, type Payload } from '../../gbcs/index.js';
import { pairExchanges, playExchange, type Rtds, type RtdsExchange, readRtds } from '../../vectors/index.js';
import { requireShared } from '../shared.js';

/** Data with one value changed; undefined where there is nothing to change. */
function changedData(data: Data): Data | undefined {
  if (data.type === 'boolean') return { type: 'boolean', value: !data.value };
  if ('octets' in data && data.octets.length > 0) {
    const octets = Uint8Array.from(data.octets);
    octets[0] = (octets[0] as number) ^ 1;
    return { ...data, octets };
  }
  if ('items' in data && data.type !== 'compact-array') {
    const at = data.items.findIndex((item) => changedData(item) !== undefined);
    if (at < 0) return undefined;
    return { ...data, items: data.items.map((item, i) => (i === at ? (changedData(item) as Data) : item)) };
  }
  return undefined;
}

/** Every way of changing one value or result of a Response, and nothing else. */
function changes(payload: Payload): Payload[] {
  if (payload.kind === 'access-response') return changedResponses(payload);
  return payload.kind === 'asn1' ? changedCodes(payload) : [];
}

function changedResponses(response: AccessResponse): AccessResponse[] {
  const values = response.data.flatMap((data, at) => {
    const other = changedData(data);
    return other === undefined ? [] : [{ ...response, data: response.data.map((one, i) => (i === at ? other : one)) }];
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
  return [];
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

  it('match no more once one value or result that the state is taken from is another', () => {
    let tried = 0;
    for (const { exchange, difference } of played) {
      if (difference !== undefined) continue;
      for (const payload of changes(exchange.response.message.payload)) {
        tried++;
        expect(playExchange(withState(exchange, payload), rtds.context), exchange.response.file).not.equal(undefined);
      }
    }
    expect(tried).greaterThan(60);
  });
});
