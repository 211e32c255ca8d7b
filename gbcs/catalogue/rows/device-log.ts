import type { DlmsRow, NamedShape } from '../use-case.js';

/** Rows on the device log (the whitelist) of a Communications Hub: class 104, ZigBee network control. */

const DEVICE_LOG = { classId: 104, obis: '0-0:30.3.0.255' } as const;

/**
 * CCS01, in this order. The key is an install code of 16 octets without its CRC; the joining time is in seconds and
 * starts when joining is allowed, which is why that row is the last one. Types of device: 0 ESME, 1 GSME, 13 HCALCS,
 * 128 IHD, 130 CAD, 132 PPMID.
 */
export const ADD_DEVICE_ROWS: readonly DlmsRow[] = [
  {
    ...DEVICE_LOG,
    name: 'DeviceLog.addEntry',
    access: 'action',
    member: 1,
    shape: {
      type: 'structure',
      fields: [
        { name: 'entityIdentifier', shape: { type: 'octet-string', min: 8, max: 8 } },
        { name: 'credentialsType', shape: { type: 'enum' }, constant: 1 },
        { name: 'installationCredentials', shape: { type: 'octet-string', min: 16, max: 16 } },
        { name: 'deviceType', shape: { type: 'enum' } },
      ],
    },
  },
  {
    ...DEVICE_LOG,
    name: 'DeviceLog.joiningTimePeriod',
    access: 'set',
    member: 3,
    shape: { type: 'long-unsigned' },
  },
  {
    ...DEVICE_LOG,
    name: 'DeviceLog.allowsDevicesOnToTheHan',
    access: 'set',
    member: 2,
    shape: { type: 'boolean' },
    constant: true,
  },
];

/** CCS02. */
export const REMOVE_DEVICE_ROWS: readonly DlmsRow[] = [
  {
    ...DEVICE_LOG,
    name: 'DeviceLog.removeEntry',
    access: 'action',
    member: 2,
    shape: { type: 'octet-string', min: 8, max: 8 },
  },
];

/**
 * CS14: the whole log after a change. The hashed trust-centre link key is empty until the device has one, and 16 octets
 * from then on.
 */
export const DEVICE_LOG_BACKUP: NamedShape = {
  name: 'deviceLogBackup',
  shape: {
    type: 'structure',
    fields: [
      { name: 'backupDateTime', shape: { type: 'octet-string', min: 12, max: 12 } },
      { name: 'extendedPanIdentifier', shape: { type: 'octet-string', min: 8, max: 8 } },
      {
        name: 'devices',
        shape: {
          type: 'array',
          min: 0,
          max: 16,
          of: {
            type: 'structure',
            fields: [
              { name: 'entityIdentifier', shape: { type: 'octet-string', min: 8, max: 8 } },
              { name: 'hashedLinkKey', shape: { type: 'octet-string', min: 0, max: 16 } },
            ],
          },
        },
      },
    ],
  },
};
