import { expect } from 'chai';
import { type DerNode, readDer, writeDer } from '../../../gbcs/asn1/der.js';
import { ASN1_CODECS, type Asn1Type } from '../../../gbcs/asn1/join.js';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { requireShared } from '../../shared.js';
import { isAsn1, type ReferencePayload, referencePayloads } from './payloads.js';

/** Message codes of the join, unjoin and join details use cases. */
const JOIN_CODES = new Set([0x000d, 0x000e, 0x00ab, 0x00af]);
const UNJOIN_CODES = new Set([0x000f, 0x0010]);

function typeOf({ messageCode, cra }: ReferencePayload): Asn1Type | undefined {
  if (JOIN_CODES.has(messageCode)) return cra === 1 ? 'JoinDeviceCommand' : 'JoinDeviceResponse';
  if (UNJOIN_CODES.has(messageCode)) return cra === 1 ? 'UnjoinDeviceCommand' : 'UnjoinDeviceResponse';
  if (messageCode === 0x0013) return cra === 1 ? 'ReadDeviceJoinDetailsCommand' : 'ReadDeviceJoinDetailsResponse';
  return undefined;
}

/** A copy of the tree that shares no octet with the message. */
function detached(node: DerNode): DerNode {
  const { children, ...rest } = node;
  const copy = { ...rest, content: node.content.slice(), span: { start: 0, end: 0 } };
  return children === undefined ? copy : { ...copy, children: children.map(detached) };
}

describe('ASN.1 payloads of the reference data', () => {
  let payloads: ReferencePayload[] = [];

  before(function () {
    payloads = referencePayloads(requireShared.call(this, 'rtds')).filter(({ payload }) => isAsn1(payload));
  });

  it('are walked to the end and written again octet for octet', () => {
    expect(payloads).to.have.length.above(100);
    for (const { name, payload, base } of payloads) {
      const reader = new Reader(payload, base);
      const root = readDer(reader);
      reader.end(name);
      expect(root.span, name).to.deep.equal({ start: base, end: base + payload.length });
      const writer = new Writer();
      writeDer(writer, detached(root));
      expect(toHex(writer.finish()), name).to.equal(toHex(payload));
    }
  });

  it('of joins, unjoins and join details have typed values that encode to the same octets', () => {
    const typed = new Set<Asn1Type>();
    for (const reference of payloads) {
      const type = typeOf(reference);
      if (type === undefined) continue;
      const value = ASN1_CODECS[type].decode(reference.payload, reference.base);
      expect(toHex(ASN1_CODECS[type].encode(value as never)), reference.name).to.equal(toHex(reference.payload));
      typed.add(type);
    }
    expect([...typed]).to.have.members(Object.keys(ASN1_CODECS));
  });
});
