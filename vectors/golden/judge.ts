import {
  CommunicationsHub,
  type DeviceConfiguration,
  type DeviceNote,
  DirectTunnel,
  deviceCredentials,
  type Effect,
  Esme,
  type FilledCell,
  Hcalcs,
  payloadOf,
  type Reception,
  receiveChecksOf,
  TrustAnchors,
  useCaseOf,
} from '../../emulator/index.js';
import {
  alertProtections,
  allUseCases,
  type CryptoProvider,
  createKeyStore,
  type DeviceKind,
  decodeFrame,
  decodePayload,
  type Eui64,
  eui64,
  type Frame,
  fromHex,
  HanlabError,
  type KeyUsage,
  type MemoryKeyStore,
  type Payload,
  type Profile,
  type PublicKey,
  profileById,
  type RemotePartyRole,
  responseProtections,
  verifyFrameMac,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import { answerProblem } from './answer-payload.js';
import type { GoldenCase, GoldenFile, GoldenGroup, GoldenIdentity, GoldenReceiver, GoldenRules } from './format.js';

/**
 * What hanlab makes of a case, from the file alone: the receive checks of its devices for Commands, and what a remote
 * party checks for the rest. Where the device is emulated, it gets the message too.
 */

export interface Verdict {
  readonly result: 'valid' | 'invalid';
  readonly check?: string;
  readonly reason?: string;
  /** The Response of an emulated device, if it was asked and gave one. */
  readonly response?: Payload;
}

const VALID: Verdict = { result: 'valid' };

function refused(check: string, reason: string): Verdict {
  return { result: 'invalid', check, reason };
}

const BASELINE = profileById('gbcs3-baseline');

/** The profile of an edition; of GBCS 4.0 there are use cases, and the rest is as before. */
const PROFILES: Readonly<Record<GoldenRules, Profile>> = {
  'gbcs-3.1': BASELINE,
  'secmp0046-core': profileById('secmp0046-core'),
  'gbcs-4.0': {
    ...BASELINE,
    id: 'gbcs-4.0',
    gbcsVersion: '4.0',
    useCases: allUseCases.filter(({ versions }) => versions.includes('4.0')),
  },
};

export function profileOf(rules: GoldenRules): Profile {
  return PROFILES[rules];
}

/** A file with its keys read. */
export interface GoldenContext {
  readonly file: GoldenFile;
  readonly provider: CryptoProvider;
  readonly keys: MemoryKeyStore;
}

/** Reads the keys of a file. @throws HanlabError on keys that are none */
export function contextOf(file: GoldenFile, provider: CryptoProvider): GoldenContext {
  const keys = createKeyStore(provider);
  for (const identity of Object.values(file.identities)) {
    const entity = eui64(identity.entity);
    for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
      const { publicKey, privateKey } = identity[usage];
      keys.add({ entity, usage, publicPoint: fromHex(publicKey), privateScalar: fromHex(privateKey) });
    }
  }
  return { file, provider, keys };
}

/** The entry of a file's table. @throws HanlabError `HANLAB_E_INPUT` if it has none */
function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) throw new HanlabError('HANLAB_E_INPUT', `the file has no '${name.slice(0, 60)}'`);
  return entry;
}

function receiverOf({ file }: GoldenContext, { receiver }: GoldenGroup): [GoldenReceiver, GoldenIdentity] {
  const found = entryOf(file.receivers, receiver);
  return [found, entryOf(file.identities, found.identity)];
}

/** The public key of an identity, parsed once, so that shared secrets are computed once as well. */
function publicKeyOf(keys: MemoryKeyStore, entity: Eui64, usage: KeyUsage): PublicKey {
  const key = keys.publicKey({ entity, usage });
  if (key === undefined) throw new HanlabError('HANLAB_E_INPUT', `the file has no ${usage} key of ${entity}`);
  return key;
}

/** The message's frame, or the verdict on octets that have none. */
function frameOf(octets: Uint8Array): Frame | Verdict {
  try {
    return decodeFrame(octets);
  } catch (error) {
    if (error instanceof HanlabError) return refused('parse', error.message);
    throw error;
  }
}

/** The counters before a case. */
function countersOf(group: GoldenGroup, one: GoldenCase): Partial<Record<RemotePartyRole, bigint>> {
  const stored = { ...group.storedCounters, ...one.storedCounters };
  return Object.fromEntries(Object.entries(stored).map(([role, counter]) => [role, BigInt(counter)]));
}

