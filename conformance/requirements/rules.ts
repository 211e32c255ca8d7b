import { ACCESS_CHECKS, RECEIVE_CHECKS } from '../../emulator/index.js';

/**
 * Rules of the specifications in force that no requirement of SECMP0046 names, taken apart as far as a defect can break
 * one and leave the others. Scenarios and faults name them beside requirements: `hanlab audit` looks whether the one
 * notice the other. Texts are ours.
 */

export interface Rule {
  /** Lower-case words joined by hyphens, such as `gbcs-mac`; stable. */
  readonly id: string;
  /** What must hold, as one sentence. */
  readonly text: string;
  /** Where the specification says so. */
  readonly clause: string;
}

/** Checks of the DCC that a request of a scenario can fail; who signed a document is not seen without one. */
const CHECKS_OF_REQUESTS = ['counter', 'eligibility', 'registration', 'deviceStatus', 'deviceType', 'content'];

/** A check is a rule: `gbcs-replay` is that of the check `replay` of a device, `dcc-device-type` that of `deviceType`. */
const RULES_OF_CHECKS: readonly Rule[] = [
  ...RECEIVE_CHECKS.map(({ name, rule, clause }) => ({ id: `gbcs-${name}`, text: rule, clause })),
  ...ACCESS_CHECKS.filter(({ name }) => CHECKS_OF_REQUESTS.includes(name)).map(({ name, rule }) => ({
    id: `dcc-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    text: rule,
    clause: 'DUIS 3.5',
  })),
];

const SWITCHING = 'GBCS 3.1 ECS47, 4.0 ECS47a';
const DRLC = 'GBCS 18.1.1';
const WHITELIST = 'GBCS 3.1 CCS01';
const REMOVAL = 'GBCS 3.1 CCS02';
const TUNNELS = 'GBCS 10.2.2';
const SETTINGS = 'GBCS 3.1 ECS25a';
const CREDENTIALS = 'GBCS 13.3';

const WRITTEN_RULES: readonly (readonly [id: string, text: string, clause: string])[] = [
  ['esme-period-expires', 'A commanded period ends when its time is over, not before and not later.', SWITCHING],
  ['esme-command-before-calendar', 'Inside a commanded period the calendar moves nothing.', SWITCHING],
  ['esme-switch-number', 'A Command moves the switch that it names and no other.', SWITCHING],
  ['esme-reset', 'A reset gives a switch back to its calendar, and an HCALCS is told so.', SWITCHING],
  ['esme-power-loss', 'What was commanded outlasts a loss of power.', SWITCHING],
  [
    'esme-randomised-offset',
    'The calendar waits for the Randomised Offset, and nothing else does.',
    'GBCS ECS26c, ECS38',
  ],
  ['esme-label', 'A label is kept as it was set, all of it.', 'GBCS 3.1 ECS46a'],
  [
    'esme-calendar',
    'A calendar entry applies in its season, on its weekdays and on its special days, and on no others.',
    'GBCS 3.1 ECS46c, 4.0 ECS46d',
  ],
  [
    'esme-boost',
    'A boost closes the switches associated with it, for its time, which is bounded.',
    'GBCS ECS61c, ECS62',
  ],
  [
    'esme-switch-log',
    'The log of the switches has what was done and what came of it, as far as that is known, until it is cleared.',
    'GBCS 3.1 ECS35f, 4.0 ECS35g; GBCS ECS15c',
  ],
  [
    'esme-tells-hcalcs',
    'An HCALCS that is joined and tied to a switch is told what holds there for the time that is left, and no other is.',
    `GBCS 3.1 ECS46c; ${DRLC}`,
  ],
  ['esme-longest-period', 'No period and no limit is longer than 24 hours.', 'GBCS 4.0 ECS47a, ECS47e'],
  ['esme-levels', 'A switch is closed at 100 per cent and open at every other level.', 'GBCS 4.0 ECS47a'],
  ['esme-limit-alerts', 'A limit is acknowledged by an Alert, and so is its end.', 'GBCS 4.0 ECS47e, ECS101, ECS102'],
  [
    'esme-controller-number',
    'A joined HCALCS is a controller of its own, and none any more once it is unjoined.',
    'GBCS 4.0 ECS61e; GBCS 13.7',
  ],
  [
    'gbcs-first-failure',
    'After the first instruction that fails none has an effect or a result of its own.',
    'GBCS 18.2',
  ],
  [
    'gbcs-future-dating',
    'What is planned counts from its time on and not before, an Alert says so, and it can be taken back.',
    'GBCS 9.2',
  ],
  ['gbcs-log-ranges', 'A range of a log has the entries from its first to its last second, or none.', 'GBCS 9.1.5'],
  [
    'gbcs-event-logging',
    'Events are logged as the settings say, and the clearing of a log in another one.',
    'GBCS 3.1 ECS25a3; GBCS 3.1 ECS15a',
  ],
  ['gbcs-alert-settings', 'Alerts are sent as the settings say, which change bit for bit.', SETTINGS],
  ['gbcs-clock', 'A clock is set only while the time of the HAN is in the interval of the Command.', 'GBCS 9.1'],
  [
    'hub-whitelist',
    'A device gets onto the HAN with the key that it is listed with, and only while it is listed.',
    WHITELIST,
  ],
  ['hub-joining-time', 'Joining is open for the time of the Command and no longer.', WHITELIST],
  ['hub-historic-log', 'The link keys of devices that were removed are kept, the newest of them.', REMOVAL],
  [
    'hub-removal',
    'A device that is removed leaves the HAN, and the log is reported by CS14.',
    `${REMOVAL}; GBCS 3.1 CS14`,
  ],
  [
    'hub-communications-count',
    'A hub counts the messages that a device got from it, and those that it did not.',
    'GBCS 3.1 CCS06',
  ],
  ['hub-replacement', 'A hub that replaces another has its log and the identifier of its network.', 'GBCS 3.1 CCS03'],
  [
    'hub-delivery-failure-alert',
    'A hub that cannot deliver a message to the ESME says so by alert 8F84.',
    'GBCS 16.2; GBCS 10.2.2',
  ],
  ['hcalcs-obeys-its-esme', 'An HCALCS obeys the ESME that it is joined with and nobody else.', DRLC],
  ['hcalcs-switches-as-told', 'An HCALCS is in the position that its event says, and reports no other.', DRLC],
  ['hcalcs-event-expires', 'A Load Control Event ends with its time, whether or not the ESME is heard.', DRLC],
  ['hcalcs-default-position', 'An HCALCS with no event and no answer is in its default position.', 'SMETS2 8'],
  ['hcalcs-supersession', 'A new event takes the place of the one that runs.', DRLC],
  ['hcalcs-cancellation', 'An event that is taken back ends, and no other does.', DRLC],
  ['hcalcs-duplicates', 'An event that comes again while it runs changes nothing.', DRLC],
  [
    'hcalcs-asks',
    'An HCALCS asks what holds after a loss of power and when an event ends without another, a few times and no more.',
    'SMETS2 8.5.2.1',
  ],
  ['hcalcs-rejoins', 'An HCALCS comes back to its HAN with the link key that it had.', WHITELIST],
  [
    'credentials-certificates',
    'A cell takes a certificate that is valid, of its role and use, and goes back to the root.',
    CREDENTIALS,
  ],
  ['credentials-mode', 'A party replaces the credentials that its mode lets it replace.', CREDENTIALS],
  [
    'credentials-counters',
    'With new credentials the counter begins at the floor that came with them.',
    'GBCS 4.3.1.5; GBCS 13.3',
  ],
  ['credentials-cells', 'Each cell is replaced and told apart from the others.', 'GBCS 4.3.2.4; GBCS 13.2'],
  [
    'credentials-future-dating',
    'Credentials that are planned count from their time on, an Alert says so, and they can be taken back.',
    'GBCS 13.3; GBCS 9.2',
  ],
  ['device-certificates', 'A device takes a certificate in its own name for a key that it made.', 'GBCS 13.5'],
  ['firmware-image', 'A device runs the image whose hash the Command names, and no other.', 'GBCS 11.3'],
  [
    'firmware-version',
    'The version that runs is told in the Response, and its change is in the Security Log.',
    'GBCS 11.3',
  ],
  [
    'firmware-future-dating',
    'Firmware that is planned runs from its time on, an Alert says so, and it can be taken back.',
    'GBCS 11.3; GBCS 9.2',
  ],
  [
    'encryption-for-parties',
    'Data is encrypted for the named party under its own certificate for key agreement.',
    'GBCS 8.5',
  ],
  [
    'join-form',
    'A join is of a method, partner and content that go together, and agrees with the device log.',
    'GBCS 13.7.4',
  ],
  ['join-alert', 'A supplier is told when a device has been joined.', 'GBCS 13.7; GBCS 16.2'],
  ['join-details', 'CS07 says with whom a device is joined at that time.', 'GBCS 13.7'],
  ['key-establishment', 'Joins establish a key, or end in the code for what went wrong.', 'GBCS 13.7'],
  ['han-duplicates', 'A frame that comes twice is carried out once.', TUNNELS],
  ['han-default-response', 'A frame gets the status of the ZigBee Cluster Library.', 'ZigBee Cluster Library 2.5.12'],
  ['han-repetition', 'What nobody confirms is sent again.', TUNNELS],
  ['tunnel-form', 'A tunnel is for its protocol, and takes transfers of its own and of 1,500 octets at most.', TUNNELS],
  ['tunnel-of-the-hub', 'Messages of the DCC are taken from the hub alone.', 'GBCS 10.2'],
];

/** Every rule: those of checks in the order of the checks, then those of devices. */
export const RULES: readonly Rule[] = [
  ...RULES_OF_CHECKS,
  ...WRITTEN_RULES.map(([id, text, clause]) => ({ id, text, clause })),
];
