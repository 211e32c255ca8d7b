import { asn1Cases } from './asn1-payload-cases.js';
import { dlmsCases } from './dlms-payload-cases.js';
import type { Subject } from './subject.js';
import type { WrongCase } from './wrong-case.js';

/** Payloads that do not have the form of their use case, in one respect each (GBCS 19), by the family of the catalogue. */
export function payloadCases({ useCase: { payload } }: Subject): readonly WrongCase[] {
  const cases =
    payload.family === 'dlms' ? dlmsCases(payload.rows) : payload.family === 'asn1' ? asn1Cases(payload) : [];
  return cases.map((one) => ({ ...one, clauses: ['GBCS 19'], assumptions: ['critical-payload-mismatch-discarded'] }));
}
