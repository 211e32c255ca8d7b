import type { Effect } from '../../../emulator/index.js';
import { HanlabError, type Instant } from '../../../gbcs/index.js';
import { SkipError } from '../../runner/verdict.js';
import type { Hello, TestedKind } from './hello.js';
import type { RemoteDevice } from './remote-device.js';
import type { Values } from './target-client.js';

/** What a device under test says that it can, and of that what it turned out not to do. */
interface Capabilities {
  readonly hello: Pick<Hello, 'capabilities' | 'prompts'>;
  readonly troubles: ReadonlyMap<string, string>;
}

/** The device under test of a laboratory: what can be asked of it, and of what a scenario is skipped. */
export class TestedDevice {
  readonly #device: RemoteDevice;
  readonly #capabilities: Capabilities;

  constructor(device: RemoteDevice, capabilities: Capabilities) {
    this.#device = device;
    this.#capabilities = capabilities;
  }

  /** Which device of the home it is. */
  get name(): TestedKind {
    return this.#device.kind;
  }

  /**
   * @throws SkipError where the device does not say that it has a capability
   * @throws HanlabError `HANLAB_E_TARGET_CLAIM` where it says so and has not
   */
  require(capability: string): void {
    const { hello, troubles } = this.#capabilities;
    const trouble = troubles.get(capability);
    if (trouble !== undefined) {
      throw new HanlabError('HANLAB_E_TARGET_CLAIM', `the device claims ${capability}, but ${trouble}`);
    }
    if (!hello.capabilities.has(capability)) {
      throw new SkipError(`the device under test does not have the capability ${capability}`);
    }
  }

  /** Does what people do at the device. @throws as {@link require} */
  prompt(action: string, params: Values, now: Instant): readonly Effect[] {
    this.require('prompt');
    if (!this.#capabilities.hello.prompts.has(action)) {
      throw new SkipError(`the device under test does not have the prompt ${action}`);
    }
    return this.#device.prompt(action, params, now);
  }
}
