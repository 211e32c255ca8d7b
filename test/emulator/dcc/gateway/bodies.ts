import { element, type WrittenElement } from '../../../../emulator/dcc/xml/write.js';
import { type Eui64, formatEui64, toHex } from '../../../../gbcs/index.js';

/** Bodies of service requests as a distributor's system writes them. */

export function preNotify(device: Eui64, type: string): WrittenElement {
  return element('DevicePrenotification', [
    element('DeviceID', formatEui64(device)),
    element('DeviceManufacturer', 'AB01'),
    element('DeviceModel', '010A030B'),
    element('DeviceType', type),
  ]);
}

export function whitelist(device: Eui64, installCode: Uint8Array): WrittenElement {
  return element('UpdateHANDeviceLog', [
    element('DeviceID', formatEui64(device)),
    element('RequestType', 'Add'),
    element('AddDeviceToCHFWhitelist', [element('JoinTimePeriod', 600), element('InstallCode', toHex(installCode))]),
  ]);
}

export const join = (other: Eui64): WrittenElement =>
  element('JoinServiceCritical', [element('OtherDeviceID', formatEui64(other))]);
export const unjoin = (other: Eui64): WrittenElement =>
  element('UnjoinServiceCritical', [element('OtherDeviceID', formatEui64(other))]);

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ANY_DATE = ['Year', 'Month', 'DayOfMonth', 'DayOfWeek'].map((part) =>
  element(part, [element(`NonSpecified${part}`, '')]),
);

/** A switch is that of an HCALCS, and closes every day at six. */
export function bind(index: number, hcalcs: Eui64): WrittenElement {
  return element('UpdateDeviceConfigurationALCScheduler', [
    element('ALCSHCALCSConnectionSchedule', [
      element('ActivateDeactivateSwitch', [element('ActivateSwitch', '')], { index: String(index) }),
      element(
        'DaysOfWeekApplicability',
        DAYS.map((day) => element('DayOfWeekApplicability', [element('DayOfWeekID', day)])),
      ),
      element('ALCSScheduleDatesAndTime', [
        element('SwitchTime', '06:00:00.00Z'),
        element('StartDate', ANY_DATE),
        element('EndDate', ANY_DATE),
      ]),
    ]),
    element('ALCSHCALCSSpecialDays', ''),
    element('SwitchTypeAndId', [element('HCALCS', formatEui64(hcalcs))], { index: String(index) }),
  ]);
}

export function label(index: number, text: string): WrittenElement {
  return element('UpdateDeviceConfigurationALCDescriptions', [
    element('ALCSHCALCSDescription', [element('SwitchDescription', text)], { index: String(index) }),
  ]);
}

export function deactivate(index: number, minutes: number): WrittenElement {
  return element('DeactivateAuxiliaryLoad', [
    element('DeactivateALCSHCALCS', [element('Duration', minutes)], { index: String(index) }),
  ]);
}

export const readSwitches = element('ReadALCSData', '');

export function reset(index: number): WrittenElement {
  return element('ResetAuxiliaryLoad', [element('ResetALCSHCALCS', '', { index: String(index) })]);
}
