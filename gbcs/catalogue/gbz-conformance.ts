import { CodecError } from '../errors.js';
import { GBZ_CLAUSE, type GbzComponent } from '../gbz/component.js';
import { misplacedItem } from './row-sequence.js';
import type { GbzRow } from './use-case.js';

/** Command of the whole profile with which a device answers what has no answer of its own. */
const DEFAULT_RESPONSE = 0x0b;
/** Direction bit of a ZCL frame control. */
const SERVER_TO_CLIENT = 0x08;

/**
 * Checks the components of a Command against the rows of its use case: their clusters and commands, in order.
 * @throws CodecError `GBCS_E_PAYLOAD` naming the component that does not fit
 */
export function checkGbzCommand(components: readonly GbzComponent[], rows: readonly GbzRow[]): void {
  check(
    components,
    rows,
    (component, row) =>
      component.clusterId === row.clusterId &&
      component.commandId === row.commandId &&
      component.frameControl === row.frameControl,
  );
}

/**
 * The same for a Response: each command may be answered by several components, or by a Default Response. Where the
 * section names no other answer, the cluster may have one: the reference data answer StartSampling and Change Supply so.
 */
export function checkGbzResponse(components: readonly GbzComponent[], rows: readonly GbzRow[]): void {
  const answers = rows.map((row) => ({ ...row, repeated: true as const }));
  check(
    components,
    answers,
    (component, row) =>
      component.clusterId === row.clusterId &&
      (component.commandId === DEFAULT_RESPONSE ||
        component.commandId === row.response?.commandId ||
        ((row.response === undefined || row.response.general === true) &&
          (component.frameControl & SERVER_TO_CLIENT) !== 0)),
  );
}

function check(
  components: readonly GbzComponent[],
  rows: readonly GbzRow[],
  fits: (component: GbzComponent, row: GbzRow) => boolean,
): void {
  const at = misplacedItem(components, rows, fits);
  if (at === undefined) return;
  const component = components[at];
  const path = component === undefined ? 'components' : `components[${at}]`;
  const message = component === undefined ? 'components are missing' : `component ${at} is not of the use case`;
  const offset = component?.span?.start;
  throw new CodecError('GBCS_E_PAYLOAD', message, {
    path,
    clause: GBZ_CLAUSE,
    ...(offset === undefined ? {} : { offset }),
  });
}
