import { TAG } from './der-rules.js';
import type { Component, Shape } from './schema.js';

/** Identifier octet of a shape that has one of its own; a CHOICE has those of its alternatives, and so on. */
export function universalTag(shape: Exclude<Shape, { kind: 'choice' | 'only' | 'nothing' }>): number {
  switch (shape.kind) {
    case 'null':
      return TAG.null;
    case 'integer':
    case 'counter':
      return TAG.integer;
    case 'enumerated':
      return TAG.enumerated;
    case 'namedBits':
      return TAG.bitString;
    case 'octets':
    case 'eui64':
      return TAG.octetString;
    case 'time':
      return TAG.generalizedTime;
    case 'sequence':
    case 'sequenceOf':
    case 'certificate':
    case 'certificationRequest':
      return TAG.sequence;
    default:
      return shape satisfies never;
  }
}

/** Identifier octet of an IMPLICIT context-specific tag in place of `universal`: the form stays. */
function contextTag(tag: number, universal: number): number {
  return 0x80 | (universal & 0x20) | tag;
}

/** Identifier octets that an element of a component can have. */
export function tagsOf({ shape, tag }: Pick<Component, 'shape' | 'tag'>): readonly number[] {
  switch (shape.kind) {
    case 'choice':
      return shape.components.flatMap(tagsOf);
    case 'only':
      return tagsOf({ shape: shape.shape });
    case 'nothing':
      return [TAG.null];
    default: {
      const universal = universalTag(shape);
      return [tag === undefined ? universal : contextTag(tag, universal)];
    }
  }
}
