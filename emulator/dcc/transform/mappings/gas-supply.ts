import type { BodyMapping } from '../mapping.js';
import { issuedAt } from '../zcl-values.js';
import { gasRow } from './gas.js';

/** The valve of a GSME (SRV 7.2, 7.3): it is closed, or made ready for somebody at the meter to open it. */

function changeSupply(useCase: string, asked: readonly [body: string, variant: string], state: string): BodyMapping {
  return gasRow(useCase, asked, [
    {
      cluster: 'Metering',
      command: 'Change Supply',
      fields: {
        providerId: 0,
        issuerEventId: issuedAt,
        requestDateTime: 'now',
        implementationDateTime: 'now',
        proposedSupplyStatusAfterImplementation: state,
        supplyControlBits: ['Acknowledge Required'],
      },
    },
  ]);
}

export const GAS_SUPPLY_MAPPINGS: readonly BodyMapping[] = [
  changeSupply('GCS32', ['DisableSupply', '7.2'], 'Supply OFF'),
  changeSupply('GCS39', ['ArmSupply', '7.3'], 'Supply OFF / ARMED'),
];
