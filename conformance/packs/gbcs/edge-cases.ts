/**
 * The negative and edge cases of load control, joins and whitelist that the specifications, the reference messages or an
 * assumption decide, by the numbers of the project's digest of them (`spec/hcalcs.md`, section 8), and what tries each.
 */
export type EdgeCase =
  /** Ids of scenarios; each is run under one profile at least. */
  | { readonly scenarios: readonly string[] }
  /** Why nothing tries it. */
  | { readonly untried: string };

const tried = (...scenarios: readonly string[]): EdgeCase => ({ scenarios });
const untried = (reason: string): EdgeCase => ({ untried: reason });

const NO_GAS = 'joins by method B and C are of gas devices and PPMIDs, and the home has none';
const TOO_FEW_HCALCS = 'a full log takes sixteen devices that establish keys, and the home has two HCALCS';

export const EDGE_CASES: Readonly<Record<number, EdgeCase>> = {
  1: tried('whitelisting-twice-changes-nothing'),
  2: tried('former-device-comes-back-with-its-key'),
  3: tried('former-device-comes-late-with-its-install-code'),
  4: tried('joining-closes-with-its-time'),
  5: tried('whitelist-is-bounded'),
  6: tried('whitelist-is-bounded', 'gbcs-ccs01-out-of-range'),
  7: untried('no Command makes the write of the joining time fail: any number of 16 bits is one'),
  8: tried('hub-takes-no-device-from-a-supplier'),
  9: tried('gbcs-ccs01-replayed'),
  10: tried('removal-of-unlisted-device-fails'),
  11: tried('hand-held-terminal-is-not-remembered'),
  12: tried('historic-log-loses-its-oldest'),
  13: tried('whitelist-removes-a-device'),
  14: tried('join-without-whitelist'),
  15: tried('join-with-method-of-other-code'),
  16: untried(NO_GAS),
  17: tried('join-with-impossible-partner'),
  18: tried('join-with-other-type'),
  19: tried('join-twice'),
  20: untried(TOO_FEW_HCALCS),
  21: untried(`${TOO_FEW_HCALCS}; no text says which number a sixth one would have`),
  22: tried('join-without-whitelist'),
  23: tried('initiator-before-responder'),
  24: untried(NO_GAS),
  25: tried('join-with-certificate'),
  26: tried('gbcs-cs03a1-unknown-supplier', 'gbcs-cs03a1-wrong-role-network-operator'),
  27: tried('unjoin-of-unknown-device'),
  28: tried('unjoin-by-another-method-leaves-the-entry'),
  29: tried('gbcs-cs03a2-wrong-role-access-control-broker'),
  30: untried('no Command makes the read of a device log fail'),
  31: tried('no-sixth-switch'),
  32: tried('no-such-controller'),
  33: tried('esme-refuses-other-payload'),
  34: tried('esme-refuses-other-payload'),
  35: untried('no text says what a period of no minutes is, and nothing here takes a side'),
  36: tried('long-period-is-repeated'),
  37: tried('no-sixth-switch'),
  38: tried('gbcs-ecs47-equal-counter', 'gbcs-ecs47-lower-counter'),
  39: tried('gbcs-ecs47-wrong-role-access-control-broker', 'gbcs-ecs47-wrong-role-network-operator'),
  40: tried('esme-of-4-does-not-have-ecs47'),
  41: tried('unreachable-hcalcs-is-not-a-success'),
  42: tried('failure-of-hcalcs-is-logged-as-such'),
  43: tried('period-of-24-hours-is-the-longest'),
  44: tried('period-of-24-hours-is-the-longest'),
  45: tried('period-of-24-hours-is-the-longest'),
  46: tried('period-of-another-controller-moves-nothing'),
  47: tried('no-such-controller'),
  48: tried('switch-is-closed-at-100-only'),
  49: tried('no-such-controller'),
  50: tried('limit-needs-an-apc'),
  51: tried('gbcs-ecs47e-wrong-role-supplier'),
  52: tried('gbcs-ecs47a-wrong-role-load-controller'),
  53: untried(
    'an ESME of GBCS 4.x in the home has the credentials of a load controller, and no Command empties a cell',
  ),
  54: tried('esme-of-3-1-does-not-have-ecs47a'),
  55: tried('special-day-bits-must-match'),
  56: tried('calendar-of-3-1-has-an-entry', 'gbcs-ecs46c-out-of-range'),
  57: tried('calendar-has-levels'),
  58: tried('calendar-times-must-be-equal'),
  59: tried('future-dated-calendar-is-cancelled'),
  60: tried('future-dated-calendar-activates'),
  61: tried('label-longer-than-gbcs'),
  62: untried('an empty label is not in the schema of DUIS, and no text says what an ESME makes of one'),
  63: tried('gbcs-ecs46a-replayed-is-taken'),
  64: tried('gbcs-ecs62-missing-row'),
  65: tried('gbcs-ecs38-out-of-range'),
  66: tried('gbcs-ecs15c-wrong-role-network-operator'),
  67: tried('gbcs-ecs35f-wrong-role-network-operator', 'gbcs-ecs35g-right-role-network-operator'),
  68: tried('security-log-cannot-be-cleared'),
  69: untried('the state of an HCALCS in ECS61a has no meaning, so nothing may be asserted on it'),
  70: tried('join-gives-a-controller-number'),
};
