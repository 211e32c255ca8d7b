import {
  ESME_VARIANTS,
  type FittingTransform,
  fittingTransforms,
  loadSchemas,
  type TransformContext,
} from '../emulator/dcc/index.js';
import {
  DuisError,
  decodeMessage,
  describeMessage,
  encodeMessage,
  formatEui64,
  type NamedValue,
  nameMessage,
  opensslProvider,
  toHex,
  UsageError,
} from '../gbcs/index.js';
import { openKeyDirectory } from '../vectors/index.js';
import { counterOf } from './counter.js';
import { identifierOf } from './identifier.js';
import { readJson } from './json-file.js';
import { MadeValues } from './made-values.js';
import { OtherDevices } from './other-devices.js';
import { EXIT, printJson, printLines, printNote } from './output.js';
import { readRequestFile } from './request-file.js';
import { shownName } from './shown.js';
import { timeOf } from './time.js';
import { treeLines } from './tree.js';

/** Options of `hanlab transform`. */
export interface TransformOptions {
  /** A file, or `-`. */
  readonly request: string;
  readonly deviceKind?: FittingTransform['devices'][number]['kind'] | undefined;
  readonly gbcsVersion?: FittingTransform['devices'][number]['gbcsVersion'] | undefined;
  readonly esmeVariant?: string | undefined;
  readonly role?: TransformContext['role'];
  /** Who sends the Command, where that is not the requester. */
  readonly originator?: string | undefined;
  readonly counter?: string | undefined;
  /** For whom, where somebody else sends it: the requester where left out, `none` for nobody. */
  readonly supplementary?: string | undefined;
  /** The clock of the DCC; this machine's where left out. */
  readonly now?: string | undefined;
  /** `EUI=KIND` of other devices. */
  readonly other: readonly string[];
  /** `NAME=VALUE` of values that the DCC makes. */
  readonly made: readonly string[];
  /** Directory of certificates of other devices. */
  readonly keys?: string | undefined;
  /** File with the device log that the DCC has kept, by name, as JSON. */
  readonly keptLog?: string | undefined;
  readonly schemas?: string | undefined;
  readonly tree: boolean;
  readonly json: boolean;
}

/** A log of as many devices as a hub takes is far below this. */
const MAX_LOG_OCTETS = 1024 * 1024;

type Known = Omit<TransformContext, 'device'>;

/** What options say that a request may ask for, and may not. */
interface Sayable {
  readonly others: OtherDevices;
  readonly made: MadeValues;
  readonly keptLog: KeptLog;
}

/**
 * Prints the Command that a service request becomes, before any protection: of a critical one the Pre-Command.
 * @returns 0
 * @throws DuisError on a document that is no request, or becomes no Command; UsageError where it may become several
 */
export async function transform(options: TransformOptions): Promise<number> {
  const { deviceKind, gbcsVersion, esmeVariant } = options;
  if (esmeVariant !== undefined && !ESME_VARIANTS.includes(esmeVariant)) {
    const choice = ESME_VARIANTS.join(', ');
    throw new UsageError('HANLAB_E_USAGE', `${shownName(esmeVariant)} is no variant of an ESME; choose from ${choice}`);
  }
  const schemas = options.schemas === undefined ? undefined : loadSchemas(options.schemas);
  const request = await readRequestFile(options.request, schemas);
  const { context, sayable, shown } = contextOf(options, request.id);
  sayable.others.refuseUnnamedIn(request);
  const device = {
    ...(deviceKind === undefined ? {} : { kind: deviceKind }),
    ...(gbcsVersion === undefined ? {} : { gbcsVersion }),
    ...(esmeVariant === undefined ? {} : { esmeVariant }),
  };
  const fits = withHint(sayable, () => fittingTransforms(request, device, context));
  const [fit, ...others] = fits;
  if (fit === undefined || others.length > 0) throw ambiguous(fits);
  sayable.made.refuseUnused();
  const octets = encodeMessage(fit.message);
  const message = decodeMessage(octets);
  if (options.json) {
    const { name } = fit.useCase;
    const tree = options.tree ? { message: describeMessage(message) } : {};
    const devices = fit.devices.map(({ kind, gbcsVersion: version }) => ({ kind, gbcsVersion: version }));
    const used = { devices, ...(esmeVariant === undefined ? {} : { esmeVariant }), ...shown };
    printJson({ useCase: name, hex: toHex(octets), named: nameMessage(message), ...tree, context: used });
    return EXIT.asExpected;
  }
  printLines(options.tree ? treeLines(describeMessage(message), octets, { full: false }) : [toHex(octets)]);
  if (deviceKind === undefined || gbcsVersion === undefined)
    printNote(`${fit.useCase.name}, as for ${devicesText(fit)}`);
  return EXIT.asExpected;
}