/** The receiving device as the emulator's kernel sees it. */
function deviceOf(context: GoldenContext, group: GoldenGroup, one: GoldenCase): DeviceConfiguration {
  const { file, provider, keys } = context;
  const [{ cells = [] }, identity] = receiverOf(context, group);
  const eui = eui64(identity.entity);
  const filled = cells.map((cell): FilledCell => {
    const party = eui64(entryOf(file.identities, cell.identity).entity);
    return { role: cell.role, usage: cell.usage, party, publicKey: publicKeyOf(keys, party, cell.usage) };
  });
  return {
    eui,
    kind: identity.kind as DeviceKind,
    profile: profileOf(group.rules),
    provider,
    credentials: deviceCredentials(provider, keys, eui),
    trustAnchors: new TrustAnchors(filled),
    storedCounters: countersOf(group, one),
  };
}

/** Puts a Command through the receive checks, for any kind of device; it supports what the catalogue has for its kind. */
export function judgeCommand(context: GoldenContext, group: GoldenGroup, one: GoldenCase): Verdict {
  const [first] = refusalsOf(context, group, one);
  return first ?? VALID;
}

/** Every receive check that refuses a Command, in their order, each as if those before it were not there. */
export function refusalsOf(context: GoldenContext, group: GoldenGroup, one: GoldenCase): readonly Verdict[] {
  const device = deviceOf(context, group, one);
  const frame = frameOf(fromHex(one.message));
  if ('result' in frame) return [frame];
  const { profile, kind, trustAnchors, storedCounters = {} } = device;
  const supported = profile.useCases.filter(({ authorisations }) =>
    authorisations.some((a) => a.targets.includes(kind)),
  );
  const reception: Reception = {
    device: {
      ...device,
      supportedUseCases: new Set(supported.map(({ name }) => name)),
      storedCounter: (role) => storedCounters[role] ?? 0n,
    },
    frame,
    useCase: useCaseOf(frame, profile),
    role: trustAnchors.roleOf(frame.header.originator),
    payload: () => payloadOf(frame),
  };
  return receiveChecksOf(profile).flatMap((check) => {
    const reason = check.fails(reception);
    return reason === undefined ? [] : [refused(check.name, reason)];
  });
}

const HUB = eui64('0e000000000000ff');

/**
 * Puts a Command to an emulated device.
 * @returns nothing where the kind of device, or its edition of the rules, or the use case is not emulated
 */
export function playCommand(context: GoldenContext, group: GoldenGroup, one: GoldenCase): Verdict | undefined {
  if (group.rules === 'gbcs-4.0') return undefined;
  const configuration = deviceOf(context, group, one);
  const device = emulated(configuration);
  if (device === undefined || (group.supported && !device.supportedUseCases.has(group.useCase))) return undefined;
  const now = Date.parse(group.clock);
  const message = fromHex(one.message);
  if (device instanceof CommunicationsHub) {
    const effects = device.fromWan(message, now);
    // What it cannot route to itself, or would pass on, never gets to its checks as a device.
    return notesIn(effects).some(({ note }) => note === 'refused' || note === 'executed')
      ? verdictOf(effects, effects.flatMap(messageOf))
      : undefined;
  }
  const { effects, messages } = new DirectTunnel(device, HUB, configuration.profile).send(message, now);
  return verdictOf(effects, messages);
}

function emulated(configuration: DeviceConfiguration): Esme | Hcalcs | CommunicationsHub | undefined {
  switch (configuration.kind) {
    case 'esme':
      return new Esme({ ...configuration, hub: HUB });
    case 'hcalcs':
      return new Hcalcs({ ...configuration, hub: HUB, installCode: new Uint8Array(16) });
    case 'communicationsHub':
      return new CommunicationsHub(configuration);
    default:
      return undefined;
  }
}

function notesIn(effects: readonly Effect[]): readonly DeviceNote[] {
  return effects.flatMap((effect) => (effect.kind === 'note' ? [effect.note] : []));
}

function verdictOf(effects: readonly Effect[], messages: readonly Uint8Array[]): Verdict {
  const notes = notesIn(effects);
  const refusal = notes.find((note) => note.note === 'refused');
  if (refusal?.note === 'refused') return refused(refusal.check, refusal.reason);
  if (!notes.some(({ note }) => note === 'executed'))
    return refused('none', 'the device neither refused nor executed it');
  const response = messages.map((octets) => decodeFrame(octets)).find(({ header }) => header.cra === 2);
  if (response === undefined) return VALID;
  const { payload, header } = response;
  return { ...VALID, response: decodePayload(payload, 0, header.otherInformation.messageCode, 2) };
}

function messageOf(effect: Effect): Uint8Array[] {
  return effect.kind === 'sendToWan' ? [effect.message] : [];
}

const RESPONSE = 2;
const ALERT = 3;

