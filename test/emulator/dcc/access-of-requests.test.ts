import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { readRequest } from '../../../emulator/dcc/duis/request.js';
import { parseXml } from '../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import {
  allUseCases,
  decodeFrame,
  eui64,
  type Frame,
  type KeyStore,
  opensslProvider,
  profileById,
  toHex,
  useCaseByCode,
  verifyFrame,
} from '../../../gbcs/index.js';
import { readRtds } from '../../../vectors/index.js';
import { pairTransforms } from '../../../vectors/rtds/transforms.js';
import { requireShared } from '../../shared.js';
import { askedBy, BROKER, DataSetWorld, keysOf, type Outcome, USERS } from './data-set-world.js';

/** Requests that need a use case that only GBCS 3.1 has: they go by `gbcs3-baseline`, all others by `gbcs4-current`. */
const OF_3_1 = /^(ECS46c|ECS47Activate|ECS47Reset|GCS24)_/;

/** Requests that only a device of GBCS 4.0 takes; all others go by both profiles. */
const OF_4_0 = /^(CS02gLoadControllerBySupplier|ECS46d|ECS47a|ECS47e|ECS61d|ECS61e|GCS24a)_/;

/** Those of the DCC itself, which is no User of its own. */
const OF_THE_DCC = /^(CS08|CS02fMAC)_/;

/** Requests to devices of older editions, which a world of 3.1 or 4.0 has another use case for. */
const OLDER_TWIN = /^(CCS05CCS04|ECS26i)_/;

/**
 * Requests of a supplier that a device could take from it, and that the data set has in the name of the broker: that the
 * device does not know the supplier is not in the request. One of the two may be asked for by who is never known.
 */
const BY_WHO_IS_NOT_KNOWN = /^(ECS61d|GCS15d)_/;
const UNKNOWN_MAY_ASK = /^ECS61d_/;

/** Services for no device that this DCC does not have, by their variants. */
const NOT_EMULATED = [
  '11.1',
  '11.4',
  '12.1',
  '5.1',
  '5.2',
  '5.3',
  '8.13',
  '8.14.1',
  '8.14.2',
  '8.14.3',
  '8.14.4',
  '8.6',
];

/** Requests that are not critical to their Users, and whose Commands the DCC signs. */
const SIGNED_BY_THE_DCC =
  /^(CS02b(NOByNO|SupplierBySupplier)Handover|CS02bSupplierByTransCoS|CS0(3A2|4AC)NonCritical)_/;

/** What comes of a request once access control has let it pass. */
function passed({
  code,
  sent,
  local,
}: Outcome): 'sent' | 'handed out' | 'done by the DCC' | 'not emulated' | undefined {
  if (local !== undefined) return code === 'I0' && sent.length === 0 ? 'handed out' : undefined;
  if (code === 'DUIS_E_NOT_EMULATED') return 'not emulated';
  if (sent.length > 0) return code === 'I99' ? 'sent' : undefined;
  // A service of its own may say no, by a code of that service.
  return /^(I\d+|E\d{6})$/.test(code) ? 'done by the DCC' : undefined;
}

/** What a Command says, but for the counter of the broker, of which a request that is held takes two. */
function saysBesideCounters(message: Uint8Array): unknown {
  const { header, payload } = decodeFrame(message);
  const { originatorCounter: _, ...rest } = header;
  return { ...rest, payload: toHex(payload).replaceAll(/051[56]/g, '051_') };
}

