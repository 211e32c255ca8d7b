import {
  ASN1_SHAPES,
  ASSUMPTIONS,
  type Asn1Shape,
  alertProtections,
  allUseCases,
  catalogueDifferences,
  commandProtections,
  type EditionDifference,
  ERROR_CODES,
  type GbzRow,
  PROFILE_IDS,
  type Protections,
  profileById,
  responseProtections,
  type UseCase,
  zclCommandOf,
} from '../gbcs/index.js';

import { type Fact, messageCodeText, type TopicItem } from './topic-item.js';

/** What hanlab knows by name, for `list` and `explain`. A topic's module is loaded when the topic is asked for. */

const LOADERS = {
  checks: loadChecks,
  faults: loadFaults,
  packs: loadPacks,
  scenarios: loadScenarios,
  requirements: loadRequirements,
  rules: loadRules,
  profiles: loadProfiles,
  'use-cases': loadUseCases,
  assumptions: loadAssumptions,
  errors: loadErrors,
  'alert-codes': async () => (await import('./code-topics.js')).alertCodeItems(),
  'duis-codes': loadDuisCodes,
  'response-codes': async () => (await import('./code-topics.js')).responseCodeItems(),
} as const satisfies Record<string, () => Promise<TopicItem[]>>;

export type Topic = keyof typeof LOADERS;

/** Every topic, in the order in which `explain` shows what several of them call by one name. */
export const TOPICS: readonly Topic[] = [
  'use-cases',
  'alert-codes',
  'response-codes',
  'duis-codes',
  'errors',
  'assumptions',
  'profiles',
  'checks',
  'faults',
  'requirements',
  'packs',
  'rules',
  'scenarios',
];

/** What one thing of a topic is called. */
export const SINGULAR: Readonly<Record<Topic, string>> = {
  checks: 'check',
  faults: 'fault',
  packs: 'pack',
  scenarios: 'scenario',
  requirements: 'requirement',
  rules: 'rule',
  profiles: 'profile',
  'use-cases': 'use case',
  assumptions: 'assumption',
  errors: 'error code',
  'alert-codes': 'alert code',
  'response-codes': 'response code',
  'duis-codes': 'DUIS response code',
};

/** Everything of a topic, in its own order. */
export function loadTopic(topic: Topic): Promise<readonly TopicItem[]> {
  return LOADERS[topic]();
}

async function loadChecks(): Promise<TopicItem[]> {
  const { ACCESS_CHECKS, RECEIVE_CHECKS } = await import('../emulator/index.js');
  const { profileById } = await import('../gbcs/index.js');
  const baseline = profileById('gbcs3-baseline');
  const received = RECEIVE_CHECKS.map(({ name, rule, clause }) => ({
    name,
    summary: rule,
    facts: { madeBy: 'device', clause },
  }));
  const brokered = ACCESS_CHECKS.map(({ name, rule, code }) => ({
    name,
    summary: rule,
    facts: { madeBy: 'Access Control Broker', responseCode: code(baseline) },
  }));
  return [...received, ...brokered];
}

async function loadDuisCodes(): Promise<TopicItem[]> {
  const { ACCESS_CHECKS, DUIS_RESPONSE_CODES } = await import('../emulator/index.js');
  const baseline = profileById('gbcs3-baseline');
  const assumed = Object.values(ASSUMPTIONS).filter(
    ({ statement, value }) => statement.startsWith('DUIS response code') && /^E\d+$/.test(String(value)),
  );
  const names = new Set([...Object.keys(DUIS_RESPONSE_CODES), ...assumed.map(({ value }) => String(value))]);
  return [...names].map((name) => {
    const of = assumed.filter(({ value }) => value === name);
    const known = DUIS_RESPONSE_CODES[name];
    return {
      name,
      summary: known ?? of.map(({ statement }) => statement.replace('DUIS response code w', 'W')).join(' '),
      facts: {
        checks: ACCESS_CHECKS.filter(({ code }) => code(baseline) === name).map((check) => check.name),
        assumptions: of.map((one) => one.name),
        source:
          known === undefined
            ? 'assumed: DUIS 5.4 has the code, its meaning is not available'
            : 'DUIS 3.5, by a secondary copy',
      },
    };
  });
}

