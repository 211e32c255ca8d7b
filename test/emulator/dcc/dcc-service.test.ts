import { expect } from 'chai';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { DuisError, decodeMessage, formatEui64 } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld } from './dcc-world.js';

const { esme, hcalcs } = DEVICES;

const deactivate = (index: number, minutes: number) =>
  element('DeactivateAuxiliaryLoad', [
    element('DeactivateALCSHCALCS', [element('Duration', minutes)], { index: String(index) }),
  ]);
const device = (eui: string) => element('DeviceID', formatEui64(eui as typeof esme));

describe('the DCC by documents', () => {
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  it('transforms, takes back signed, sends, and passes the Response on', () => {
    const world = new DccWorld(schemas, 'secmp0046-core');
    const { code, response } = world.critical('distributor', esme, '7.6', deactivate(1, 60));
    expect(code).to.equal('I0');
    const { payload } = decodeMessage(response ?? new Uint8Array(0));
    expect(payload.kind === 'access-response' && payload.results.map((one) => one.code)).to.deep.equal([0, 0]);
  });

  it('gives a Command for local delivery to its User, and sends it only where it is asked to as well', () => {
    for (const [commandVariant, responses] of [
      [2, 0],
      [3, 1],
    ] as const) {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const answer = world.ask('supplier', 'send', esme, '7.7', commandVariant, element('ReadALCSData', ''));
      expect(answer).to.include({ code: 'I0' });
      expect(answer.content?.name).to.equal('LocalCommand');
      const { frame } = decodeMessage(answer.payload ?? new Uint8Array(0));
      expect(frame.mac, 'MAC').to.have.length(12);
      expect(world.heard('supplier').length).to.equal(responses);
    }
  });

  it('lets no distributor switch under the rules of today, and makes no GBCS', () => {
    const world = new DccWorld(schemas, 'gbcs3-baseline');
    expect(world.critical('distributor', esme, '7.6', deactivate(1, 60))).to.deep.equal({ code: 'E2' });
    expect(world.critical('supplier', esme, '7.6', deactivate(1, 60)).code).to.equal('I0');
  });

  describe('checks', () => {
    /** What each gives, in the order of the checks. */
    const cases: readonly (readonly [what: string, code: string, ask: (world: DccWorld) => string])[] = [
      [
        'a request put to another service',
        'E13',
        (w) => w.ask('supplier', 'send', esme, '7.6', 4, deactivate(1, 60)).code,
      ],
      [
        'a role that may not',
        'E2',
        (w) => w.ask('distributor', 'transform', esme, '7.1', 4, element('EnableSupply', '')).code,
      ],
      [
        'a device that is not there',
        'E19',
        (w) => w.ask('supplier', 'transform', PARTIES.recovery.eui, '7.6', 4, deactivate(1, 60)).code,
      ],
      [
        'somebody else’s premises',
        'E4',
        (w) => w.ask('otherSupplier', 'transform', esme, '7.6', 4, deactivate(1, 60)).code,
      ],
      [
        'a kind of device that has no such use case',
        'E11',
        (w) => w.ask('supplier', 'transform', hcalcs, '7.6', 4, deactivate(1, 60)).code,
      ],
      [
        'a Command Variant that the service does not have',
        'E12',
        (w) => w.ask('supplier', 'send', esme, '7.6', 1, deactivate(1, 60)).code,
      ],
      [
        'a body of another service',
        'E12',
        (w) => w.ask('supplier', 'transform', esme, '7.5', 4, deactivate(1, 60)).code,
      ],
    ];
    for (const [what, code, ask] of cases) {
      it(`refuse ${what} with ${code}`, () => {
        const world = new DccWorld(schemas, 'secmp0046-core');
        const before = world.installation.esme.snapshot();
        expect(ask(world)).to.equal(code);
        expect(world.installation.esme.snapshot()).to.deep.equal(before);
        expect(world.told.size, 'told later').to.equal(0);
      });
    }

    it('refuse a counter that is not above the last with E100', () => {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const document = world.document('supplier', esme, '7.6', 4, deactivate(1, 60));
      expect(world.read(world.service.request('transform', document)).code).to.equal('I0');
      expect(world.read(world.service.request('transform', document)).code).to.equal('E100');
    });

    it('refuse a document that another User has signed, and one that was changed, with E100', () => {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const document = Buffer.from(world.document('otherDistributor', esme, '7.6', 4, deactivate(1, 60))).toString();
      const own = formatEui64(PARTIES.distributor.eui);
      const stolen = document.replace(formatEui64(PARTIES.otherDistributor.eui), own);
      expect(world.read(world.service.request('transform', Buffer.from(stolen))).code).to.equal('E100');
    });

    it('refuse what is no request before anything is done', () => {
      const world = new DccWorld(schemas, 'secmp0046-core');
      const document = Buffer.from(world.document('supplier', esme, '7.6', 4, deactivate(1, 60))).toString();
      const refusals: readonly (readonly [string, string])[] = [
        [document.replace('<sr:Request', '<!DOCTYPE a><sr:Request'), 'DUIS_E_XML'],
        [document.replace('index="1"', 'index="6"'), 'DUIS_E_SCHEMA'],
        ['', 'DUIS_E_XML'],
      ];
      for (const [text, code] of refusals) {
        expect(() => world.service.request('transform', Buffer.from(text)))
          .to.throw(DuisError)
          .with.property('code', code);
      }
    });
  });

  it('keeps its inventory: a device is pre-notified, read, changed and taken out', () => {
    const world = new DccWorld(schemas, 'secmp0046-core');
    const added = PARTIES.recovery.eui;
    const own = (variant: string, body: ReturnType<typeof element>) =>
      world.ask('distributor', 'nonDevice', world.broker, variant, 8, body);
    const notice = element('DevicePrenotification', [
      device(added),
      element('DeviceManufacturer', 'AB01'),
      element('DeviceModel', '010A030B'),
      element('DeviceType', 'HCALCS'),
    ]);
    expect(own('12.2', notice).code).to.equal('I99');
    expect(own('12.2', notice).code).to.equal('E120201');
    const read = own('8.2', element('ReadInventory', [device(added)]));
    expect(read.code).to.equal('I0');
    expect(JSON.stringify(read.content)).to.contain('Pending');
    expect(own('8.2', element('ReadInventory', [device(esme)])).content?.children.length).to.equal(4);
    expect(own('8.4', element('UpdateInventory', [device(added), element('DeleteDevice', '')])).code).to.equal('I99');
    expect(own('8.2', element('ReadInventory', [device(added)])).code).to.equal('E080201');
    expect(() =>
      own(
        '12.1',
        element('RequestWANMatrix', [
          element('PropertyFilter', [element('PostCode', 'AB1 2CD'), element('AddressIdentifier', '1')]),
        ]),
      ),
    ).to.throw(DuisError);
  });
});
