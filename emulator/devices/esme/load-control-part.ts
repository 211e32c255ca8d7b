import { assumptionValue, type Instant } from '../../../gbcs/index.js';
import type { AlertParts, DeviceConfiguration } from '../kernel/gbcs-endpoint.js';
import { ControllerCommands } from './controller-commands.js';
import { LoadControl, type LoadControlOptions, type LoadControlPort } from './load-control.js';
import type { LoadControlAlert } from './load-control-alerts.js';
import type { LoadControlParts } from './load-control-objects.js';
import { randomisedOffsetNumberOf } from './randomised-offset.js';

const NO_DEFECTS: ReadonlySet<string> = new Set();

/** What load control is made of in a device with this configuration. */
export function loadControlParts(
  configuration: DeviceConfiguration & Omit<LoadControlOptions, 'defects'>,
  port: Omit<LoadControlPort, 'alert'>,
  alert: (parts: AlertParts, protection?: 'signature' | 'mac') => void,
): LoadControlParts {
  const { profile, defects = NO_DEFECTS, eui, randomisedOffsetNumber, controllers } = configuration;
  const loadControl = new LoadControl(
    profile,
    {
      ...port,
      alert: (one, now) => {
        const parts = alertToSupplier(configuration, one, now);
        if (parts !== undefined) alert(parts, one.protection);
      },
    },
    {
      defects,
      randomisedOffsetNumber: randomisedOffsetNumber ?? randomisedOffsetNumberOf(eui),
      ...(controllers && { controllers }),
    },
  );
  return {
    loadControl,
    commands: new ControllerCommands(profile, loadControl, defects),
    hasBoostFunction: assumptionValue(profile, 'esme-has-boost-function'),
    logCoding: assumptionValue(profile, 'auxiliary-event-log-coding'),
    defects,
  };
}

/** Nothing if the device knows no supplier. */
function alertToSupplier(
  { trustAnchors }: DeviceConfiguration,
  { messageCode, alertCode, extras, forLoadController }: LoadControlAlert,
  now: Instant,
): AlertParts | undefined {
  const recipient = trustAnchors.cell('supplier', 'digitalSignature')?.party;
  if (recipient === undefined) return undefined;
  const supplementaryRemotePartyId =
    forLoadController && trustAnchors.cell('loadController', 'digitalSignature')?.party;
  const otherInformation = {
    messageCode,
    ...(supplementaryRemotePartyId === undefined ? {} : { supplementaryRemotePartyId }),
  };
  return { recipient, otherInformation, alertCode, time: now, extras };
}
