import type { Fault } from './faults.js';

/** Defects of a hub's logs, and of how it lets devices onto the HAN. */
const DEFECTS: Readonly<Record<string, readonly [breaks: string, ...requirements: string[]]>> = {
  'joins-without-whitelist': [
    'Lets a device join that is not on its whitelist, while joining is open.',
    'REQ-08',
    'hub-whitelist',
  ],
  'join-window-never-closes': ['Leaves joining open once it has been opened.', 'REQ-08', 'hub-joining-time'],
  'takes-key-of-listed-device': [
    'Takes the install code of a Command for a device that is listed, which loses its key.',
    'REQ-08',
    'hub-whitelist',
  ],
  'historic-log-forgets': ['Does not keep the link key of a device that is removed.', 'REQ-08', 'hub-historic-log'],
  'historic-log-loses-newest': [
    'Gives up the newest entry of a full Historic Device Log, not the oldest.',
    'hub-historic-log',
  ],
  'no-cs14-on-removal': ['Sends no CS14 when a device is removed.', 'REQ-08', 'hub-removal'],
  'keeps-removed-device': ['Says that a device is removed, and leaves it on its HAN.', 'REQ-08', 'hub-removal'],
  'counts-no-failures': ['Does not count frames that a device did not get.', 'hub-communications-count'],
  'restore-keeps-own-network': [
    'Takes over the log of another hub, and not the identifier of its network.',
    'hub-replacement',
  ],
};

export const COMMUNICATIONS_HUB_FAULTS: readonly Fault[] = Object.entries(DEFECTS).map(
  ([defect, [breaks, ...requirements]]) => ({
    name: `comms-hub.${defect}`,
    device: 'comms-hub',
    defect,
    breaks,
    requirements,
  }),
);
