import { EXIT, printJson, printLines, styled, tableLines } from './output.js';
import type { TopicItem } from './topic-item.js';
import { loadTopic, type Topic } from './topics.js';

/** Options of `hanlab list`. */
export interface ListOptions {
  readonly topic: Topic;
  readonly json: boolean;
}

/** Prints everything of a topic, one line each or one for each family. @returns 0 */
export async function list(options: ListOptions): Promise<number> {
  const items = await loadTopic(options.topic);
  if (options.json) {
    printJson({ [options.topic]: items.map(({ name, summary, facts }) => ({ name, summary, ...facts })) });
  } else {
    printLines(groupsOf(items).flatMap(groupLines));
  }
  return EXIT.asExpected;
}

/** Items that follow each other and are listed under the same heading, or under none. */
function groupsOf(items: readonly TopicItem[]): readonly (readonly TopicItem[])[] {
  const groups: TopicItem[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && last[0]?.group === item.group) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

function groupLines(items: readonly TopicItem[], at: number): readonly string[] {
  const [first] = items;
  const lines = tableLines(rowsOf(items));
  if (first?.group === undefined) return lines;
  return [...(at === 0 ? [] : ['']), styled('bold', `${first.group} (${items.length})`), ...lines];
}

/** A row for each item, and one for each family: what its names have before and after what they share. */
function rowsOf(items: readonly TopicItem[]): readonly (readonly string[])[] {
  // Names need not be unique, families are.
  const families = new Map<string | TopicItem, TopicItem[]>();
  for (const item of items) {
    const members = families.get(item.family ?? item);
    if (members === undefined) families.set(item.family ?? item, [item]);
    else members.push(item);
  }
  return [...families.values()].flatMap((members) => {
    const [first] = members;
    if (first?.family === undefined) return members.map(({ name, summary }) => [name, summary]);
    const start = first.family.length + 1;
    return [[`${first.family}-*`, `${members.length}: ${members.map(({ name }) => name.slice(start)).join(', ')}`]];
  });
}
