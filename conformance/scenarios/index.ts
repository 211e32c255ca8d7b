import { ACCESS_SCENARIOS } from './access.js';
import { COSEM_OBJECT_SCENARIOS } from './cosem-objects.js';
import { DEVICE_REFUSES_SCENARIOS } from './device-refuses.js';
import { HAN_SCENARIOS } from './han.js';
import { HCALCS_EVENT_SCENARIOS } from './hcalcs-events.js';
import { HUB_LOG_SCENARIOS } from './hub-logs.js';
import { JOINING_SCENARIOS } from './joining.js';
import { LABEL_SCENARIOS } from './labels.js';
import { LOAD_CONTROL_SCENARIOS } from './load-control.js';
import type { Scenario } from './scenario.js';

/** Every scenario of the suite, in the order in which it runs. */
export const SCENARIOS: readonly Scenario[] = [
  ...ACCESS_SCENARIOS,
  ...LOAD_CONTROL_SCENARIOS,
  ...HAN_SCENARIOS,
  ...HCALCS_EVENT_SCENARIOS,
  ...JOINING_SCENARIOS,
  ...HUB_LOG_SCENARIOS,
  ...LABEL_SCENARIOS,
  ...COSEM_OBJECT_SCENARIOS,
  ...DEVICE_REFUSES_SCENARIOS,
];
