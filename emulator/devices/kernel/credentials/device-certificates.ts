import {
  type Asn1Payload,
  type Certificate,
  equalBytes,
  HanlabError,
  makeCertificationRequest,
} from '../../../../gbcs/index.js';
import type { Ability } from '../ability.js';
import type { AcceptedCommand } from '../accepted-command.js';
import { type DevicePort, hasDefect } from '../device-port.js';
import { readCertificate } from './certification-path.js';
import type { OwnUsage } from './own-keys.js';

/** A device's own keys and certificates: new key pairs, their certificates, and reading those (GBCS 13.4 to 13.6). */

const ISSUE = { invalidKeyUsage: 1, keyPairGenerationFailed: 2 } as const;
const UPDATE = {
  success: 0,
  invalidCertificate: 1,
  wrongDeviceIdentity: 2,
  invalidKeyUsage: 3,
  noCorrespondingKeyPairGenerated: 4,
  wrongPublicKey: 5,
} as const;
const PROVIDE = { invalidKeyUsage: 1, noCertificateHeld: 2 } as const;

/** Events of the Security Log: own certificate replaced, or not. */
const EVENTS = {
  digitalSignature: { failed: 0x8f4c, done: 0x8f4d },
  keyAgreement: { failed: 0x8f4e, done: 0x8f4f },
} as const;

/** What can be made to fail, as broken hardware would. */
export type FailingUseCase = 'CS02c' | 'CS02d' | 'CS02e';

/** The one usage that a key of a device can have. */
function usageOf(keyUsage: readonly string[]): OwnUsage | undefined {
  const [usage, ...others] = keyUsage;
  return others.length === 0 && (usage === 'digitalSignature' || usage === 'keyAgreement') ? usage : undefined;
}

export class DeviceCertificates implements Ability {
  readonly name = 'deviceCertificates';
  readonly useCases = ['CS02c', 'CS02d', 'CS02e'];
  readonly #port: DevicePort;
  readonly #failures = new Map<FailingUseCase, number>();

  constructor(port: DevicePort) {
    this.#port = port;
  }

  /** Makes a use case fail with this code wherever it would have succeeded. */
  injectFailure(useCase: FailingUseCase, code: number): void {
    this.#failures.set(useCase, code);
  }

  execute({ payload }: AcceptedCommand, now: number): Asn1Payload | undefined {
    if (payload.kind !== 'asn1') return undefined;
    switch (payload.type) {
      case 'IssueSecurityCredentialsCommand':
        return this.#issue(payload.value.keyUsage);
      case 'UpdateDeviceCertificateCommand':
        return this.#update(payload.value.certificate, now);
      case 'ProvideDeviceCertificateCommand':
        return this.#provide(payload.value.keyUsage);
      default:
        return undefined;
    }
  }

  /** CS02c: a new key pair, and the request for its certificate. */
  #issue(keyUsage: readonly string[]): Asn1Payload {
    const usage = usageOf(keyUsage);
    const answer = (value: { certificationRequest: Uint8Array } | { responseCode: number }): Asn1Payload => ({
      kind: 'asn1',
      type: 'IssueSecurityCredentialsResponse',
      value,
    });
    if (usage === undefined) return answer({ responseCode: ISSUE.invalidKeyUsage });
    const failure = this.#failures.get('CS02c');
    if (failure !== undefined) return answer({ responseCode: failure });
    const { keys, configuration } = this.#port.endpoint();
    try {
      const key = keys.generate(usage);
      const request = makeCertificationRequest(configuration.provider, configuration.eui, usage, key);
      return answer({ certificationRequest: request });
    } catch (error) {
      if (error instanceof HanlabError) return answer({ responseCode: ISSUE.keyPairGenerationFailed });
      throw error;
    }
  }

  /** CS02d: the certificate for a key pair that was made before. */
  #update(der: Uint8Array, now: number): Asn1Payload {
    const certificate = readCertificate(der);
    const usage = certificate && usageOf(certificate.keyUsage === undefined ? [] : [certificate.keyUsage]);
    const responseCode = this.#updateCode(certificate, usage);
    if (responseCode === UPDATE.success && usage !== undefined) this.#port.endpoint().keys.install(usage, der);
    if (usage !== undefined) {
      const { done, failed } = EVENTS[usage];
      this.#port.endpoint().logSecurity(responseCode === UPDATE.success ? done : failed, 'CS02d', now);
    }
    return { kind: 'asn1', type: 'UpdateDeviceCertificateResponse', value: { responseCode } };
  }

  #updateCode(certificate: Certificate | undefined, usage: OwnUsage | undefined): number {
    const { keys, configuration } = this.#port.endpoint();
    if (certificate === undefined) return UPDATE.invalidCertificate;
    const isOwn = certificate.kind === 'device' && certificate.subject === configuration.eui;
    if (!isOwn && !hasDefect(this.#port, 'accepts-certificate-of-another-device')) return UPDATE.wrongDeviceIdentity;
    if (usage === undefined) return UPDATE.invalidKeyUsage;
    const pending = keys.pendingPoint(usage);
    if (pending === undefined) return UPDATE.noCorrespondingKeyPairGenerated;
    const isForKey = equalBytes(pending, certificate.publicPoint);
    if (!isForKey && !hasDefect(this.#port, 'accepts-certificate-for-another-key')) return UPDATE.wrongPublicKey;
    return this.#failures.get('CS02d') ?? UPDATE.success;
  }

  /** CS02e: the certificate of the key pair in use. */
  #provide(keyUsage: readonly string[]): Asn1Payload {
    const usage = usageOf(keyUsage);
    const answer = (value: { certificate: Uint8Array } | { responseCode: number }): Asn1Payload => ({
      kind: 'asn1',
      type: 'ProvideDeviceCertificateResponse',
      value,
    });
    if (usage === undefined) return answer({ responseCode: PROVIDE.invalidKeyUsage });
    const failure = this.#failures.get('CS02e');
    if (failure !== undefined) return answer({ responseCode: failure });
    const certificate = this.#port.endpoint().keys.certificate(usage);
    return answer(certificate === undefined ? { responseCode: PROVIDE.noCertificateHeld } : { certificate });
  }
}
