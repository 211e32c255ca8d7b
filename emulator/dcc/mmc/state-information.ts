import { element, type WrittenElement } from '../xml/write.js';
import { type Convert, malformed } from './values.js';

/** What an auxiliary controller says of its state: text that is JSON (GBCS ECS61e, ECS200). */

const MAX_LEVEL = 100;

/**
 * Elements of the levels in it and the text as it is.
 * @param maxLength characters that the schema takes
 */
export function stateOf(maxLength: number): Convert {
  return (value, name): readonly WrittenElement[] => {
    if (typeof value !== 'string' || value.length > maxLength) throw malformed(name);
    const state = parsed(value);
    return [
      ...level('OutputState', state['outputState']),
      ...level('InputState', state['inputState']),
      element('StateAndAssociatedInformation', value),
    ];
  };
}

/** Text that is no JSON has no levels. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A level is a number, or a text that is one. */
function level(name: string, value: unknown): readonly WrittenElement[] {
  const isWhole = /^\d{1,3}$/.test(String(value)) && Number(value) <= MAX_LEVEL;
  return isWhole ? [element(name, Number(value))] : [];
}
