/**
 * Where the published use-case section cannot be taken as it stands. What it says of one thing on two rows, or says
 * wrongly, is put right here, each with its reason; the rest of the generator has no exceptions.
 */

/** Alerts, which the catalogue has by hand: the section does not give their form. */
export const WRITTEN_BY_HAND: ReadonlySet<string> = new Set('CS14 DBCH09 ECS68 ECS80 ECS101 ECS102 GCS53'.split(' '));

/** Names of rows where the section has another spelling, or another word, for what it calls otherwise elsewhere. */
export const RESPELLED: readonly (readonly [published: RegExp, ours: string])[] = [
  // The same five switches, whether HCALCS or ALCS; their states and times are attributes of theirs.
  [/^\(HANConnected\)/, ''],
  [/^(AuxiliaryLoadControlSwitch\[\w\])State: value$/, '$1: state'],
  [/^(AuxiliaryLoadControlSwitch\[\w\])State: (close|open)time$/, '$1: $2Time'],
  [/^(AuxiliaryLoadControlSwitch\[\w\])State: OpenCloseOrReset$/, '$1: openCloseOrReset'],
  [/^(Auxiliary.*\]): Description$/, '$1: description'],
  [/^(Auxiliary.*\]): TypeAndIdentifier$/, '$1: typeAndIdentifier'],
  [/: settingPeriod(Start|End)DateTime$/, ': settingPeriod$1'],
  // Entries of the calendars that have no word for them get `entries.current` or `entries.next`.
  [/: (current|next)Entries\[[^\]]*\]\./, ': '],
];

/**
 * What the section says in notes, or nowhere, of a row beside its shape. By use case, object and member. ECS47: a
 * Command that closes or opens a switch carries exactly the one time of that switch and action, a reset none.
 */
export const ROW_MARKS: Readonly<Record<string, string>> = {
  'ECS47 1 0-0:94.44.117.1 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0111',
  'ECS47 1 0-0:94.44.117.2 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0112',
  'ECS47 1 0-0:94.44.118.1 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0211',
  'ECS47 1 0-0:94.44.118.2 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0212',
  'ECS47 1 0-0:94.44.119.1 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0311',
  'ECS47 1 0-0:94.44.119.2 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0312',
  'ECS47 1 0-0:94.44.120.1 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0411',
  'ECS47 1 0-0:94.44.120.2 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0412',
  'ECS47 1 0-0:94.44.121.1 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0511',
  'ECS47 1 0-0:94.44.121.2 2': 'when AuxiliaryLoadControlSwitch[n].openCloseOrReset =0x0512',
};

/** Responses whose Grouping Header carries the device's time although the use case is not future-datable (RTDS 4.5.0). */
export const WITH_RESPONSE_DATE_TIME: ReadonlySet<string> = new Set(
  (
    'CS01a CS01b ECS17a ECS17b ECS17c ECS17d ECS17e ECS18a ECS18b ECS19 ECS23 ECS23b GCS13a GCS13b GCS13c ' + 'GCS14'
  ).split(' '),
);

/** Names of the rows whose leaves have none in common. By class, object and member. */
export const ROW_NAMES: Readonly<Record<string, string>> = {
  '21 0-0:16.0.0.255 2': 'LowMediumAndMediumHighPowerThresholds.thresholds',
  '111 0-0:19.0.0.255 11': 'PaymentMode.creditChargeConfigurationCurrent',
  '111 0-1:19.0.0.255 11': 'PaymentMode.creditChargeConfigurationNext',
  '104 0-0:30.3.0.255 4 attribute': 'DeviceLog(CHF).logEntries',
  // Two logs of one name in ECS20c; their entries have names of their own.
  '7 0-0:98.1.0.255 2': 'BillingDataLog(BillingCalendarTriggeredExcExport).registerReadLogEntries',
  '7 0-0:98.1.1.255 2': 'BillingDataLog(BillingCalendarTriggeredExcExport).prepaymentReadLogEntries',
};

