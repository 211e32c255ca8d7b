import { KeyError, type NamedFields, type NamedMessage, type NamedValue } from '../../../gbcs/index.js';
import { attributesOf } from './debug.js';
import { entriesAt, fieldsOf, isFields } from './values.js';

/** The named values of an answer or alert, opened and flat, as rows of MMC look for them. */

/**
 * Values of a payload. What was encrypted stands among the rest; of GBZ there are attributes, as `Metering.Site ID`, and
 * lists of the fields of commands, as `Metering.Publish Snapshot`.
 * @throws KeyError `GBCS_E_KEY_MISSING` where an encrypted value was not opened
 */
export function openedValues({ payload }: NamedMessage): NamedFields {
  const opened = Object.assign({}, payload, ...Object.values(payload).map(protectedValues), protectedValues(payload));
  return 'components' in payload ? { ...opened, ...zclValues(componentsOf(payload)) } : opened;
}

/** What a protected read gave, or a protected alert says. */
function protectedValues(value: NamedValue): NamedFields {
  if (!isFields(value) || !('protectedAttributes' in value)) return {};
  const { protectedAttributes } = value;
  if (isFields(protectedAttributes)) return fieldsOf(protectedAttributes['plaintext'], 'protectedAttributes');
  throw notOpened();
}

function notOpened(): KeyError {
  return new KeyError('GBCS_E_KEY_MISSING', 'the message has encrypted values, and keys to open them are missing');
}

/** Components of a GBZ payload, with the fields of encrypted ones as those of others. @throws KeyError */
export function componentsOf(payload: NamedFields): readonly NamedFields[] {
  return entriesAt(payload, 'components').map(openedComponent);
}

/** @throws KeyError `GBCS_E_KEY_MISSING` */
export function openedComponent(component: NamedFields): NamedFields {
  const { encrypted } = component;
  if (encrypted === undefined) return component;
  const opened = isFields(encrypted) ? encrypted['fields'] : undefined;
  if (!isFields(opened)) throw notOpened();
  return { ...component, fields: opened };
}

/** Attributes that were read, and fields of commands in their order. */
export function zclValues(components: readonly NamedFields[]): NamedFields {
  const values: Record<string, NamedValue> = {};
  const commands: Record<string, NamedFields[]> = {};
  for (const { cluster, command, fields } of components) {
    if (!isFields(fields)) continue;
    for (const { attributeIdentifier, attributeData } of attributesOf(fields)) {
      if (attributeData !== undefined) values[`${cluster}.${attributeIdentifier}`] = attributeData;
    }
    const name = `${cluster}.${command}`;
    commands[name] = [...(commands[name] ?? []), fields];
  }
  return { ...values, ...commands };
}
