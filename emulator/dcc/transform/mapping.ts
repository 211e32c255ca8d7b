import type { DeviceKind, NamedFields } from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import type { XmlElement } from '../xml/element.js';
import type { DeviceVersion, TransformContext } from './context.js';

/** A request and all that is known beside it. */
export interface Situation {
  readonly request: DuisRequest;
  readonly context: TransformContext;
}

/**
 * One row of the transform: the body that a Service Reference Variant has for a kind of device becomes the named payload
 * of one use case. Rows of a body, a variant and a kind of device differ by `versions` or by `when`, so that exactly one
 * applies; which use cases there are, and with which message code and instructions, the catalogue says.
 */
export interface BodyMapping {
  /** Local name of the element in the body. */
  readonly body: string;
  readonly variants: readonly string[];
  /** Kinds of device that it is for; any that the use case may be sent to where left out. */
  readonly targets?: readonly DeviceKind[];
  /** Versions of GBCS of the device; any where left out. */
  readonly versions?: readonly DeviceVersion[];
  /** What else must hold, where one body leads to several use cases. */
  when?(body: XmlElement, situation: Situation): boolean;
  readonly useCase: string;
  /**
   * The payload by the names of the catalogue (docs/named-values.md). Rows that only ask may be left out.
   * @throws DuisError `DUIS_E_REQUEST` where the body says what the use case cannot
   */
  payload(body: XmlElement, situation: Situation): NamedFields;
}