/** The same of GBZ rows, by use case, hexadecimal cluster and command: the word that GCS15b has for the same command. */
export const GBZ_ROW_NAMES: Readonly<Record<string, string>> = {
  'GCS15c 0702 GetSnapshot': 'BillingDataLog(BillingCalendarTriggeredExcExport).readLogGasConsumption',
};

/** Attributes that an update reads back: ECS70 asks for the time and its status after setting them. */
export const READ_IN_UPDATES: ReadonlySet<string> = new Set(['8 0-0:1.0.0.255 2', '8 0-0:1.0.0.255 4']);

/**
 * Sizes that the section gives as one number and that vary. By class, object and member; the size takes the place of
 * the published one wherever the row has that type.
 */
export const SIZES: Readonly<Record<string, readonly [published: string, actual: string]>> = {
  // Texts and identifiers, of which the section gives the longest.
  '1 0-2:96.13.1.255 2': ['octet-string(116)', 'octet-string(0..116)'],
  '9000 0-0:96.13.1.255 2': ['octet-string(15)', 'octet-string(0..15)'],
  '9000 0-0:96.13.0.255 2': ['octet-string(18)', 'octet-string(0..18)'],
  // One MPAN, or two on a twin-element ESME.
  '1 0-0:94.44.34.11 2': ['octet-string(26)', 'octet-string(13..26)'],
  // The other information of a log entry depends on the event; reference Responses have 0, 2 and 7 octets.
  '7 0-0:99.98.0.255 2': ['octet-string(8)', 'octet-string(0..8)'],
  '7 0-0:94.44.10.3 2': ['octet-string(8)', 'octet-string(0..8)'],
};

/**
 * The same where objects of one number differ between the versions: by the published name of the row. Reference messages
 * of 4.0 also have no octets (no controller) and the single octet FF (APC); labels and JSON texts are of any length up to
 * the published one.
 */
export const SIZES_BY_NAME: readonly (readonly [row: RegExp, published: string, actual: string])[] = [
  [/^AuxiliaryController\[\d\]: typeAndIdentifier$/, 'octet-string(8)', 'octet-string(0..8)'],
  [/: description$/, 'visible-string(127)', 'visible-string(0..127)'],
  [/: description$/, 'visible-string(22)', 'visible-string(0..22)'],
  [/: stateAndAssociatedInformation$/, 'utf8-string(72000)', 'utf8-string(0..72000)'],
  // Two numbers in one, by their bits: see the words of gbcs/catalogue/rows-text.ts.
  [/OpenCloseOrReset$/i, 'long-unsigned', 'switch-action'],
  [/controllerNumberAndCommandedState$/, 'long-unsigned', 'controller-state'],
  [/apcDirectionAndNumber$/, 'unsigned', 'controller-direction'],
];

/**
 * Octet strings that are readable text, as the reference messages have them: by class, object and member. Of structures,
 * the names of seasons are text, the names of weeks numbers.
 */
export const TEXTS: ReadonlySet<string> = new Set([
  // Digits of a top-up, of a PIN and of MPANs.
  '115 0-0:19.40.0.255 1',
  '1 0-3:96.13.1.255 2',
  '1 0-0:94.44.34.11 2',
  '1 1-0:0.0.2.255 2',
  // What a supplier has the meter show.
  '1 0-2:96.13.1.255 2',
  '9000 0-0:96.13.0.255 2',
  '9000 0-0:96.13.1.255 2',
  // Variant, model and manufacturer.
  '1 0-0:96.1.2.255 2',
  '1 0-0:96.1.4.255 2',
  '1 0-0:96.1.6.255 2',
]);
export const TEXT_FIELDS = /\.season_profile_name$/;

/** What a Command may set where the section has the type alone. By class, object and member. */
export const RANGES_TO_SET: Readonly<Record<string, string>> = {
  // In seconds; the bound is that of the service request (DUIS, `SetRandomisedOffsetLimit`).
  '1 0-0:94.44.0.1 2': 'long-unsigned(0..1799)',
};

