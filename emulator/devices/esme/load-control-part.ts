import { assumptionValue, type Instant } from '../../../gbcs/index.js';
import type { TrustAnchors } from '../kernel/credentials/trust-anchors.js';
import type { AlertParts, DeviceConfiguration } from '../kernel/gbcs-endpoint.js';
import { ControllerCommands } from './controller-commands.js';
import { LoadControl, type LoadControlOptions, type LoadControlPort } from './load-control.js';
import type { LoadControlAlert } from './load-control-alerts.js';
import type { LoadControlParts } from './load-control-objects.js';
import { randomisedOffsetNumberOf } from './randomised-offset.js';

const NO_DEFECTS: ReadonlySet<string> = new Set();

/** What the parts of load control ask of the device around them. */
interface LoadControlDevice extends Omit<LoadControlPort, 'alert'> {
  /** Whom the device knows now: not whom it was made with. */
  trustAnchors(): TrustAnchors;
}

/** What load control is made of in a device with this configuration. */
export function loadControlParts(
  configuration: DeviceConfiguration & Omit<LoadControlOptions, 'defects'>,
  { trustAnchors, ...port }: LoadControlDevice,
  alert: (parts: AlertParts, protection?: 'signature' | 'mac') => void,
): LoadControlParts {
  const { profile, defects = NO_DEFECTS, eui, randomisedOffsetNumber, controllers } = configuration;
  const loadControl = new LoadControl(
    profile,
    {
      ...port,
      alert: (one, now) => {
        const parts = alertToSupplier(trustAnchors(), one, now);
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
    logCoding: assumptionValue(profile, 'auxiliary-event-log-coding'),
    defects,
  };
}

/** Nothing if the device knows no supplier, or has no key for an Alert with a MAC to it. */
function alertToSupplier(
  trustAnchors: TrustAnchors,
  { messageCode, alertCode, extras, forLoadController, protection }: LoadControlAlert,
  now: Instant,
): AlertParts | undefined {
  const usage = protection === 'mac' ? 'keyAgreement' : 'digitalSignature';
  const recipient = trustAnchors.cell('supplier', usage)?.party;
  if (recipient === undefined) return undefined;
  const supplementaryRemotePartyId =
    forLoadController && trustAnchors.cell('loadController', 'digitalSignature')?.party;
  const otherInformation = {
    messageCode,
    ...(supplementaryRemotePartyId === undefined ? {} : { supplementaryRemotePartyId }),
  };
  return { recipient, otherInformation, alertCode, time: now, extras };
}
