import { eui64, opensslProvider, type VerifyOptions } from '../gbcs/index.js';

/** Stands for the Access Control Broker where the keys have none; this identifier belongs to nobody. */
export const NO_BROKER = eui64('0000000000000000');

/**
 * The keys of a directory, and which of their owners is the Access Control Broker.
 * @throws HanlabError `HANLAB_E_INPUT` if the directory cannot be listed
 */
export async function openVerificationKeys(directory: string): Promise<VerifyOptions> {
  const { accessControlBrokerOf, openKeyDirectory } = await import('../vectors/index.js');
  const { store } = openKeyDirectory(opensslProvider, directory);
  return { provider: opensslProvider, keys: store, accessControlBroker: accessControlBrokerOf(store) ?? NO_BROKER };
}
