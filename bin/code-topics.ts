import {
  ALERT_CODES,
  type AlertCode,
  alertProtections,
  allUseCases,
  RESPONSE_CODES,
  type ResponseCodeList,
  type UseCase,
} from '../gbcs/index.js';
import { type Fact, messageCodeText, type TopicItem } from './topic-item.js';

/** Alert codes and response codes, as `list` and `explain` show them. */

export interface FoundCode extends TopicItem {
  readonly kind: 'response code' | 'response codes';
}

export function alertCodeItems(): TopicItem[] {
  return ALERT_CODES.map((alert) => ({
    name: messageCodeText(alert.code),
    summary: alert.name,
    facts: {
      alertCode: messageCodeText(alert.code),
      carriedBy: carriersOf(alert),
      knownFrom: alert.source === 'rtds' ? 'reference messages' : 'public lists and manuals only; not confirmed',
    },
  }));
}

/** The messages that carry an alert code: its own, or the generic alerts (GBCS 16.2; critical by the rule of 8Fxx). */
function carriersOf({ code }: AlertCode): Fact {
  const own = allUseCases.filter(({ payload }) => 'alertCodes' in payload && payload.alertCodes.includes(code));
  if (own.length > 0) return own.map(carrierText);
  const category = code >> 8 === 0x8f ? 'SME.A.C' : 'SME.A.NC';
  const generic = allUseCases.filter(
    (useCase) => useCase.payload.family === 'generic-alert' && useCase.category === category,
  );
  return generic.map((useCase) => `${carrierText(useCase)}, if it is sent at all`);
}

function carrierText(useCase: UseCase): string {
  const { name, messageCode, category, addressees = [] } = useCase;
  const protection = alertProtections(useCase).signature ? 'signature' : 'MAC';
  const to = addressees.map((one) => (one === 'originator' ? 'originator of the Command' : one)).join(', ');
  return `${name} (${messageCodeText(messageCode)}), ${category}: ${protection}, to ${to}`;
}

/** Each code of each list; a name in front of the number says the list. */
export function responseCodeItems(): TopicItem[] {
  return RESPONSE_CODES.flatMap((list) =>
    Object.keys(list.names).map((number) => {
      const { kind: _, ...item } = codeItem(list, Number(number));
      return item;
    }),
  );
}

function codeItem(list: ResponseCodeList, number: number): FoundCode {
  return {
    kind: 'response code',
    name: `${list.name} ${numberText(list, number)}`,
    summary: list.names[number] ?? '',
    facts: listFacts(list),
  };
}

function listItem(list: ResponseCodeList): FoundCode {
  const codes = Object.entries(list.names).map(([number, name]) => `${numberText(list, Number(number))} ${name}`);
  return {
    kind: 'response codes',
    name: list.name,
    summary: `${codes.length} codes`,
    facts: { codes, ...listFacts(list) },
  };
}

function listFacts(list: ResponseCodeList): TopicItem['facts'] {
  const useCases = allUseCases.filter(
    ({ payload }) =>
      (payload.family === 'asn1' && list.types.some((type) => type === payload.response)) ||
      (payload.family === 'asn1-alert' && list.types.some((type) => type === payload.alert)),
  );
  return {
    carriedIn: list.carriedIn,
    ...(useCases.length === 0 ? {} : { useCases: useCases.map(({ name }) => name) }),
    clause: list.clause,
    ...(list.note === undefined ? {} : { note: list.note }),
  };
}

function numberText({ notation }: ResponseCodeList, number: number): string {
  return notation === 'decimal' ? String(number) : number.toString(16).toUpperCase().padStart(2, '0');
}

/** Letters and digits alone: `NOT_FOUND`, `not-found` and `notFound` are one name. */
function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
}

/** What a list may be called: by itself, its field, its types, and a field of a type. */
function namesOf({ name, field, types }: ResponseCodeList): string[] {
  const ofTypes = types.flatMap((type) => [type, ...(field === undefined ? [] : [`${type}.${field}`])]);
  const families: Readonly<Record<string, readonly string[]>> = {
    activationResponseCode: ['ActivationResponse'],
    credentialStatus: ['CS02a status', 'CS02b status', 'CS02f status', 'CS02g status'],
    'data-access-result': ['access-result', 'DLMS'],
    'action-result': ['access-result', 'DLMS'],
    'zcl-status': ['ZCL', 'ZigBee status'],
  };
  return [name, ...(field === undefined ? [] : [field]), ...ofTypes, ...(families[name] ?? [])];
}

/**
 * The response codes, or lists of them, that a text means: `JoinDeviceResponse 3`, `joinResponseCode`, `other-reason`,
 * `data-access-result 250`, `8B`. A number alone is a code of every list that has it.
 */
export function responseCodesCalled(text: string): FoundCode[] {
  const lists = RESPONSE_CODES.filter((list) => namesOf(list).some((name) => bare(name) === bare(text)));
  if (lists.length > 0) return lists.map(listItem);
  const named = codesWhere(RESPONSE_CODES, (name) => bare(name) === bare(text));
  if (named.length > 0) return named;
  const [, of, last = ''] = /^(?:(.*)[\s=:])?\s*(\S+)$/s.exec(text.trim()) ?? [];
  const sought = RESPONSE_CODES.filter(
    (list) => of === undefined || namesOf(list).some((name) => bare(name) === bare(of)),
  );
  return codesWhere(
    sought,
    (name, number, list) => number === numberOf(list, last, of === undefined) || bare(name) === bare(last),
  );
}

function codesWhere(
  lists: readonly ResponseCodeList[],
  isMeant: (name: string, number: number, list: ResponseCodeList) => boolean,
): FoundCode[] {
  return lists.flatMap((list) =>
    Object.entries(list.names)
      .filter(([number, name]) => isMeant(name, Number(number), list))
      .map(([number]) => codeItem(list, Number(number))),
  );
}

/** The number that a text is in the notation of a list. @param alone without a list before it, it must have two digits */
function numberOf({ notation }: ResponseCodeList, text: string, alone: boolean): number | undefined {
  if (/^0x[0-9a-f]{1,4}$/i.test(text)) return Number.parseInt(text, 16);
  if (notation === 'decimal') return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
  return (alone ? /^[0-9a-f]{2}$/i : /^[0-9a-f]{1,2}$/i).test(text) ? Number.parseInt(text, 16) : undefined;
}

/** Everything that a list or code may be asked for by, for suggestions. */
export function responseCodeNames(): string[] {
  return RESPONSE_CODES.flatMap((list) => [...namesOf(list), ...Object.values(list.names)]);
}