async function loadFaults(): Promise<TopicItem[]> {
  const { FAULTS } = await import('../emulator/index.js');
  return FAULTS.map(({ name, device, breaks, profile, requirements }) => ({
    name,
    summary: breaks,
    facts: { device, ...(profile === undefined ? {} : { profile }), requirements },
  }));
}

async function loadPacks(): Promise<TopicItem[]> {
  const { PACKS } = await import('../conformance/index.js');
  return PACKS.map(({ name, title, scenarios }) => ({
    name,
    summary: title,
    facts: { scenarios: PROFILE_IDS.map((id) => `${scenarios(profileById(id)).length} under ${id}`) },
  }));
}

async function loadScenarios(): Promise<TopicItem[]> {
  const { everyScenario } = await import('../conformance/index.js');
  return everyScenario().map(({ id, family, pack, title, covers, clauses, profiles, assumptions = [], idle }) => ({
    name: id,
    summary: title,
    facts: { pack, covers, clauses, profiles, assumptions, ...(idle === undefined ? {} : { idle }) },
    group: `Pack ${pack}`,
    family,
  }));
}

async function loadRequirements(): Promise<TopicItem[]> {
  const { REQUIREMENTS, SCENARIOS } = await import('../conformance/index.js');
  return REQUIREMENTS.map(({ id, text, classes, source, responsible, gap, untried }) => ({
    name: id,
    summary: text,
    facts: {
      classes,
      responsible,
      source,
      ...(gap === undefined ? {} : { gap }),
      ...(untried === undefined ? {} : { untried }),
      scenarios: SCENARIOS.filter(({ covers }) => covers.includes(id)).map((scenario) => scenario.id),
    },
  }));
}

async function loadRules(): Promise<TopicItem[]> {
  const { RULES, SCENARIOS } = await import('../conformance/index.js');
  const { FAULTS } = await import('../emulator/index.js');
  return RULES.map(({ id, text, clause }) => ({
    name: id,
    summary: text,
    facts: {
      clause,
      scenarios: SCENARIOS.filter(({ covers }) => covers.includes(id)).map((scenario) => scenario.id),
      faults: FAULTS.filter(({ requirements }) => requirements.includes(id)).map(({ name }) => name),
    },
  }));
}

async function loadProfiles(): Promise<TopicItem[]> {
  return PROFILE_IDS.map((id) => {
    const { title, status, parent, gbcsVersion, labelMandate } = profileById(id);
    return {
      name: id,
      summary: `${title} (${status})`,
      facts: { status, ...(parent === undefined ? {} : { parent }), gbcsVersion, labelMandate },
    };
  });
}

async function loadUseCases(): Promise<TopicItem[]> {
  const differences = new Map(catalogueDifferences().editions.map((one) => [one.messageCode, one]));
  return [...allUseCases]
    .sort((a, b) => a.messageCode - b.messageCode)
    .map((useCase) => ({
      name: useCase.name,
      summary: `${messageCodeText(useCase.messageCode)}  GBCS ${useCase.versions.join(', ')}  ${useCase.title}`,
      facts: useCaseFacts(useCase, differences.get(useCase.messageCode)),
    }));
}

function useCaseFacts(useCase: UseCase, difference: EditionDifference | undefined): TopicItem['facts'] {
  const { category, payload, addressees } = useCase;
  return {
    title: useCase.title,
    messageCode: messageCodeText(useCase.messageCode),
    versions: useCase.versions,
    category,
    ...protectionFacts(useCase),
    serviceReferenceVariants: useCase.serviceReferenceVariants,
    authorisations: useCase.authorisations.map(({ role, targets }) => `${role} on ${targets.join(', ')}`),
    ...(addressees === undefined ? {} : { addressees }),
    futureDatable: useCase.futureDatable,
    replayProtected: useCase.replayProtected,
    responseDateTime: useCase.responseDateTime,
    withoutSupplementaryParty: useCase.withoutSupplementaryParty,
    payload: payloadFacts(payload),
    ...(difference === undefined ? {} : { differencesOfEditions: differenceTexts(difference) }),
    assumptions: useCase.assumptions ?? [],
  };
}

