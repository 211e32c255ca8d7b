import {
  type CertificationRequest,
  type CryptoProvider,
  equalBytes,
  type Payload,
  parseCertificationRequest,
  verifyCertificationRequest,
} from '../../gbcs/index.js';

/**
 * Certification requests have a new key each, which no other device can make again. They match if all that is signed is
 * the same but for the key, and each is signed with the key in it.
 * @returns nothing if they match, what differs in words, or `notRequests` if one of the payloads is no request
 */
export function compareRequests(provider: CryptoProvider, ours: Payload, theirs: Payload): string | undefined {
  const [own, reference] = [requestIn(ours), requestIn(theirs)];
  if (own === undefined || reference === undefined) return 'notRequests';
  if (!verifyCertificationRequest(provider, own)) return 'the certification request is not signed with its own key';
  if (!verifyCertificationRequest(provider, reference)) return 'the reference request is not signed with its own key';
  return equalBytes(withoutKey(own), withoutKey(reference))
    ? undefined
    : 'the certification request differs in more than its key';
}

function requestIn(payload: Payload): CertificationRequest | undefined {
  if (payload.kind !== 'asn1' || payload.type !== 'IssueSecurityCredentialsResponse') return undefined;
  return 'certificationRequest' in payload.value
    ? parseCertificationRequest(payload.value.certificationRequest)
    : undefined;
}

/** What is signed, with zeros in place of the key. */
function withoutKey({ info, publicPoint }: CertificationRequest): Uint8Array {
  const copy = Uint8Array.from(info);
  const at = copy.findIndex((_, i) => equalBytes(copy.subarray(i, i + publicPoint.length), publicPoint));
  if (at >= 0) copy.fill(0, at, at + publicPoint.length);
  return copy;
}
