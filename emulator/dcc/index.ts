/**
 * The DCC's documents: XML within bounds, schemas, service requests, the Commands that they become, and a User that drives
 * a DCC by them. Apart from the emulator's index because it loads libxml2, which takes a start longer than all else.
 */

export { DuisReceiver, type DuisReceiverOptions } from '../parties/duis-receiver.js';
export { DuisUser, type DuisUserConfiguration, type ServiceOutcome } from '../parties/duis-user.js';
export type { ServiceName } from './dcc-service.js';
export {
  DUIS_NAMESPACE,
  type DuisRequest,
  formatRequestId,
  type RequestId,
  readRequest,
  readRequestId,
} from './duis/request.js';
export type { ReadDccMessage } from './duis/response.js';
export {
  type Correlation,
  type CorrelationContext,
  correlate,
  correlateResponse,
  correlator,
} from './mmc/correlate.js';
export { type MmcContext, toMmc } from './mmc/mmc.js';
export {
  DEVICE_VERSIONS,
  type DeviceVersion,
  type InventoryKind,
  type Numbered,
  type TargetDevice,
  type TransformContext,
} from './transform/context.js';
export { ESME_VARIANTS } from './transform/esme-variant.js';
export { type FittingTransform, fittingTransforms, type PartlyKnownDevice } from './transform/fitting.js';
export type { BodyMapping, Situation } from './transform/mapping.js';
export { BODY_MAPPINGS, mappingOf, type Transformed, transformRequest } from './transform/transform.js';
export { type ParsedXml, parseXml, withXml } from './xml/document.js';
export { childOf, childrenOf, needChild, textOf, type XmlElement } from './xml/element.js';
export { loadXmlKeys, type XmlKeys } from './xml/key-directory.js';
export { XML_LIMITS, type XmlLimits } from './xml/limits.js';
export { loadSchemas, type SchemaName, type SchemaSet, type XmlSchema } from './xml/schema.js';
export type { XmlSigner } from './xml/signature.js';
export { XmlCertificates } from './xml/signing-keys.js';
export { element, type WrittenElement } from './xml/write.js';