/** Fields of which the section gives the greatest size: days of a schedule, and names of seasons and weeks. */
export const LONGEST_ONLY = /\.(exec_specdays|season_profile_name|week_name|week_profile_name)$/;

/**
 * Shapes that the section calls exceptional. Schedules: a time and a date each (Blue Book, class 22). Payment modes: a
 * list of credit, charge and how the one collects the other (Blue Book, class 111); its length rests on the assumption
 * `credit-charge-configuration-length`.
 */
export const EXCEPTIONAL_ELEMENTS: Readonly<Record<string, string>> = {
  execution_time: '{time octet-string(4), date octet-string(5)}',
  credit_charge_configuration:
    'array[1..64] {creditReference octet-string(6), chargeReference octet-string(6), collectionConfiguration bit-string(3)}',
};

/** Names of fields where the two words of the section for one thing are made one, or an abbreviation is spelled out. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  exec_specdays: 'execSpecialDays',
  specialday_date: 'specialDayDate',
  day_id: 'dayIdentifier',
  hANCommandID: 'hanCommandId',
  // Of CCS01, whose own names for them say what they are.
  ieee_address: 'entityIdentifier',
  key_type: 'credentialsType',
  key: 'installationCredentials',
};

/**
 * Commands by hexadecimal cluster and command that a message carries several times in a row, or may leave out. The
 * section has them once; from the reference messages.
 */
export const REPEATED_COMMANDS: ReadonlySet<string> = new Set([
  '0707 PublishDayProfile',
  '0707 PublishWeekProfile',
  '0705 Change Debt',
  '0705 Get Prepay Snapshot',
  '0702 GetSnapshot',
  '0708 SetEventConfiguration',
]);
export const OPTIONAL_COMMANDS: ReadonlySet<string> = new Set(['GCS01a 0700 PublishBlockThresholds']);

/** GCS11 sends Request New Password Response, which is command 02 of the cluster (reference messages); the section has 03. */
export const COMMAND_NUMBERS: Readonly<Record<string, string>> = { '0708 Request New Password Response': '02' };

/** GCS21b: the reference messages read the Prepayment attributes first, the section lists those of Price first. */
export const CLUSTER_ORDER: Readonly<Record<string, readonly string[]>> = { GCS21b: ['0705', '0700', '0707'] };

/**
 * Frame control of the commands: answers and notices of a server, though sent to a device, keep the server's direction.
 * By hexadecimal cluster: all of Messaging and Device Management; of Price and Calendar those that publish.
 */
export function frameControlOf(clusterId: string, command: string): string {
  if (command === 'Read Attributes') return '00';
  if (clusterId === '0703' || clusterId === '0708') return '09';
  return (clusterId === '0700' || clusterId === '0707') && /^Publish/.test(command) ? '09' : '01';
}

/** Use cases of GBCS 4.0 that a stand-alone controller takes as well, although the target column names the ESME. */
export const ALSO_FOR_SAPC: ReadonlySet<string> = new Set(
  'ECS15c ECS35g ECS46a ECS46d ECS47a ECS47e ECS52 ECS61d ECS61e'.split(' '),
);

/** Named assumptions that an entry rests on. */
export const ASSUMPTIONS_OF: Readonly<Record<string, string>> = {
  CCS02: 'hub-unregister-unlisted-result',
  CS01a: 'top-up-by-supplier-only',
  CS01b: 'top-up-by-supplier-only',
  CS10a: 'zigbee-device-targets',
  CS10b: 'zigbee-device-targets',
  ECS02: 'credit-charge-configuration-length',
  ECS03: 'credit-charge-configuration-length',
  ECS26a: 'credit-charge-configuration-length',
  ECS28a: 'future-dated-checks-at-receipt',
  ECS46c: 'future-dated-checks-at-receipt special-day-replaces-weekday',
  ECS46d: 'future-dated-checks-at-receipt special-day-replaces-weekday',
  ECS47: 'duration-in-minutes newest-command-wins unknown-switch-result',
  ECS47a: 'newest-command-wins unknown-switch-result',
  ECS61a: 'switch-type-rows-optional-in-read',
};
