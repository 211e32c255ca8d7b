/** Which use cases belong to which file. */

export interface Area {
  readonly id: string;
  readonly title: string;
  /** Names of use cases; the first is the one that every fault is made of. */
  readonly useCases: readonly string[];
  /** Further use cases that every fault is made of, since they are protected or written in another way. */
  readonly thorough?: readonly string[];
}

export const AREAS: readonly Area[] = [
  {
    id: 'load-control',
    title: 'Switching, calendars, boost, randomised offset and event logs of auxiliary load',
    useCases: [
      ...['ECS47', 'ECS47a', 'ECS47e', 'ECS46c', 'ECS46d', 'ECS38', 'ECS26c', 'ECS62', 'ECS61c', 'ECS61e'],
      ...['ECS15c', 'ECS35a', 'ECS35b', 'ECS35c', 'ECS35d', 'ECS35e', 'ECS35f', 'ECS35g'],
      ...['FutureDatedAlert-DLMS', 'ECS100', 'ECS101', 'ECS102', 'ECS200'],
    ],
    thorough: ['ECS62'],
  },
  {
    id: 'join-unjoin',
    title: 'Joining and unjoining devices, and their device logs',
    useCases: ['CS03A1', 'CS03A2', 'CS03B', 'CS03C', 'CS04AC', 'CS04B', 'CS07', 'GCS59', 'GCS62'],
    thorough: ['CS03B'],
  },
  {
    id: 'labels',
    title: 'Labels of auxiliary load control switches: written, and read back',
    useCases: ['ECS46a', 'ECS61a', 'ECS61d'],
  },
  {
    id: 'whitelist',
    title: 'The device log of a Communications Hub',
    useCases: ['CCS01', 'CCS02', 'CCS03', 'CCS05CCS04', 'CCS06', 'CCS07', 'CS14'],
  },
  {
    id: 'credentials',
    title: 'Credentials of remote parties and of devices',
    useCases: [
      ...['CS02a', 'CS02bAnyExceptAbnormalRootByRecovery', 'CS02c', 'CS02d', 'CS02e', 'CS02bRootBySupplier'],
      ...['CS02bRootByWanProvider', 'CS02bSupplierBySupplier', 'CS02bNOByNO', 'CS02bACBByACB', 'CS02bWPByWP'],
      ...['CS02bTransCoSByTransCoS', 'CS02bSupplierByTransCoS', 'CS02bAnyByContingency', 'CS02f'],
      ...['CS02gLoadControllerByLoadController', 'CS02gLoadControllerBySupplier', 'CS02bAlert', 'CS02gAlert'],
    ],
  },
  {
    id: 'firmware',
    title: 'Firmware: activation, versions and receipts',
    useCases: ['CS06', 'CS08', 'ECS52', 'CS06Alert', 'CS09', 'CCS08', 'FDRA-DLMS', 'FDRA-ZigBee'],
  },
];
