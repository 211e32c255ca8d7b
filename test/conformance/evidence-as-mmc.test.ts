import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type EvidenceRecord,
  emulatorTarget,
  openEvidenceLog,
  provisionalLabelList,
  runScenarios,
  scenariosOf,
} from '../../conformance/index.js';
import { loadSchemas, type SchemaSet, toMmc, withXml } from '../../emulator/dcc/index.js';
import { BODY_MAPPINGS } from '../../emulator/dcc/transform/transform.js';
import { makeIdentities, PARTIES } from '../../emulator/index.js';
import {
  allUseCases,
  decodeFrame,
  decodeMessage,
  type Eui64,
  fromHex,
  HanlabError,
  type Message,
  nameMessage,
  opensslProvider,
  openValues,
  profileById,
  useCaseByCode,
  type VerifyOptions,
} from '../../gbcs/index.js';
import { scratchDirectory } from '../bin/scratch.js';
import { requireShared } from '../shared.js';

/** Whatever a run makes devices say to Users, these can read as MMC. */

const SEED = 'hanlab';
const { supplier, otherSupplier, distributor, otherDistributor, loadController } = PARTIES;
const USERS: ReadonlySet<Eui64> = new Set(
  [supplier, otherSupplier, distributor, otherDistributor, loadController].map(({ eui }) => eui),
);
const identities = makeIdentities(opensslProvider, SEED);

const COMMAND = 1;
const RESPONSE = 2;
/** MMC 5.4, the description of a switch. */
const LONGEST_DESCRIPTION = 22;

/** What a device said to a User. */
interface Heard {
  readonly scenario: string | undefined;
  readonly message: Message;
  /** The User's own, and everybody's certificates. */
  readonly keys: VerifyOptions;
}

/** Why it is right that there is no document of what was heard. */
interface Refusal {
  readonly reason: string;
  readonly code: string;
  readonly text: RegExp;
  /** Whether it is right for a message, and then nothing else is. */
  isFor(heard: Heard, hasKeys: boolean): boolean;
}

const REFUSALS: readonly Refusal[] = [
  {
    reason: 'a use case that GBCS has and no service request leads to: whoever invokes it has no DCC that could tell',
    code: 'DUIS_E_NOT_EMULATED',
    text: /^no service request leads to \w+$/,
    isFor: ({ message }) =>
      message.frame.header.cra === RESPONSE && variantsOf(message).every((variant) => variant === undefined),
  },
  {
    reason: 'encrypted for a User whose keys are not there, and MMC has no form for what cannot be read',
    code: 'GBCS_E_KEY_MISSING',
    text: /^the message has encrypted values, and keys to open them are missing$/,
    isFor: ({ message, keys }, hasKeys) => !hasKeys && openValues(message, keys).length > 0,
  },
  {
    reason:
      'a label that a meter of GBCS 3.1 takes and the schema has no room for, and to cut it would tell another one',
    code: 'GBCS_E_PAYLOAD',
    text: /^AuxiliaryLoadControlSwitch\[\d\]\.description has a value that its use case does not have$/,
    isFor: ({ message, keys }) =>
      Object.entries(nameMessage(message, keys).payload).some(
        ([name, value]) => name.endsWith('.description') && String(value).length > LONGEST_DESCRIPTION,
      ),
  },
];

/** Responses and Alerts to Users in the evidence of a run, as it lies in its file. */
function heardIn(file: string): Heard[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line): Heard[] => {
      const { scenario, entry } = JSON.parse(line) as EvidenceRecord;
      if (entry.event !== 'message') return [];
      const octets = fromHex(entry.hex);
      const { cra, recipient, otherInformation } = decodeFrame(octets).header;
      // What the broker asked for a User is for the User as well.
      const user = otherInformation.supplementaryRemotePartyId ?? recipient;
      if (cra === COMMAND || !USERS.has(user)) return [];
      const keys = {
        provider: opensslProvider,
        keys: identities.keysOf(user),
        accessControlBroker: PARTIES.broker.eui,
      };
      return [{ scenario, message: decodeMessage(octets), keys }];
    });
}

/** Variants of requests that a Response may answer; an Alert answers none. */
function variantsOf({ frame: { header } }: Message): readonly (string | undefined)[] {
  const useCase = useCaseByCode(allUseCases, header.otherInformation.messageCode)?.name;
  const variants = BODY_MAPPINGS.filter((row) => row.useCase === useCase).flatMap((row) => row.variants);
  return header.cra === RESPONSE && variants.length > 0 ? [...new Set(variants)] : [undefined];
}

describe('what devices say to Users in the evidence of a run', () => {
  let schemas: SchemaSet;
  const scratch = scratchDirectory();
  const heard: Heard[] = [];

  before(async function () {
    this.timeout(60_000);
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
    for (const id of ['secmp0046-core', 'gbcs4-current']) {
      const profile = profileById(id);
      const file = join(scratch.path, `${id}.jsonl`);
      const evidence = openEvidenceLog(file);
      const { verdict } = await runScenarios({
        target: emulatorTarget({ faults: [], seed: SEED }),
        profile,
        labels: provisionalLabelList,
        scenarios: scenariosOf(profile),
        evidence,
        seed: SEED,
      });
      evidence.close();
      expect(verdict).equal('as-expected');
      heard.push(...heardIn(file));
    }
    expect(heard.length).above(1000);
  });

  for (const hasKeys of [true, false]) {
    it(`is valid MMC or refused for a reason that is right, ${hasKeys ? 'with' : 'without'} the keys of the User`, function () {
      this.timeout(60_000);
      const wrong: string[] = [];
      const refused = new Map<Refusal, number>();
      for (const one of heard) {
        const { message, scenario, keys } = one;
        const right = REFUSALS.find((refusal) => refusal.isFor(one, hasKeys));
        if (right !== undefined) refused.set(right, (refused.get(right) ?? 0) + 1);
        for (const variant of variantsOf(message)) {
          const error = errorOf(() => {
            const document = toMmc(message, {
              ...(hasKeys ? { keys } : {}),
              ...(variant === undefined ? {} : { variant }),
            });
            withXml(document, (xml) => xml.validate(schemas.mmc));
          });
          if (isAsExpected(error, right)) continue;
          const { useCase, message: kind } = nameMessage(message, keys);
          const found = error === undefined ? 'a document' : `${error.code} ${error.message}`;
          wrong.push(
            `${scenario}: ${useCase} ${kind} ${variant ?? ''}: ${found}, expected ${right?.reason ?? 'valid'}`,
          );
        }
      }
      expect(wrong.slice(0, 10), `${wrong.length} messages`).eql([]);
      // Of a kind that nothing is of any more, nobody should read that it is right.
      const kinds = REFUSALS.filter(({ code }) => !hasKeys || code !== 'GBCS_E_KEY_MISSING');
      expect([...refused.keys()]).members(kinds);
      expect(heard.length - [...refused.values()].reduce((sum, count) => sum + count, 0)).above(1000);
    });
  }
});

function isAsExpected(error: HanlabError | undefined, right: Refusal | undefined): boolean {
  if (error === undefined || right === undefined) return error === right;
  return error.code === right.code && right.text.test(error.message);
}

function errorOf(act: () => void): HanlabError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
}
