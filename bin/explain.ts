import { UsageError } from '../gbcs/index.js';
import { hint } from './nearest.js';
import { EXIT, printJson, printLines, styled } from './output.js';
import { shownName } from './shown.js';
import { type Fact, loadTopic, messageCodeText, SINGULAR, TOPICS, type Topic, type TopicItem } from './topics.js';

/** Options of `hanlab explain`. */
export interface ExplainOptions {
  /** Name of anything that hanlab lists, or a Message Code: `ECS47`, `0x0055`, `55`, `replay`. Case does not matter. */
  readonly name: string;
  readonly json: boolean;
}

type Found = TopicItem & { readonly topic: Topic };

/**
 * Prints what a name means; a use case has an entry for each of its editions.
 * @returns 0
 * @throws UsageError with the nearest names if nothing has it
 */
export async function explain(options: ExplainOptions): Promise<number> {
  const { found, known } = await search(options.name);
  if (found.length === 0) {
    throw new UsageError('HANLAB_E_USAGE', `nothing is called ${shownName(options.name)}${hint(options.name, known)}`);
  }
  if (options.json) {
    printJson({
      explained: found.map(({ topic, name, summary, facts }) => ({ kind: SINGULAR[topic], name, summary, ...facts })),
    });
  } else {
    printLines(found.flatMap((item, i) => [...(i === 0 ? [] : ['']), ...itemLines(item)]));
  }
  return EXIT.asExpected;
}

/** What has the name, in the first topic that has any; where none has, every name there is. */
async function search(wanted: string): Promise<{ found: Found[]; known: string[] }> {
  const found: Found[] = [];
  const known: string[] = [];
  const code = /^(0x)?[0-9a-f]{1,4}$/i.test(wanted) ? messageCodeText(Number.parseInt(wanted, 16)) : undefined;
  for (const topic of TOPICS) {
    for (const item of await loadTopic(topic)) {
      known.push(item.name);
      const isMeant = item.name.toLowerCase() === wanted.toLowerCase();
      if (isMeant || (code !== undefined && item.facts['messageCode'] === code)) found.push({ topic, ...item });
    }
    if (found.length > 0) break;
  }
  return { found, known };
}

function itemLines({ topic, name, summary, facts }: Found): string[] {
  const title = typeof facts['title'] === 'string' ? facts['title'] : summary;
  const lines = [`${styled('bold', name)} (${SINGULAR[topic]}): ${title}`];
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
