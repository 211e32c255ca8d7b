import type { Command } from '../../../gbcs/index.js';
import type { Differences } from '../../targets/laboratory.js';
import { spoken, wordsOf } from './names.js';
import { payloadCases } from './payload-cases.js';
import { HOLDER_OF, STRANGER_OF, type Subject } from './subject.js';

/**
 * One thing that is wrong with a Command which is right in all other respects, so that only the check whose business it
 * is can refuse it (GBCS 6.2.4).
 */
export interface WrongCase {
  /** Last words of the scenario's id. */
  readonly id: string;
  /** The end of a sentence that begins with `The device does not obey the use case`. */
  readonly what: string;
  readonly clauses: readonly string[];
  readonly assumptions?: readonly string[];
  readonly differences?: Differences;
  /** The right Command with something wrong, in one way or several; as it is where absent. */
  commands?(command: Command): readonly WrongCommand[];
}

/** A Command with something wrong, and what: a text for failures. */
export interface WrongCommand {
  readonly what: string;
  readonly command: Command;
}

/** Nobody's. */
const NOBODY = '0a000000000000ff' as NonNullable<Differences['recipient']>;

/** All that can be wrong with a Command of the subject. */
export function wrongCasesOf(subject: Subject): readonly WrongCase[] {
  return [...roleCases(subject), ...protectionCases(subject), ...addressCases(subject), ...payloadCases(subject)];
}

function roleCases({ wrong, right }: Subject): readonly WrongCase[] {
  return [
    ...wrong.map(
      (role): WrongCase => ({
        id: `wrong-role-${wordsOf(role)}`,
        what: `from the ${spoken(role)}, a role that it knows and that may not invoke it`,
        clauses: ['GBCS 17'],
        differences: { originator: HOLDER_OF[role] as NonNullable<Differences['originator']> },
      }),
    ),
    ...right.flatMap((role): readonly WrongCase[] => {
      const originator = STRANGER_OF[role];
      if (originator === undefined) return [];
      return [
        {
          id: `unknown-${wordsOf(role)}`,
          what: `from a ${spoken(role)} that is in none of its trust anchor cells`,
          clauses: ['GBCS 4.3.2.4', 'GBCS 17'],
          differences: { originator },
        },
      ];
    }),
  ];
}

function protectionCases({ protections: { signature, mac } }: Subject): readonly WrongCase[] {
  return [...(mac ? MAC_CASES : []), ...(signature ? SIGNATURE_CASES : [])];
}

const MAC_CASES: readonly WrongCase[] = [
  { id: 'bad-mac', what: 'with a MAC that does not hold', clauses: ['GBCS 6.4'], differences: { mac: 'wrong' } },
  { id: 'missing-mac', what: 'without its MAC', clauses: ['GBCS 6'], differences: { mac: 'none' } },
];

const SIGNATURE_CASES: readonly WrongCase[] = [
  {
    id: 'bad-signature',
    what: 'with a signature that does not hold',
    clauses: ['GBCS 4.3.3.1'],
    differences: { signature: 'wrong' },
  },
  { id: 'missing-signature', what: 'without its signature', clauses: ['GBCS 6'], differences: { signature: 'none' } },
];

function addressCases({ example }: Subject): readonly WrongCase[] {
  // A hub passes on what is not its own.
  if (example.device === 'hub') return [];
  return [
    {
      id: 'wrong-recipient',
      what: 'that is addressed to another device',
      clauses: ['GBCS 6.2.4'],
      differences: { recipient: NOBODY },
    },
  ];
}
