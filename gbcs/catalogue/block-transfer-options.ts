import type { BlockTransferOptions } from '../frame/general-block-transfer.js';
import { assumptionValue } from './assumptions.js';
import type { Profile } from './profiles/profile.js';

/**
 * How general block transfer goes by the assumptions of a profile.
 * @param profile absent means what is assumed unless a profile says otherwise
 */
export function blockTransferOptions(
  profile: Pick<Profile, 'assumptions'> = { assumptions: {} },
): BlockTransferOptions {
  return {
    blockOctets: assumptionValue(profile, 'block-transfer-block-octets'),
    largestBlockOctets: assumptionValue(profile, 'block-transfer-largest-block-octets'),
    maxBlocks: assumptionValue(profile, 'block-transfer-blocks'),
    window: assumptionValue(profile, 'block-transfer-window'),
    securityControl: assumptionValue(profile, 'block-transfer-security-control'),
    acknowledgementSwapsParties: assumptionValue(profile, 'block-transfer-acknowledgement-swaps-parties'),
    timeout: 1000 * assumptionValue(profile, 'block-transfer-timeout-seconds'),
    retries: assumptionValue(profile, 'block-transfer-retries'),
    lifetime: 1000 * assumptionValue(profile, 'block-transfer-lifetime-seconds'),
    maxTransfers: assumptionValue(profile, 'block-transfer-transfers'),
  };
}