/** Signature and MAC of each message that the use case has, and for whom they are others. */
function protectionFacts(useCase: UseCase): TopicItem['facts'] {
  const { category, protectionExceptions = [] } = useCase;
  if (category.startsWith('SME.A')) return { protections: protectionNames(alertProtections(useCase)) };
  if (!category.startsWith('SME.C')) return {};
  const exceptions = protectionExceptions.map(({ originators, notTargets, command, response }) => {
    const who = originators === undefined ? '' : ` from ${originators.join(', ')}`;
    const where = notTargets === undefined ? '' : ` on anything but ${notTargets.join(', ')}`;
    const texts = [command, response].map((one) => protectionNames(one).join(' and '));
    return `Command${who}${where}: ${texts[0]}, its Response: ${texts[1]}`;
  });
  return {
    protections: protectionNames(commandProtections(useCase)),
    responseProtections: protectionNames(responseProtections(useCase)),
    ...(exceptions.length === 0 ? {} : { protectionExceptions: exceptions }),
  };
}

function protectionNames({ signature, mac }: Protections): string[] {
  return [...(signature ? ['signature'] : []), ...(mac ? ['MAC'] : [])];
}

function differenceTexts({ differs, rows }: EditionDifference): string[] {
  return differs.map((property) => (property === 'rows' ? `rows: ${rows.join(', ')}` : property));
}

function payloadFacts(payload: UseCase['payload']): Fact {
  switch (payload.family) {
    case 'asn1':
      return [`Command ${asn1Text(payload.command)}`, `Response ${asn1Text(payload.response)}`];
    case 'dlms-alert':
      return [...payload.alertCodes.map(alertText), ...payload.extras.map(({ name }) => name)];
    case 'dlms':
      return payload.rows.map(
        ({ access, name, classId, obis, member, shape, optional }) =>
          `${access} ${name} (${classId} ${obis} ${member}, ${shape.type}${optional === true ? ', optional' : ''})`,
      );
    case 'asn1-alert':
      return [...payload.alertCodes.map(alertText), asn1Text(payload.alert)];
    case 'gbz':
      return payload.rows.map(gbzRowText);
    case 'gbz-alert':
      return [...payload.alertCodes.map(alertText), ...payload.rows.map(gbzRowText)];
    case 'generic-alert':
      return ['any alert code without a message code of its own'];
    case 'none':
      return [];
    default:
      return payload satisfies never;
  }
}

function alertText(code: number): string {
  return `alert ${messageCodeText(code)}`;
}

function gbzRowText({ name, cluster, command, optional, repeated, ...ids }: GbzRow): string {
  const zcl = zclCommandOf(ids.clusterId, ids.frameControl, ids.commandId);
  // Fields of one name exclude one another.
  const keys = [...new Set(zcl?.fields.map(({ key }) => key))];
  const marks = [...(repeated === true ? ['repeated'] : []), ...(optional === true ? ['optional'] : [])];
  return `${zcl?.cluster ?? cluster}, ${zcl?.name ?? command}: ${name}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}${fieldsText(keys)}`;
}

/** The type of an ASN.1 payload, and what its fields are called. */
function asn1Text(type: string): string {
  const shape = (ASN1_SHAPES as Readonly<Record<string, Asn1Shape>>)[type];
  const components = shape?.kind === 'sequence' || shape?.kind === 'choice' ? shape.components : [];
  const only = shape?.kind === 'only' ? [shape.name] : [];
  return `${type}${fieldsText([...components.map(({ name }) => name), ...only])}`;
}

/** Names of fields as `hanlab encode` takes them. */
function fieldsText(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

async function loadAssumptions(): Promise<TopicItem[]> {
  return Object.values(ASSUMPTIONS).map(({ name, statement, value, source }) => ({
    name,
    summary: statement,
    facts: { value, source },
  }));
}

async function loadErrors(): Promise<TopicItem[]> {
  return Object.entries(ERROR_CODES).map(([name, summary]) => ({ name, summary, facts: {} }));
}
