import {
  type GbzComponent,
  type Message,
  openValues,
  opensslProvider as provider,
  type ZclCommand,
  zclCommandOf,
} from '../../../../gbcs/index.js';
import { readRtds } from '../../../../vectors/index.js';

/** One ZCL payload of the reference data. */
export interface ReferenceZcl {
  readonly file: string;
  readonly component: GbzComponent;
  readonly wasEncrypted: boolean;
  /** In clear; absent where it was encrypted and did not open. */
  readonly octets: Uint8Array | undefined;
  readonly command: ZclCommand | undefined;
}

/** Every ZCL payload of the reference data, the encrypted ones opened. */
export function referenceZcl(directory: string): ReferenceZcl[] {
  const { messages, context } = readRtds(directory, provider);
  return messages.flatMap(({ file, message }) => {
    const components = componentsOf(message);
    if (components.length === 0) return [];
    const opened = new Map(
      openValues(message, context).map((one) => [
        one.value.path,
        one.status === 'opened' && one.plaintext.kind === 'zcl' ? one.plaintext.octets : undefined,
      ]),
    );
    return components.map(({ path, component }) => ({
      file,
      component,
      wasEncrypted: component.payload.kind === 'encrypted',
      octets: component.payload.kind === 'plain' ? component.payload.octets : opened.get(path),
      command: zclCommandOf(component.clusterId, component.frameControl, component.commandId),
    }));
  });
}

function componentsOf({ payload }: Message): { readonly path: string; readonly component: GbzComponent }[] {
  if (payload.kind === 'gbz')
    return payload.components.map((component, i) => ({ path: `components[${i}]`, component }));
  if (payload.kind !== 'gbz-alert') return [];
  return payload.items.flatMap((item, i) =>
    item.kind === 'component' ? [{ path: `items[${i}]`, component: item.component }] : [],
  );
}
