/**
 * What SECMP0046 asks for, taken apart into requirements that can be checked one by one. Source: the modification report
 * of SECMP0046 (proposed, not in force), by its lines; its annexes, with the business requirements, could not be had.
 * Texts are ours. A requirement that the report implies or overlooks says so in its source.
 */

/**
 * How a requirement can be checked: by messages (`protocol`), by behaviour of a system in time or number (`system`), by
 * records of what parties did (`governance`), by comparing documents or their data (`document`), or not here at all.
 */
type RequirementClass = 'protocol' | 'system' | 'governance' | 'document' | 'out-of-scope';

/** Whose product or conduct meets the requirement or fails it. */
type ResponsibleParty =
  | 'electricityDistributor'
  | 'importSupplier'
  | 'installer'
  | 'dataServiceProvider'
  | 'communicationsServiceProvider'
  | 'dccTestTeam'
  | 'parseAndCorrelateVendor'
  | 'codeAdministrator'
  | 'esmeMaker'
  | 'hcalcsMaker'
  | 'communicationsHubMaker'
  | 'chargerMaker'
  | 'testSuite';

export interface Requirement {
  /** `REQ-01` to `REQ-47`; stable. */
  readonly id: string;
  readonly text: string;
  readonly classes: readonly RequirementClass[];
  /** Where it comes from, for a reader. */
  readonly source: string;
  /** Lines of the modification report, first and last of each passage; none if it comes from elsewhere. */
  readonly lines: readonly (readonly [first: number, last: number])[];
  readonly responsible: readonly ResponsibleParty[];
  /** The report's own solution does not meet it: no party can, as things are proposed. */
  readonly gap?: true;
  /**
   * It speaks of what a distributor does with the rights that SECMP0046 would give it. Under a profile that refuses the
   * distributor nothing shows that it is met: scenarios that name it then pass because the distributor was refused.
   */
  readonly needsDistributorRights?: true;
  /**
   * It speaks of the alert on the removal of an HCALCS. Under a profile that does not have it nothing shows that it is met:
   * scenarios that name it then pass because nobody was alerted.
   */
  readonly needsRemovalAlert?: true;
  /**
   * What of its own wording no scenario of this version tries; absent if they try all of it, or if it has no class that
   * a scenario could judge.
   */
  readonly untried?: string;
}

/** What is to be said of a requirement beyond its wording and origin. */
type Remarks = Pick<Requirement, 'gap' | 'needsDistributorRights' | 'needsRemovalAlert' | 'untried'>;

type Line = number | readonly [first: number, last: number];

interface Origin {
  readonly source: string;
  readonly lines: Requirement['lines'];
}

/** Passages of the report, and what else the requirement rests on. */
function report(passages: readonly Line[], rest?: string): Origin {
  const lines = passages.map((line) => (typeof line === 'number' ? ([line, line] as const) : line));
  const words = lines.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  const noun = lines.length === 1 && lines[0]?.[0] === lines[0]?.[1] ? 'line' : 'lines';
  return { source: `SECMP0046 modification report, ${noun} ${words}${rest === undefined ? '' : `; ${rest}`}`, lines };
}

/** Something that the report does not have. */
function elsewhere(source: string): Origin {
  return { source, lines: [] };
}

function requirement(
  id: string,
  text: string,
  classes: readonly RequirementClass[],
  origin: Origin,
  responsible: readonly ResponsibleParty[],
  remarks: Remarks = {},
): Requirement {
  return { id, text, classes, ...origin, responsible, ...remarks };
}

