import { needChild, textOf, type XmlElement } from '../../xml/element.js';
import type { DeviceVersion } from '../context.js';
import type { BodyMapping } from '../mapping.js';
import { plainRow, readRow } from '../rows.js';

/** Event and security logs of an ESME, a SAPC and a communications hub (SRV 6.13 and 3.3). */

/** Use case, log by the body's name for it, and versions of the device where they matter. The kind of device does as well. */
const LOGS: readonly (readonly [useCase: string, log: string, versions?: readonly DeviceVersion[]])[] = [
  ['ECS35a', 'Event'],
  ['ECS35b', 'Security'],
  ['ECS35c', 'Event'],
  ['ECS35d', 'Security'],
  ['ECS35e', 'PowerEvent'],
  ['ECS35f', 'ALCSEvent', ['2.0', '3.1']],
  ['ECS35g', 'ALCSEvent', ['4.0']],
];

function says(element: string, word: string): (body: XmlElement) => boolean {
  return (body) => body.children.some(({ name }) => name === element) && textOf(needChild(body, element)) === word;
}

export const LOG_MAPPINGS: readonly BodyMapping[] = [
  ...LOGS.map(([useCase, log, versions]) =>
    readRow(useCase, 'ReadEventOrSecurityLog', '6.13', {
      ...(versions === undefined ? {} : { versions }),
      when: says('LogToRead', log),
    }),
  ),
  plainRow('ECS15a', 'ClearEventLog', '3.3', { when: says('ESMEEventLogType', 'ESME') }),
  plainRow('ECS15c', 'ClearEventLog', '3.3', { when: says('ESMEEventLogType', 'ALCS') }),
];
