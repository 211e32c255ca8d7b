import type { Fault } from './faults.js';

/** Defects of the DCC: whom it tells of the removal of an HCALCS, and what it makes of the removal. */

interface DccDefect {
  readonly defect: string;
  readonly breaks: string;
  readonly requirements: readonly string[];
  /** A profile under which it shows; that with the alert on removal where left out. */
  readonly profile?: string;
}

const WITH_ALERT = 'secmp0046-full';
const WITHOUT_ALERT = 'secmp0046-core';

const DEFECTS: readonly DccDefect[] = [
  { defect: 'no-alert-on-unjoin', breaks: 'Alerts nobody when an HCALCS is unjoined.', requirements: ['REQ-15'] },
  {
    defect: 'no-alert-on-removal',
    breaks: 'Alerts nobody when an HCALCS is removed from its HAN.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'no-alert-on-decommission',
    breaks: 'Alerts nobody when an HCALCS is decommissioned.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-only-if-named',
    breaks: 'Alerts nobody of an HCALCS that the request to unjoin is addressed to.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alert-waits-for-device',
    breaks: 'Alerts the distributor of a removal only when the device has answered.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-originator-too',
    breaks: 'Alerts a distributor of the removal that it has asked for itself.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-every-distributor',
    breaks: 'Alerts distributors of other premises of a removal.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-about-other-devices',
    breaks: 'Alerts the distributor of the removal of devices that are no HCALCS.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-on-installation',
    breaks: 'Alerts the distributor when an HCALCS is let onto the HAN or joined.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-at-transform',
    breaks: 'Alerts the distributor of a removal when its Pre-Command is made, and when it comes back signed.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alerts-when-refused',
    breaks: 'Alerts the distributor of a removal that is refused.',
    requirements: ['REQ-15'],
  },
  {
    defect: 'alert-names-any-hcalcs',
    breaks: 'Names the first HCALCS of the home in an alert, whichever is removed.',
    requirements: ['REQ-16'],
  },
  {
    defect: 'alert-names-other-request',
    breaks: 'Names the request after the one that asks for the removal in an alert.',
    requirements: ['REQ-16'],
  },
  {
    defect: 'alerts-by-any-rules',
    breaks: 'Alerts the distributor of a removal although the rules do not have the alert.',
    requirements: ['REQ-17'],
    profile: WITHOUT_ALERT,
  },
  {
    defect: 'alert-blocks-supplier',
    breaks: 'Refuses a Supplier the removal of an HCALCS while a distributor is registered for the premises.',
    requirements: ['REQ-46'],
  },
  {
    defect: 'skip-deviceStatus',
    breaks: 'Lets requests through to a device that is decommissioned.',
    requirements: ['REQ-47', 'dcc-device-status'],
  },
  {
    defect: 'skip-counter',
    breaks: 'Takes a request with a counter that was used before.',
    requirements: ['REQ-03', 'dcc-counter'],
  },
  {
    defect: 'skip-eligibility',
    breaks: 'Lets any User Role send any service request.',
    requirements: ['REQ-32', 'REQ-35', 'REQ-41', 'dcc-eligibility'],
  },
  {
    defect: 'skip-registration',
    breaks: 'Lets Users act on premises that they are not registered for.',
    requirements: ['REQ-02', 'dcc-registration'],
  },
  {
    defect: 'skip-deviceType',
    breaks: 'Sends Commands to kinds of device that do not have them.',
    requirements: ['REQ-03', 'dcc-device-type'],
  },
  {
    defect: 'skip-content',
    breaks: 'Does not look whether a Command is what was asked for, nor whether it is signed.',
    requirements: ['REQ-03', 'dcc-content'],
  },
  {
    defect: 'keeps-former-rights',
    breaks: 'Refuses distributors what SECMP0046 would let them send.',
    requirements: ['REQ-01', 'REQ-06', 'REQ-07', 'REQ-08', 'REQ-09', 'REQ-11', 'REQ-12', 'REQ-35', 'REQ-36'],
    profile: WITHOUT_ALERT,
  },
];

export const DCC_FAULTS: readonly Fault[] = DEFECTS.map(({ profile = WITH_ALERT, ...one }) => ({
  name: `dcc.${one.defect}`,
  device: 'dcc',
  profile,
  ...one,
}));
