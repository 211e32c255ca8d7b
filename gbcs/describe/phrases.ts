/** What the value of a row does, where name and number alone do not say it: GBCS has no units in its names. */
const PHRASES: readonly (readonly [row: RegExp, phrase: string])[] = [
  [/^AuxiliaryLoadControlSwitch\[(\d)\]\.closeTime$/, 'switch $1 closed for {} minutes'],
  [/^AuxiliaryLoadControlSwitch\[(\d)\]\.openTime$/, 'switch $1 open for {} minutes'],
];

/** The value, and after it what it does: `60 (switch 3 open for 60 minutes)`. */
export function withPhrase(row: string, value: string): string {
  for (const [pattern, phrase] of PHRASES) {
    if (pattern.test(row)) return `${value} (${row.replace(pattern, phrase).replace('{}', value)})`;
  }
  return value;
}
