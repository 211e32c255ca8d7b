/**
 * hanlab's GBCS library: octets of GBCS messages to typed values and back, their cryptography, the catalogue of use
 * cases, and keys. Pure: no files, no clock, no global state, and nothing of Node: this is what a browser gets.
 */

export { DEVICE_TIME_STATUS } from './asn1/clock.js';
export { REPLACEMENT_MODE, TIME_BASED_CPV_CHECKS } from './asn1/credentials.js';
export * from './asn1/der.js';
export {
  ISSUE_CREDENTIALS_RESPONSE_CODE,
  PROVIDE_CERTIFICATE_RESPONSE_CODE,
  UPDATE_CERTIFICATE_RESPONSE_CODE,
} from './asn1/device-certificates.js';
export { ACTIVATION_RESPONSE_CODE, FIRMWARE_TRANSFER_CODE, FIRMWARE_VERSION_CODE } from './asn1/firmware.js';
export {
  type DeviceLogEntry,
  JOIN_DEVICE_TYPE,
  JOIN_METHOD_AND_ROLE,
  JOIN_RESPONSE_CODE,
  type JoinDeviceCommand,
  type JoinDeviceResponse,
  READ_RESPONSE_CODE,
  type ReadDeviceJoinDetailsCommand,
  type ReadDeviceJoinDetailsResponse,
  UNJOIN_RESPONSE_CODE,
  type UnjoinDeviceCommand,
  type UnjoinDeviceResponse,
} from './asn1/join.js';
export {
  ASN1_CODECS,
  ASN1_SHAPES,
  ASN1_TYPES_BY_MESSAGE,
  type Asn1Message,
  type Asn1Type,
  type Asn1Values,
} from './asn1/messages.js';
export type { Shape as Asn1Shape } from './asn1/schema.js';
export {
  CELL_USAGE,
  CREDENTIAL_STATUS,
  KEY_USAGE_NAMES,
  REMOTE_PARTY_ROLE_NAMES,
  SPECIALIST_USAGE,
  type TrustAnchorCellId,
} from './asn1/trust-anchor-cells.js';
export { concatBytes, equalBytes, fromHex, toHex } from './bytes/hex.js';
export { DECODE_LIMITS, type DecodeLimits } from './bytes/limits.js';
export { Reader, type Span } from './bytes/reader.js';
export { fromBase64, octetsOfText } from './bytes/text.js';
export { Writer } from './bytes/writer.js';
export { ALERT_CODES, type AlertCode, type AlertCodeSource } from './catalogue/alert-codes.js';
export { ASSUMPTIONS, type AssumptionName, assumptionValue } from './catalogue/assumptions.js';
export { blockTransferOptions } from './catalogue/block-transfer-options.js';
export { checkAccessRequest, isRow, shapeFields, shapeProblem } from './catalogue/conformance.js';
export { demandedProtections, type KnownParties, type ProtectionDemand } from './catalogue/demands.js';
export { type CatalogueDifferences, catalogueDifferences, type EditionDifference } from './catalogue/differences.js';
export { allUseCases, useCaseByCode, useCaseByName } from './catalogue/lookup.js';
export { type DifferenceArea, type ProfileDifference, profileDifferences } from './catalogue/profile-differences.js';
export { GBCS4_CURRENT } from './catalogue/profiles/gbcs4-current.js';
export { PROFILE_IDS, profileById } from './catalogue/profiles/index.js';
export { overlay, type ProfileChanges } from './catalogue/profiles/overlay.js';
export type {
  Assumption,
  Profile,
  ServiceRequest,
  TrustAnchorCell,
  UserRole,
} from './catalogue/profiles/profile.js';
export { alertProtections, commandProtections, responseProtections } from './catalogue/protections.js';
export { RESPONSE_CODES, type ResponseCodeList } from './catalogue/response-codes.js';
export { checkAccessResponse } from './catalogue/response-conformance.js';
export * from './catalogue/use-case.js';
export { checkCommandPayload } from './command-check.js';
export { scalarFromSeed } from './crypto/deterministic.js';
export { deriveMessageKey } from './crypto/key-derivation.js';
export { computeMac } from './crypto/mac.js';
export { portableProvider } from './crypto/portable.js';
export type { CryptoProvider, PrivateKey, PublicKey } from './crypto/provider.js';
export { recoverPublicPoints } from './crypto/recovery.js';
export { type DescribedNode, describeMessage } from './describe.js';
export * from './dlms/access.js';
export * from './dlms/data.js';
export { bareData, compactArray, decodeData, encodeData } from './dlms/data-octets.js';
export * from './dlms/date-time.js';
export { formatObis, parseObis } from './dlms/obis.js';
export * from './errors.js';
export { findingsOf } from './findings.js';
export * from './frame/block-receiver.js';
export * from './frame/block-sender.js';
export * from './frame/frame.js';
export {
  type Block,
  type BlockTransferOptions,
  decodeBlocks,
  encodeBlock,
  isBlock,
  type RoutingHeader,
  routingHeaderOf,
  splitMessage,
} from './frame/general-block-transfer.js';
export type { GbzComponent } from './gbz/component.js';
export * from './gbz/components.js';
export { readZclFields, writeZclFields, type ZclPayload, type ZclPlace } from './gbz/zcl/codec.js';
export { ZCL_COMMANDS, zclAttributesOf, zclClusterName, zclCommandOf } from './gbz/zcl/commands.js';
export type {
  ZclAttribute,
  ZclAttributes,
  ZclCommand,
  ZclCondition,
  ZclDirection,
  ZclField,
  ZclLeafType,
  ZclPart,
  ZclReference,
  ZclType,
} from './gbz/zcl/types.js';
export * from './identifiers.js';
export {
  type Certificate,
  type KeyUsage,
  parseCertificate,
  plainSignature,
  verifyCertificate,
} from './keys/certificate.js';
export { keyIdentifierOf, makeCertificate } from './keys/certificate-maker.js';
export {
  type CertificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from './keys/certification-request.js';
export { makeCertificationRequest } from './keys/certification-request-maker.js';
export { type KeyFile, type KeyFileWarning, loadKeyFiles } from './keys/key-files.js';
export type { KeyQuery, KeyStore } from './keys/key-store.js';
export { knownCertificate } from './keys/known-certificates.js';
export { createKeyStore, type KeyEntry, type MemoryKeyStore } from './keys/memory-key-store.js';
export { encodePrivateKey, writePem } from './keys/pem.js';
export { makeTestPki, type OrganisationKey, type TestKey, type TestPki } from './keys/test-pki.js';
export * from './message.js';
export type { NamedFields, NamedValue } from './named-value.js';
export {
  COMPUTED,
  messageOfNames,
  type NamedHeader,
  type NamedMessage,
  nameMessage,
  type PayloadKind,
} from './naming.js';
export * from './payload.js';
export { type SealingContext, type SealingOptions, sealingContextOf } from './sealing/context.js';
export {
  type ProtectedAttribute,
  type ProtectionParameters,
  protectedDataRequest,
  protectionParametersOf,
  readProtectedDataRequest,
  readProtection,
} from './sealing/protected-data.js';
export { type EncryptedValue, encryptedValuesOf } from './sealing/values.js';
export * from './sealing.js';
export * from './use-cases/auxiliary-controllers.js';
export { accessRequest, type Command, type Instruction, requestFromRows } from './use-cases/command.js';
export * from './use-cases/credentials.js';
export * from './use-cases/han-device-log.js';
export * from './use-cases/join.js';
export * from './use-cases/load-control.js';
export * from './verify.js';
