import { expect } from 'chai';
import { Registrations } from '../../../../emulator/dcc/inventory/registrations.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { element, type WrittenElement } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES, type PartyName, SUPPLY_POINT } from '../../../../emulator/index.js';
import type { ServiceOutcome } from '../../../../emulator/parties/duis-user.js';
import { decodeMessage, type KeyUsage, type Message, nameMessage } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { GatewayWorld, identities } from './gateway-world.js';

const { esme } = DEVICES;
const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');

function certificate(party: PartyName, usage: KeyUsage, prepayment = false): string {
  const { eui } = PARTIES[party];
  const found = identities.keysOf(eui).certificate({ entity: eui, usage, prepayment });
  if (found === undefined) throw new Error(`no certificate of ${party}`);
  return base64(found.der);
}

/** Gives the ESME the credentials of a party in place of those of its supplier. */
function update(party: PartyName): WrittenElement {
  return element('UpdateSecurityCredentialsCoS', [
    element('SupplierFloorSeqNumber', 1),
    element('SupplierReplacementCertificates', [
      element('DigitalSigningCertificate', certificate(party, 'digitalSignature')),
      element('KeyAgreementCertificate', certificate(party, 'keyAgreement')),
      element('KeyAgreementTopUpCertificate', certificate(party, 'keyAgreement', true)),
    ]),
    element('CertificationPathCertificates', [element('Certificate', base64(identities.issuing.der))]),
    element('ApplyTimeBasedCPVChecks', 'true'),
    element('ImportMPxN', SUPPLY_POINT),
  ]);
}

/** What only the ESME's supplier may ask it for: a critical request, and one that is not. */
const REQUESTS = [
  ['6.24.2', element('RetrieveDeviceSecurityCredentialsDevice', [element('CredentialType', 'Key Agreement')])],
  ['8.9', element('ReadDeviceLog', '')],
] as const;

/** Both suppliers may ask: which of them the ESME takes Commands from is its own business. */
const BOTH = new Registrations(
  (['supplier', 'otherSupplier'] as const).map((name) => ({
    ...{ mpxn: SUPPLY_POINT, party: PARTIES[name].eui, role: 'importSupplier', from: 0 },
  })),
);

function codeOf(outcome: ServiceOutcome): string {
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.kind === 'done' ? outcome.message.code : outcome.kind;
}

function responseOf(outcome: ServiceOutcome): Message {
  const payload = outcome.kind === 'done' ? outcome.message.payload : undefined;
  if (payload === undefined) throw new Error(`no Response: ${JSON.stringify(outcome)}`);
  return decodeMessage(payload);
}

describe('a change of supplier by HTTP', function () {
  this.timeout(60_000);
  let schemas: SchemaSet;
  let world: GatewayWorld | undefined;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  for (const profile of ['gbcs3-baseline', 'secmp0046-full', 'gbcs4-current']) {
    it(`is the TransCoS’s Command to the ESME, which then takes the new supplier’s and no longer the old one’s (${profile})`, async () => {
      world = await GatewayWorld.start(schemas, profile, { home: { registrations: BOTH }, user: { attempts: 1 } });
      const [supplier, otherSupplier] = [world.user('supplier'), world.user('otherSupplier')];
      for (const [variant, body] of REQUESTS) {
        expect(codeOf(await supplier.request(variant, esme, body)), `${variant} before`).equal('I0');
      }
      const outcome = await otherSupplier.request('6.23', esme, update('otherSupplier'));
      expect(codeOf(outcome)).equal('I0');
      const response = responseOf(outcome);
      const { header } = response.frame;
      expect(header.recipient).equal(PARTIES.transitionalCoS.eui);
      expect(header.otherInformation).eql({ messageCode: 0x0107 });
      const { payload } = nameMessage(response);
      expect(JSON.stringify(payload))
        .include('"success"')
        .not.match(/bad|fail/i);
      for (const [variant, body] of REQUESTS) {
        expect(codeOf(await otherSupplier.request(variant, esme, body)), `${variant}, new`).equal('I0');
        expect(codeOf(await supplier.request(variant, esme, body)), `${variant}, old`).equal('unreachable');
      }
    });
  }

  it('counts for itself: the broker’s Commands before it take nothing from the TransCoS’s counter', async () => {
    const counters: [string, bigint][] = [];
    const byDcc = new Map<string, string>([
      [PARTIES.broker.eui, 'broker'],
      [PARTIES.transitionalCoS.eui, 'TransCoS'],
    ]);
    world = await GatewayWorld.start(schemas, 'gbcs3-baseline', {
      home: { registrations: BOTH },
      installation: {
        observer: {
          frame: () => undefined,
          note: () => undefined,
          message: (from, _to, octets) => {
            if (from !== PARTIES.broker.eui) return;
            const { originator, originatorCounter } = decodeMessage(octets).frame.header;
            const name = byDcc.get(originator);
            if (name !== undefined) counters.push([name, originatorCounter]);
          },
        },
      },
    });
    const details = element('RetrieveDeviceSecurityCredentialsKRP', [element('RemotePartyRole', 'Supplier')]);
    const supplier = world.user('supplier');
    for (const [variant, body] of [
      ['6.24.1', details],
      ['6.23', update('supplier')],
      ['6.24.1', details],
      ['6.23', update('supplier')],
    ] as const) {
      expect(codeOf(await supplier.request(variant, esme, body)), variant).equal('I0');
    }
    expect(counters).eql([
      ['broker', 1301n],
      ['TransCoS', 1301n],
      ['broker', 1302n],
      ['TransCoS', 1302n],
    ]);
  });
});
