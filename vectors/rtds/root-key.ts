import {
  type Asn1Payload,
  type Certificate,
  type CryptoProvider,
  equalBytes,
  HanlabError,
  keyIdentifierOf,
  type Payload,
  type PublicKey,
  parseCertificate,
  plainSignature,
  recoverPublicPoints,
} from '../../gbcs/index.js';

/**
 * The root of the data set's certificates is not in the data set. Its key follows from the signature of an authority that
 * it issued, whose certificate Commands carry: of the keys under which that signature holds, it is the one that has the
 * key identifier which the certificate names, 60 bits of its SHA-1.
 */
export function rootKeyFrom(provider: CryptoProvider, command: Payload): PublicKey | undefined {
  if (command.kind !== 'asn1') return undefined;
  const authorities = pathOf(command).filter(({ kind }) => kind === 'authority');
  for (const { tbs, signature, authorityKeyIdentifier } of authorities) {
    const plain = plainSignature(signature);
    if (authorityKeyIdentifier === undefined || plain === undefined) continue;
    if (authorities.some((one) => isNamed(one, authorityKeyIdentifier))) continue;
    const point = recoverPublicPoints(tbs, plain).find((one) =>
      equalBytes(keyIdentifierOf(one), authorityKeyIdentifier),
    );
    if (point !== undefined) return provider.publicKey(point);
  }
  return undefined;
}

function isNamed({ subjectKeyIdentifier }: Certificate, identifier: Uint8Array): boolean {
  return subjectKeyIdentifier !== undefined && equalBytes(subjectKeyIdentifier, identifier);
}

function pathOf(command: Asn1Payload): readonly Certificate[] {
  if (command.type !== 'UpdateSecurityCredentialsCommand') return [];
  return command.value.certificationPathCertificates.flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch (error) {
      if (error instanceof HanlabError) return [];
      throw error;
    }
  });
}
