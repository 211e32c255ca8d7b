import { expect } from 'chai';
import type { AnomalyThreshold } from '../../../emulator/dcc/anomaly-detection.js';
import type { ReadDccMessage } from '../../../emulator/dcc/duis/response.js';
import { childOf, needChild, textOf } from '../../../emulator/dcc/xml/element.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { formatEui64 } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld } from './dcc-world.js';

const { esme } = DEVICES;

/** Homes of the largest feeder of the SECMP0046 report: as many requests in a minute are lawful. */
const FEEDER = 250;
const BEYOND = 5;

const threshold = (changes: Partial<AnomalyThreshold> = {}): AnomalyThreshold => ({
  party: PARTIES.distributor.eui,
  variants: ['7.5', '7.6'],
  seconds: 60,
  quarantineAbove: FEEDER,
  setBy: 'user',
  ...changes,
});

const deactivate = (minutes: number) =>
  element('DeactivateAuxiliaryLoad', [element('DeactivateALCSHCALCS', [element('Duration', minutes)], { index: '1' })]);

/** The QuarantinedRequest alerts among what a User was told. */
function alertsIn(told: readonly ReadDccMessage[]): readonly { readonly breach: string; readonly request: string }[] {
  return told.flatMap(({ content }) => {
    const quarantined = content && childOf(content, 'DCCAlert')?.children[0];
    if (quarantined?.name !== 'QuarantinedRequest') return [];
    const breach = quarantined.children[0];
    return breach === undefined ? [] : [{ breach: breach.name, request: textOf(needChild(breach, 'RequestID')) }];
  });
}

describe('anomaly detection by documents', function () {
  this.timeout(120_000);
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  /** So many requests of the distributor, a fifth of a second apart. @returns how many were taken */
  function burst(world: DccWorld, count: number): number {
    let taken = 0;
    for (let i = 0; i < count; i++) {
      if (world.submit('distributor', esme, '7.6', deactivate(60)) === 'I99') taken++;
      world.go(0.2);
    }
    return taken;
  }

  const responses = (world: DccWorld) =>
    world.heard('distributor').filter(({ request, code }) => request !== undefined && code === 'I0').length;

  it('lets a lawful burst pass, holds what goes beyond with an alert each, and sends that on when it is released', () => {
    const world = new DccWorld(schemas, 'secmp0046-core', { thresholds: [threshold()] });
    const { broker } = world.installation;
    expect(burst(world, FEEDER)).equal(FEEDER);
    expect(broker.quarantine.held).eql([]);
    // They were in one minute.
    expect(burst(world, BEYOND)).equal(BEYOND);
    expect(broker.quarantine.held).length(BEYOND);
    world.go(30);
    expect(responses(world), 'executed').equal(FEEDER);
    const alerts = alertsIn(world.heard('distributor'));
    expect(alerts.map(({ breach }) => breach)).eql(Array.from({ length: BEYOND }, () => 'ADUserThresholdBreach'));
    expect(alerts.map(({ request }) => request)).eql(
      broker.quarantine.held.map(
        ({ originator, target, counter }) => `${formatEui64(originator)}:${formatEui64(target)}:${counter}`,
      ),
    );
    expect(alertsIn(world.heard('supplier')), 'nobody else is told').eql([]);

    expect(broker.quarantine.end('release')).equal(BEYOND);
    world.go(30);
    expect(responses(world), 'executed after release').equal(FEEDER + BEYOND);
    expect(broker.quarantine.held).eql([]);
  });

  it('forwards nothing of what is held and dropped, and lets the next minute pass', () => {
    const world = new DccWorld(schemas, 'secmp0046-core', {
      thresholds: [threshold({ quarantineAbove: 2, setBy: 'dcc' })],
    });
    expect(burst(world, 2)).equal(2);
    world.go(5);
    const before = world.installation.esme.save();
    expect(burst(world, 2)).equal(2);
    expect(world.installation.esme.save(), 'the ESME').eql(before);
    // Another's requests, and other requests, are not counted.
    expect(
      world.submit(
        'supplier',
        esme,
        '7.8',
        element('ResetAuxiliaryLoad', [element('ResetALCSHCALCS', '', { index: '1' })]),
      ),
    ).equal('I99');
    expect(world.installation.broker.quarantine.held).length(2);
    expect(alertsIn(world.heard('distributor')).map(({ breach }) => breach)).eql([
      'ADDCCThresholdBreach',
      'ADDCCThresholdBreach',
    ]);
    expect(world.installation.broker.quarantine.end('drop')).equal(2);
    world.go(60);
    expect(responses(world)).equal(2);
    expect(burst(world, 1)).equal(1);
    world.go(30);
    expect(responses(world)).equal(3);
  });
});
