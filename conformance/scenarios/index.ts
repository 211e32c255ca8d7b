import { ACCESS_SCENARIOS } from './access.js';
import { AUXILIARY_LOG_SCENARIOS } from './auxiliary-log.js';
import { BOOST_SCENARIOS } from './boost.js';
import { CALENDAR_SCENARIOS } from './calendar.js';
import { CONTROLLER_SCENARIOS } from './controllers.js';
import { COSEM_OBJECT_SCENARIOS } from './cosem-objects.js';
import { CREDENTIAL_SCENARIOS } from './credentials.js';
import { DEVICE_REFUSES_SCENARIOS } from './device-refuses.js';
import { EVENT_BEHAVIOUR_SCENARIOS } from './event-behaviours.js';
import { FIRMWARE_SCENARIOS } from './firmware.js';
import { FURTHER_REFUSAL_SCENARIOS } from './further-refusals.js';
import { HAN_SCENARIOS } from './han.js';
import { HAN_FRAME_SCENARIOS } from './han-frames.js';
import { HCALCS_EVENT_SCENARIOS } from './hcalcs-events.js';
import { HUB_LOG_SCENARIOS } from './hub-logs.js';
import { JOINING_SCENARIOS } from './joining.js';
import { LABEL_SCENARIOS } from './labels.js';
import { LIMIT_SCENARIOS } from './limits.js';
import { LOAD_CONTROL_SCENARIOS } from './load-control.js';
import { RANDOMISED_OFFSET_SCENARIOS } from './randomised-offset.js';
import { REMOVAL_ALERT_SCENARIOS } from './removal-alert.js';
import type { Scenario } from './scenario.js';

/** Every scenario that was written by hand, of all versions, in the order in which it runs. */
export const SCENARIOS: readonly Scenario[] = [
  ...ACCESS_SCENARIOS,
  ...LOAD_CONTROL_SCENARIOS,
  ...CALENDAR_SCENARIOS,
  ...CONTROLLER_SCENARIOS,
  ...LIMIT_SCENARIOS,
  ...BOOST_SCENARIOS,
  ...RANDOMISED_OFFSET_SCENARIOS,
  ...AUXILIARY_LOG_SCENARIOS,
  ...HAN_SCENARIOS,
  ...HAN_FRAME_SCENARIOS,
  ...HCALCS_EVENT_SCENARIOS,
  ...JOINING_SCENARIOS,
  ...REMOVAL_ALERT_SCENARIOS,
  ...HUB_LOG_SCENARIOS,
  ...LABEL_SCENARIOS,
  ...COSEM_OBJECT_SCENARIOS,
  ...EVENT_BEHAVIOUR_SCENARIOS,
  ...CREDENTIAL_SCENARIOS,
  ...FIRMWARE_SCENARIOS,
  ...DEVICE_REFUSES_SCENARIOS,
  ...FURTHER_REFUSAL_SCENARIOS,
];
