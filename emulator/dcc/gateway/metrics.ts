/** Numbers of the gateway as Prometheus reads them (text format 0.0.4). */

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;

/** One metric, and its values by labels. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly values: Iterable<readonly [labels: Labels, value: number]>;
}

/** A counter with labels; of these there are few, since they are codes and names of ours. */
export class Counter {
  readonly #values = new Map<string, { readonly labels: Labels; count: number }>();

  add(labels: Labels = {}): void {
    const key = JSON.stringify(labels);
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, { labels, count: 1 });
    else known.count += 1;
  }

  /** @param always labels that have a value, 0 at first */
  values(always: readonly Labels[] = []): readonly (readonly [Labels, number])[] {
    const zeros = always.filter((labels) => !this.#values.has(JSON.stringify(labels)));
    const counted = [...this.#values.values()].map(({ labels, count }) => [labels, count] as const);
    return [...zeros.map((labels) => [labels, 0] as const), ...counted];
  }
}

export function prometheusText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, type, values }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...Array.from(values, ([labels, value]) => `${name}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const named = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/[\\"]/g, '\\$&')}"`);
  return named.length === 0 ? '' : `{${named.join(',')}}`;
}
