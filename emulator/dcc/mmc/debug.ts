import { type AccessResponse, type NamedFields, RESPONSE_CODES } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';
import { entriesAt, fieldsOf, isFields } from './values.js';

/** What failed of a Response, instruction by instruction: DebugInfo of MMC. Nothing where nothing did. */

const DEBUG = 'DebugInfo';
const UNKNOWN = 'response-code-not-known';

/**
 * Instructions of DLMS that failed, by position from 1 (assumption `mmc-debug-failures-only`).
 */
export function cosemDebug({ results }: AccessResponse): WrittenElement | undefined {
  const failed = results.flatMap(({ access, code }, i) => {
    if (code === 0) return [];
    const [name, list] =
      access === 'action'
        ? (['ActionResult', 'action-result'] as const)
        : (['DataAccessResult', 'data-access-result'] as const);
    const word = RESPONSE_CODES.find((one) => one.name === list)?.names[code] ?? UNKNOWN;
    const attributes = { ResponseCode: String(code), Position: String(i + 1) };
    return [element('COSEMResponse', [element(name, word)], attributes)];
  });
  return failed.length === 0 ? undefined : element(DEBUG, [element('COSEMDebug', failed)]);
}

/** Statuses that say that a command was carried out: the second that there was nothing to give (assumption `mmc-not-found`). */
const GOOD: readonly unknown[] = ['SUCCESS', 'NOT_FOUND'];

/** Whether a component says that its command, or an attribute, failed. */
export function isZclFailure({ fields }: NamedFields): boolean {
  if (!isFields(fields)) return false;
  const { status } = fields;
  return (status !== undefined && !GOOD.includes(status)) || failedAttributes(fields).length > 0;
}

function failedAttributes(fields: NamedFields): readonly NamedFields[] {
  return attributesOf(fields).filter(({ status }) => !GOOD.includes(status));
}

/** Commands and attributes of ZCL that failed, in their order. @param components by name */
export function zigbeeDebug(components: readonly NamedFields[]): WrittenElement | undefined {
  const failed = components.filter(isZclFailure).map((component) => {
    const fields = fieldsOf(component['fields'], 'fields');
    const { status, commandIdentifier } = fields;
    const isCommand = status !== undefined && !GOOD.includes(status);
    return element('ZIGBEEClusterResponse', [
      element('ClusterName', String(component['cluster'] ?? component['clusterId'])),
      isCommand
        ? element('ZIGBEECommandResponse', [element('CommandID', String(commandIdentifier)), zclStatus(status)])
        : undefined,
      ...failedAttributes(fields).map((attribute) =>
        element('ZIGBEEDataResponse', [
          element('AttributeID', String(attribute['attributeIdentifier'])),
          zclStatus(attribute['status']),
        ]),
      ),
    ]);
  });
  return failed.length === 0 ? undefined : element(DEBUG, [element('ZIGBEEDebug', failed)]);
}

/** Attributes of a Read Attributes Response. */
export function attributesOf(fields: NamedFields): readonly NamedFields[] {
  return 'attributes' in fields ? entriesAt(fields, 'attributes') : [];
}

/** Statuses that the schema has no word for. */
const NOT_IN_MMC = new Set(['NOTIFICATION_PENDING', 'UNSUPPORTED_CLUSTER']);

function zclStatus(status: unknown): WrittenElement {
  const names = RESPONSE_CODES.find(({ name }) => name === 'zcl-status')?.names ?? {};
  const number = Number(Object.entries(names).find(([, name]) => name === status)?.[0] ?? status);
  const isKnown = typeof status === 'string' && !NOT_IN_MMC.has(status);
  const word = isKnown ? status : 'RESPONSE_CODE_NOT_KNOWN';
  return element('Status', [element('ZCLStatus', word)], {
    ResponseCode: number.toString(16).toUpperCase().padStart(2, '0'),
  });
}
