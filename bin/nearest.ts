/** Names that a mistyped one may have meant. */

/** Fewest insertions, deletions, changes and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(change, (last[j] as number) + 1, (current[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] as number) + 1);
      }
      current[j] = least;
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] as number;
}

/** The longest name worth comparing; a longer one was not mistyped but pasted. */
const MAX_NAME = 60;

/**
 * Names near `wanted`, nearest first: those that differ in few characters, then those that contain it.
 * @param limit how many at most
 */
function nearest(wanted: string, names: readonly string[], limit = 3): string[] {
  const sought = wanted.toLowerCase();
  if (sought.length === 0 || sought.length > MAX_NAME) return [];
  const near: { name: string; far: number }[] = [];
  for (const name of new Set(names)) {
    const lower = name.toLowerCase();
    const far = distance(sought, lower);
    if (far <= Math.max(1, Math.floor(Math.min(sought.length, lower.length) / 2.5))) near.push({ name, far });
    else if (sought.length >= 3 && lower.includes(sought)) near.push({ name, far: MAX_NAME + far });
  }
  return near
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** `; did you mean a, b?`, or nothing. */
export function hint(wanted: string, names: readonly string[]): string {
  const found = nearest(wanted, names);
  return found.length === 0 ? '' : `; did you mean ${found.join(', ')}?`;
}
