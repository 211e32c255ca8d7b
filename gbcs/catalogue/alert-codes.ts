/**
 * Codes of alerts and of entries in a device's logs (GBCS 16.2), whose text is not available. Which message carries an
 * alert, how it is protected and to whom it goes, is in the catalogue's rows.
 */

/**
 * Where a code is known from: `rtds` is seen in the reference messages RTDS 4.5.0, `list` in public lists and device manuals
 * only, which nothing at hand confirms.
 */
export type AlertCodeSource = 'rtds' | 'list';

export interface AlertCode {
  /** 16 bits. */
  readonly code: number;
  /** In hanlab's own words. */
  readonly name: string;
  readonly source: AlertCodeSource;
}

type Row = readonly [code: number, name: string];

const SEEN: readonly Row[] = [
  [0x8071, 'the device log of the Gas Proxy Function changed'],
  [0x810e, 'a non-critical event whose meaning is not at hand: the one in the sample of the generic alert'],
  [0x81a0, 'the integrity of the meter is in doubt'],
  [0x8f0a, 'the billing data log is sent'],
  [0x8f12, 'the device log of the hub changed'],
  [0x8f28, 'Sub GHz: two octets of status, whose names are not at hand'],
  [0x8f2a, 'Sub GHz: the configuration changed'],
  [0x8f2c, 'Sub GHz: a message was discarded'],
  [0x8f2d, 'Sub GHz: about a device; what, is not at hand'],
  [0x8f30, 'the source of a Command has no authority for it'],
  [0x8f36, 'the supply is restored after an outage'],
  [0x8f66, 'a future-dated Command was executed'],
  [0x8f67, 'a future-dated Command was not executed'],
  [0x8f72, 'a firmware image was received and verified'],
  [0x8f85, 'a Command is not supported'],
  [0x8f86, 'a Command that limits an auxiliary proportional controller was processed'],
  [0x8f87, 'the limit of an auxiliary proportional controller ended or was cancelled'],
  [0x8f88, 'operational update of an auxiliary controller'],
  [0x8f8a, 'a transfer of firmware succeeded'],
  [0x8f8b, 'the version of the firmware is reported'],
];

const LISTED: readonly Row[] = [
  [0x811a, 'the state of an ALCS or HCALCS could not be changed'],
  [0x8131, 'the state of an ALCS or HCALCS was changed'],
  [0x8145, 'the clock was adjusted'],
  [0x8154, 'an immediate Command from the HAN was executed'],
  [0x8155, 'an immediate Command from the HAN was not executed'],
  [0x8161, 'a Command of the user interface was executed'],
  [0x8162, 'a Command of the user interface was not executed'],
  [0x8183, 'a device joined the Smart Metering HAN'],
  [0x819d, 'a Command for the GSME was not fetched'],
  [0x819e, 'tapping off failed'],
  [0x81a4, 'a request to close a tunnel was rejected'],
  [0x81ba, 'a request for a tunnel was rejected'],
  [0x81c4, 'entry of top-up codes is suspended'],
  [0x81c5, 'entry of top-up codes is locked out'],
  [0x81c6, 'the clock is outside its tolerance'],
  [0x8f0c, 'the clock was not adjusted: more than 10 seconds'],
  [0x8f1b, 'verification of firmware failed at power-on'],
  [0x8f1c, 'verification of a firmware image failed'],
  [0x8f1d, 'GSME: power or battery'],
  [0x8f1e, 'the content or format of a Command is wrong'],
  [0x8f1f, 'GSME: power or battery'],
  [0x8f20, 'Sub GHz: about a device; what, is not at hand'],
  [0x8f26, 'Sub GHz; what, is not at hand'],
  [0x8f29, 'three searches for a lost GSME failed'],
  ...[0x8f35, 0x8f37, 0x8f38, 0x8f39, 0x8f3a, 0x8f3b, 0x8f3c].map(
    (code): Row => [code, 'the supply is restored after an outage; which kind of outage is not at hand'],
  ),
  [0x8f3d, 'authentication of a trusted source failed'],
  [0x8f3e, 'unauthorised communication access was attempted'],
  [0x8f3f, 'tampering'],
  [0x8f43, 'the firmware in execution changed'],
  [0x8f47, 'a top-up exceeds the limit of the balance'],
  [0x8f48, 'a join failed'],
  [0x8f49, 'a join succeeded'],
  [0x8f4a, 'an unjoin failed'],
  [0x8f4b, 'an unjoin succeeded'],
  [0x8f4c, "replacement of the device's own digital signature certificate failed"],
  [0x8f4d, "replacement of the device's own digital signature certificate succeeded"],
  [0x8f4e, "replacement of the device's own key agreement certificate failed"],
  [0x8f4f, "replacement of the device's own key agreement certificate succeeded"],
  [0x8f51, 'a top-up code was used before'],
  [0x8f52, 'the event log was cleared'],
  [0x8f53, 'a failure of authentication or authorisation that no other code covers'],
  [0x8f5b, 'a top-up exceeds the maximum credit'],
  [0x8f60, 'an unusual number of malformed, unordered or unexpected Commands'],
  [0x8f63, 'a top-up code is not authentic'],
  [0x8f64, 'a top-up code is not for this device'],
  [0x8f69, 'the device was commissioned'],
  [0x8f70, 'security credentials were updated'],
  ...Array.from({ length: 6 }, (_, i): Row => [0x8f73 + i, 'tampering: a cover or a magnet']),
  [0x8f84, 'a message was not delivered to the ESME'],
  [0x8f89, 'a transfer of firmware failed'],
];

/** Every code that is known here, in ascending order. */
export const ALERT_CODES: readonly AlertCode[] = [
  ...SEEN.map(([code, name]) => ({ code, name, source: 'rtds' as const })),
  ...LISTED.map(([code, name]) => ({ code, name, source: 'list' as const })),
].sort((a, b) => a.code - b.code);