/** REQ-01 to REQ-47, in that order. */
export const REQUIREMENTS: readonly Requirement[] = [
  requirement(
    'REQ-01',
    'An electricity distributor may send the service requests that switch auxiliary load: 7.5, 7.6 and 7.8, and 7.13 where GBCS 4 rules.',
    ['protocol'],
    report([
      [187, 191],
      [275, 281],
    ]),
    ['dataServiceProvider', 'electricityDistributor'],
    {
      needsDistributorRights: true,
      untried: '7.13 in GBCS 3.1, where there is none, and 7.5, 7.6 and 7.8 in GBCS 4.x',
    },
  ),
  requirement(
    'REQ-02',
    'Only the distributor whose network serves the premises at that moment may act on them.',
    ['protocol'],
    report([[42, 48]], 'implied; response code E4 of DUIS'),
    ['dataServiceProvider', 'electricityDistributor'],
    {
      needsDistributorRights: true,
      untried: 'a change of distributor: who may act just before and just after the moment of it',
    },
  ),
  requirement(
    'REQ-03',
    'A distributor’s load control is critical: transformed by the DCC, signed by the distributor, given a MAC by the broker, and refused if any of these is missing.',
    ['protocol'],
    report([[251, 253]]),
    ['electricityDistributor', 'dataServiceProvider', 'esmeMaker'],
    {
      needsDistributorRights: true,
      untried:
        'a distributor’s own Command that lacks signature, MAC or transformation: those that the DCC and devices are shown are a supplier’s',
    },
  ),
  requirement(
    'REQ-04',
    'A device accepts the role Network Operator for the use cases granted to it and for no others.',
    ['protocol'],
    report([[275, 277]]),
    ['esmeMaker'],
    {
      untried:
        'ECS62 and whatever else the catalogue of this version does not have; at an HCALCS, any refusal of a distributor',
    },
  ),
  requirement(
    'REQ-05',
    'Every right that a supplier has today stays as it is.',
    ['protocol'],
    report([[193, 195]]),
    ['importSupplier', 'dataServiceProvider', 'esmeMaker', 'hcalcsMaker'],
    { untried: 'the rights of a supplier other than supply control, load control, its calendar, labels and joins' },
  ),
  requirement(
    'REQ-06',
    'When a feeder is at risk, the distributor can change the load of an EV charger behind an HCALCS.',
    ['protocol'],
    report([[38, 48], 508]),
    ['esmeMaker', 'hcalcsMaker'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-07',
    'A curtailment ends: by itself after its duration, early by a reset, and also when the HCALCS restarts within it.',
    ['protocol'],
    report([[406, 410], 623]),
    ['esmeMaker', 'hcalcsMaker'],
    {
      needsDistributorRights: true,
      untried:
        'the end of a curtailment in which the HCALCS restarted: the restart that is tried is in a period that closes, and not followed to its end',
    },
  ),
  requirement(
    'REQ-08',
    'A distributor can install an HCALCS: announce it to the DCC and put it on the hub’s whitelist.',
    ['protocol'],
    report([[193, 195]]),
    ['dataServiceProvider', 'communicationsHubMaker'],
    {
      needsDistributorRights: true,
      untried: 'the announcement (service request 12.2): the DCC here keeps no inventory that it would change',
    },
  ),
  requirement(
    'REQ-09',
    'A distributor can itself join an HCALCS to the ESME, on both sides.',
    ['protocol'],
    report([[510, 512]]),
    ['electricityDistributor', 'esmeMaker', 'hcalcsMaker', 'dataServiceProvider'],
    { needsDistributorRights: true, untried: 'the events 8F48 to 8F4B, which a device logs for each join and unjoin' },
  ),
  requirement(
    'REQ-10',
    'An HCALCS that a distributor installed can be addressed: some switch number is tied to it.',
    ['protocol', 'document'],
    report([[193, 195]], 'overlooked there: in GBCS 3.1 only ECS46c (service request 6.14.2) ties the two'),
    ['electricityDistributor', 'codeAdministrator'],
    { gap: true, needsDistributorRights: true },
  ),
  requirement(
    'REQ-11',
    'Switches are labelled from the list of SECMP0019, and nothing else is allowed any more.',
    ['protocol', 'governance'],
    report([
      [199, 201],
      [546, 554],
    ]),
    ['installer', 'esmeMaker'],
    { untried: 'a refusal of other labels by anybody: the suite judges labels, and neither the DCC nor a device does' },
  ),
  requirement(
    'REQ-12',
    'The label is enough for the distributor to find the EV charger among several switches.',
    ['system'],
    report([[550, 554]]),
    ['electricityDistributor'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-13',
    'A label has 1 to 22 printable ASCII characters all the way from request to read-out.',
    ['protocol'],
    elsewhere('DUIS and MMC schemas 5.4; GBCS 3.1 and 4.0, ECS46a'),
    ['esmeMaker', 'dataServiceProvider'],
    {
      untried:
        'the request as DUIS and the read-out as MMC have it: there is neither here, and labels are judged at the ESME',
    },
  ),
  requirement(
    'REQ-14',
    'The label list has a version, and whether it is mandatory is a setting of the rules, not of a device.',
    ['document'],
    report([[546, 550]]),
    ['testSuite'],
  ),
  requirement(
    'REQ-15',
    'The distributor gets an alert when a supplier asks for an HCALCS to be removed or unjoined.',
    ['protocol'],
    report([
      [530, 544],
      [649, 651],
    ]),
    ['dataServiceProvider'],
    {
      needsRemovalAlert: true,
      untried: 'premises of several distributors, or of a new one: the one of the laboratory does not change',
    },
  ),
  requirement(
    'REQ-16',
    'That alert says which device at which premises it is about.',
    ['protocol', 'document'],
    report([[538, 544]]),
    ['dataServiceProvider', 'electricityDistributor'],
    {
      needsRemovalAlert: true,
      untried: 'the alert as a document, whose body is in no schema: only what it says is looked at',
    },
  ),
  requirement(
    'REQ-17',
    'The alert is an addition that the DCC had not assessed, so it can be switched on and off apart from the rest.',
    ['document'],
    report([[528, 544]]),
    ['testSuite'],
  ),
  requirement(
    'REQ-18',
    'The distributor watches the load of its low-voltage feeders, and acts only on what it sees there.',
    ['system'],
    report([504]),
    ['electricityDistributor'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-19',
    'Load control by the distributor is the last resort, after the means of the market.',
    ['governance'],
    report([[34, 38], 105, [175, 177]]),
    ['electricityDistributor'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-20',
    'The distributor can change how much current the chargers of a home draw.',
    ['system'],
    report([[506, 508]]),
    ['electricityDistributor', 'chargerMaker'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-21',
    'Several HCALCS of one home can be switched independently, so that the load changes in steps.',
    ['protocol', 'system'],
    report([[619, 621]]),
    ['esmeMaker', 'hcalcsMaker'],
    { untried: 'the load itself, for which there is no model, and more than two HCALCS at a time' },
  ),
  requirement('REQ-22', 'An HCALCS is either open or closed.', ['protocol'], report([613]), ['hcalcsMaker']),
  requirement(
    'REQ-23',
    'From the detection of an overload to the switch, no more than 30 seconds pass; a feeder may fail after 5 to 10 minutes.',
    ['system'],
    report([
      [173, 175],
      [432, 434],
    ]),
    ['electricityDistributor', 'dataServiceProvider', 'communicationsServiceProvider', 'esmeMaker', 'hcalcsMaker'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-24',
    'Nothing in the device, such as a randomised offset, holds up a distributor’s command.',
    ['system'],
    report([[173, 175]], 'derived from the time that they allow'),
    ['esmeMaker'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-25',
    'All homes of a feeder, 2 to 250 of them and 36 on average, can be reached in one event.',
    ['system'],
    report([
      [22, 28],
      [127, 139],
    ]),
    ['dataServiceProvider', 'electricityDistributor'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-26',
    'A switch that was not reached is noticed: success is judged by the state of the HCALCS, not by the answer of the ESME.',
    ['system'],
    report([[173, 175]], 'response codes E20 and E21 of DUIS; GBCS 3.1, ECS35f'),
    ['electricityDistributor'],
  ),
  requirement('REQ-27', 'A customer who declines is left alone.', ['governance'], report([205, [514, 516]]), [
    'electricityDistributor',
  ]),
  requirement(
    'REQ-28',
    'The distributor reports to Ofgem each time it changes the charging of vehicles.',
    ['governance'],
    report([203, [518, 520]]),
    ['electricityDistributor'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-29',
    'How long charging may be curtailed is limited, by rules outside the SEC.',
    ['out-of-scope', 'governance'],
    report([
      [207, 209],
      [310, 320],
    ]),
    ['electricityDistributor'],
  ),
  requirement(
    'REQ-30',
    'How often the solution may be used is limited, by rules outside the SEC.',
    ['out-of-scope', 'governance'],
    report([[207, 209]]),
    ['electricityDistributor'],
  ),
  requirement(
    'REQ-31',
    'A supplier can see what a distributor switched, when and with what outcome, and is not taken for its author.',
    ['protocol'],
    report([[255, 263]]),
    ['importSupplier', 'esmeMaker'],
    {
      needsDistributorRights: true,
      untried: 'an entry of which a distributor is the author: the log names none',
    },
  ),
  requirement(
    'REQ-32',
    'Enabling, disabling and arming the supply itself stays with import suppliers.',
    ['protocol'],
    report([[257, 259]]),
    ['dataServiceProvider', 'esmeMaker'],
  ),
  requirement(
    'REQ-33',
    'A device says which version of the specifications it keeps, and is judged by that version.',
    ['document'],
    report([[265, 267]]),
    ['esmeMaker', 'hcalcsMaker', 'communicationsHubMaker'],
  ),
  requirement(
    'REQ-34',
    'The applicability tables decide which versions of the technical specifications go together.',
    ['document'],
    report([[299, 300]]),
    ['testSuite'],
  ),
  requirement(
    'REQ-35',
    'In DUIS the distributor gains the listed service requests, and no other role gains or loses any.',
    ['document'],
    report([304]),
    ['dataServiceProvider'],
    { needsDistributorRights: true },
  ),
  requirement(
    'REQ-36',
    'In GBCS roles change; message codes and payloads do not, so a distributor’s Command is the supplier’s but for originator and counter.',
    ['protocol', 'document'],
    report([299]),
    ['esmeMaker', 'hcalcsMaker'],
    { needsDistributorRights: true, untried: 'use cases other than ECS47 and ECS47a' },
  ),
  requirement(
    'REQ-37',
    'Parse and Correlate handles the distributor’s messages, and refuses a Pre-Command that is not what was asked for.',
    ['protocol'],
    report([[283, 287], 306]),
    ['parseAndCorrelateVendor'],
    { needsDistributorRights: true, untried: 'all of it: Parse and Correlate is not built' },
  ),
  requirement(
    'REQ-38',
    'The common test scenarios cover each service request that a distributor gains.',
    ['document'],
    report([302]),
    ['dccTestTeam'],
  ),
  requirement(
    'REQ-39',
    'The distributor’s own systems carry the additional critical commands from transform to the result.',
    ['protocol'],
    report([[251, 253]]),
    ['electricityDistributor'],
    { needsDistributorRights: true, untried: 'all of it: the systems of a distributor are not under test' },
  ),
  requirement(
    'REQ-40',
    'The solution can be carried over to proportional load control.',
    ['protocol', 'document'],
    report([
      [364, 368],
      [561, 583],
    ]),
    ['dataServiceProvider', 'esmeMaker'],
    {
      untried:
        'a Load Controller and a distributor that act on one controller at a time, and the services of the DCC for a Load Controller',
    },
  ),
  requirement(
    'REQ-41',
    'The HCALCS is the means; load limiting by the supplier and the other rejected means stay closed to the distributor.',
    ['protocol'],
    report([[388, 494]]),
    ['dataServiceProvider', 'esmeMaker'],
    {
      untried:
        'rejected means other than load limiting: the smart charger, the Ancillary Services Provider, pulse width modulation and Type 2 devices',
    },
  ),
  requirement(
    'REQ-42',
    'The change has a release date on condition of approval, and until then is not in force.',
    ['document'],
    report([[356, 376]]),
    ['testSuite'],
  ),
  requirement(
    'REQ-43',
    'The interim solution of one distributor runs over its own systems and causes no DCC traffic.',
    ['out-of-scope'],
    report([[109, 121]]),
    ['electricityDistributor'],
  ),
  requirement(
    'REQ-44',
    'How a charger reads the two positions of the switch is left to the charger.',
    ['out-of-scope'],
    report([[613, 619]]),
    ['chargerMaker'],
  ),
  requirement(
    'REQ-45',
    'Vulnerable customers are spared the effects of outages.',
    ['out-of-scope'],
    report([[141, 145]]),
    ['electricityDistributor'],
  ),
  requirement(
    'REQ-46',
    'A supplier can still unjoin a device that disturbs a home, whoever installed it.',
    ['protocol'],
    report([[536, 538]]),
    ['importSupplier', 'dataServiceProvider'],
  ),
  requirement(
    'REQ-47',
    'After a supplier has unjoined an HCALCS, the distributor does not count on it any more.',
    ['system'],
    report([[538, 542]]),
    ['electricityDistributor'],
    {
      needsDistributorRights: true,
      untried: 'the distributor’s own view of its switches: only what ESME and HCALCS do after the unjoin is seen',
    },
  ),
];

const BY_ID: ReadonlyMap<string, Requirement> = new Map(REQUIREMENTS.map((one) => [one.id, one]));

/** The requirement with this id, such as `REQ-04`, or undefined if there is none. */
export function requirementById(id: string): Requirement | undefined {
  return BY_ID.get(id);
}
