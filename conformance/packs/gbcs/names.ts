/**
 * A name of the specification as the words of an id: `CS02bNOByNO` is `cs02b-no-by-no`, `networkOperator` is
 * `network-operator`.
 */
export function wordsOf(name: string): string {
  return name
    .replaceAll('CoS', 'Cos')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** The same as words of a sentence: `network operator`. */
export function spoken(name: string): string {
  return wordsOf(name).replaceAll('-', ' ');
}
