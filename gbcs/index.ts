/**
 * hanlab's GBCS library: octets of GBCS messages to typed values and back, their cryptography, the catalogue of use
 * cases, and keys. Pure: no files, no clock, no global state.
 */
export * from './asn1/der.js';
export {
  ASN1_CODECS,
  type Asn1Type,
  type Asn1Values,
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
export { concatBytes, equalBytes, fromHex, toHex } from './bytes/hex.js';
export { Reader, type Span } from './bytes/reader.js';
export { fromBase64, octetsOfText } from './bytes/text.js';
export { Writer } from './bytes/writer.js';
export { ASSUMPTIONS, type AssumptionName, assumptionValue } from './catalogue/assumptions.js';
export { checkAccessRequest, isRow, shapeProblem } from './catalogue/conformance.js';
export { type CatalogueDifferences, catalogueDifferences, type EditionDifference } from './catalogue/differences.js';
export { allUseCases, useCaseByCode, useCaseByName } from './catalogue/lookup.js';
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
export * from './catalogue/use-case.js';
export { scalarFromSeed } from './crypto/deterministic.js';
export { deriveMessageKey } from './crypto/key-derivation.js';
export { computeMac } from './crypto/mac.js';
export { opensslProvider } from './crypto/openssl.js';
export type { CryptoProvider, PrivateKey, PublicKey } from './crypto/provider.js';
export { findingsOf } from './describe/findings.js';
export { type DescribedNode, describeMessage } from './describe.js';
export * from './dlms/access.js';
export * from './dlms/data.js';
export * from './dlms/date-time.js';
export { formatObis, parseObis } from './dlms/obis.js';
export * from './errors.js';
export * from './frame/frame.js';
export * from './gbz/components.js';
export * from './identifiers.js';
export { type Certificate, type KeyUsage, parseCertificate } from './keys/certificate.js';
export { type KeyFile, type KeyFileWarning, loadKeyFiles } from './keys/key-files.js';
export type { KeyQuery, KeyStore } from './keys/key-store.js';
export { createKeyStore, type KeyEntry, type MemoryKeyStore } from './keys/memory-key-store.js';
export { makeTestPki, type OrganisationKey, type TestKey, type TestPki } from './keys/test-pki.js';
export * from './message.js';
export * from './payload.js';
export { accessRequest, type Command, type Instruction, requestFromRows } from './use-cases/command.js';
export * from './use-cases/han-device-log.js';
export * from './use-cases/join.js';
export * from './use-cases/load-control.js';
export * from './verify.js';
