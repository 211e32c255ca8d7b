import {
  ASSUMPTIONS,
  allUseCases,
  commandProtections,
  ERROR_CODES,
  type GbzRow,
  PROFILE_IDS,
  profileById,
  type UseCase,
} from '../gbcs/index.js';

/** What hanlab knows by name, for `list` and `explain`. A topic's module is loaded when the topic is asked for. */

/** A value of a fact: shown as text, and as it is in JSON. */
export type Fact = string | number | boolean | undefined | readonly Fact[] | { readonly [name: string]: Fact };

export interface TopicItem {
  /** As it is listed; unique in its topic but for editions of one use case. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Everything else worth saying, by name. */
  readonly facts: { readonly [name: string]: Fact };
}

const LOADERS = {
  checks: loadChecks,
  faults: loadFaults,
  scenarios: loadScenarios,
  requirements: loadRequirements,
  profiles: loadProfiles,
  'use-cases': loadUseCases,
  assumptions: loadAssumptions,
  errors: loadErrors,
} as const satisfies Record<string, () => Promise<TopicItem[]>>;

export type Topic = keyof typeof LOADERS;

/** Every topic; those that need nothing but the library come first, so that a search may stop early. */
export const TOPICS: readonly Topic[] = [
  'use-cases',
  'errors',
  'assumptions',
  'profiles',
  'checks',
  'faults',
  'requirements',
  'scenarios',
];

/** What one thing of a topic is called. */
export const SINGULAR: Readonly<Record<Topic, string>> = {
  checks: 'check',
  faults: 'fault',
  scenarios: 'scenario',
  requirements: 'requirement',
  profiles: 'profile',
  'use-cases': 'use case',
  assumptions: 'assumption',
  errors: 'error code',
};

/** Everything of a topic, in its own order. */
export function loadTopic(topic: Topic): Promise<readonly TopicItem[]> {
  return LOADERS[topic]();
}

/** A Message Code as hanlab writes it: `0x0055`. */
export function messageCodeText(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
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

async function loadFaults(): Promise<TopicItem[]> {
  const { FAULTS } = await import('../emulator/index.js');
  return FAULTS.map(({ name, device, breaks }) => ({ name, summary: breaks, facts: { device } }));
}

async function loadScenarios(): Promise<TopicItem[]> {
  const { SCENARIOS } = await import('../conformance/index.js');
  return SCENARIOS.map(({ id, title, covers, clauses, assumptions = [] }) => ({
    name: id,
    summary: title,
    facts: { covers, clauses, assumptions },
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
  return [...allUseCases]
    .sort((a, b) => a.messageCode - b.messageCode)
    .map((useCase) => ({
      name: useCase.name,
      summary: `${messageCodeText(useCase.messageCode)}  GBCS ${useCase.versions.join(', ')}  ${useCase.title}`,
      facts: useCaseFacts(useCase),
    }));
}

function useCaseFacts(useCase: UseCase): TopicItem['facts'] {
  const { category, payload } = useCase;
  const { signature } = commandProtections(useCase);
  return {
    title: useCase.title,
    messageCode: messageCodeText(useCase.messageCode),
    versions: useCase.versions,
    category,
    ...(category.startsWith('SME.C') ? { protections: signature ? ['signature', 'MAC'] : ['MAC'] } : {}),
    serviceReferenceVariants: useCase.serviceReferenceVariants,
    authorisations: useCase.authorisations.map(({ role, targets }) => `${role} on ${targets.join(', ')}`),
    futureDatable: useCase.futureDatable,
    replayProtected: useCase.replayProtected,
    payload: payloadFacts(payload),
    assumptions: useCase.assumptions ?? [],
  };
}

function payloadFacts(payload: UseCase['payload']): Fact {
  switch (payload.family) {
    case 'asn1':
      return [`Command ${payload.command}`, `Response ${payload.response}`];
    case 'dlms-alert':
      return [...payload.alertCodes.map(alertText), ...payload.extras.map(({ name }) => name)];
    case 'dlms':
      return payload.rows.map(
        ({ access, name, classId, obis, member, shape, optional }) =>
          `${access} ${name} (${classId} ${obis} ${member}, ${shape.type}${optional === true ? ', optional' : ''})`,
      );
    case 'asn1-alert':
      return [...payload.alertCodes.map(alertText), payload.alert];
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

function gbzRowText({ name, cluster, command, optional, repeated }: GbzRow): string {
  const marks = [...(repeated === true ? ['repeated'] : []), ...(optional === true ? ['optional'] : [])];
  return `${cluster} ${command} ${name}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
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
