import { EXIT, printJson, printLines, tableLines } from './output.js';
import { loadTopic, type Topic } from './topics.js';

/** Options of `hanlab list`. */
export interface ListOptions {
  readonly topic: Topic;
  readonly json: boolean;
}

/** Prints everything of a topic, one line each. @returns 0 */
export async function list(options: ListOptions): Promise<number> {
  const items = await loadTopic(options.topic);
  if (options.json) {
    printJson({ [options.topic]: items.map(({ name, summary, facts }) => ({ name, summary, ...facts })) });
  } else {
    printLines(tableLines(items.map(({ name, summary }) => [name, summary])));
  }
  return EXIT.asExpected;
}
