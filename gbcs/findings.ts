import { CodecError } from './errors.js';
import { frameFindings } from './findings/frame.js';
import { lengthFormFindings } from './findings/length-forms.js';
import { useCaseFindings } from './findings/use-case.js';
import { zclFindings } from './findings/zcl.js';
import type { Frame } from './frame/frame.js';
import { type Payload, payloadFinding } from './payload.js';

/**
 * What is wrong with a message that can be decoded all the same: field values that only a receiver judges, length fields
 * that are longer than needed, a payload that is not well formed, or not what its use case wants of a Command, Response
 * or Alert. Signature and MAC are not looked at. Each has code, offset, path and clause.
 * @param message as it was decoded; in one that was built, findings have no offsets
 */
export function findingsOf(message: { readonly frame: Frame; readonly payload: Payload }): readonly CodecError[] {
  const { frame, payload } = message;
  const malformed = payloadFinding(payload);
  const ofPayload =
    malformed === undefined
      ? [...lengthFormFindings(payload), ...oneAPlace([...useCaseFindings(frame, payload), ...zclFindings(payload)])]
      : [malformed];
  return [...frameFindings(frame), ...ofPayload.map((finding) => inPayload(finding, frame))];
}

/** The first finding of each place: a command that is not of the use case is not reported again as one that nobody knows. */
function oneAPlace(findings: readonly CodecError[]): readonly CodecError[] {
  return findings.filter(({ path }, i) => findings.findIndex((other) => other.path === path) === i);
}

/** A finding that names no place of its own is that of the payload. */
function inPayload(finding: CodecError, { spans }: Frame): CodecError {
  const { code, message, path = 'payload', clause = 'GBCS 7.2.9' } = finding;
  const offset = finding.offset ?? spans?.payload.start;
  if (path === finding.path && clause === finding.clause && offset === finding.offset) return finding;
  return new CodecError(code, message, { path, clause, ...(offset === undefined ? {} : { offset }), cause: finding });
}
