import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { XmlSigner } from '../../../../emulator/dcc/xml/signature.js';
import { type Eui64, parseCertificate } from '../../../../gbcs/index.js';

/** The signer of a User whose keys are in a directory, as `hanlab serve --write-keys` writes them below `xml`. */
export function signerOfFiles(directory: string, eui: Eui64): XmlSigner {
  const pem = readFileSync(`${directory}/${eui}-ds.pem`, 'utf8').replaceAll(/-----.*?-----|\s/g, '');
  const { issuer, serialNumber } = parseCertificate(Buffer.from(pem, 'base64'));
  const privateKey = createPrivateKey(readFileSync(`${directory}/${eui}-ds.key`));
  return { issuer, serialNumber, privateKey };
}
