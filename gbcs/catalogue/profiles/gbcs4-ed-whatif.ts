import { bothUsages } from './cells.js';
import { GBCS4_CURRENT } from './gbcs4-current.js';
import { overlay } from './overlay.js';

/**
 * What SECMP0046 would be on GBCS 4: the distributor sets controllers for a period (ECS47a in place of ECS47) and their
 * calendar (ECS46d), labels them, installs and joins HCALCS. The Load Controller keeps its own role and rights.
 *
 * Nobody has proposed this: the modification report only asks to be ready for proportional load control.
 */
export const GBCS4_ED_WHATIF = overlay(GBCS4_CURRENT, {
  id: 'gbcs4-ed-whatif',
  title: 'What if GBCS 4 gave load control, joining and labels to the electricity distributor',
  status: 'hypothetical, not proposed',
  serviceRequests: {
    electricityDistributor: ['6.14.1', '6.14.3', '7.13', '8.7.1', '8.8.1', '8.9', '8.11'],
  },
  useCases: {
    networkOperator: [
      { useCase: 'ECS46a', targets: ['esme'] },
      { useCase: 'ECS46d', targets: ['esme'] },
      { useCase: 'ECS47a', targets: ['esme'] },
      { useCase: 'CS03A1', targets: ['esme'] },
      { useCase: 'CS03A2', targets: ['hcalcs'] },
      { useCase: 'CS04AC', targets: ['esme', 'hcalcs'] },
    ],
  },
  trustAnchorCells: { hcalcs: bothUsages('networkOperator') },
  labelMandate: 'mandatory',
});