describe('access of the service requests of the data set', function () {
  this.timeout(300_000);
  let directory: string;
  let schemas: SchemaSet;
  let keys: KeyStore;
  let files: readonly string[];

  before(function () {
    directory = requireShared.call(this, 'rtds');
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
    keys = keysOf(directory);
    files = readdirSync(join(directory, 'duis'));
  });

  function requestOf(file: string): ReturnType<typeof readRequest> {
    return readRequest(parseXml(readFileSync(join(directory, 'duis', file))));
  }

  function play(file: string, profile: string, users = USERS): Outcome {
    return new DataSetWorld(directory, schemas, profileById(profile), keys, users).play(file);
  }

  function worldOf(profile: string, start?: number): DataSetWorld {
    return new DataSetWorld(directory, schemas, profileById(profile), keys, USERS, { start });
  }

  function fittingProfile(file: string): string {
    return OF_3_1.test(file) ? 'gbcs3-baseline' : 'gbcs4-current';
  }

  it('is granted, signed by their Users, to all but those of the DCC itself', () => {
    const counts = new Map<string, number>();
    const absent = new Set<string>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const file of files) {
      const outcome = play(file, fittingProfile(file));
      if (OF_THE_DCC.test(file)) {
        expect(outcome, file).eql({ code: 'E1', sent: [] });
        count('refused: of the DCC');
        continue;
      }
      const what = passed(outcome);
      expect(what, `${file}: ${outcome.code}`).not.equal(undefined);
      if (what === 'not emulated') absent.add(requestOf(file).variant);
      const { commandVariant } = requestOf(file);
      expect(what === 'handed out', `${file}: Command Variant ${commandVariant}`).equal(commandVariant === 2);
      expect(what === 'sent', `${file}: Command Variant ${commandVariant}`).equal(![2, 8].includes(commandVariant));
      count(`${what}${commandVariant === 4 ? ', signed by the User' : ''}`);
      const isSigned = commandVariant === 4 || SIGNED_BY_THE_DCC.test(file);
      for (const message of [...outcome.sent, ...(outcome.local ? [outcome.local] : [])])
        expectProtected(file, message, isSigned);
    }
    console.log(`      ${[...counts].map(([what, number]) => `${number} ${what}`).join('; ')}`);
    expect([...absent]).have.members(NOT_EMULATED);
    expect(Object.fromEntries(counts)).include({ 'refused: of the DCC': 2, 'done by the DCC': 4, 'not emulated': 12 });
    expect([...counts.values()].reduce((sum, number) => sum + number, 0)).equal(files.length);
    expect(files.length).least(243);
  });

  /** The MAC holds, and so does the signature where there is one: of the User, the broker or the TransCoS. */
  function expectProtected(file: string, message: Uint8Array, isSigned: boolean): void {
    const frame = decodeFrame(message);
    const { signature, mac } = verifyFrame(frame, { provider: opensslProvider, keys, accessControlBroker: BROKER });
    expect(mac, file).equal('valid');
    expect(signature, file).equal(isSigned ? 'valid' : 'absent');
  }

  it('sends what the DCC asks for in the header that the data set has', () => {
    const rtds = readRtds(directory, opensslProvider);
    const own = new Set(['90b3d51f30000002', '90b3d51f30000004']);
    const supplier = eui64('90b3d51f30010000');
    const found: string[] = [];
    for (const { file, reference } of pairTransforms(rtds)) {
      const theirs = headerOf(reference.message.frame);
      if (!own.has(theirs.originator)) continue;
      const name = basename(file);
      if (BY_WHO_IS_NOT_KNOWN.test(name) && !UNKNOWN_MAY_ASK.test(name)) continue;
      const users = BY_WHO_IS_NOT_KNOWN.test(name) ? { ...USERS, [supplier]: ['otherUser'] as const } : USERS;
      // Twins of one XML differ by the version of the device, and one is for what is older than both.
      const headers = ['gbcs3-baseline', 'gbcs4-current'].flatMap((profile) => {
        const world = new DataSetWorld(directory, schemas, profileById(profile), keys, users);
        const { sent } = world.play(name, OF_THE_DCC.test(name) ? askedBy(supplier) : undefined);
        return sent.map((message) => headerOf(decodeFrame(message)));
      });
      const { messageCode } = theirs;
      const ours = headers.find((one) => one.messageCode === messageCode);
      if (!OLDER_TWIN.test(name)) {
        expect(ours, name).eql(theirs);
        found.push(
          `${useCaseByCode(allUseCases, messageCode)?.name}${theirs.party === undefined ? '' : ' for another'}`,
        );
      } else {
        expect(headers, name).not.empty;
        for (const header of headers) expect({ ...header, messageCode }, name).eql(theirs);
      }
    }
    expect(found.length).least(27);
    expect(found.filter((one) => !one.endsWith('for another')).sort()).eql([
      'CS02a',
      'CS02bACBByACB',
      'CS02bNOByNO',
      'CS02bSupplierBySupplier',
      'CS02bSupplierByTransCoS',
      'CS02bSupplierByTransCoS',
      'CS02f',
    ]);
  });

  /** What a header says, beside the counters of the DCC, which are its own. */
  function headerOf({ header }: Frame) {
    const { cra, originator, recipient, dateTime, otherInformation } = header;
    const { messageCode, supplementaryRemotePartyId: party, supplementaryRemotePartyCertificate } = otherInformation;
    return {
      ...{ cra, originator, recipient, dateTime, messageCode, party },
      hasPartyCounter: otherInformation.supplementaryRemotePartyCounter !== undefined,
      hasCertificate: supplementaryRemotePartyCertificate !== undefined,
    };
  }

  it('is the same by both profiles, but where one version alone has the use case', () => {
    for (const file of files.filter((one) => OF_3_1.test(one) || OF_4_0.test(one))) {
      const other = OF_3_1.test(file) ? 'gbcs4-current' : 'gbcs3-baseline';
      expect(play(file, other), file).eql({ code: 'E12', sent: [] });
    }
    const rest = files.filter((one) => !OF_3_1.test(one) && !OF_4_0.test(one) && !OF_THE_DCC.test(one));
    for (const file of rest) expect(passed(play(file, 'gbcs3-baseline')), file).not.equal(undefined);
  });

  it('is granted at their time to those that the DCC holds, which become the Commands that they would be then', () => {
    const due = Date.UTC(2029, 0, 15, 9);
    const { serviceRequests } = profileById('gbcs4-current');
    const undated = (document: string) => document.replace(/<sr:ExecutionDateTime>.*<\/sr:ExecutionDateTime>/, '');
    const dated = (document: string) => {
      const at = `<sr:ExecutionDateTime>${new Date(due).toISOString()}</sr:ExecutionDateTime>`;
      return undated(document).replace(
        /<sr:Body>\s*<sr:(\w+)\s*(\/?)>/,
        (_, body: string, end: string) => `<sr:Body><sr:${body}>${at}${end === '' ? '' : `</sr:${body}>`}`,
      );
    };
    // 8.5 always has a time: one that has come by then is as good as none.
    const atOnce = (file: string) => (requestOf(file).variant === '8.5' ? dated : undated);
    const held = files.filter((file) => {
      const { variant, commandVariant } = requestOf(file);
      const row = serviceRequests.find((one) => one.variant === variant);
      return row?.futureDatedBy === 'dcc' && commandVariant === 1 && !OF_THE_DCC.test(file);
    });
    for (const file of held) {
      const world = worldOf(fittingProfile(file));
      expect(world.play(file, dated), file).eql({ code: 'I99', sent: [] });
      expect(world.goTo(due - 1), file).eql([]);
      const sent = world.goTo(due);
      const then = worldOf(fittingProfile(file), due);
      expect(sent.map(saysBesideCounters), file).eql(then.play(file, atOnce(file)).sent.map(saysBesideCounters));
      expect(sent, file).length(1);
    }
    console.log(`      ${held.length} requests held`);
    expect(held.length).least(83);
  });

  it('takes each role that a User of the data set has', () => {
    const { serviceRequests } = profileById('gbcs4-current');
    const needed: Record<string, number> = {};
    for (const file of files) {
      const { id, variant } = requestOf(file);
      const roles = USERS[id.originator] ?? [];
      const [role, ...others] = roles.filter((one) =>
        serviceRequests.find((row) => row.variant === variant)?.eligibleRoles.includes(one),
      );
      if (role === undefined || others.length > 0) continue;
      const without = { ...USERS, [id.originator]: roles.filter((one) => one !== role) };
      expect(play(file, fittingProfile(file), without), `${file} without ${role}`).eql({ code: 'E2', sent: [] });
      needed[role] = (needed[role] ?? 0) + 1;
    }
    console.log(`      requests that one role alone may send: ${JSON.stringify(needed)}`);
    expect(needed).have.all.keys(
      ...['importSupplier', 'exportSupplier', 'gasSupplier', 'electricityDistributor', 'gasTransporter'],
      ...['otherUser', 'loadController'],
    );
  });
});
