import { type Eui64, toHex } from '../../gbcs/index.js';
import {
  ENDPOINT,
  type HanContent,
  type HanFrame,
  KEY_ESTABLISHMENT_OUTCOMES,
  type KeyEstablishmentOutcome,
  type KeyEstablishmentStep,
  SMART_ENERGY_PROFILE,
} from '../han/frames.js';
import type { Params } from './json-rpc.js';
import { booleanIn, choiceIn, euiIn, listIn, numberIn, octetsIn, onlyIn, recordIn, textIn } from './params.js';

/** Frames of a HAN as the target protocol writes them: octets in hexadecimal digits, all else as it is. */

const MOST_16_BITS = 0xffff;
const MOST_8_BITS = 0xff;
const LINK_KEY_HASH_OCTETS = 16;
const INSTALL_CODE_OCTETS = 16;

/** A frame as params of `frame`. */
export function frameJson({ source, destination, content }: HanFrame): Record<string, unknown> {
  if (content.kind === 'aps') {
    const { kind: _, ...aps } = content;
    return { level: 'aps', source, destination, ...aps, zcl: toHex(aps.zcl) };
  }
  const { kind, ...step } = content;
  const texts = Object.entries(step).map(([name, value]) => [name, value instanceof Uint8Array ? toHex(value) : value]);
  return { level: 'joining', source, destination, step: kind, ...Object.fromEntries(texts) };
}

/**
 * A frame from params of `frame`.
 * @throws RpcError `invalidParams`
 */
export function frameOfJson(level: 'aps' | 'joining', { level: _, ...params }: Params): HanFrame {
  const { source: _source, destination: _destination, ...rest } = params;
  const destination = params['destination'] === 'broadcast' ? 'broadcast' : euiIn(params, 'destination');
  const content = level === 'aps' ? apsOf(rest) : joiningOf(rest);
  return { source: euiIn(params, 'source'), destination, content };
}

function apsOf(params: Params): HanContent {
  onlyIn(params, ['profileId', 'clusterId', 'sourceEndpoint', 'destinationEndpoint', 'zcl']);
  const given = { profileId: SMART_ENERGY_PROFILE, sourceEndpoint: ENDPOINT, destinationEndpoint: ENDPOINT, ...params };
  return {
    kind: 'aps',
    profileId: numberIn(given, 'profileId', MOST_16_BITS),
    clusterId: numberIn(given, 'clusterId', MOST_16_BITS),
    sourceEndpoint: numberIn(given, 'sourceEndpoint', MOST_8_BITS),
    destinationEndpoint: numberIn(given, 'destinationEndpoint', MOST_8_BITS),
    zcl: octetsIn(given, 'zcl'),
  };
}

type Step = Exclude<HanContent['kind'], 'aps'>;

/** How each step of joining is read; a step has the params that its reader asks for and no others. */
const STEPS: { readonly [Kind in Step]: (params: Params) => Extract<HanContent, { kind: Kind }> } = {
  permitJoining: (params) => {
    onlyIn(params, ['members']);
    return { kind: 'permitJoining', members: listIn(params, 'members').map(memberOf) };
  },
  joinRequest: (params) => {
    onlyIn(params, ['installCode', 'linkKeyHash']);
    const installCode = octetsIn(params, 'installCode', INSTALL_CODE_OCTETS);
    return { kind: 'joinRequest', installCode, ...linkKeyHashIn(params) };
  },
  joinOutcome: (params) => {
    onlyIn(params, ['accepted', 'linkKeyHash']);
    return { kind: 'joinOutcome', accepted: booleanIn(params, 'accepted'), ...linkKeyHashIn(params) };
  },
  partnerLinkKeyRequest: (params) => {
    onlyIn(params, ['partner']);
    return { kind: 'partnerLinkKeyRequest', partner: euiIn(params, 'partner') };
  },
  partnerLinkKey: (params) => {
    onlyIn(params, ['partner']);
    return { kind: 'partnerLinkKey', partner: euiIn(params, 'partner') };
  },
  partnerLinkKeyOutcome: (params) => {
    onlyIn(params, ['partner', 'outcome']);
    const outcomes = Object.keys(KEY_ESTABLISHMENT_OUTCOMES) as KeyEstablishmentOutcome[];
    return {
      kind: 'partnerLinkKeyOutcome',
      partner: euiIn(params, 'partner'),
      outcome: choiceIn(params, 'outcome', outcomes),
    };
  },
  keyEstablishment: (params) => {
    onlyIn(params, ['message']);
    return { kind: 'keyEstablishment', message: keyEstablishmentOf(recordIn(params, 'message')) };
  },
};

const STEP_NAMES = Object.keys(STEPS) as Step[];

function joiningOf({ step, ...params }: Params): HanContent {
  return STEPS[choiceIn({ step }, 'step', STEP_NAMES)](params);
}

function linkKeyHashIn(params: Params): { readonly linkKeyHash?: Uint8Array } {
  if (params['linkKeyHash'] === undefined) return {};
  return { linkKeyHash: octetsIn(params, 'linkKeyHash', LINK_KEY_HASH_OCTETS) };
}

function memberOf(member: unknown): Eui64 {
  return euiIn({ member }, 'member');
}

const REASONS = ['noResources', 'unknownIssuer', 'unsupportedSuite', 'badMessage', 'badKeyConfirm'] as const;

function keyEstablishmentOf(message: Params): KeyEstablishmentStep {
  const step = choiceIn(message, 'step', [
    'initiateRequest',
    'initiateResponse',
    'ephemeralDataRequest',
    'ephemeralDataResponse',
    'confirmKeyRequest',
    'confirmKeyResponse',
    'terminate',
  ]);
  switch (step) {
    case 'initiateRequest':
    case 'initiateResponse':
      onlyIn(message, ['step', 'suite', 'issuer']);
      return { step, suite: numberIn(message, 'suite', MOST_16_BITS), issuer: textIn(message, 'issuer') };
    case 'confirmKeyRequest':
    case 'confirmKeyResponse':
      onlyIn(message, ['step', 'holds']);
      return { step, holds: booleanIn(message, 'holds') };
    case 'terminate':
      onlyIn(message, ['step', 'reason']);
      return { step, reason: choiceIn(message, 'reason', REASONS) };
    default:
      onlyIn(message, ['step']);
      return { step };
  }
}
