import type { TargetPlace } from '../conformance/index.js';
import { UsageError } from '../gbcs/index.js';
import { portOf } from './port.js';
import { shownName } from './shown.js';

/** Seconds that an answer of a device may take at most, whatever the user says. */
const MOST_SECONDS = 300;

/**
 * Where the device under test is, by `--target`.
 * @returns undefined for the embedded emulator
 * @throws UsageError `HANLAB_E_USAGE`
 */
export function targetPlace(text: string): TargetPlace | undefined {
  if (text === 'emulator') return undefined;
  const [, kind, rest = ''] = /^(exec|tcp):(.*)$/s.exec(text) ?? [];
  if (kind === 'exec' && rest.trim() !== '') return { kind, command: rest };
  const [, host, port] = /^(.+):([^:]*)$/.exec(rest) ?? [];
  // An address of IPv6 stands in brackets.
  if (kind === 'tcp' && host !== undefined)
    return { kind, host: host.replace(/^\[(.*)\]$/, '$1'), port: portOf(port ?? '') };
  throw new UsageError(
    'HANLAB_E_USAGE',
    `${shownName(text)} is no target; there are emulator, exec:COMMAND, tcp:HOST:PORT`,
  );
}

/**
 * How long an answer may take, by `--target-timeout`.
 * @returns milliseconds
 * @throws UsageError `HANLAB_E_USAGE`
 */
export function targetTimeout(text: string): number {
  const seconds = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds * 1000;
  throw new UsageError(
    'HANLAB_E_USAGE',
    `${shownName(text)} is no time; --target-timeout takes seconds up to ${MOST_SECONDS}`,
  );
}
