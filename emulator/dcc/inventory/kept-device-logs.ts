import {
  type Eui64,
  HanlabError,
  type Message,
  type NamedFields,
  type NamedValue,
  nameMessage,
} from '../../../gbcs/index.js';
import type { Stored } from '../../kernel/stored.js';

/**
 * The logs of Communications Hubs as the DCC last had them, to restore another hub with (SRV 8.12.1, CCS03). A hub tells its
 * log when it changes (CS14) and when it is asked for with the security details (SRV 8.9, CCS07); the other readings of it
 * (CCS05CCS04, CCS06) have neither hashes of link keys nor the network. Of Gas Proxy Functions (GCS62) there are none.
 */

/** A log by the names of what restores it. */
interface KeptDeviceLog {
  readonly extendedPanId: string;
  readonly devicesToRestore: readonly { readonly macAddress: string; readonly hashedTcLinkKey: string }[];
}

export type SavedKeptDeviceLogs = ReadonlyMap<Eui64, KeptDeviceLog>;

/** Where a message has the log of its hub, and by which names. */
interface LogSource {
  readonly row: string;
  readonly network: string;
  readonly devices: string;
  readonly device: string;
  readonly hash: string;
}

const SOURCES: readonly LogSource[] = [
  {
    row: 'deviceLogBackup',
    network: 'extendedPanIdentifier',
    devices: 'devices',
    device: 'entityIdentifier',
    hash: 'hashedLinkKey',
  },
  {
    row: 'DeviceLog(CHF).readCHFDeviceLog',
    network: 'extendedPanId',
    devices: 'devicesToBackup',
    device: 'macAddress',
    hash: 'hashedTcLinkKey',
  },
];

export class KeptDeviceLogs implements Stored<SavedKeptDeviceLogs> {
  #logs = new Map<Eui64, KeptDeviceLog>();

  /** The log of a hub; undefined where none has come yet. */
  of(hub: Eui64): NamedValue | undefined {
    return this.#logs.get(hub) as NamedValue | undefined;
  }

  /** Takes the log of a hub from what it has sent, if that has it. Devices without a link key are not restored. */
  heard(message: Message): void {
    const named = namesOf(message);
    for (const source of SOURCES) {
      const log = fieldsOf(named?.[source.row]);
      const network = log?.[source.network];
      const devices = log?.[source.devices];
      if (typeof network !== 'string' || !Array.isArray(devices)) continue;
      const devicesToRestore = devices.flatMap((device: NamedValue) => {
        const { [source.device]: macAddress, [source.hash]: hashedTcLinkKey } = fieldsOf(device) ?? {};
        if (typeof macAddress !== 'string' || typeof hashedTcLinkKey !== 'string') return [];
        return hashedTcLinkKey === '' ? [] : [{ macAddress, hashedTcLinkKey }];
      });
      this.#logs.set(message.frame.header.originator, { extendedPanId: network, devicesToRestore });
    }
  }

  save(): SavedKeptDeviceLogs {
    return new Map(this.#logs);
  }

  restore(logs: SavedKeptDeviceLogs): void {
    this.#logs = new Map(logs);
  }
}

/** What a message says; nothing where it cannot be named: a device may send what it likes. */
function namesOf(message: Message): NamedFields | undefined {
  try {
    return nameMessage(message).payload;
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

function fieldsOf(value: NamedValue | undefined): NamedFields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as NamedFields) : undefined;
}
