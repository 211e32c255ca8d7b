import { isDeepStrictEqual } from 'node:util';
import {
  type CryptoProvider,
  decodeMessage,
  encodeMessage,
  fromHex,
  HanlabError,
  type Message,
  opensslProvider,
  toHex,
  useCaseByName,
} from '../../gbcs/index.js';
import type { GoldenCase, GoldenFacts, GoldenGroup } from './format.js';
import {
  contextOf,
  type GoldenContext,
  judgeAnswer,
  judgeCommand,
  playCommand,
  profileOf,
  type Verdict,
} from './judge.js';
import { plainPayload } from './plain.js';
import { readGolden } from './read.js';

/** What `hanlab vectors check` prints of golden vectors. */
export interface GoldenReport {
  files: number;
  cases: number;
  valid: number;
  invalid: number;
  /** Cases that hanlab judges as the file says; `cases` less this are in `failures`. */
  agreed: number;
  /**
   * How cases are judged, whatever comes of it: all by the receive checks of devices or by those of remote parties, and
   * the Commands among them that an emulated device gets as well.
   */
  judged: { receiveChecks: number; answerChecks: number; emulatedDevice: number };
  /** Commands of kinds of device, editions or use cases that are not emulated: judged by the receive checks alone. */
  notEmulated: Record<string, number>;
  /** Valid cases whose facts are compared with what is decoded. */
  facts: number;
  failures: GoldenFailure[];
}

export interface GoldenFailure {
  readonly file: string;
  readonly case: string;
  readonly message: string;
}

/**
 * Judges every case of a directory with hanlab, and compares.
 * @throws UsageError, HanlabError `HANLAB_E_INPUT` as `readGolden`
 */
export function checkGolden(directory: string, provider: CryptoProvider = opensslProvider): GoldenReport {
  const report: GoldenReport = {
    ...{ files: 0, cases: 0, valid: 0, invalid: 0, agreed: 0 },
    judged: { receiveChecks: 0, answerChecks: 0, emulatedDevice: 0 },
    notEmulated: {},
    facts: 0,
    failures: [],
  };
  for (const { name, file } of readGolden(directory)) {
    report.files++;
    const context = contextOf(file, provider);
    for (const group of file.groups) for (const one of group.cases) checkCase(name, context, group, one, report);
  }
  return report;
}

function checkCase(
  file: string,
  context: GoldenContext,
  group: GoldenGroup,
  one: GoldenCase,
  report: GoldenReport,
): void {
  report.cases++;
  report[one.result === 'valid' ? 'valid' : 'invalid']++;
  let problem: string | undefined;
  try {
    problem = problemOf(context, group, one, report);
  } catch (error) {
    if (!(error instanceof HanlabError) && !(error instanceof TypeError) && !(error instanceof SyntaxError))
      throw error;
    problem = `cannot be judged: ${error.message}`;
  }
  if (problem === undefined) report.agreed++;
  else report.failures.push({ file, case: one.id, message: problem });
}

/** What hanlab finds otherwise than the file says, in words. */
function problemOf(
  context: GoldenContext,
  group: GoldenGroup,
  one: GoldenCase,
  report: GoldenReport,
): string | undefined {
  if (group.kind !== 'command') {
    report.judged.answerChecks++;
    return difference(one, judgeAnswer(context, group, one)) ?? factsProblem(group, one, report);
  }
  report.judged.receiveChecks++;
  const judged = difference(one, judgeCommand(context, group, one));
  if (judged !== undefined) return judged;
  const played = playCommand(context, group, one);
  if (played === undefined) {
    const label = `${group.receiver} ${group.rules}`;
    report.notEmulated[label] = (report.notEmulated[label] ?? 0) + 1;
  } else {
    report.judged.emulatedDevice++;
    const found = difference(one, played) ?? answerProblem(one, played);
    if (found !== undefined) return `the emulated device: ${found}`;
  }
  return factsProblem(group, one, report);
}

function shown({ result, check }: { readonly result: string; readonly check?: string }): string {
  return check === undefined ? result : `${result} by ${check}`;
}

function difference(one: GoldenCase, verdict: Verdict): string | undefined {
  if (one.result === verdict.result && one.check === verdict.check) return undefined;
  const reason = verdict.reason === undefined ? '' : ` (${verdict.reason})`;
  return `expected ${shown(one)}, found ${shown(verdict)}${reason}`;
}

/** What a device answers to a Command that is in order and yet cannot be done. */
function answerProblem({ answer }: GoldenCase, { response }: Verdict): string | undefined {
  if (answer === undefined) return undefined;
  const value = response?.kind === 'asn1' ? (response.value as Readonly<Record<string, unknown>>) : {};
  const wrong = Object.entries(answer).find(([field, code]) => value[field] !== code);
  return wrong && `answered ${wrong[0]} ${String(value[wrong[0]])}, expected ${wrong[1]}`;
}

/** Decoded facts of a valid case, and that it is encoded again to the same octets. */
function factsProblem(group: GoldenGroup, one: GoldenCase, report: GoldenReport): string | undefined {
  if (one.result === 'invalid') return undefined;
  if (one.facts === undefined) return 'a valid case has no facts';
  report.facts++;
  const octets = fromHex(one.message);
  const message = decodeMessage(octets);
  const found = decodedFacts(group, message);
  for (const [name, fact] of Object.entries(one.facts)) {
    const decoded = found[name as keyof GoldenFacts];
    if (!isDeepStrictEqual(decoded, fact)) {
      return `${name} is decoded as ${JSON.stringify(decoded)}, expected ${JSON.stringify(fact)}`;
    }
  }
  const extra = Object.keys(found).find((name) => !(name in (one.facts ?? {})));
  if (extra !== undefined) return `${extra} is decoded, and is not among the facts`;
  return toHex(encodeMessage(message)) === one.message ? undefined : 'encoded again, the octets differ';
}

function decodedFacts({ rules, useCase: name }: GoldenGroup, { frame, payload }: Message): GoldenFacts {
  const { header } = frame;
  const { messageCode, supplementaryRemotePartyId, supplementaryRemotePartyCounter } = header.otherInformation;
  const useCase = useCaseByName(profileOf(rules).useCases, name);
  return {
    messageCode: messageCode.toString(16).padStart(4, '0'),
    originatorCounter: header.originatorCounter.toString(),
    originator: header.originator,
    recipient: header.recipient,
    ...(supplementaryRemotePartyId === undefined || supplementaryRemotePartyCounter === undefined
      ? {}
      : {
          supplementaryRemotePartyId,
          supplementaryRemotePartyCounter: supplementaryRemotePartyCounter.toString(),
        }),
    ...(header.dateTime.length === 0 ? {} : { dateTime: toHex(header.dateTime) }),
    signed: (frame.signature?.length ?? 0) > 0,
    maced: frame.mac !== undefined,
    values: useCase === undefined ? null : plainPayload(payload, useCase),
  };
}
