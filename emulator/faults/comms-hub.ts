import type { Fault } from './faults.js';

/** Defects of a hub's logs, and of how it lets devices onto the HAN. */
const DEFECTS: Readonly<Record<string, string>> = {
  'joins-without-whitelist': 'Lets a device join that is not on its whitelist, while joining is open.',
  'join-window-never-closes': 'Leaves joining open once it has been opened.',
  'takes-key-of-listed-device': 'Takes the install code of a Command for a device that is listed, which loses its key.',
  'historic-log-forgets': 'Does not keep the link key of a device that is removed.',
  'historic-log-loses-newest': 'Gives up the newest entry of a full Historic Device Log, not the oldest.',
  'no-cs14-on-removal': 'Sends no CS14 when a device is removed.',
  'keeps-removed-device': 'Says that a device is removed, and leaves it on its HAN.',
  'counts-no-failures': 'Does not count frames that a device did not get.',
  'restore-keeps-own-network': 'Takes over the log of another hub, and not the identifier of its network.',
};

export const COMMUNICATIONS_HUB_FAULTS: readonly Fault[] = Object.entries(DEFECTS).map(([defect, breaks]) => ({
  name: `comms-hub.${defect}`,
  device: 'comms-hub',
  defect,
  breaks,
}));
