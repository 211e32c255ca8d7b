import { CRA_NAMES, decodeMessage, describeMessage, findingsOf, nameMessage, type OpenedValue } from '../gbcs/index.js';
import { messageInputs } from './input.js';
import { type MessageReport, reportMessages } from './messages.js';
import { EXIT, errorDocument, errorLine, styled } from './output.js';
import { treeLines } from './tree.js';
import type { openVerifier, Verified, Verifier } from './verification.js';

/** Options of `hanlab decode`. */
export interface DecodeOptions {
  /** `-`, files, or text in one or several parts. */
  readonly message: readonly string[];
  /** Directory of keys to verify and to open encrypted values with. */
  readonly keys?: string | undefined;
  /** Shows all octets and whole values. */
  readonly full: boolean;
  /** Refuses a message that has a finding, instead of listing it. */
  readonly strict: boolean;
  readonly json: boolean;
}

/**
 * Prints what messages say.
 * @param opener opens the directory of keys; needed for `keys`, which are ignored without
 * @returns 0, or 1 if a signature or MAC was to be verified, or an encrypted value opened, and does not hold; one that
 *   cannot be verified is no deviation. Of several messages the worst, which is 2 where one was refused and none deviates
 * @throws HanlabError on anything that is not one message, where only one was given
 */
export async function decode(
  { message: args, keys, full, strict, json }: DecodeOptions,
  opener?: typeof openVerifier,
): Promise<number> {
  const inputs = messageInputs(args);
  const verifier = keys === undefined || opener === undefined ? undefined : await opener(keys);
  return reportMessages(inputs, {
    json,
    judges: verifier !== undefined,
    report: async (octets) => reportOn(octets, verifier, { full, strict, json }),
    ...(verifier && {
      closing: () => ({ notes: verifier.warningTexts(), document: { keyWarnings: verifier.keyWarnings } }),
    }),
  });
}

function reportOn(
  octets: Uint8Array,
  verifier: Verifier | undefined,
  { full, strict, json }: Pick<DecodeOptions, 'full' | 'strict' | 'json'>,
): MessageReport {
  const message = decodeMessage(octets, { preset: strict ? 'strict' : 'inspect' });
  const verified = verifier?.verify(message);
  const tree = describeMessage(message, verified?.opened);
  const findings = findingsOf(message);
  const result = verified === undefined ? [] : ['', ...verificationLines(verified)];
  return {
    exitCode: verified === undefined || holds(verified) ? EXIT.asExpected : EXIT.deviation,
    lines: json ? [] : [...treeLines(tree, octets, { full }), ...result],
    notes: findings.map((finding) => errorLine(finding).replace(/^hanlab:/, 'finding:')),
    document: {
      message: tree,
      // A message of no kind has no names.
      ...(json && message.frame.header.cra in CRA_NAMES ? { named: nameMessage(message, verifier?.options) } : {}),
      ...(verified === undefined ? {} : verifiedDocument(verified)),
      findings: findings.map(errorDocument),
    },
  };
}

function holds({ verification: { signature, mac }, opened }: Verified): boolean {
  return signature !== 'invalid' && mac !== 'invalid' && opened.every(({ status }) => status !== 'invalid');
}

function verifiedDocument({ verification, opened, missing }: Verified): object {
  return {
    verification,
    missingKeys: [...missing.signature, ...missing.mac].map(({ entity, usage, key }) => ({ entity, usage, key })),
    encrypted: opened.map(openedDocument),
  };
}

/** An encrypted value and what came of it, without its plaintext, which the tree has. */
export function openedDocument({ value, ...opened }: OpenedValue): object {
  const place = { path: value.path, span: value.span, status: opened.status };
  return opened.status === 'invalid' ? { ...place, finding: errorDocument(opened.finding) } : place;
}

function verificationLines({ verification: { signature, mac }, opened, missing }: Verified): string[] {
  const isWrong = signature === 'invalid' || mac === 'invalid';
  const summary = `signature ${signature}, MAC ${mac}${openedText(opened)}`;
  return [
    isWrong ? styled('red', summary) : summary,
    ...[...missing.signature, ...missing.mac].map(({ text }) => `  missing: ${text}`),
    ...(missing.mac.length === 0
      ? []
      : ['  a MAC needs the private key of one of its two parties and the public key of the other']),
  ];
}

function openedText(opened: readonly OpenedValue[]): string {
  if (opened.length === 0) return '';
  const count = opened.filter(({ status }) => status === 'opened').length;
  return `, ${count} of ${opened.length} encrypted values opened`;
}
