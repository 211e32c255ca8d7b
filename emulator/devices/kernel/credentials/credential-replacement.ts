import {
  type Asn1Payload,
  type Asn1Values,
  assumptionValue,
  type Certificate,
  type Instant,
  type Profile,
  type TrustAnchorCell,
} from '../../../../gbcs/index.js';
import type { Ability } from '../ability.js';
import type { AcceptedCommand } from '../accepted-command.js';
import { DatedCommands, isCancellation, type SavedDatedCommand } from '../dated-commands.js';
import { type DevicePort, hasDefect } from '../device-port.js';
import { type CellId, cellOf, roleNumber } from './cell-ids.js';
import { checkPath, readCertificate } from './certification-path.js';
import { modeNumber, REPLACEMENT_RULES, type ReplacementRule } from './replacement-modes.js';
import { type FilledCell, keyIdentifierIn, NO_PARTY, roleOfNumber } from './trust-anchors.js';

/**
 * Replacing the credentials in trust anchor cells (GBCS 13.3 CS02b, 13.10 CS02g): each certificate is judged on its own,
 * those that hold replace what was there, and the counters of the roles concerned start at their new floors.
 */

type Update = Asn1Values['UpdateSecurityCredentialsCommand'];
type Outcome = NonNullable<Asn1Values['UpdateSecurityCredentialsResponse']['outcome']>;
type SeqNumberChange = Outcome['remotePartySeqNumberChanges'][number];

const STATUS = { success: 0, badCertificate: 5, noTrustAnchor: 10, trustAnchorNotFound: 25, other: 127 } as const;
const SECURITY_CREDENTIALS_UPDATED = 0x8f70;
const DONE = 0x8f66;
const NOT_DONE = 0x8f67;
const CS02B_ALERT = 0x00cb;
const CS02G_ALERT = 0x0124;
/** `disapply` of applyTimeBasedCPVChecks. */
const DISAPPLY = 1;
const NO_KEY_IDENTIFIER = new Uint8Array(8);

/** What a Command to replace credentials asks for, with the rule of its use case. */
interface Request {
  readonly command: AcceptedCommand;
  readonly update: Update;
  readonly rule: ReplacementRule;
}

function requestOf(command: AcceptedCommand): Request | undefined {
  const { payload, useCase } = command;
  const rule = REPLACEMENT_RULES[useCase.name];
  if (rule === undefined || payload.kind !== 'asn1' || payload.type !== 'UpdateSecurityCredentialsCommand') {
    return undefined;
  }
  return { command, update: payload.value, rule };
}

export class CredentialReplacement implements Ability {
  readonly name = 'credentialReplacement';
  readonly useCases = Object.keys(REPLACEMENT_RULES);
  readonly #port: DevicePort;
  readonly #profile: Profile;
  readonly #dated = new DatedCommands();

  constructor(port: DevicePort, profile: Profile) {
    this.#port = port;
    this.#profile = profile;
  }