/** What the receiver of a Response or Alert checks, in the order of the checks. */
export function judgeAnswer(context: GoldenContext, group: GoldenGroup, one: GoldenCase): Verdict {
  const { file } = context;
  const [{ devices = [] }, identity] = receiverOf(context, group);
  const frame = frameOf(fromHex(one.message));
  if ('result' in frame) return frame;
  const { header } = frame;
  const form = formProblem(frame, group.kind === 'response' ? RESPONSE : ALERT);
  if (form !== undefined) return refused('parse', form);
  const party = eui64(identity.entity);
  if (header.recipient !== party) return refused('recipient', `addressed to ${header.recipient}`);
  const device = devices
    .map((name) => entryOf(file.identities, name))
    .find((known) => known.entity === header.originator);
  if (device === undefined) return refused('originator', `${header.originator} is no device that the party knows`);
  const command = group.command === undefined ? undefined : decodeFrame(fromHex(group.command));
  const uncorrelated = command && correlationProblem(frame, command);
  if (uncorrelated !== undefined) return refused('correlation', uncorrelated);
  const role = identity.role as RemotePartyRole;
  const problem = protectionProblem(context, frame, group, device, role, party);
  if (problem !== undefined) return problem;
  return judgeAnswerPayload(frame, group, command);
}

function formProblem(frame: Frame, cra: number): string | undefined {
  if (frame.header.cra !== cra) return `CRA is ${frame.header.cra}, not ${cra}`;
  if (frame.lengths !== undefined) return 'a length is not in its shortest form';
  const { macHeader } = frame;
  if (macHeader === undefined) return undefined;
  if (frame.signature === undefined) return 'a message with a MAC has no signature field';
  if (macHeader.securityControl !== 0x11 || macHeader.invocationCounter !== 0 || macHeader.keyInformation !== 0) {
    return 'the MAC Header is not that of GBCS';
  }
  const { transactionId, originatorSystemTitle, recipientSystemTitle, dateTime, otherInformation } = macHeader;
  const fields = [transactionId, originatorSystemTitle, recipientSystemTitle, dateTime, otherInformation];
  return fields.some(({ length }) => length > 0) ? 'a field of the MAC Header is not empty' : undefined;
}

function correlationProblem({ header }: Frame, command: Frame): string | undefined {
  const asked = command.header;
  if (header.originatorCounter !== asked.originatorCounter) return 'the counter is not that of the Command';
  if (header.originator !== asked.recipient || header.recipient !== asked.originator)
    return 'the titles are not swapped';
  const keys = ['messageCode', 'supplementaryRemotePartyId', 'supplementaryRemotePartyCounter'] as const;
  const differing = keys.find((key) => header.otherInformation[key] !== asked.otherInformation[key]);
  return differing && `${differing} is not that of the Command`;
}

function protectionProblem(
  { provider, keys }: GoldenContext,
  frame: Frame,
  group: GoldenGroup,
  device: GoldenIdentity,
  role: RemotePartyRole,
  party: Eui64,
): Verdict | undefined {
  const useCase = useCaseOf(frame, profileOf(group.rules));
  if (useCase === undefined) return refused('originator', 'the Message Code is unknown');
  const needed =
    group.kind === 'alert' ? alertProtections(useCase) : responseProtections(useCase, role, device.kind as DeviceKind);
  const signed = (frame.signature?.length ?? 0) > 0;
  if (signed !== needed.signature) return refused('protections', signed ? 'it is signed' : 'it is not signed');
  if ((frame.mac !== undefined) !== needed.mac) return refused('protections', 'a MAC is missing or does not belong');
  if (needed.mac) {
    const own = keys.privateKey({ entity: party, usage: 'keyAgreement' });
    const peer = publicKeyOf(keys, eui64(device.entity), 'keyAgreement');
    if (own === undefined) return refused('mac', 'there is no key');
    if (!verifyFrameMac(provider, frame, provider.sharedSecret(own, peer)))
      return refused('mac', 'the MAC does not hold');
  }
  const signer = publicKeyOf(keys, eui64(device.entity), 'digitalSignature');
  if (needed.signature && !verifyFrameSignature(provider, frame, signer)) {
    return refused('signature', 'the signature does not hold');
  }
  return undefined;
}

function judgeAnswerPayload(frame: Frame, group: GoldenGroup, command: Frame | undefined): Verdict {
  const useCase = useCaseOf(frame, profileOf(group.rules));
  if (useCase === undefined) return refused('originator', 'the Message Code is unknown');
  try {
    const { cra, otherInformation } = frame.header;
    const payload = decodePayload(frame.payload, 0, otherInformation.messageCode, cra);
    const problem = answerProblem(payload, useCase, command && payloadOf(command));
    return problem === undefined ? VALID : refused('payload', problem);
  } catch (error) {
    if (error instanceof HanlabError) return refused('payload', error.message);
    throw error;
  }
}
