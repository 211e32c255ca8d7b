import type { Assumption } from './profiles/profile.js';

/**
 * What the product takes to be so although no text that could be had says it. Each has a name that code, profiles and
 * reports use, and a value that a profile can change. `source` says what the choice leans on.
 *
 * Values that are lists are texts with the names in order, separated by blanks.
 */
const STATEMENTS = {
  'receive-check-order': {
    statement: 'A device checks a Command in this order and stops at the first check that fails.',
    value: 'parse recipient originator protections mac signature replay supported payload',
    source:
      'GBCS 6.2.4 not available; order inferred from GBCS 4.2 (protections are undone in reverse order) and the glossary',
  },
  'discard-without-response': {
    statement: 'A Command that fails a check of authenticity, authority, replay or form gets no Response at all.',
    value: true,
    source: 'GBCS 6.2.4 not available; a Response would have to be protected for a party that is not authenticated',
    fixed: 'no other form is built',
  },
  'critical-payload-mismatch-discarded': {
    statement: 'A critical Command whose payload does not have the form of its use case is discarded as a whole.',
    value: true,
    source: 'GBCS glossary, Critical Command; what a device then does (GBCS 6.2.4) not available',
    fixed: 'no other form is built',
  },
  'replay-for-use-cases-outside-the-table': {
    statement:
      'Use cases that change state but are not in the use-case table (joins, credentials, firmware, clock) are protected from replay; those that only read are not.',
    value: true,
    source: 'GBCS 4.3.1.5 not available; all other critical use cases of GBCS 4.0 but ECS46a are protected',
  },
  'parties-outside-the-table': {
    statement:
      'Use cases outside the use-case table are also for a GSME (CS06) or an HCALCS (CS04AC), for the parties that read the newer ECS26m (ECS26e), and for a Gas Proxy Function (GCS21d, GCS21e).',
    value: true,
    source:
      'GBCS 11, 13.7.4 and 17 not available; RTDS 4.5.0 has CS06 at an ESME, CS04AC at ESME, GSME and PPMID, ECS26e by the supplier, GCS21d and GCS21e at a GSME',
    fixed: 'the authorisations of the use cases say it',
  },
  'versions-outside-the-table': {
    statement:
      'Use cases outside the use-case table from message code 011B on are new in GBCS 4.0, those with a lower code are in both versions.',
    value: true,
    source: 'GBCS 15 not available; the load controller that most are about, and their neighbours in code, are of 4.0',
    fixed: 'the versions of the use cases say it',
  },
  'stand-alone-controller-targets': {
    statement:
      'A stand-alone controller (SAPC) takes the Commands on auxiliary controllers, and ECS52, although their targets name the ESME only.',
    value: true,
    source: 'GBCS 4.0: ECS52 names it in its title; DUIS 6.14.3 is for it; RTDS 4.5.0 sends it ECS46d',
    fixed: 'the authorisations of the use cases say it',
  },
  'generic-alerts-to-supplier': {
    statement: 'Generic alerts (message codes 1000 and 1001) go to the supplier, whatever their alert code.',
    value: true,
    source: 'GBCS 16.2 (table of events) not available; RTDS 4.5.0 has them to the supplier only',
    fixed: 'the addressees of the alerts say it',
  },
  'older-use-cases-known': {
    statement: 'Devices of both versions know the use cases of older editions that neither use-case section has.',
    value: true,
    source: 'GBCS 15 (message codes) not available; RTDS 4.5.0 has messages of all of them',
  },
  'top-up-by-supplier-only': {
    statement: 'A prepayment top-up (CS01a, CS01b) comes from the supplier.',
    value: true,
    source: 'GBCS 14 not available, to which the role table refers; RTDS 4.5.0',
  },
  'zigbee-device-targets': {
    statement: 'The "ZigBee Device" that CS10a and CS10b are for is a GSME or a Gas Proxy Function.',
    value: true,
    source: 'GBCS 3.1 and 4.0, CS10a: log numbers of the device itself and of the proxy; RTDS 4.5.0 has a GSME only',
  },
  'credit-charge-configuration-length': {
    statement: 'The list of how credits collect charges has 1 to this many entries of 6, 6 octets and 3 bits.',
    value: 64,
    source: 'GBCS 18.2.1 not available; RTDS 4.5.0 has lists of 2 to 15',
  },
  'credential-roles-and-targets': {
    statement:
      'Credentials of a role are read and replaced at every kind of device that can hold some of that role, by the parties that RTDS 4.5.0 shows.',
    value: true,
    source: 'GBCS 13.2, 13.3 and 17 not available; RTDS 4.5.0 shows an ESME, a hub, a Gas Proxy Function and an SAPC',
  },
  'method-b-join-roles': {
    statement: 'Supplier and Access Control Broker may join by method B at GSME and Gas Proxy Function.',
    value: true,
    source: 'GBCS 13.7.4 (table of roles) not available; RTDS 4.5.0 has both parties at a GSME',
  },
  'rtds-ignores-validity': {
    statement:
      'When credentials are replaced, the dates of certificates are not looked at. Only for the Reference Test Data Set, whose clock is before its certificates.',
    value: false,
    source:
      'GBCS 13.3 not available; RTDS 4.5.0: answers of 2015-01-01 accept certificates from 2016 with the time based checks applied',
  },
  'rtds-role-mismatch': {
    statement:
      'When credentials are replaced, the role in a certificate need not be that of its cell. Only for the Reference Test Data Set.',
    value: false,
    source:
      'GBCS 13.10 not available; RTDS 4.5.0: CS02g puts certificates of a supplier into the cells of the load controller',
  },
  'replacement-judged-one-by-one': {
    statement:
      'Each certificate of a CS02b or CS02g is judged on its own: what holds replaces its cell, what does not leaves it as it was.',
    value: true,
    source: 'GBCS 13.3.4 not available; RTDS 4.5.0 has Responses with status 10 for one cell of three',
    fixed: 'no other form is built',
  },
  'replacement-status-codes': {
    statement:
      'Status of a replacement that fails: 5 a certificate that is none, is of another role or usage, is expired or whose signature does not hold; 10 no path to the root; 25 no such cell; 127 a cell outside the mode, or a control that does not fit the Command.',
    value: true,
    source: 'GBCS 13.3 not available; 10 and 25 from RTDS 4.5.0, the others by their names in TAMP (RFC 5934)',
    fixed: 'no other form is built',
  },
  'floors-follow-replaced-cells': {
    statement:
      'A role’s counter becomes the floor that CS02b or CS02g gives, higher or lower, once a cell of that role was replaced; the Response lists the floors in any case.',
    value: true,
    source: 'GBCS 13.3 not available; RTDS 4.5.0 lists floors where every replacement failed',
    fixed: 'no other form is built',
  },
  'dated-replacement-judged-when-due': {
    statement:
      'The certificates of a future-dated CS02b or CS02g, and the image of a CS06, are judged when it falls due.',
    value: true,
    source: 'GBCS 9.2 not available; RTDS 4.5.0 accepts what its alert then reports as failed',
    fixed: 'no other form is built',
  },
  'esme-reports-join': {
    statement: 'An ESME tells its supplier by alert 8183 that a device joined, and enters it in its Event Log.',
    value: true,
    source:
      'GBCS 16.2 (table of events) not available; RTDS 4.5.0 has 8183 in an Event Log, a list of alerts to suppliers has it too',
  },
  'event-log-has-reads': {
    statement:
      'Commands that only read are entered in the Event Log of ESME and hub, as those are that change something (8154, 8155).',
    value: false,
    source:
      'GBCS 16.2 (table of events) not available; RTDS 4.5.0 has both codes with the message code of a Command; reads would soon fill the 100 entries',
  },
  'user-interface-command-numbers': {
    statement:
      'Two octets by which the Event Log names a command of the user interface (8161, 8162): a boost, and its cancellation.',
    value: '1 2',
    source: 'GBCS 16.2 and SMETS2 5.26 not available; RTDS 4.5.0 has small numbers there (0002, 0005)',
  },
  'contingency-not-supported': {
    statement: 'No device carries out CS02b by contingency (mode 9): its key is in no trust anchor cell.',
    value: true,
    source: 'GBCS 13.3 not available; RTDS 4.5.0 has Responses and no Command',
    fixed: 'no other form is built',
  },
  'device-certificate-checks': {
    statement:
      'CS02d is checked for form, identity, usage and key, in this order; the path to the issuer of device certificates is not, since no cell holds its root.',
    value: true,
    source: 'GBCS 13.5 names the codes; RTDS 4.5.0 gives 3 for a certificate without a key usage',
    fixed: 'no other form is built',
  },
  'unknown-party-certificate-checks': {
    statement:
      'Of the certificate that a Command carries for a party that the device does not know, the device checks that it is an organisation’s, for key agreement and of that party, not its path to the root nor its dates; otherwise what was to be encrypted fails with other-reason.',
    value: true,
    source:
      'GBCS 4.3.3.4 and 6.2.4 not available; in RTDS 4.5.0 the certificate comes alone, issued by an authority whose own certificate comes with CS02b and CS02g only and which no trust anchor cell holds',
    fixed: 'no other form is built',
  },
  'clockless-device-skips-validity': {
    statement: 'A device without a clock (HCALCS) does not look at the dates of certificates.',
    value: true,
    source: 'GBCS 13.3 lets a device with an unreliable clock skip the time based checks',
    fixed: 'no other form is built',
  },
  'sub-ghz-alert-contents': {
    statement:
      'DBCH06 and DBCH11 carry a device, DBCH10 the message that was discarded, DBCH08 two octets in a structure, DBCH07 nothing.',
    value: true,
    source: 'GBCS 16.2 not available; RTDS 4.5.0, which has neither DBCH06 nor DBCH07 and no names of the fields',
  },
  'delivery-failure-alert': {
    statement: 'Alert 8F84 goes to the broker with a signature, and carries parties, CRA and counter of the message.',
    value: true,
    source: 'GBCS 16.2 not available, no reference message; a critical code by its number, contents as in DBCH10',
  },
  'unprotected-command-does-not-move-counter': {
    statement: 'Executing a Command without protection against replay leaves the stored counters as they are.',
    value: true,
    source: 'GBCS 4.3.1.5 not available',
  },
  'future-dated-checks-at-receipt': {
    statement: 'A future-dated Command is checked when it arrives; when it falls due it is only executed.',
    value: true,
    source: 'GBCS 11 says so of CS06; extended to all future-datable use cases (GBCS 9.2 not available)',
    fixed: 'no other form is built',
  },
  'ecs100-from-3.1-device': {
    statement:
      'A device of GBCS 3.1 also answers an authentic Command that it does not support with alert ECS100 (8F85).',
    value: true,
    source: 'GBCS 7.2.9.1 not available; RTDS 4.5.0 has ECS100 from a GBCS 4 device only',
  },
  'unsupported-command-moves-counter': {
    statement:
      'An authentic Command that a device answers by ECS100, of a use case that it knows as protected against replay, moves the stored counter: the same Command again is a replay, and gives no second Alert.',
    value: false,
    source:
      'GBCS 4.3.1.5 and 7.2.9.1 not available; a Command that is not carried out has no effect that a replay could repeat but the Alert, and its counter stays free for one that is',
  },
  'duration-in-minutes': {
    statement: 'One unit of the close and open times of ECS47 is this many seconds.',
    value: 60,
    source: 'GBCS 3.1 ECS47 gives no unit; the ZigBee Load Control Event, the only carrier on the HAN, has minutes',
  },
  'esme-default-switch-kind': {
    statement: 'An ESME leaves the factory with five switches of this kind.',
    value: 'alcs',
    source: 'GBCS 3.1 ECS61a (the only other kind, HCALCS, needs an identifier); number from SMETS2 by the use case',
    fixed: 'GBCS 3.1 has no form for a switch that is not there',
  },
  'esme-default-switch-state': {
    statement: 'A switch that neither a Command nor the calendar governs is in this position.',
    value: 'open',
    source: 'SMETS2 5.22 not available; the position without load',
  },
  'newest-command-wins': {
    statement: 'A new commanded state replaces an earlier one of the same switch, whoever sent either.',
    value: true,
    source: 'SMETS2 5.6.3.33 not available; a meter maker documents it so',
  },
  'special-day-replaces-weekday': {
    statement: 'On a special day only calendar entries with the bit of that day apply, whatever their weekdays.',
    value: true,
    source: 'DLMS UA Blue Book, class 10 and 11, not available; usual reading of the two bit strings',
  },
  'season-spans-new-year': {
    statement:
      'A calendar entry whose end date is before its begin date, both without a year, is in season over the new year; without a month, over the end of each month.',
    value: true,
    source: 'our reading; DLMS UA Blue Book, class 10, not available, and no reference message has such an entry',
    fixed: 'no other form is built',
  },
  'calendar-entry-outlasts-its-season': {
    statement:
      'A calendar is taken as if it had always been in force: the entry that has acted last holds until another acts, also when its season is over; what acted more than eight years ago holds no more.',
    value: true,
    source: 'our reading; SMETS2 5.7.4.2 and DLMS UA Blue Book, class 10, not available',
    fixed: 'no other form is built',
  },
  'load-control-precedence': {
    statement:
      'The rules that say where a controller belongs, first to last; the first with a level decides, and a limit caps those after it.',
    value: 'boost limit command calendar default',
    source:
      'SMETS2 5.22, 5.26 and 5.29 not available; where boost ranks against a Command and a limit is in no text at hand',
  },
  'esme-built-in-controllers': {
    statement:
      'Kinds of controllers 1 to 5 of an ESME of GBCS 4.x as it was made; an HCALCS needs a number that is none.',
    value: 'alcs none none alcs apc',
    source: 'SMETS2 5.29 not available; GBCS 4.0 ECS61e has all of these kinds',
  },
  'joined-hcalcs-takes-lowest-number': {
    statement:
      'From GBCS 4.0 on a joined HCALCS becomes the lowest controller that there is not yet, and none where all are taken.',
    value: true,
    source:
      'GBCS 4.0 ECS61e reads the identifier from the device log, and no use case writes it; which number is inferred',
    fixed: 'no other form is built',
  },
  'unjoined-controller-is-none': {
    statement:
      'From GBCS 4.0 on the controller of an unjoined HCALCS is none: its state, its commands and its boost are gone, its label stays.',
    value: true,
    source: 'GBCS 4.0 ECS61e reads the identifier from the device log, which has no entry any more',
    fixed: 'no other form is built',
  },
  'setting-period-may-start-later': {
    statement:
      'The period of ECS47a may start later than the Command comes: the state waits for it, and one that runs goes on until then; one that has not begun gives way to the newest.',
    value: true,
    source:
      'GBCS 4.0 ECS47a checks the end against the start only; its single start and end for each controller may as well mean that the period before is gone at once',
  },
  'setting-period-may-be-over': {
    statement: 'A period of ECS47a that is over is taken, and ends the commanded state that there was.',
    value: true,
    source:
      'GBCS 4.0 ECS47a checks the end against the start only; it has no reset, and a newer Command replaces an older',
  },
  'period-of-other-controller-result': {
    statement: 'Action result where start and end of the controller’s period are not in the same Command.',
    value: 250,
    source: 'GBCS 4.0 ECS47a says that the periods of other controllers are never present, and gives no result',
  },
  'limit-without-apc-result': {
    statement: 'Action result of ECS47e for a controller or direction that is not one of an APC.',
    value: 250,
    source: 'GBCS 4.0 ECS47e says that the limit has no meaning then, and gives no result',
  },
  'limit-alert-level': {
    statement:
      'ECS101 and ECS102 tell the level that the controller has when the Command is processed or the limit ends; a limit that runs ends where the one that replaces it begins, and one that has not begun is gone without ECS102.',
    value: true,
    source: 'GBCS 4.0 ECS101, ECS102 call it the resulting level; the values of RTDS 4.5.0 fit no rule',
    fixed: 'no other form is built',
  },
  'operational-update-alert': {
    statement: 'An ESME of GBCS 4.x tells each change of a controller by ECS200.',
    value: false,
    source: 'GBCS 16.2 (when ECS200 is sent) not available; RTDS 4.5.0 has its form',
  },
  'switch-failure-alert': {
    statement:
      'An ESME sends alert 811A to the supplier when a switch does not move, or its HCALCS reports a failure or cannot be told; not when it is tied to a number.',
    value: true,
    source: 'GBCS 16.2 (table of events) not available; a meter maker documents it as mandated, to the supplier only',
  },
  'auxiliary-event-log-coding': {
    statement:
      'Low octet of switchNumberAndAction: `actions` for 11, 12, 20 and 00 in both versions, `levels` for direction, number and level.',
    value: 'actions',
    source: 'GBCS 4.0 ECS35g refers to GBCS 7.3.6.1, not available; RTDS 4.5.0 has actions in ECS35g as well',
  },
  'randomised-offset-delays': {
    statement: 'What the Randomised Offset delays: any of calendar, commandStart, commandEnd.',
    value: 'calendar',
    source:
      'SMETS2 5.7.5.28 not available; a delayed Command would not meet the 30 seconds of the SECMP0046 modification report',
  },
  'esme-has-boost-function': {
    statement: 'An ESME has a Boost Function.',
    value: true,
    source: 'DUIS variants with an E have one; the emulated ESME stands for the fullest variant',
  },
  'boost-step-minutes': {
    statement: 'One press of the boost button starts a boost of this length, or makes a running one longer by it.',
    value: 15,
    source: 'SMETS2 5.26 not available; a meter maker documents it so',
  },
  'boost-maximum-minutes': {
    statement: 'A boost is at most this long.',
    value: 60,
    source: 'SMETS2 5.26 not available; a meter maker documents it so, and RTDS 4.5.0 has boosts of up to 223 minutes',
  },
  'boost-needs-an-open-switch': {
    statement: 'The boost button does nothing while every controller that it drives is at full level without it.',
    value: true,
    source: 'SMETS2 5.26 not available; a meter maker documents it so',
  },
  'boost-drives-hcalcs': {
    statement: 'A boost also closes HCALCS that are associated with it.',
    value: false,
    source: 'GBCS ECS62 says auxiliary controllers in its text, ALCS and APC in its title',
  },
  'esme-remembers-without-power': {
    statement:
      'An ESME keeps commanded states, limits, calendar, boost and logs through a loss of power; time goes on.',
    value: true,
    source: 'SMETS2 5 not available',
    fixed: 'no other form is built',
  },
  'unknown-switch-result': {
    statement: 'Action result when the script of ECS47 or ECS47a names no such switch or no such action.',
    value: 250,
    source: 'GBCS 3.1 ECS47 gives no result; 250 is other-reason, as GBCS 4.0 ECS47a has it for a bad period',
  },
  'switch-type-rows-optional-in-read': {
    statement: 'A read of switch data (ECS61a) may leave out types and identifiers.',
    value: true,
    source: 'GBCS 3.1 ECS61a contradicts itself: the type column says optional, the note says only in the update',
    fixed: 'the rows of the use case say it',
  },
  'load-control-duration-limit-minutes': {
    statement: 'Longest duration in one Load Control Event; for a longer commanded time the ESME sends another event.',
    value: 1440,
    source: 'ZigBee Smart Energy, Load Control Event: one day at most; GBCS 18.1.1 not available',
  },
  'drlc-device-class': {
    statement:
      'Device class of a Load Control Event. Bit 7, simple miscellaneous (residential on/off): a switch does not know its load, and the event goes to one device only.',
    value: 0x0080,
    source: 'GBCS 18.1.1 (table of the Load Control Event) not available; ZigBee Smart Energy device class bitmap',
  },
  'drlc-criticality': {
    statement: 'Criticality level of a Load Control Event. 1 is voluntary.',
    value: 1,
    source: 'GBCS 18.1.1: a Report Event Status echoes criticality 1; the event itself not available',
  },
  'drlc-duty-cycle-open': {
    statement: 'Duty cycle, in percent, that tells an HCALCS to open.',
    value: 0,
    source: 'GBCS 18.1.1 (table of the Load Control Event) not available; no other field of the event can carry it',
  },
  'drlc-duty-cycle-closed': {
    statement: 'Duty cycle, in percent, that tells an HCALCS to close.',
    value: 100,
    source: 'GBCS 18.1.1 (table of the Load Control Event) not available; no other field of the event can carry it',
  },
  'report-event-status-success': {
    statement: 'Event status of a Report Event Status that the ESME logs as success (outcome 1).',
    value: 2,
    source:
      'ZigBee Smart Energy, event status 2 is "started"; in RTDS 4.5.0 (ECS35f) the success follows the command by seconds',
  },
  'hcalcs-default-state': {
    statement: 'Position of an HCALCS without instructions: new, or its event over and its ESME silent.',
    value: 'open',
    source: 'SMETS2 8 not available; the position without load',
  },
  'hcalcs-asks-when-event-ends': {
    statement: 'An HCALCS asks its ESME for instructions when an event ends with no successor, and after power-up.',
    value: true,
    source: 'SMETS2 8.5.2.1 lets it ask at any time; when it must is not available',
  },
  'esme-reset-sends-cancel': {
    statement:
      'For a reset (ECS47) an ESME of GBCS 3.1 takes back the event of an HCALCS by Cancel Load Control Event, and the HCALCS asks what holds; otherwise it sends a new event.',
    value: false,
    source:
      'GBCS 18.1.1 (table of the Load Control Event) not available; RTDS 4.5.0 (ECS35f) logs a new Issuer Event ID for a reset',
  },
  'hcalcs-answer-timeout-seconds': {
    statement: 'How long an HCALCS waits for an answer of its ESME before it takes its default position.',
    value: 10,
    source: 'GBCS 18.1.1 and SMETS2 8 give no time',
  },
  'hcalcs-successor-grace-seconds': {
    statement:
      'How long an HCALCS whose event has run out stays where it is and waits for the next one before it asks. This time is part of that in which it waits for an answer.',
    value: 2,
    source:
      'SMETS2 8.5.2.1 lets it ask at any time; our choice, longer than frames take, since an ESME sends the next event at the instant at which the one before ends',
  },
  'delivery-failure-devices': {
    statement: 'A hub sends alert 8F84 when a message does not reach one of these kinds of device.',
    value: 'esme',
    source: 'GBCS 16.2 (table of events) not available; the name of the alert names the ESME only',
  },
  'delivery-failure-of-unknown-device': {
    statement:
      'A hub sends alert 8F84 also about a device whose kind it does not know, as it is after CCS03, which does not say it.',
    value: true,
    source: 'GBCS CCS03 and 16.2 (table of events) not available: one alert too many harms less than one too few',
  },
  'hub-message-hold-seconds': {
    statement: 'How long a hub tries to deliver a message of the DCC to a device before it gives it up.',
    value: 300,
    source: 'GBCS 10.2.2 not available; within the time that the DCC is assumed to wait for a Response',
  },
  'device-message-hold-seconds': {
    statement: 'How long a device tries to deliver a Response or an Alert to its hub before it gives it up.',
    value: 86400,
    source: 'GBCS 10.2.2 not available; one implementation holds messages for 24 hours',
  },
  'tunnel-message-retry-seconds': {
    statement:
      'After the first repetitions, either end of a tunnel sends a message that is not confirmed again at this interval.',
    value: 60,
    source: 'GBCS 10.2.2 not available; several times within the hold time of a hub',
  },
  'tunnel-queue-size': {
    statement: 'Messages that wait at either end of a tunnel at most; a further one is given up at once.',
    value: 16,
    source: 'GBCS 10.2.2 not available; bounds the memory of a device',
  },
  'tunnel-retry-seconds': {
    statement: 'How long a hub waits before it asks again for a tunnel that it did not get.',
    value: 180,
    source: 'GBCS 10.2.2: after three minutes where the device was busy; extended to one that does not answer',
  },
  'tunnel-inactivity-timeout-seconds': {
    statement: 'A device closes a tunnel that has not been used for this long.',
    value: 65535,
    source: 'GBCS 10.2.2 not available; Close Tunnel Timeout of ZigBee Smart Energy as it is set by default',
  },
  'tunnel-requested-by-hub': {
    statement:
      'The hub asks ESME and HCALCS for a tunnel, once they have a link key; a device gives one to its hub only, and the newest counts.',
    value: true,
    source: 'GBCS 10.2.2 as a public parser has it; what becomes of an older tunnel is inferred',
    fixed: 'no other form is built',
  },
  'tunnel-transfer-confirmation': {
    statement: 'The sender of Transfer Data takes its ZCL Default Response for the proof that it has arrived.',
    value: true,
    source:
      'acknowledgements of the ZigBee application support layer are not emulated; ZCL 2.5.12 answers every command',
    fixed: 'no other form is built',
  },
  'zcl-confirmation-timeout-seconds': {
    statement: 'How long a device waits for a Default Response before it sends the same frame again.',
    value: 5,
    source: 'ZigBee PRO leaves it to the device; some times what its acknowledgements take',
  },
  'zcl-send-attempts': {
    statement: 'How often a device sends a frame that is not confirmed.',
    value: 4,
    source: 'ZigBee PRO: three repetitions of a frame that is not acknowledged',
  },
  'zcl-duplicate-window-seconds': {
    statement: 'For how long a device knows a frame again that comes twice, and does not carry it out twice.',
    value: 150,
    source: 'ZigBee PRO rejects duplicates and gives no time for it; longer than any interval at which one is repeated',
  },
  'zcl-errors-answered-when-disabled': {
    statement: 'A Default Response with an error is sent even if the frame disables default responses.',
    value: true,
    source: 'ZigBee Cluster Library 2.5.12.2: generated if an error results, or if it is not disabled',
  },
  'zcl-trailing-octets-malformed': {
    statement: 'A command with more octets than its fields have is malformed.',
    value: true,
    source: 'ZigBee Cluster Library: leaves room for fields of later versions; GBCS fixes the version of every cluster',
    fixed: 'no other form is built',
  },
  'drlc-event-ids-ascend': {
    statement:
      'An HCALCS ignores a Load Control Event whose Issuer Event ID is not above that of the event that runs: it came twice or late.',
    value: true,
    source: 'ZigBee Smart Energy wants the identifier unique; RTDS 4.5.0 (ECS35f) has identifiers that grow with time',
  },
  'hcalcs-device-log-size': {
    statement: 'Entries that the device log of an HCALCS holds: its ESME, and one more while that is being replaced.',
    value: 2,
    source: 'SMETS2 8 not available',
  },
  'refusal-events': {
    statement: 'Event codes that a device logs for a refused Command: which check gives which.',
    value:
      'parse 8F60, recipient 8F60, originator 8F30, protections 8F53, mac 8F53, signature 8F3D, replay 8F60, supported 8F85, payload 8F1E',
    source: 'GBCS 16.2 (table of events) and 6.2.4 not available; the codes are those of the event list',
    fixed: 'the list of checks says it',
  },
  'counters-per-role': {
    statement:
      'A device keeps one counter for each role that it knows, and compares with that of the originator’s role.',
    value: true,
    source: 'GBCS 4.3.1.5 not available; CS02a reports one counter for each role',
    fixed: 'no other form is built',
  },
  'cbke-partner-without-link-key': {
    statement: 'Join response when the partner is not on the hub’s whitelist. 12 is noPartnerLinkKeyReceived.',
    value: 12,
    source: 'GBCS 13.7.4 names the codes; which cause gives which is inferred',
  },
  'cbke-partner-silent': {
    statement: 'Join response when the partner has no entry for the initiator, or is off. 13 is noCBKEResponse.',
    value: 13,
    source: 'GBCS 13.7.4 names the codes; which cause gives which is inferred',
  },
  'cbke-suite': {
    statement: 'Cryptographic suite of key establishment: 2 is the longer curve of ZigBee Smart Energy 1.2.',
    value: 2,
    source: 'GBCS 12 and 13.7 not available; only whether two devices have the same one matters to the emulator',
  },
  'cbke-timeout-seconds': {
    statement: 'How long the initiator of a join waits for key establishment before it takes its partner for silent.',
    value: 20,
    source: 'GBCS 13.7 names code 13 and gives no time',
  },
  'method-a-certificate-result': {
    statement: 'Join response when a join by method A carries a certificate. 11 is invalidOrMissingCertificate.',
    value: 11,
    source: 'GBCS 13.7.4 has certificates only where a GSME and a PPMID are joined; the code for others is inferred',
  },
  'method-a-partners': {
    statement: 'With which types of partner a device can be joined by method A, in its role there.',
    value: 'esme methodAInitiator hCALCS, esme methodAInitiator pPMID, hcalcs methodAResponder eSME',
    source: 'GBCS 13.7.4.5.3 (table of pairs) not available; the pairs that RTDS 4.5.0 has Commands for',
  },
  'command-for-unjoined-hcalcs': {
    statement: 'An ESME takes a Command for a switch whose HCALCS is not joined, sends nothing and logs a failure.',
    value: true,
    source: 'GBCS 3.1 ECS47 and ECS35f say nothing of it; a Response only says that the ESME took the Command',
    fixed: 'no other form is built',
  },
  'rejoin-identical-entry': {
    statement: 'Join response when the device log already has the same entry. 0 is success.',
    value: 0,
    source: 'GBCS 13.7.4 refuses incompatible entries only',
  },
  'unjoin-by-other-method': {
    statement:
      'Unjoin response where CS04B names a partner of method A, or CS04AC one of method B. 1 is otherDeviceNotInDeviceLog.',
    value: 1,
    source: 'GBCS 13.7.4 not available; the Command is for the entries of its own method',
  },
  'method-b-unjoin-roles': {
    statement: 'Supplier and Access Control Broker may unjoin by method B at ESME, GSME and Gas Proxy Function.',
    value: true,
    source: 'GBCS 13.7.4 (table of roles) not available; RTDS 4.5.0 joins by method B in both ways',
    fixed: 'the authorisations of the use case say it',
  },
  'read-join-details-targets': {
    statement: 'CS07 is answered by every device with a device log: ESME, GSME, Gas Proxy Function, HCALCS, PPMID.',
    value: true,
    source: 'GBCS 13.7.4 (table of roles) not available; RTDS 4.5.0 reads a GSME only',
    fixed: 'the authorisations of the use case say it',
  },
  'esme-device-log-size': {
    statement: 'Entries that the device log of an ESME holds.',
    value: 16,
    source: 'SMETS2 5 not available; the size of a hub’s log, CHTS 4.5.1.2',
  },
  'hub-device-log-size': {
    statement: 'Entries that the device log of a Communications Hub holds.',
    value: 16,
    source: 'GBCS 3.1 CS14 and CCS06: arrays of up to 16',
  },
  'hub-log-full-result': {
    statement: 'Action result of CCS01 when the log of the hub is full.',
    value: 250,
    source: 'GBCS 3.1 CCS01 gives no result; 250 is other-reason',
  },
  'hub-unregister-unlisted-result': {
    statement: 'Action result of CCS02 for a device that is not in the log of the hub.',
    value: 250,
    source: 'GBCS 3.1 CCS02 gives no result; 250 is other-reason',
  },
  'hub-historic-log-size': {
    statement: 'Entries that the historic device log of a Communications Hub holds; the oldest goes first.',
    value: 15,
    source: 'GBCS 3.1 CCS02; the array of CCS07 has room for 16',
  },
  'hub-historic-join-window': {
    statement:
      'How long a device that was on the HAN may come back with its former link key, and then with its install code: each for the whole joining time (full full), or each for half of it (half half).',
    value: 'full full',
    source: 'GBCS 3.1 and 4.0 CCS01; later editions of 4 are said to halve it',
  },
  'hub-hht-device-type': {
    statement: 'Type, in CCS01, of a hand-held terminal, which is not kept in the historic device log.',
    value: 131,
    source: 'GBCS 3.1 CCS02 names the type and CCS01 does not list it; a number that its list leaves out',
  },
  'hub-restore-replaces-log': {
    statement: 'CCS03 puts the log that it carries in place of the one that the hub has.',
    value: true,
    source: 'GBCS 3.1 CCS03 gives only the network identifier; it is meant for a hub that has no devices yet',
    fixed: 'no other form is built',
  },
  'hub-device-status-bits': {
    statement:
      'Status of a device in CCS06: authorised, reporting, unauthorised but reported, authorised after swap-out, transmitting, three bits of no meaning.',
    value: '11001000',
    source: 'DLMS UA Blue Book, class 104, not available; RTDS 4.5.0 has this value for devices that communicate',
    fixed: 'no other form is built',
  },
  'hub-last-communication-weekday': {
    statement: 'The time of last communication in CCS06 has its day of the week; other times of a hub do not.',
    value: true,
    source: 'GBCS 3.1 CCS06 leaves it to the Blue Book, which is not available; RTDS 4.5.0 has it so',
    fixed: 'no other form is built',
  },
  'hcalcs-ask-attempts': {
    statement: 'How often an HCALCS asks its ESME for instructions before it stops waiting for an answer.',
    value: 3,
    source: 'SMETS2 8.5.2.1 lets it ask at any time; a bound is not available',
  },
  'hcalcs-keeps-position-over-power-cut': {
    statement:
      'Whether an HCALCS that gets power back stays where it was until its ESME answers, rather than take its default position at once. Its running event is gone either way: it has no clock.',
    value: false,
    source: 'SMETS2 8 not available',
  },
  'hcalcs-reports-received': {
    statement: 'Whether an HCALCS reports an event as received before it reports it as started.',
    value: false,
    source: 'ZigBee Smart Energy has the status; GBCS 18.1.1 not available, and every event here starts as it comes',
  },
  'hub-link-figures': {
    statement:
      'What a hub says of a radio link that is not emulated: RSSI in dBm and LQI, each maximum, average and minimum; hops; application and stack version.',
    value: '-40 -50 -60 255 200 150 1 1 1',
    source:
      'GBCS 3.1 CCS06 says what they are; the emulated HAN has no radio, and these are values that a good link has',
  },
  'hashed-tc-link-key': {
    statement: 'How the hub hashes a trust-centre link key.',
    value: 'first 16 octets of SHA-256 of the link key',
    source: 'ZigBee Smart Energy hash not used: the emulated hub has no radio, only equality of hashes matters',
    fixed: 'no other form is built',
  },
  'stale-type-and-identifier-after-unjoin': {
    statement: 'In GBCS 3.1 an unjoined HCALCS stays the type and identifier of its switch until ECS46c changes it.',
    value: true,
    source: 'GBCS 3.1: ECS46c alone writes it, CS04AC is silent',
  },
  'esme-trust-anchor-cells': {
    statement:
      'An ESME has the cells of supplier, network operator and broker, both usages each, root, recovery and transitional CoS.',
    value: true,
    source:
      'GBCS 4.3.2.4 (table of cells) not available; parties whose messages RTDS 4.5.0 sends to an ESME. The signing cell of the broker, who signs joins to a PPMID, is the least sure',
    fixed: 'the trust anchor cells of the profile say it',
  },
  'hub-trust-anchor-cells': {
    statement: 'A Communications Hub has cells of the broker and the WAN provider, both usages, root and recovery.',
    value: true,
    source: 'GBCS 4.3.2.4 (table of cells) not available; parties whose messages RTDS 4.5.0 sends to a hub',
    fixed: 'the trust anchor cells of the profile say it',
  },
  'hcalcs-trust-anchor-cells': {
    statement: 'An HCALCS has the cells of supplier and broker, both usages, root, recovery and transitional CoS.',
    value: true,
    source: 'GBCS 4.3.2.4 (table of cells) not available; RTDS 4.5.0 joins it with a supplier’s signature',
    fixed: 'the trust anchor cells of the profile say it',
  },
  'hcalcs-network-operator-cells': {
    statement: 'Where a distributor may join an HCALCS, the HCALCS has Network Operator cells to check its signature.',
    value: true,
    source:
      'GBCS 4.3.2.4 (table of cells) not available; SECMP0046 modification report, lines 193-195, needs them once a distributor joins',
    fixed: 'the trust anchor cells of the profile say it',
  },
  'broker-verifies-signature': {
    statement: 'The DCC refuses a Signed Pre-Command whose signature does not hold under the User’s certificate.',
    value: true,
    source:
      'DUIS 3 and SEC guidance have the DCC check a Signed Pre-Command; that it verifies the signature is inferred',
  },
  'binding-not-checked': {
    statement: 'ECS46c may tie a switch to any identifier, and two switches to one HCALCS.',
    value: true,
    source: 'GBCS 3.1 ECS46c sets no rule',
    fixed: 'no other form is built',
  },
  'roles-outside-the-matrix': {
    statement:
      'Limits of proportional controllers (7.16) are a Load Controller’s to send; opting out of the DCC’s services and back in (8.5, 8.6) is a supplier’s.',
    value: true,
    source:
      'the public matrix names no role for these three; GBCS 4.0 ECS47e is for a Load Controller, RTDS 4.5.0 has 8.5 and 8.6 from the supplier',
    fixed: 'the eligible roles of the Service Reference Variants say it',
  },
  'roles-without-registration': {
    statement: 'User Roles that the DCC does not ask for a registration at the premises.',
    value: 'otherUser registeredSupplierAgent loadController',
    source:
      'SEC and DUIS tables not available; registration systems know suppliers, distributors and transporters; what the DCC asks of others instead is not available',
  },
  'inventory-changes-by-registered': {
    statement:
      'What changes a device in the inventory (8.3, 8.4) takes a registration for its premises in any role; of a device that is at no premises it is for whoever has pre-notified it. Nobody puts a device (8.4, 8.11) at a supply point that neither the premises have nor it is registered for.',
    value: true,
    source: 'DUIS 5.4 has E4 for what is not registered; its tables are not available',
    fixed: 'no other form is built',
  },
  'inventory-read-by-any': {
    statement: 'Reading the inventory (8.2) and pre-notifying a device (12.2) take no registration.',
    value: true,
    source:
      'DUIS 8.2 is for current and future suppliers, and a device is pre-notified before it is at any premises; who else may is not available',
    fixed: 'no other form is built',
  },
  'dcc-believes-mac-for-user': {
    statement:
      'Where a Response has no signature by its use case and a MAC for its User alone, which the DCC cannot verify, the DCC keeps its inventory by it all the same.',
    value: true,
    source: 'our reading; DUIS has the inventory follow Responses, and what the DCC verifies of them is not available',
  },
  'user-in-several-roles': {
    statement:
      'One User may hold several User Roles under one identifier: a request passes if one of them may send it and, where it needs to be, is registered.',
    value: true,
    source:
      'DUIS gives an identifier for each role; RTDS 4.5.0 has one identifier send what is an import, export and gas supplier’s, another what is a distributor’s and transporter’s',
    fixed: 'no other form is built',
  },
  'dcc-signs-for-users': {
    statement:
      'Where a request that is not critical becomes a Command that its category demands a signature of, the DCC signs it: the broker, or the TransCoS where only that may.',
    value: true,
    source: 'GBCS 13 not available; RTDS 4.5.0: CS03A2 and CS04AC by 8.7.2 and 8.8.2, CS02b by 6.21 and 6.23',
    fixed: 'no other form is built',
  },
  'dcc-authentication-failure-code': {
    statement: 'DUIS response code when a document is not signed, or not with the key of its originator.',
    value: 'E100',
    source: 'DUIS 5.4 has the code; its meaning is not available, and taken to be a failure of XML or authentication',
  },
  'dcc-stale-counter-code': {
    statement: 'DUIS response code when the counter of a RequestID is not above all before it.',
    value: 'E100',
    source: 'DUIS: the counter has to rise; the code of one that does not is not available',
  },
  'dcc-no-device-certificate-code': {
    statement: 'DUIS response code of a Command to a device whose certificate the DCC does not have.',
    value: 'E5',
    source:
      'DUIS: E5 where the state of the device does not allow the service; the code for this case is not available',
  },
  'dcc-device-known-code': {
    statement: 'DUIS response code when a device is pre-notified that is in the inventory already.',
    value: 'E120201',
    source: 'DUIS 5.4 enumerates the codes of 12.2; their meanings are not available',
  },
  'dcc-device-type-code': {
    statement: 'DUIS response code when a device is pre-notified whose type takes no messages of GBCS.',
    value: 'E120203',
    source: 'DUIS 5.4 enumerates the codes of 12.2; their meanings are not available',
  },
  'dcc-inventory-update-code': {
    statement: 'DUIS response code when 8.4 asks for a change that the device does not allow.',
    value: 'E080405',
    source: 'DUIS 5.4 enumerates the codes of 8.4; their meanings are not available',
  },
  'dcc-decommission-code': {
    statement: 'DUIS response code when 8.3 is for a device that is out of service already.',
    value: 'E080301',
    source: 'DUIS 5.4 enumerates the codes of 8.3; their meanings are not available',
  },
  'dcc-inventory-empty-code': {
    statement: 'DUIS response code when 8.2 finds nothing.',
    value: 'E080201',
    source: 'DUIS 5.4 enumerates the codes of 8.2; their meanings are not available',
  },
  'inventory-transitions': {
    statement: 'A device moves between the states of the inventory by the events of docs/dcc.md, and by no others.',
    value: true,
    source:
      'DUIS 5.4 has the states, 12.2, 8.11, 8.7, 8.8, 8.3 and 8.4 change them, and which 8.4 may set; the exact trigger of each is not available, and nothing here suspends or recovers a device',
    fixed: 'the transitions of the inventory say it',
  },
  'inventory-statuses-for-control': {
    statement:
      'States of a device in the inventory in which the DCC lets services of supply and load control (7.x) through.',
    value: 'Commissioned',
    source: 'DUIS: E5 where the state does not allow the service; which do is not available',
  },
  'hcalcs-removal-alert-code': {
    statement: 'DCC alert code of the alert on the removal of an HCALCS that SECMP0046 proposes.',
    value: 'N999',
    source: 'SECMP0046 names no code; DUIS 5.4 has N999 without a meaning of its own',
  },
  'hcalcs-removal-alert-when-refused': {
    statement: 'Whether a distributor is also told of a removal that the DCC has refused.',
    value: false,
    source:
      'SECMP0046: when a Supplier sends a Service Request to remove one; whether one that is refused counts is open',
  },
  'quarantine-alert-code': {
    statement: 'DCC alert code of the alert on a request that anomaly detection holds.',
    value: 'N999',
    source: 'DUIS 5.4 has the body QuarantinedRequest; which code goes with it is not available',
  },
  'broker-content-mismatch-code': {
    statement: 'DUIS response code when a Signed Pre-Command is not what its Service Request may carry.',
    value: 'E12',
    source: 'DUIS: E12 is a failed validation of request and variant; the code for this case is not given',
  },
  'response-timeout-seconds': {
    statement: 'How long the DCC waits for the Response of a device before it answers E21.',
    value: 600,
    source: 'DUIS gives E21 and no time; long against the seconds that the emulated HAN takes',
  },
  'dcc-held-command-made-when-due': {
    statement:
      'A request that the DCC holds until its time is checked when it comes and becomes a Command when it is due, once what may have changed has been checked again; anomaly detection counts it then.',
    value: true,
    source:
      'DUIS text not available; a Command that was made before could have a counter that the device has passed, or be of a version that the device no longer is',
    fixed: 'no other form is built',
  },
  'dcc-held-refusal-code': {
    statement:
      'DUIS response code of the Response where a request that the DCC holds fails a check at its time; `check` is the code of that check.',
    value: 'check',
    source: 'DUIS: E30 is a time-out of a future-dated command, its text is cut; the code for this case is not given',
  },
  'dcc-held-past-time': {
    statement: 'A request that the DCC would hold until a time that is not after its clock is sent at once.',
    value: true,
    source: 'our reading; DUIS text not available',
    fixed: 'no other form is built',
  },
  'dcc-held-cancellation': {
    statement:
      'A request with 3000-12-31T00:00:00Z takes back all that the DCC holds of the same User, device and Service Reference Variant; it is acknowledged with I99, and none of these gets a Response.',
    value: true,
    source:
      'RTDS 4.5.0 has this time for what devices hold, and there the same use case is meant; what identifies a request that the DCC holds is not available',
    fixed: 'no other form is built',
  },
  'dcc-and-device-held-at-once': {
    statement: 'A request that DCC and device both hold (6.23) goes to the device at once, with its time.',
    value: true,
    source:
      'the public matrix says "DSP & Device" and not when it changes hands; RTDS 4.5.0 has the time in the Command',
    fixed: 'no other form is built',
  },
  'broker-check-order': {
    statement:
      'The DCC checks a Service Request in this order and answers with the code of the first check that fails.',
    value:
      'service signer counter user eligibility userStatus device registration deviceStatus deviceType commandVariant content certificate',
    source: 'DUIS gives no order; that of the response codes, with what the document itself shows before them',
  },
  'block-transfer-block-octets': {
    statement: 'A block of general block transfer carries this many octets of the message, the last one what is left.',
    value: 1149,
    source: 'GBCS 7.2.11 not available; GBCS 4.0 use cases name blocks of 1,149 octets: 1,200 with their headers',
  },
  'block-transfer-largest-block-octets': {
    statement: 'A receiver takes blocks with up to this many octets of the message.',
    value: 1200,
    source: 'GBCS 7.2.11 not available; the limit of another public parser',
  },
  'block-transfer-blocks': {
    statement: 'A message has at most this many blocks.',
    value: 63,
    source: 'GBCS 7.2.11 not available; GBCS 4.0 use cases limit a Response to 63 of them',
  },
  'block-transfer-window': {
    statement: 'This many blocks are sent before an acknowledgement is awaited.',
    value: 63,
    source: 'GBCS 7.2.11 not available; the most that 6 bits hold, and the most blocks that a message has',
  },
  'block-transfer-security-control': {
    statement: 'Security control octet of the Message Routing Header: suite 1, no protection of its own.',
    value: 0x01,
    source: 'GBCS 7.2.11 not available; the header has no MAC, and GBCS uses suite 1 everywhere',
  },
  'block-transfer-acknowledgement-swaps-parties': {
    statement: 'The Message Routing Header of an acknowledgement names the sender of the blocks as recipient.',
    value: true,
    source: 'GBCS 7.2.11 not available; the header is there for routing, and an acknowledgement goes back',
  },
  'block-transfer-timeout-seconds': {
    statement: 'After this long without an acknowledgement or a further block, the same is tried again.',
    value: 30,
    source: 'GBCS 7.2.11 not available; long against a frame of the HAN, short against a Response’s 600 seconds',
  },
  'block-transfer-retries': {
    statement: 'How often in a row blocks are sent or asked for again in vain before a transfer is given up.',
    value: 3,
    source: 'GBCS 7.2.11 has rules for it and is not available',
  },
  'block-transfer-lifetime-seconds': {
    statement: 'A receiver forgets a transfer this long after its first block, complete or not.',
    value: 600,
    source: 'GBCS 7.2.11 not available; as long as the DCC is assumed to wait for a Response',
  },
  'esme-goes-by-true-time': {
    statement:
      'What the clock of an ESME shows (ECS70) moves nothing: calendar, periods of ECS47a and ECS47e, activations, times of logs and Alerts, and dates of certificates go by true time.',
    value: true,
    source:
      'GBCS ECS70 sets the clock; a limit of the emulator: its HAN has the true time, and a clock shows another only where it was preset so',
    fixed: 'no other form is built',
  },
  'clock-outside-interval-result': {
    statement:
      'Told to set its clock (ECS70) while the time of the HAN lies outside the interval of the Command, an ESME gives this Action-Result, 250 other-reason, and leaves the clock as it is.',
    value: 250,
    source: 'GBCS 9.1 not available; ECS70 gives the interval in which the clock may be set, not the result',
  },
  'empty-log-result': {
    statement:
      'Result of reading a log by a range in which it has no entry, where its row has one entry at least: 0 is success with an empty array, any other this Data-Access-Result and no data.',
    value: 0,
    source:
      'GBCS numbers entries from 1 (ECS35f: logEntries[1..100], ECS61c: 1..25), which is their index as well as their number, and from 0 in DBCH02 alone; RTDS 4.5.0 has no Response without entries. A failure would break off ECS61c at its boost log until the first boost',
  },
  'events-are-on-at-first': {
    statement:
      'Until its party has set something else, an ESME alerts, shares, sounds and logs every event that is not critical (ECS25a to ECS25b3).',
    value: true,
    source:
      'GBCS 16.2 (table of events) and SMETS2 5.7.4.1 not available; ECS25r1 of RTDS 4.5.0 has some events on and some off',
  },
  'balance-units-per-penny': {
    statement: 'A penny is this many units of the balances of an ESME.',
    value: 1000,
    source: 'GBCS ECS01a has prices with a scaler of -5; the unit of the balances not available',
  },
  'block-transfer-transfers': {
    statement: 'A receiver puts together at most this many messages at once.',
    value: 8,
    source: 'GBCS 7.2.11 not available; bounds the memory that strangers can claim to about a megabyte',
  },
  'transform-certificate-is-of-unknown-party': {
    statement:
      'A request that brings a certificate to encrypt the answer for is taken for one of a User that the device does not know: the broker asks in its own name, even for a supplier.',
    value: true,
    source: 'no text at hand; the three messages of RTDS 4.5.0 whose requests have one (ECS21b, GCS16b, GCS61) are so',
    fixed: 'no other form is built',
  },
  'transform-older-editions': {
    statement:
      'The DCC sends ECS08, ECS26d, ECS26e, ECS26i and ECS30 to devices of GBCS before 3.1, and ECS08a, ECS26l, ECS26m, ECS26n and ECS30a to all others.',
    value: true,
    source: 'which versions of GBCS have them not available; the use-case sections of 3.1 and 4.0 have the latter only',
    fixed: 'no other choice is built',
  },
  'transform-esme-variants': {
    statement:
      'An ESME whose variant begins with B has two elements, one whose variant begins with C three phases; one of unknown variant has one of each.',
    value: true,
    source: 'DUIS 5.4 has the letters without their meaning; RTDS 4.5.0 has requests of each kind',
    fixed: 'no other meaning is built',
  },
  'transform-settings-of-other-phases': {
    statement:
      'The DCC leaves out behaviours of events that only meters with another number of phases than the device know.',
    value: true,
    source:
      'DUIS 5.4 does not say; RTDS 4.5.0, ECS25a and ECS25b: requests name behaviours of three phases, which the Commands lack',
    fixed: 'no other form is built',
  },
  'transform-suspended-debt': {
    statement:
      'SuspendDebtDisabled takes the last bit from the collection of time debts (ECS03); SuspendDebtEmergency adds the accumulated debt register, with the charges of a second element after it.',
    value: true,
    source:
      'GBCS 18.2.1 (the five values allowed) not available; RTDS 4.5.0 has two of them, one with each value of SuspendDebtEmergency',
    fixed: 'no other values are built',
  },
  'transform-billing-months': {
    statement:
      'The dates of a quarterly or six-monthly billing calendar begin with the month that starts a period and go on into the next year.',
    value: true,
    source: 'GBCS 18.2.1 not available; RTDS 4.5.0, ECS30a: January, April, July, October for a start in January',
    fixed: 'no other order is built',
  },
  'transform-daily-resetting-off': {
    statement: 'Daily resetting of the block counters is turned off by a time and date of FF octets (ECS48).',
    value: true,
    source: 'GBCS 18.2.1 not available; GBCS 9.2 says never by such octets; RTDS 4.5.0 only turns it on',
    fixed: 'no other form is built',
  },
  'transform-boost-removal': {
    statement:
      'RemoveFromBoostButton sets the association of a switch to false where it is true, and to true where it is false.',
    value: true,
    source: 'GBCS ECS62 sets all five associations; what a false in the request means not available',
    fixed: 'no other values are built',
  },
  'transform-tamper-locked': {
    statement: 'A Supply Tamper State of Locked is true, one of Unchanged false (ECS81).',
    value: true,
    source: 'GBCS ECS81 does not say; as LoadLimitSupplyState of ECS28a in RTDS 4.5.0, which has no ECS81',
    fixed: 'no other values are built',
  },
  'transform-unnamed-prices': {
    statement:
      'Prices that a request does not name are set to nought, those of a second element as those of the first.',
    value: true,
    source:
      'GBCS ECS01a does not say; RTDS 4.5.0 has all 80 prices in ECS01a and ECS01b, and names all four in ECS01c and ECS01d',
    fixed: 'no other form is built',
  },
  'empty-schedule': {
    statement: 'A device gives a schedule that was never set as an array without entries (ECS61a, ECS61d).',
    value: true,
    source: 'GBCS bounds the entries of the Commands; what a Response has before there are any not available',
    fixed: 'no other form is built',
  },
  'mmc-optional-rows': {
    statement: 'Where a Response leaves open which of several optional rows it answers, MMC has the first of them.',
    value: true,
    source: 'a Response does not repeat the instructions; ECS61a in a sample of MMC has switches 1 and 2',
    fixed: 'no other choice is built',
  },
  'mmc-debug-failures-only': {
    statement: 'DebugInfo of an MMC document lists the instructions that failed, and is absent where none did.',
    value: true,
    source: 'MMC 5.4 allows all; what Parse and Correlate lists not available',
    fixed: 'no other form is built',
  },
  'mmc-not-found': {
    statement: 'The ZCL status NOT_FOUND is no failure in an MMC document: there was nothing to give.',
    value: true,
    source: 'RTDS 4.5.0: SUCCESS Responses of logs end with it; what Parse and Correlate says not available',
    fixed: 'no other form is built',
  },
  'mmc-clock-status': {
    statement:
      'Bits of a clock status in a Response: 01 invalid, 02 unreliable, 04 the time of the GSME as its proxy has it.',
    value: true,
    source: 'IEC 62056-6-2 names the bits; RTDS 4.5.0 has 04 for a reliable GSME, 02 for what is unreliable, else 00',
    fixed: 'no other meaning is built',
  },
  'mmc-auxiliary-scheduler': {
    statement: 'The answer to 6.14.3 is UpdateDeviceConfigurationALCSchedulerRsp, the element of 6.14.2.',
    value: true,
    source: 'MMC 5.4 has no element for 6.14.3; that of 6.14.2 is valid',
    fixed: 'no other element is built',
  },
  'mmc-block-registers': {
    statement:
      'ECS17e gives the registers of all blocks, eight times of use each, and after them the counters in the same order.',
    value: true,
    source: 'GBCS ECS17e has 64 numbers without their order; RTDS 4.5.0 has no sample',
    fixed: 'no other order is built',
  },
  'mmc-scan-triggers': {
    statement: 'The number of what set off a scan of Sub GHz channels is its place in the list of MMC, from 0.',
    value: true,
    source: 'the meaning of the numbers not available; RTDS 4.5.0, DBCH02, has 0 to 7, MMC 5.4 eight words',
    fixed: 'no other order is built',
  },
  'mmc-gas-units': {
    statement:
      'Logs of a GSME count thousandths of a cubic metre; an interval of 65535 between samples is a day (GCS61).',
    value: true,
    source: 'the divisor is not in these messages; that of registers is 1000 in RTDS 4.5.0, and GCS61 a daily log',
    fixed: 'no other unit is built',
  },
} as const satisfies Record<string, Omit<Assumption, 'name'>>;

/** Name of an assumption, such as `hcalcs-default-state`. */
export type AssumptionName = keyof typeof STATEMENTS;

type Widened<T> = T extends string ? string : T extends number ? number : boolean;

/** Type of an assumption's value. A profile may change the value, never its type. */
export type AssumptionValue<N extends AssumptionName> = Widened<(typeof STATEMENTS)[N]['value']>;

/** Every assumption by its name, with the value that applies unless a profile changes it. */
export const ASSUMPTIONS = Object.fromEntries(
  Object.entries(STATEMENTS).map(([name, assumption]) => [name, { name, ...assumption }]),
) as Readonly<Record<AssumptionName, Assumption>>;

/** What a profile assumes, with the value's own type, such as a number for `hub-device-log-size`. */
export function assumptionValue<N extends AssumptionName>(
  profile: { readonly assumptions: Readonly<Record<string, Assumption>> },
  name: N,
): AssumptionValue<N> {
  return (profile.assumptions[name] ?? ASSUMPTIONS[name]).value as AssumptionValue<N>;
}
