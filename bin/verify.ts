import { type DeviceKind, decodeMessage, formatEui64, type Message } from '../gbcs/index.js';
import { counterOf } from './counter.js';
import { messageInputs } from './input.js';
import { type MessageReport, reportMessages } from './messages.js';
import { EXIT, plainText, type Style, styled, tableLines } from './output.js';
import { openVerifier, type Verifier } from './verification.js';
import { type Check, checksOf, messageHead, type VerificationOutcome } from './verification-checks.js';

/** Options of `hanlab verify`. */
export interface VerifyOptions {
  /** `-`, files, or text in one or several parts. */
  readonly message: readonly string[];
  /** Directory of keys. */
  readonly keys: string;
  /** Highest counter accepted so far, in decimal digits: a replay-protected Command must have a higher one. */
  readonly lastCounter?: string | undefined;
  /** What the messages are to or from, where that decides which protections they carry. */
  readonly device?: DeviceKind | undefined;
  readonly json: boolean;
}

type Verdict = 'valid' | 'invalid' | 'unverifiable';

const EXIT_CODE = {
  valid: EXIT.asExpected,
  invalid: EXIT.deviation,
  unverifiable: EXIT.harness,
} as const satisfies Record<Verdict, number>;

/**
 * Prints for each message whether what protects it is there and holds, one line for each check.
 * @returns 0 if everything that the use case demands was checked and holds; 1 if something is invalid or missing; 3 if
 *   something could not be checked, and nothing is wrong. Of several messages the worst: 1, then 2 for one that was
 *   refused, then 3
 * @throws HanlabError on anything that is not one message, where only one was given; UsageError
 */
export async function verify(options: VerifyOptions): Promise<number> {
  const { message: args, json, device } = options;
  const lastCounter = options.lastCounter === undefined ? undefined : counterOf('--last-counter', options.lastCounter);
  const inputs = messageInputs(args);
  const verifier = await openVerifier(options.keys);
  const totals: Record<Verdict, number> = { valid: 0, invalid: 0, unverifiable: 0 };
  return reportMessages(inputs, {
    json,
    judges: true,
    report: async (octets) => {
      const report = reportOn(decodeMessage(octets), verifier, { lastCounter, device });
      totals[report.verdict]++;
      return report;
    },
    closing: () => {
      const counted = Object.entries(totals).filter(([, count]) => count > 0);
      const summary = counted.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
      return {
        notes: [...verifier.warningTexts(), ...(inputs.length > 1 && summary !== '' ? [summary] : [])],
        document: { ...(inputs.length > 1 ? { totals } : {}), keyWarnings: verifier.keyWarnings },
      };
    },
  });
}

function reportOn(
  message: Message,
  verifier: Verifier,
  given: { readonly lastCounter: bigint | undefined; readonly device: DeviceKind | undefined },
): MessageReport & { readonly verdict: Verdict } {
  const checks = checksOf(message, verifier, given);
  const verdict = verdictOf(checks);
  const head = messageHead(message);
  const { name, kind, originatorCounter, originator, recipient } = head;
  return {
    verdict,
    exitCode: EXIT_CODE[verdict],
    lines: [
      `${name} ${kind}, counter ${originatorCounter}, from ${formatEui64(originator)} to ${formatEui64(recipient)}`,
      ...checkLines(checks),
      styled(STYLES[verdict], verdict),
    ],
    notes: [],
    document: { verdict, ...head, checks },
  };
}

/** A message is as good as the worst of its checks. */
function verdictOf(checks: readonly Check[]): Verdict {
  const outcomes = new Set(checks.map(({ outcome }) => outcome));
  if (outcomes.has('invalid') || outcomes.has('missing')) return 'invalid';
  return outcomes.has('unverifiable') ? 'unverifiable' : 'valid';
}

const STYLES = {
  valid: 'green',
  invalid: 'red',
  missing: 'red',
  unverifiable: 'yellow',
  'not applicable': 'dim',
} as const satisfies Record<VerificationOutcome, Style>;

function checkLines(checks: readonly Check[]): string[] {
  const lines = tableLines(checks.map(({ check, outcome, detail }) => [`  ${check}`, outcome, plainText(detail)]));
  return lines.map((line, i) => {
    const outcome = checks[i]?.outcome ?? 'valid';
    // The name of a check comes before its outcome, and has none of its words.
    return line.replace(outcome, styled(STYLES[outcome], outcome));
  });
}
