/**
 * The states of a device in the DCC's inventory (DUIS DeviceStatus), and what moves it from one to another. The states are
 * those of the schema; what moves a device between some of them is in no text at hand: the assumption
 * `inventory-transitions`.
 */

export type DeviceStatus =
  | 'Pending'
  | 'Whitelisted'
  | 'InstalledNotCommissioned'
  | 'Commissioned'
  | 'Decommissioned'
  | 'Withdrawn'
  | 'Suspended'
  | 'Recovery'
  | 'Recovered';

/** What happens to a device that its state depends on. */
export type InventoryEvent =
  | 'preNotified'
  | 'whitelisted'
  | 'joinedHan'
  | 'commissioned'
  | 'joined'
  | 'unjoined'
  | 'removedFromHan'
  | 'decommissioned'
  | 'withdrawn'
  | 'returnedByUser'
  | 'installedByUser'
  | 'uncommissionedByUser'
  | 'commissionedByUser';

interface Transition {
  /** By what it comes about. */
  readonly by: string;
  readonly from: readonly DeviceStatus[];
  readonly to: DeviceStatus;
  /** It takes the device away from the meter that it served, from its HAN or out of service. */
  readonly takesAway?: true;
}

const INSTALLED: readonly DeviceStatus[] = ['Whitelisted', 'InstalledNotCommissioned', 'Commissioned', 'Suspended'];

/** In a state that is not among `from`, an event changes nothing. */
export const TRANSITIONS: Readonly<Record<InventoryEvent, Transition>> = {
  preNotified: { by: '12.2', from: ['Decommissioned', 'Withdrawn'], to: 'Pending' },
  whitelisted: { by: '8.11 Add, and the success of CCS01', from: ['Pending'], to: 'Whitelisted' },
  joinedHan: {
    by: 'CS14 with a hash of its link key',
    from: ['Pending', 'Whitelisted'],
    to: 'InstalledNotCommissioned',
  },
  commissioned: {
    by: '8.1.1, and the success of the setting of the clock',
    from: ['Whitelisted', 'InstalledNotCommissioned'],
    to: 'Commissioned',
  },
  joined: {
    by: '8.7.1 or 8.7.2, and the success of the join at the meter',
    from: ['Whitelisted', 'InstalledNotCommissioned'],
    to: 'Commissioned',
  },
  unjoined: {
    by: '8.8.1 or 8.8.2, and the success of the unjoin at either side',
    from: ['Commissioned'],
    to: 'InstalledNotCommissioned',
    takesAway: true,
  },
  removedFromHan: { by: '8.11 Remove, and the success of CCS02', from: INSTALLED, to: 'Pending', takesAway: true },
  decommissioned: {
    by: '8.3',
    from: ['Pending', ...INSTALLED, 'Recovery', 'Recovered'],
    to: 'Decommissioned',
    takesAway: true,
  },
  withdrawn: { by: '8.4 Withdrawn', from: ['Pending', ...INSTALLED], to: 'Withdrawn', takesAway: true },
  returnedByUser: { by: '8.4 Pending', from: [...INSTALLED, 'Recovery', 'Recovered'], to: 'Pending', takesAway: true },
  installedByUser: {
    by: '8.4 InstalledNotCommissioned',
    from: ['Pending', 'Whitelisted', 'Suspended', 'Recovery', 'Recovered'],
    to: 'InstalledNotCommissioned',
  },
  uncommissionedByUser: {
    by: '8.4 InstalledNotCommissioned',
    from: ['Commissioned'],
    to: 'InstalledNotCommissioned',
    takesAway: true,
  },
  commissionedByUser: {
    by: '8.4 Commissioned',
    from: ['Pending', 'Whitelisted', 'InstalledNotCommissioned', 'Suspended', 'Recovery', 'Recovered'],
    to: 'Commissioned',
  },
};

/** What 8.4 may bring about. */
const BY_USER: readonly InventoryEvent[] = [
  'withdrawn',
  'returnedByUser',
  'installedByUser',
  'uncommissionedByUser',
  'commissionedByUser',
];

/** The event by which 8.4 moves a device from a state to another; undefined where it does not. */
export function eventByUser(status: DeviceStatus, to: string): InventoryEvent | undefined {
  return BY_USER.find((event) => TRANSITIONS[event].to === to && TRANSITIONS[event].from.includes(status));
}

/** The state after an event. */
export function statusAfter(status: DeviceStatus, event: InventoryEvent): DeviceStatus {
  const { from, to } = TRANSITIONS[event];
  return from.includes(status) ? to : status;
}