function devicesText({ devices }: FittingTransform): string {
  const versions = new Map<string, string[]>();
  for (const { kind, gbcsVersion } of devices) versions.set(kind, [...(versions.get(kind) ?? []), gbcsVersion]);
  return [...versions].map(([kind, of]) => `${kind} of GBCS ${of.join(' or ')}`).join(', ');
}

function ambiguous(fits: readonly FittingTransform[]): UsageError {
  const found = fits.map((fit) => `${fit.useCase.name} for ${devicesText(fit)}`).join('; ');
  const differ = (of: (device: FittingTransform['devices'][number]) => string) =>
    new Set(fits.map(({ devices }) => [...new Set(devices.map(of))].sort().join(' '))).size > 1;
  const telling = [
    ...(differ(({ kind }) => kind) ? ['--device-kind'] : []),
    ...(differ(({ gbcsVersion }) => gbcsVersion) ? ['--gbcs-version'] : []),
  ];
  return new UsageError(
    'HANLAB_E_USAGE',
    `it may become several Commands; ${telling.join(' or ')} says which: ${found}`,
  );
}

/** What `make` returns; an error for lack of what an option could say names the option. */
function withHint<T>({ others, made, keptLog }: Sayable, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof DuisError) || error.code !== 'DUIS_E_REQUEST') throw error;
    const hints = [
      ...(others.isLacking ? ['--other EUI=KIND says what it is'] : []),
      ...made.lacking.map((name) => `--made ${name}=VALUE says what it is`),
      ...(keptLog.isLacking ? ['--kept-log FILE says what it is'] : []),
    ];
    if (hints.length === 0) throw error;
    const { path, message } = error;
    throw new DuisError(error.code, `${message}; ${hints.join('; ')}`, {
      cause: error,
      ...(path === undefined ? {} : { path }),
    });
  }
}

/** The device log of `--kept-log`, and whether it has been asked for and is not there. */
class KeptLog {
  readonly #log: NamedValue | undefined;
  isLacking = false;

  constructor(path: string | undefined) {
    this.#log = path === undefined ? undefined : (readJson(path, 'the log', MAX_LOG_OCTETS) as NamedValue);
  }

  get(): NamedValue | undefined {
    this.isLacking = this.#log === undefined;
    return this.#log;
  }
}

/** The context that the options give, and as JSON shows it. */
function contextOf(
  options: TransformOptions,
  requester: { readonly originator: Known['originator']['party']; readonly counter: bigint },
): { readonly context: Known; readonly sayable: Sayable; readonly shown: object } {
  const party =
    options.originator === undefined ? requester.originator : identifierOf('--originator', options.originator);
  const counter = options.counter === undefined ? requester.counter : counterOf('--counter', options.counter);
  const forWhom = supplementaryOf(options, party === requester.originator ? undefined : requester.originator);
  const now = options.now === undefined ? Date.now() : timeOf(options.now);
  const others = new OtherDevices(options.other);
  const made = new MadeValues(options.made);
  const keys = options.keys === undefined ? undefined : openKeyDirectory(opensslProvider, options.keys).store;
  const keptLog = new KeptLog(options.keptLog);
  const context: Known = {
    originator: { party, counter },
    ...(options.role === undefined ? {} : { role: options.role }),
    ...(forWhom === undefined ? {} : { supplementary: { party: forWhom, counter: requester.counter } }),
    now,
    kindOf: (device) => others.kindOf(device),
    ...(keys === undefined
      ? {}
      : { certificateOf: (device) => keys.certificate({ entity: device, usage: 'keyAgreement' })?.der }),
    keptDeviceLog: () => keptLog.get(),
    made: made.asked,
  };
  const shown = {
    originator: formatEui64(party),
    counter: String(counter),
    role: options.role,
    supplementary: forWhom && formatEui64(forWhom),
    supplementaryCounter: forWhom && String(requester.counter),
    now: new Date(now).toISOString(),
    others: Object.fromEntries([...others.kinds].map(([eui, kind]) => [formatEui64(eui), kind])),
    made: made.values,
  };
  return { context, sayable: { others, made, keptLog }, shown };
}

function supplementaryOf(
  { supplementary }: TransformOptions,
  otherwise: Known['originator']['party'] | undefined,
): Known['originator']['party'] | undefined {
  if (supplementary === undefined) return otherwise;
  return supplementary === 'none' ? undefined : identifierOf('--supplementary', supplementary);
}
