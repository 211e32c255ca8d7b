import { CERTIFICATE, CERTIFICATION_REQUEST, choice, integer, only, sequence } from './schema.js';
import { KEY_USAGE } from './trust-anchor-cells.js';

/**
 * Payloads about a device's own keys and certificates (GBCS 13.4 to 13.6: CS02c, CS02d, CS02e). Certificates and requests
 * are DER here; `parseCertificate` and `parseCertificationRequest` give their structure.
 */

/** Names of the `responseCode` of CS02c by number. There is none for success: that is the request itself. */
export const ISSUE_CREDENTIALS_RESPONSE_CODE = {
  1: 'invalidKeyUsage',
  2: 'keyPairGenerationFailed',
  3: 'crProductionFailed',
} as const;

/** Names of the `responseCode` of CS02d by number. */
export const UPDATE_CERTIFICATE_RESPONSE_CODE = [
  'success',
  'invalidCertificate',
  'wrongDeviceIdentity',
  'invalidKeyUsage',
  'noCorrespondingKeyPairGenerated',
  'wrongPublicKey',
  'certificateStorageFailed',
  'privateKeyChangeFailed',
] as const;

/** Names of the `responseCode` of CS02e by number. There is none for success: that is the certificate itself. */
export const PROVIDE_CERTIFICATE_RESPONSE_CODE = {
  1: 'invalidKeyUsage',
  2: 'noCertificateHeld',
  3: 'certificateRetrievalFailure',
} as const;

/** `IssueSecurityCredentialsCommand ::= SEQUENCE { keyUsage KeyUsage }` (CS02c). */
export const ISSUE_SECURITY_CREDENTIALS_COMMAND = sequence({ keyUsage: KEY_USAGE });

/**
 * ```asn1
 * IssueSecurityCredentialsResponse ::= CHOICE {
 *   certificationRequest  CertificationRequest,   -- PKCS #10
 *   responseCode          INTEGER { invalidKeyUsage(1), keyPairGenerationFailed(2), crProductionFailed(3) } }
 * ```
 */
export const ISSUE_SECURITY_CREDENTIALS_RESPONSE = choice({
  certificationRequest: CERTIFICATION_REQUEST,
  responseCode: integer(ISSUE_CREDENTIALS_RESPONSE_CODE),
});

/** `UpdateDeviceCertificateCommand ::= Certificate` (CS02d). */
export const UPDATE_DEVICE_CERTIFICATE_COMMAND = only('certificate', CERTIFICATE);

/** `UpdateDeviceCertificateResponse ::= INTEGER`, one of `UPDATE_CERTIFICATE_RESPONSE_CODE`. */
export const UPDATE_DEVICE_CERTIFICATE_RESPONSE = only('responseCode', integer(UPDATE_CERTIFICATE_RESPONSE_CODE));

/** `ProvideDeviceCertificateCommand ::= SEQUENCE { keyUsage KeyUsage }` (CS02e). */
export const PROVIDE_DEVICE_CERTIFICATE_COMMAND = sequence({ keyUsage: KEY_USAGE });

/**
 * ```asn1
 * ProvideDeviceCertificateResponse ::= CHOICE {
 *   certificate   Certificate,
 *   responseCode  INTEGER { invalidKeyUsage(1), noCertificateHeld(2), certificateRetrievalFailure(3) } }
 * ```
 */
export const PROVIDE_DEVICE_CERTIFICATE_RESPONSE = choice({
  certificate: CERTIFICATE,
  responseCode: integer(PROVIDE_CERTIFICATE_RESPONSE_CODE),
});
