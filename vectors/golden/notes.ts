import type { AssumptionName } from '../../gbcs/index.js';
import type { GoldenNote } from './format.js';

/** What each flag means: what is done to the message, and what it costs to take it. */

const NOTES = {
  Right: note('Nothing is wrong.', 'Whoever refuses it does not interoperate.', 'GBCS 6, 7.2, 19'),
  OtherRole: note(
    'Sent by another role that may invoke the use case.',
    'A party is shut out of its rights.',
    'GBCS 17',
  ),
  Truncated: note(
    'The message ends too early.',
    'Octets after the end of the buffer are read, or half a message is obeyed.',
    'GBCS 7.2.5, 7.2.7',
  ),
  TrailingOctets: note(
    'Octets follow the message.',
    'What is after the protected octets is taken for a part of the message.',
    'GBCS 7.2.5, 7.2.7',
  ),
  UnknownTag: note('The first octet begins no GBCS message.', 'Other traffic is taken for a Command.', 'GBCS 7.2.5'),
  LengthNotShortest: note(
    'A length takes more octets than it needs. All reference messages have the shortest form.',
    'One message has several forms: what is compared or logged as octets differs from what is obeyed.',
    'GBCS 7.2.5, 7.2.7',
    'receive-check-order',
  ),
  FieldLength: note(
    'A field of the Grouping Header has a size that it cannot have.',
    'Fields are read from wrong places.',
    'GBCS 7.2.7',
  ),
  CraFlag: note(
    'The CRA Flag is not that of the message. Signature and MAC are made with it.',
    'A Response or Alert that somebody made is played back as a Command.',
    'GBCS 7.2.7',
  ),
  DateTimeInCommand: note(
    'A Command carries the date-time that only Responses have.',
    'Fields are read from wrong places.',
    'GBCS 7.2.7',
  ),
  SecurityControl: note(
    'The security control octet is not 11.',
    'A message claims to be encrypted or unauthenticated, and is handled so.',
    'GBCS 7.2.5',
  ),
  InvocationCounter: note(
    'The invocation counter of the MAC Header is not 0.',
    'Two initialisation vectors for one key: the header is not under the control of the protocol.',
    'GBCS 7.2.5',
  ),
  MacHeaderField: note(
    'A field of the MAC Header that is always empty is not.',
    'Octets that nothing protects are interpreted.',
    'GBCS 7.2.5',
  ),
  MacLength: note('The MAC does not have 12 octets.', 'A shorter MAC is guessed sooner.', 'GBCS 7.2.5'),
  SignatureLength: note(
    'The signature field has neither 0 nor 64 octets.',
    'Signatures of other forms pass.',
    'GBCS 4.3.3.1, 7.2.7',
  ),
  SignatureFieldMissing: note(
    'A message with MAC has no signature field, which only a Pre-Command may lack.',
    'The end of the payload can be taken for a signature, and the reverse.',
    'GBCS 7.2.7',
    'receive-check-order',
  ),
  WrongRecipient: note(
    'Addressed to another device. The MAC is made with the keys of the device that gets it.',
    'Commands for one home are obeyed in another.',
    'GBCS 6.2.4',
  ),
  UnknownOriginator: note(
    'The originator is in no trust anchor cell of the receiver.',
    'Anybody with a certificate of the PKI commands the device.',
    'GBCS 4.3.2.4, 17',
  ),
  RoleWithoutAuthority: note(
    'The receiver knows the originator, whose role may not invoke the use case on this kind of device.',
    'A party that may read switches the supply.',
    'GBCS 17',
  ),
  UnknownMessageCode: note(
    'Authentic, of a Message Code that no edition defines: no device supports it.',
    'Commands are obeyed that nobody has specified, or the originator waits in vain for the alert ECS100.',
    'GBCS 15, 17',
    'receive-check-order',
  ),
  NotSupported: note(
    'Authentic, and of a use case for other kinds of device.',
    'The alert ECS100 is not sent, and the originator waits in vain.',
    'GBCS 7.2.9.1',
    'ecs100-from-3.1-device',
  ),
  SignatureMissing: note('A critical Command without signature.', 'The broker alone can switch the supply.', 'GBCS 6'),
  MacMissing: note(
    'A critical Command without the MAC of the broker.',
    'Access control of the DCC is passed by.',
    'GBCS 6',
  ),
  Unprotected: note('Neither signature nor MAC.', 'Anybody commands the device.', 'GBCS 6'),
  SignatureWhereNoneBelongs: note(
    'A signature where the category has none.',
    'Messages of two categories are mixed up.',
    'GBCS 6',
  ),
  MacWhereNoneBelongs: note(
    'A MAC where there is to be a signature alone.',
    'Messages of two categories are mixed up.',
    'GBCS 6',
  ),
  SignatureChanged: note('The signature is changed by one bit.', 'The signature is not verified.', 'GBCS 4.3.3.1'),
  SignatureRange: note(
    'r or s is outside 1 to n-1, or a number that no signature of these octets has.',
    'The classical forgery: zeros verify for every message.',
    'GBCS 4.3.3.1',
  ),
  SignatureForm: note(
    'r and s are in another order than r, s, big-endian.',
    'Signatures in forms of other protocols pass.',
    'GBCS 4.3.3.1',
  ),
  SignatureOverWrongOctets: note(
    'A signature by the right key over other octets than those after DF to the end of the payload.',
    'Signed octets and obeyed octets differ; or two implementations agree on a wrong rule.',
    'GBCS 4.3.3.1',
  ),
  SignatureByAnotherKey: note(
    'Signed with a key that is not in the cell of the originator.',
    'Any key of the PKI signs for anybody.',
    'GBCS 4.3.3.1',
  ),
  HighS: note(
    's in either half of its range. GBCS has no rule for low s; some libraries refuse the upper half unless told otherwise.',
    'Half of all signatures are refused.',
    'GBCS 4.3.3.1',
  ),
  MacChanged: note('The MAC is changed.', 'The MAC is not verified, or only a part of it.', 'GBCS 6.4'),
  MacWithWrongKey: note(
    'The MAC is made with keys of others.',
    'Whoever has a key agreement key stands in for the broker.',
    'GBCS 6.4',
  ),
  MacKeyDerivation: note(
    'The key is derived from other values than the titles, CRA Flag and counter of the message.',
    'The implementation is wrong in the same way as its peer, and with no other.',
    'GBCS 4.3.3.3',
  ),
  MacInitialisationVector: note(
    'The initialisation vector is not the title of the originator and four zeros.',
    'The implementation is wrong in the same way as its peer, and with no other.',
    'GBCS 6.4',
  ),
  MacWithoutFiveZeros: note(
    'The additional data lacks the five zeros of the empty header fields. All reference messages have them.',
    'An implementation of the older wording interoperates with nobody.',
    'GBCS 6.4',
  ),
  MacOverWrongOctets: note(
    'The MAC is over other octets than 11, five zeros and the message from DF on.',
    'Some octets are not protected.',
    'GBCS 6.4',
  ),
  CounterEqual: note(
    'The counter is the highest one accepted.',
    'A Command is obeyed twice.',
    'GBCS 4.3.1.5',
    'counters-per-role',
  ),
  CounterLower: note(
    'The counter is below the highest one accepted.',
    'An old Command is obeyed.',
    'GBCS 4.3.1.5',
    'counters-per-role',
  ),
  CounterLimits: note(
    'Counters where arithmetic of 24, 32, 53 or 63 bits goes wrong.',
    'A device refuses all Commands from some day on, or takes old ones again.',
    'GBCS 4.3.1.5',
    'counters-per-role',
  ),
  CounterOfAnotherRole: note(
    'The counter is above that of the originator’s role, and below that of another role.',
    'One party’s counter locks out another.',
    'GBCS 4.3.1.5',
    'counters-per-role',
  ),
  NotReplayProtected: note(
    'The counter is not above the highest one accepted, in a use case that is not protected against replay.',
    'Reads are refused.',
    'GBCS 4.3.1.5',
    'unprotected-command-does-not-move-counter',
  ),
  PayloadTruncated: note('The payload ends too early; all else is right.', 'Half a Command is obeyed.', 'GBCS 18, 19'),
  PayloadTrailing: note(
    'Octets follow the payload within its field.',
    'Octets that nobody reads are signed.',
    'GBCS 18, 19',
  ),
  PayloadOfAnotherUseCase: note(
    'The payload is that of another use case.',
    'Rights for one use case are used for another.',
    'GBCS 19',
    'critical-payload-mismatch-discarded',
  ),
  RowsInWrongOrder: note(
    'Instructions in another order than that of the use case.',
    'State changes in an order that nobody tested.',
    'GBCS 19.2.1',
    'critical-payload-mismatch-discarded',
  ),
  RowMissing: note(
    'An instruction of the use case is missing.',
    'Half a change is made.',
    'GBCS 19.2.1',
    'critical-payload-mismatch-discarded',
  ),
  RowExtra: note(
    'An instruction that is not of the use case.',
    'Rights for one object are used for another.',
    'GBCS 19.2.1',
    'critical-payload-mismatch-discarded',
  ),
  WrongType: note(
    'A value of another type than the use case gives it.',
    'Values are misread.',
    'GBCS 19',
    'critical-payload-mismatch-discarded',
  ),
  ValueOutOfRange: note(
    'A value outside the bounds of its row, or of a size that its type does not have.',
    'Values are stored that the device cannot keep to.',
    'GBCS 19',
    'critical-payload-mismatch-discarded',
  ),
  SelectiveAccess: note(
    'Selective access where there is to be none, or none where there is to be some.',
    'A whole log is sent, or nothing.',
    'GBCS 9.1.5',
  ),
  DatesNotEqual: note(
    'Activation dates of one Command differ.',
    'A calendar runs with the special days of another.',
    'GBCS 9.2',
  ),
  TimeOfAnotherAction: note(
    'A close or open time that does not go with the action.',
    'A switch moves for a time that was meant for another.',
    'GBCS 19, ECS47',
  ),
  WildcardDate: note(
    'A date with wildcards where the calendar allows them.',
    'Yearly special days are refused.',
    'GBCS 19',
  ),
  AccessRequestDateTime: note(
    'The access request carries a date-time, which is always empty.',
    'Fields are read from wrong places.',
    'GBCS 18.2',
  ),
  LongInvokeId: note(
    'The long-invoke-id is not 20 and the low 24 bits of the originator counter, as in all reference messages.',
    'The answer cannot be matched, or instructions go on after one that failed.',
    'GBCS 18.2',
  ),
  ElementExtra: note('An element that the type does not have.', 'Octets that nobody reads are signed.', 'GBCS 18.3'),
  ElementMissing: note('An element that the type must have is missing.', 'A default is made up.', 'GBCS 18.3'),
  NonCanonicalDer: note(
    'Octets that are not DER.',
    'One value has several forms; parsers disagree about where it ends.',
    'GBCS 18.3',
  ),
  LengthFormOfDer: note(
    'A length of 128 to 255 in the form of DER. GBCS messages write 82 00 xx; both are to be taken.',
    'Messages of other senders are refused.',
    'GBCS 18.3',
  ),
  JoinMethod: note(
    'A join whose method and role do not fit its Message Code. In form it is right; the device answers with code 1.',
    'The reason is not told, or a join is made that nobody checked.',
    'GBCS 13.7.4',
  ),
  NumberWithoutName: note(
    'A number that its type does not name.',
    'A table is read beyond its end.',
    'GBCS 13.7.4',
    'critical-payload-mismatch-discarded',
  ),
  AnotherCommand: note(
    'The Response is to another Command than the one that was sent.',
    'An old Response, which its device did make, tells what is no longer so.',
    'GBCS 7.2.7',
  ),
  AlertCode: note('An alert code that the Message Code does not have.', 'Alerts are taken for others.', 'GBCS 16.2'),
  InstructionFailed: note(
    'An instruction fails, and those after it are not tried: its own code, then other-reason.',
    'Failures are taken for success.',
    'GBCS 18.2, 19',
  ),
} as const satisfies Record<string, GoldenNote>;

function note(what: string, effect: string, clause: string, assumption?: AssumptionName): GoldenNote {
  return { what, effect, clause, ...(assumption === undefined ? {} : { assumption }) };
}

export type FlagName = keyof typeof NOTES;

/** @returns the note of a flag */
export function noteOf(flag: FlagName): GoldenNote {
  return NOTES[flag];
}
