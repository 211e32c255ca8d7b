import { type FittingTransform, fittingTransforms, loadSchemas, type TransformContext } from '../emulator/dcc/index.js';
import {
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
import { otherDevices } from './other-devices.js';
import { EXIT, printJson, printLines, printNote } from './output.js';
import { pairsOf } from './pairs.js';
import { readRequestFile } from './request-file.js';
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

/**
 * Prints the Command that a service request becomes, before any protection: of a critical one the Pre-Command.
 * @returns 0
 * @throws DuisError on a document that is no request, or becomes no Command; UsageError where it may become several
 */
export async function transform(options: TransformOptions): Promise<number> {
  const schemas = options.schemas === undefined ? undefined : loadSchemas(options.schemas);
  const request = await readRequestFile(options.request, schemas);
  const { deviceKind, gbcsVersion, esmeVariant } = options;
  const { context, shown } = contextOf(options, request.id);
  const fits = fittingTransforms(
    request,
    {
      ...(deviceKind === undefined ? {} : { kind: deviceKind }),
      ...(gbcsVersion === undefined ? {} : { gbcsVersion }),
      ...(esmeVariant === undefined ? {} : { esmeVariant }),
    },
    context,
  );
  const [fit, ...others] = fits;
  if (fit === undefined || others.length > 0) throw ambiguous(fits);
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
  return new UsageError(
    'HANLAB_E_USAGE',
    `it may become several Commands; --device-kind or --gbcs-version says which: ${found}`,
  );
}

/** The context that the options give, and as JSON shows it. */
function contextOf(
  options: TransformOptions,
  requester: { readonly originator: Known['originator']['party']; readonly counter: bigint },
): { readonly context: Known; readonly shown: object } {
  const party =
    options.originator === undefined ? requester.originator : identifierOf('--originator', options.originator);
  const counter = options.counter === undefined ? requester.counter : counterOf('--counter', options.counter);
  const forWhom = supplementaryOf(options, party === requester.originator ? undefined : requester.originator);
  const now = options.now === undefined ? Date.now() : timeOf(options.now);
  const others = otherDevices(options.other);
  const made = Object.fromEntries(pairsOf('--made is given as NAME=VALUE', options.made));
  const keys = options.keys === undefined ? undefined : openKeyDirectory(opensslProvider, options.keys).store;
  const keptLog =
    options.keptLog === undefined ? undefined : (readJson(options.keptLog, 'the log', MAX_LOG_OCTETS) as NamedValue);
  const context: Known = {
    originator: { party, counter },
    ...(options.role === undefined ? {} : { role: options.role }),
    ...(forWhom === undefined ? {} : { supplementary: { party: forWhom, counter: requester.counter } }),
    now,
    kindOf: (device) => others.get(device),
    ...(keys === undefined
      ? {}
      : { certificateOf: (device) => keys.certificate({ entity: device, usage: 'keyAgreement' })?.der }),
    ...(keptLog === undefined ? {} : { keptDeviceLog: () => keptLog }),
    made,
  };
  const shown = {
    originator: formatEui64(party),
    counter: String(counter),
    role: options.role,
    supplementary: forWhom && formatEui64(forWhom),
    supplementaryCounter: forWhom && String(requester.counter),
    now: new Date(now).toISOString(),
    others: Object.fromEntries([...others].map(([eui, kind]) => [formatEui64(eui), kind])),
    made,
  };
  return { context, shown };
}

function supplementaryOf(
  { supplementary }: TransformOptions,
  otherwise: Known['originator']['party'] | undefined,
): Known['originator']['party'] | undefined {
  if (supplementary === undefined) return otherwise;
  return supplementary === 'none' ? undefined : identifierOf('--supplementary', supplementary);
}