  execute(command: AcceptedCommand, now: Instant): Asn1Payload | undefined {
    const request = requestOf(command);
    if (request === undefined) return undefined;
    const { executionDateTime } = request.update;
    if (executionDateTime === undefined || hasDefect(this.#port, 'replaces-dated-credentials-at-once')) {
      return response({ commandAccepted: null, outcome: this.#carryOut(request, now) });
    }
    if (!(isCancellation(executionDateTime) && hasDefect(this.#port, 'keeps-cancelled-replacement'))) {
      this.#dated.plan(command, executionDateTime);
    }
    return response({ commandAccepted: null });
  }

  nextDue(): Instant | undefined {
    return this.#dated.nextDue();
  }

  tick(now: Instant): void {
    for (const command of this.#dated.takeDue(now)) {
      const request = requestOf(command);
      if (request !== undefined) this.#carryOutDated(request, now);
    }
  }

  save(): readonly SavedDatedCommand[] {
    return this.#dated.save();
  }

  restore(saved: readonly SavedDatedCommand[]): void {
    this.#dated.restore(saved, this.#profile);
  }

  /** What was planned happens, and whoever planned it is told. */
  #carryOutDated(request: Request, now: Instant): void {
    const { frame, useCase } = request.command;
    const { executionDateTime = '' } = request.update;
    const outcome = this.#carryOut(request, now);
    const isDone = outcome.replacementOutcomes.every(({ status }) => status === STATUS.success);
    this.#port.planned?.(isDone, Date.parse(executionDateTime), frame.header.otherInformation.messageCode);
    if (hasDefect(this.#port, 'replaces-credentials-without-alert')) return;
    const alert: Asn1Payload = {
      kind: 'asn1',
      type: 'UpdateSecurityCredentialsAlert',
      value: { alertCode: isDone ? DONE : NOT_DONE, executionDateTime, outcome },
    };
    const messageCode = useCase.name.startsWith('CS02g') ? CS02G_ALERT : CS02B_ALERT;
    this.#port.send(this.#port.endpoint().alertWith(alert, frame.header.originator, { messageCode }));
  }

  #carryOut(request: Request, now: Instant): Outcome {
    const { update, rule } = request;
    const { control, replacements } = update;
    const fits = controlFits(request);
    const authorities = update.certificationPathCertificates.flatMap((der) => readCertificate(der) ?? []);
    const replaced = new Set<number>();
    const replacementOutcomes = replacements.map(({ certificate: der, targetCell }) => {
      const cell = cellOf(targetCell);
      const existing = cell && this.#filled(cell);
      const certificate = readCertificate(der);
      const at = this.#validityTime(update, now);
      const status = fits ? this.#status(cell, certificate, authorities, rule, at) : STATUS.other;
      if (status === STATUS.success && cell !== undefined && certificate !== undefined) {
        this.#fill(cell, certificate);
        replaced.add(targetCell.role);
      }
      return { ...pairs(targetCell, existing, cell && this.#filled(cell)), status };
    });
    const changes = fits ? seqNumberChanges(request) : [];
    for (const change of changes) if (replaced.has(change.role)) this.#setFloors(change);
    if (replaced.size > 0) {
      this.#port.endpoint().logSecurity(SECURITY_CREDENTIALS_UPDATED, request.command.useCase.name, now);
    }
    return {
      authorisingRemotePartySeqNumber: control.authorisingRemotePartySeqNumber,
      replacementMode: control.replacementMode,
      remotePartySeqNumberChanges: changes,
      replacementOutcomes,
    };
  }

  #filled(cell: TrustAnchorCell): FilledCell | undefined {
    return this.#port.endpoint().trustAnchors.cell(cell.role, cell.usage, cell.prepayment);
  }

  /** When certificates have to hold: not checked if the Command says so, or the device cannot tell the time. */
  #validityTime({ control }: Update, now: Instant): Instant | undefined {
    const ignored =
      control.applyTimeBasedCPVChecks === DISAPPLY ||
      !(this.#port.clockIsReliable?.() ?? true) ||
      assumptionValue(this.#profile, 'rtds-ignores-validity') ||
      hasDefect(this.#port, 'ignores-validity-of-certificates');
    return ignored ? undefined : now;
  }

  #status(
    cell: TrustAnchorCell | undefined,
    certificate: Certificate | undefined,
    authorities: readonly Certificate[],
    rule: ReplacementRule,
    at: Instant | undefined,
  ): number {
    const { configuration, trustAnchors } = this.#port.endpoint();
    const held = this.#profile.trustAnchorCells[configuration.kind] ?? [];
    const isHeld = held.some((one) => cell !== undefined && isSame(one, cell));
    if (cell === undefined || !isHeld) return STATUS.trustAnchorNotFound;
    if (!rule.targets.includes(cell.role) && !hasDefect(this.#port, 'replaces-cells-of-any-role')) return STATUS.other;
    if (certificate === undefined || !this.#isFor(cell, certificate)) return STATUS.badCertificate;
    if (hasDefect(this.#port, 'replaces-cells-without-path-check')) return STATUS.success;
    const root = trustAnchors.cell('root', 'keyCertSign');
    if (root === undefined) return STATUS.noTrustAnchor;
    const path = checkPath(configuration.provider, certificate, authorities, root, at);
    if (path === 'noPath') return STATUS.noTrustAnchor;
    return path === 'valid' ? STATUS.success : STATUS.badCertificate;
  }

  /** Whether a certificate is of the role and usage of a cell. */
  #isFor(cell: TrustAnchorCell, { keyUsage, remotePartyRole, subject }: Certificate): boolean {
    if (keyUsage !== cell.usage) return false;
    if (cell.role !== 'root' && subject === undefined) return false;
    return (
      remotePartyRole === roleNumber(cell.role) ||
      assumptionValue(this.#profile, 'rtds-role-mismatch') ||
      hasDefect(this.#port, 'ignores-role-of-certificate')
    );
  }

  #fill(cell: TrustAnchorCell, certificate: Certificate): void {
    const { trustAnchors, configuration } = this.#port.endpoint();
    const { subject, publicPoint, subjectKeyIdentifier, notBefore, notAfter } = certificate;
    const { role, usage } = cell;
    trustAnchors.replace({
      ...(hasDefect(this.#port, 'puts-top-up-key-into-management-cell') ? { role, usage } : cell),
      party: subject ?? NO_PARTY,
      publicKey: configuration.provider.publicKey(publicPoint),
      ...(subjectKeyIdentifier === undefined ? {} : { subjectKeyIdentifier }),
      validity: { notBefore, notAfter },
    });
  }

  /** Puts the counters of a role where its new holder starts. */
  #setFloors({ role: number, floor, specialist = [] }: SeqNumberChange): void {
    const role = roleOfNumber(number);
    if (role === undefined || hasDefect(this.#port, 'forgets-counter-floor')) return;
    const { counters } = this.#port.endpoint();
    counters.setFloor(role, floor);
    for (const one of specialist) counters.setTopUpFloor(role, one.floor);
  }
}

function isSame(a: TrustAnchorCell, b: TrustAnchorCell): boolean {
  return a.role === b.role && a.usage === b.usage && (a.prepayment ?? false) === (b.prepayment ?? false);
}

/** Whether mode, authorising cell and counter are those of the use case and its originator. */
function controlFits({ command, update, rule }: Request): boolean {
  const { replacementMode, authorisingTrustAnchorCell, authorisingRemotePartySeqNumber } = update.control;
  if (replacementMode !== modeNumber(rule)) return false;
  if (authorisingRemotePartySeqNumber !== command.frame.header.originatorCounter) return false;
  if (authorisingTrustAnchorCell === undefined) return rule.byMac ?? false;
  const cell = cellOf(authorisingTrustAnchorCell);
  const usage = rule.byMac ? 'keyAgreement' : 'digitalSignature';
  return cell?.role === rule.authorisedBy && cell.usage === usage && !cell.prepayment;
}

/** The floors that the Command gives, by role: of the new party first, then those of others. */
function seqNumberChanges({ update: { control }, rule }: Request): readonly SeqNumberChange[] {
  const { newRemotePartyFloorSeqNumber: floor, newRemotePartySpecialistFloors: specialist } = control;
  const own =
    floor === undefined || rule.newRemoteParty === undefined
      ? []
      : [{ role: roleNumber(rule.newRemoteParty), floor, ...(specialist === undefined ? {} : { specialist }) }];
  const others = (control.otherRemotePartySeqNumberChanges ?? []).filter(({ role }) =>
    rule.targets.includes(roleOfNumber(role) ?? 'other'),
  );
  return [...own, ...others];
}

/** What was in a cell, and what is in it now: the same where the replacement failed. */
function pairs(
  cell: CellId,
  before: FilledCell | undefined,
  after: FilledCell | undefined,
): Omit<Outcome['replacementOutcomes'][number], 'status'> {
  const identifier = (filled: FilledCell | undefined) => (filled ? keyIdentifierIn(filled) : NO_KEY_IDENTIFIER);
  return {
    cell: cell as Outcome['replacementOutcomes'][number]['cell'],
    existingSubjectUniqueID: before?.party ?? NO_PARTY,
    existingSubjectKeyId: identifier(before),
    replacingSubjectUniqueID: after?.party ?? NO_PARTY,
    replacingSubjectKeyId: identifier(after),
  };
}

function response(value: Asn1Values['UpdateSecurityCredentialsResponse']): Asn1Payload {
  return { kind: 'asn1', type: 'UpdateSecurityCredentialsResponse', value };
}
