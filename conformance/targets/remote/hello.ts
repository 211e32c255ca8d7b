import { LOAD_CONTROL_CLUSTER } from '../../../emulator/index.js';
import { type Eui64, eui64, fromHex, HanlabError } from '../../../gbcs/index.js';
import { garbage, shown, type Values } from './target-client.js';

/** Kinds of device that the suite can have under test. */
export type TestedKind = 'esme' | 'hcalcs';

/** What a device says of itself, as far as the suite can have it under test. */
export interface Hello {
  readonly kind: TestedKind;
  /** Name and version, in its own words. */
  readonly title: string;
  readonly address: Eui64;
  readonly installCode: Uint8Array | undefined;
  /** Only the load control client of an HCALCS: joining, keys and tunnel are played around it. */
  readonly isLoadControlAlone: boolean;
  readonly gbcsVersion: string | undefined;
  readonly capabilities: ReadonlySet<string>;
  readonly prompts: ReadonlySet<string>;
  /** All that it said, to compare. */
  readonly text: string;
}

const KINDS: Readonly<Record<TestedKind, string>> = { esme: 'ESME', hcalcs: 'HCALCS' };

/**
 * Reads the result of `hello`.
 * @throws HanlabError `HANLAB_E_TARGET_GARBAGE` where it is none, `HANLAB_E_TARGET_START` where the suite cannot judge what
 *   it describes
 */
export function readHello(result: Values): Hello {
  if (result['protocol'] !== 1) throw garbage(`hello says protocol ${shown(result['protocol'], 20)}, not 1`);
  const kind = kindOf(result['target']);
  const levels = textsOf(result, 'levels');
  const clusters = result['clusters'] === undefined ? undefined : listOf(result, 'clusters');
  const isLoadControlAlone = !levels.includes('joining');
  if (!levels.includes('aps')) throw unfit('its levels lack aps, and nothing else reaches its application');
  if (isLoadControlAlone && (kind !== 'hcalcs' || clusters?.join() !== String(LOAD_CONTROL_CLUSTER))) {
    throw unfit(`its levels lack joining, which only an HCALCS of clusters [${LOAD_CONTROL_CLUSTER}] can be without`);
  }
  const gbcsVersion = result['gbcsVersion'];
  if (gbcsVersion !== undefined && typeof gbcsVersion !== 'string')
    throw garbage('hello says a gbcsVersion that is no text');
  return {
    kind,
    title: `${shown(result['name'], 40)} ${shown(result['version'], 40)}`,
    ...deviceOf(result, kind),
    isLoadControlAlone,
    gbcsVersion,
    capabilities: new Set(textsOf(result, 'capabilities')),
    prompts: new Set(result['prompts'] === undefined ? [] : textsOf(result, 'prompts')),
    text: JSON.stringify(result),
  };
}

function kindOf(target: unknown): TestedKind {
  if (target === 'esme' || target === 'hcalcs') return target;
  if (target === 'communicationsHub') {
    throw unfit('it is a Communications Hub, which the suite plays itself; an ESME or an HCALCS can be tested');
  }
  throw unfit(`its target is ${shown(target, 40)}; esme and hcalcs can be tested`);
}

function deviceOf(result: Values, kind: TestedKind): Pick<Hello, 'address' | 'installCode'> {
  const devices = listOf(result, 'devices');
  const [only] = devices as readonly [Values?];
  if (devices.length !== 1 || only?.['kind'] !== kind) {
    throw unfit(`its devices are not the one ${KINDS[kind]} that its target says`);
  }
  const installCode = only['installCode'];
  return {
    address: reading('device', () => eui64(String(only['device']))),
    installCode: installCode === undefined ? undefined : reading('installCode', () => fromHex(String(installCode))),
  };
}

function listOf(values: Values, name: string): readonly unknown[] {
  const list = values[name];
  if (Array.isArray(list)) return list;
  throw garbage(`hello says no list of ${name}`);
}

function textsOf(values: Values, name: string): readonly string[] {
  const texts = listOf(values, name);
  if (texts.every((one) => typeof one === 'string')) return texts;
  throw garbage(`hello says ${name} that are no texts`);
}

function reading<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof HanlabError) throw garbage(`hello says a ${name} that is none (${error.message})`);
    throw error;
  }
}

function unfit(why: string): HanlabError {
  return new HanlabError('HANLAB_E_TARGET_START', `the device cannot be tested: ${why}`);
}
