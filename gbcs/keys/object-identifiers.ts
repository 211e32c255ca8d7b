/** Object identifiers of the SMKI certificate profile (X.509, RFC 5280, RFC 5480, RFC 4108). */
export const OID = {
  ecPublicKey: '1.2.840.10045.2.1',
  prime256v1: '1.2.840.10045.3.1.7',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organizationalUnitName: '2.5.4.11',
  uniqueIdentifier: '2.5.4.45',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  hardwareModuleName: '1.3.6.1.5.5.7.8.4',
  /** Attribute of a certification request (RFC 2985). */
  extensionRequest: '1.2.840.113549.1.9.14',
  /** hwType in every device certificate of the Reference Test Data Set. */
  hardwareType: '1.2.826.0.1.8641679.1.2.2.1',
  organisationPolicy: '1.2.826.0.1.8641679.1.2.1.4',
  devicePolicy: '1.2.826.0.1.1800000.1.2.1.4',
} as const;
