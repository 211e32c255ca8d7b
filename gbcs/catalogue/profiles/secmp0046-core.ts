import { GBCS3_BASELINE } from './gbcs3-baseline.js';
import { overlay } from './overlay.js';

/**
 * SECMP0046 as its modification report proposes it, without the alert on unjoining: an electricity distributor (in GBCS
 * a Network Operator) switches auxiliary load, installs and joins HCALCS, reads device logs, and labels switches from a
 * list that becomes mandatory.
 *
 * The report names no service request; this list is derived from what it says a distributor must be able to do. 6.14.2
 * is in it although the report does not think of it, because ECS46c alone ties an HCALCS to a switch number. What stays
 * out: commissioning and decommissioning (8.1.1, 8.3), non-critical joins (8.7.2) and credentials (6.15.x, 6.17).
 */
export const SECMP0046_CORE = overlay(GBCS3_BASELINE, {
  id: 'secmp0046-core',
  title: 'SECMP0046: load control, joining and labels for the electricity distributor',
  status: 'proposed, not in force',
  serviceRequests: {
    electricityDistributor: ['6.14.1', '6.14.2', '7.5', '7.6', '7.8', '8.7.1', '8.8.1', '8.9', '8.11'],
  },
  useCases: {
    networkOperator: [
      { useCase: 'ECS46a', targets: ['esme'] },
      { useCase: 'ECS46c', targets: ['esme'] },
      { useCase: 'ECS47', targets: ['esme'] },
      { useCase: 'CS03A1', targets: ['esme'] },
      { useCase: 'CS03A2', targets: ['hcalcs'] },
      { useCase: 'CS04AC', targets: ['esme', 'hcalcs'] },
    ],
  },
  trustAnchorCells: {
    hcalcs: [
      { role: 'networkOperator', usage: 'digitalSignature' },
      { role: 'networkOperator', usage: 'keyAgreement' },
    ],
  },
  labelMandate: 'mandatory',
});
