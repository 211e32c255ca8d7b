import { expect } from 'chai';
import type { PartyName } from '../../emulator/index.js';
import {
  type Asn1Values,
  activateFirmware,
  type Command,
  type CredentialUpdate,
  fromHex,
  issueCredentials,
  type Message,
  opensslProvider,
  parseCertificationRequest,
  provideDeviceCertificate,
  readCredentialDetails,
  toHex,
  updateCredentials,
  updateDeviceCertificate,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { asn1Answer, reading, send } from './answers.js';
import { EXAMPLE_DEVICES, type Example, type ExampleDevice, type ReadyExample } from './example.js';
import { reachable } from './joining.js';

/** Credentials of parties and of devices, and firmware. */

type Cell = CredentialUpdate['replacements'][number]['cell'];

const BROKER: Cell = { role: 'accessControlBroker', usage: 'keyAgreement' };
const HASH = fromHex('3c'.repeat(32));
const OTHER_HASH = fromHex('c3'.repeat(32));
const VERSION = fromHex('03000001');
const OTHER_VERSION = fromHex('03000002');

/** One replacement of a cell by what is in it already: every party keeps its key. */
interface Replacement {
  readonly useCase: string;
  readonly mode: CredentialUpdate['mode'];
  readonly originator: PartyName;
  readonly cell: Cell;
  /** Whose certificate it gets; the root's where absent. */
  readonly holder?: PartyName;
  /** Absent where the broker's MAC authorises. */
  readonly authorisedBy?: Cell;
  /** Devices that have the cells of both parties. */
  readonly devices: readonly ExampleDevice[];
}

const signing = (role: Cell['role']): Cell => ({ role, usage: 'digitalSignature' });
const ROOT: Cell = { role: 'root', usage: 'keyCertSign' };

const OF_SUPPLIERS = ['esme', 'hcalcs'] as const;

const REPLACEMENTS: readonly Replacement[] = [
  {
    useCase: 'CS02bRootBySupplier',
    mode: 'rootBySupplier',
    originator: 'supplier',
    cell: ROOT,
    authorisedBy: signing('supplier'),
    devices: OF_SUPPLIERS,
  },
  {
    useCase: 'CS02bRootByWanProvider',
    mode: 'rootByWanProvider',
    originator: 'wanProvider',
    cell: ROOT,
    authorisedBy: signing('wanProvider'),
    devices: ['hub'],
  },
  own('CS02bSupplierBySupplier', 'supplierBySupplier', 'supplier', signing('supplier'), OF_SUPPLIERS),
  own('CS02bNOByNO', 'networkOperatorByNetworkOperator', 'distributor', signing('networkOperator'), ['esme']),
  {
    useCase: 'CS02bACBByACB',
    mode: 'accessControlBrokerByACB',
    originator: 'broker',
    cell: BROKER,
    holder: 'broker',
    devices: EXAMPLE_DEVICES,
  },
  own('CS02bWPByWP', 'wanProviderByWanProvider', 'wanProvider', signing('wanProvider'), ['hub']),
  own('CS02bTransCoSByTransCoS', 'transCoSByTransCoS', 'transitionalCoS', signing('transitionalCoS'), OF_SUPPLIERS),
  {
    useCase: 'CS02bSupplierByTransCoS',
    mode: 'supplierByTransCoS',
    originator: 'transitionalCoS',
    cell: signing('supplier'),
    holder: 'supplier',
    authorisedBy: signing('transitionalCoS'),
    devices: OF_SUPPLIERS,
  },
  own(
    'CS02bAnyExceptAbnormalRootByRecovery',
    'anyExceptAbnormalRootByRecovery',
    'recovery',
    signing('recovery'),
    EXAMPLE_DEVICES,
  ),
  own(
    'CS02gLoadControllerByLoadController',
    'loadControllerByLoadController',
    'loadController',
    signing('loadController'),
    ['esme'],
  ),
  {
    useCase: 'CS02gLoadControllerBySupplier',
    mode: 'loadControllerBySupplier',
    originator: 'supplier',
    cell: signing('loadController'),
    holder: 'loadController',
    authorisedBy: signing('supplier'),
    devices: ['esme'],
  },
];

/** A party replaces its own. */
function own(
  useCase: string,
  mode: CredentialUpdate['mode'],
  originator: PartyName,
  cell: Cell,
  devices: Replacement['devices'],
): Replacement {
  return { useCase, mode, originator, cell, holder: originator, authorisedBy: cell, devices };
}

function replacing(
  lab: Laboratory,
  { useCase, mode, cell, holder, authorisedBy }: Replacement,
  counter: bigint,
): Command {
  const { certificates } = lab;
  const usage = cell.usage === 'keyAgreement' ? 'keyAgreement' : 'digitalSignature';
  const certificate = holder === undefined ? certificates.root : certificates.of(holder, usage);
  return updateCredentials(useCase, {
    mode,
    ...(authorisedBy === undefined ? {} : { authorisedBy }),
    counter,
    replacements: [{ certificate, cell }],
    path: holder === undefined ? [] : [certificates.issuing],
  });
}

function replaces(replacement: Replacement, device: ExampleDevice): Example {
  const { useCase, originator, cell } = replacement;
  return {
    useCase,
    device,
    originator,
    effect: `the certificate of the Command is in the cell ${cell.role} ${cell.usage}`,
    assumptions: ['replacement-judged-one-by-one', 'replacement-status-codes'],
    async ready(lab): Promise<ReadyExample> {
      await reachable(lab, device);
      return {
        command: (counter) => replacing(lab, replacement, counter),
        async expectDone(reaction) {
          const { outcome } = asn1Answer(
            reaction,
            'UpdateSecurityCredentialsResponse',
          ) as Asn1Values['UpdateSecurityCredentialsResponse'];
          const statuses = outcome?.replacementOutcomes.map(({ status }) => status);
          expect(statuses, 'statuses').to.deep.equal([0]);
        },
      };
    },
  };
}

/** An example of a device that is on the HAN, by ASN.1 alone. */
function simple(
  useCase: string,
  device: ExampleDevice,
  originator: PartyName,
  effect: string,
  command: (counter: bigint) => Command,
  expectAnswer: Parameters<typeof answers>[0],
  more: Partial<Pick<Example, 'gbcs' | 'assumptions'>> = {},
): Example {
  return {
    useCase,
    device,
    originator,
    effect,
    ...more,
    async ready(lab): Promise<ReadyExample> {
      await reachable(lab, device);
      return { command, expectDone: answers(expectAnswer) };
    },
  };
}

/** Expects a field in the answer, or a field with a value. */
function answers([type, field, value]: readonly [
  type: string,
  field: string,
  value?: unknown,
]): ReadyExample['expectDone'] {
  return async (reaction) => {
    const answer = asn1Answer(reaction, type);
    if (value === undefined) expect(answer, 'the Response').to.have.property(field);
    else expect(answer, 'the Response').to.have.nested.property(field, value);
  };
}

/** Makes the device have a new key pair for signatures. @returns its public point */
async function newKey(lab: Laboratory, device: ExampleDevice): Promise<Uint8Array> {
  const reaction = await send(lab, device, issueCredentials('digitalSignature'), 'supplier');
  const answer = asn1Answer(reaction, 'IssueSecurityCredentialsResponse') as { certificationRequest?: Uint8Array };
  if (answer.certificationRequest === undefined) expect.fail('no certification request');
  return parseCertificationRequest(answer.certificationRequest).publicPoint;
}

/** The device is given the certificate for its new key, with which the Response is then signed. */
function takesCertificate(device: ExampleDevice): Example {
  return {
    useCase: 'CS02d',
    device,
    originator: 'supplier',
    effect: 'it has the certificate for its new key',
    assumptions: ['device-certificate-checks'],
    async ready(lab): Promise<ReadyExample> {
      await reachable(lab, device);
      const publicPoint = await newKey(lab, device);
      const certificate = lab.certificates.ofDevice(lab.eui(device), 'digitalSignature', publicPoint);
      const key = opensslProvider.publicKey(publicPoint);
      const isAuthentic = ({ frame }: Message) => verifyFrameSignature(opensslProvider, frame, key);
      return {
        command: () => updateDeviceCertificate(certificate),
        undo: () => issueCredentials('digitalSignature'),
        isAuthentic,
        async expectDone(reaction) {
          const answer = asn1Answer(reaction, 'UpdateDeviceCertificateResponse', { isAuthentic });
          expect(answer, 'the Response').to.include({ responseCode: 0 });
        },
      };
    },
  };
}

export const CREDENTIAL_EXAMPLES: readonly Example[] = [
  ...EXAMPLE_DEVICES.flatMap((device) => [
    simple(
      'CS02a',
      device,
      'broker',
      'who is in the cells of the broker is read',
      () => readCredentialDetails(BROKER, ['accessControlBroker']),
      ['ProvideSecurityCredentialDetailsResponse', 'remotePartyDetails[0].status', 0],
    ),
    ...REPLACEMENTS.filter(({ devices }) => devices.includes(device)).map((one) => replaces(one, device)),
  ]),
  ...(['esme', 'hcalcs'] as const).flatMap((device) => [
    simple(
      'CS02c',
      device,
      'supplier',
      'it makes a key pair and asks for its certificate',
      () => issueCredentials('keyAgreement'),
      ['IssueSecurityCredentialsResponse', 'certificationRequest'],
    ),
    takesCertificate(device),
    simple(
      'CS02e',
      device,
      'supplier',
      'it gives its certificate for signatures',
      () => provideDeviceCertificate('digitalSignature'),
      ['ProvideDeviceCertificateResponse', 'certificate'],
    ),
  ]),
  simple(
    'CS02f',
    'esme',
    'broker',
    'who is in the cells of the load controller is read',
    () => ({ ...readCredentialDetails(BROKER, ['loadController']), useCase: 'CS02f' }),
    ['ProvideSecurityCredentialDetailsResponse', 'remotePartyDetails[0].status', 0],
    { gbcs: '4.0' },
  ),
  {
    useCase: 'CS06',
    device: 'esme',
    originator: 'supplier',
    effect: 'the firmware of the Command runs',
    async ready(lab): Promise<ReadyExample> {
      await lab.receiveFirmware(OTHER_HASH, OTHER_VERSION);
      await lab.receiveFirmware(HASH, VERSION);
      return {
        command: (counter) => activateFirmware(HASH, counter),
        undo: (counter) => activateFirmware(OTHER_HASH, counter),
        async expectDone(reaction) {
          expect(asn1Answer(reaction, 'ActivateFirmwareResponse')).to.have.nested.property('outcome.responseCode', 0);
          expect((await lab.esme()).firmware.version, 'the version that runs').to.equal(toHex(VERSION));
        },
      };
    },
  },
  simple(
    'CS08',
    'hcalcs',
    'broker',
    'the version of its firmware is read',
    () => ({ useCase: 'CS08', payload: { kind: 'asn1', type: 'ReadFirmwareVersionCommand', value: {} } }),
    ['ReadFirmwareVersionResponse', 'code', 0],
    { gbcs: '4.0' },
  ),
  reading('ECS52', 'esme', 'supplier', 'the version of its firmware is read'),
  reading('ECS52', 'hub', 'broker', 'the version of its firmware is read'),
];
