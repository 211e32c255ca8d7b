import { readFileSync } from 'node:fs';

/** Version in package.json, which stands above the compiled files. */
export function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const contents: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      return (contents as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
