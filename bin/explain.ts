import { UsageError } from '../gbcs/index.js';
import { hint } from './nearest.js';
import { EXIT, printJson, printLines, styled } from './output.js';
import { shownName } from './shown.js';
import { type Fact, messageCodeText, type TopicItem } from './topic-item.js';
import { loadTopic, SINGULAR, TOPICS } from './topics.js';

/** Options of `hanlab explain`. */
export interface ExplainOptions {
  /**
   * Name of anything that hanlab lists, of an object, or a code, in one or several words: `ECS47`, `0x0055`, `8F66`,
   * `joinResponseCode 3`, `0-0:94.44.118.2`. Case does not matter.
   */
  readonly name: readonly string[];
  readonly json: boolean;
}

type Found = TopicItem & { readonly kind: string };

/**
 * Prints what a name means, in every sense that it has; a use case has an entry for each of its editions.
 * @returns 0
 * @throws UsageError with the nearest names if nothing has it
 */
export async function explain(options: ExplainOptions): Promise<number> {
  const wanted = options.name.join(' ').trim();
  const { found, known } = await search(wanted);
  if (found.length === 0) {
    throw new UsageError('HANLAB_E_USAGE', `nothing is called ${shownName(wanted)}${hint(wanted, known)}`);
  }
  if (options.json) {
    printJson({ explained: found.map(({ kind, name, summary, facts }) => ({ kind, name, summary, ...facts })) });
  } else {
    printLines(found.flatMap((item, i) => [...(i === 0 ? [] : ['']), ...itemLines(item)]));
  }
  return EXIT.asExpected;
}

/** Everything that has the name; and every name there is, for suggestions. */
async function search(wanted: string): Promise<{ found: Found[]; known: string[] }> {
  const { responseCodeNames, responseCodesCalled } = await import('./code-topics.js');
  const { objectNames, objectsCalled } = await import('./objects.js');
  const found: Found[] = [];
  const known: string[] = [];
  const code = /^(0x)?[0-9a-f]{1,4}$/i.test(wanted) ? messageCodeText(Number.parseInt(wanted, 16)) : undefined;
  for (const topic of TOPICS) {
    if (topic === 'response-codes') {
      found.push(...responseCodesCalled(wanted));
      continue;
    }
    for (const item of await loadTopic(topic)) {
      known.push(item.name);
      const { messageCode, alertCode } = item.facts;
      const hasCode = code !== undefined && (messageCode === code || alertCode === code);
      if (hasCode || item.name.toLowerCase() === wanted.toLowerCase()) found.push({ kind: SINGULAR[topic], ...item });
    }
  }
  found.push(...objectsCalled(wanted));
  return { found, known: found.length > 0 ? [] : [...known, ...responseCodeNames(), ...objectNames()] };
}

function itemLines({ kind, name, summary, facts }: Found): string[] {
  const title = typeof facts['title'] === 'string' ? facts['title'] : summary;
  const lines = [`${styled('bold', name)} (${kind}): ${title}`];
  for (const [fact, value] of Object.entries(facts)) if (fact !== 'title') lines.push(...factLines(fact, value));
  return lines;
}

/** A fact on one line, or under its name where it is a list too long for that. */
function factLines(fact: string, value: Fact): string[] {
  const label = fact.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (!Array.isArray(value)) return [`  ${label}: ${factText(value)}`];
  const texts = value.map(factText);
  const line = texts.join(', ');
  if (line.length <= 90) return [`  ${label}: ${line === '' ? 'none' : line}`];
  return [`  ${label}:`, ...texts.map((text) => `    ${text}`)];
}

function factText(value: Fact): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
