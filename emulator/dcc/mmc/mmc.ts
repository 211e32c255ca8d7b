import {
  CodecError,
  DuisError,
  findingsOf,
  type Message,
  type NamedFields,
  type NamedMessage,
  nameMessage,
  type VerifyOptions,
} from '../../../gbcs/index.js';
import { serviceReferenceOf } from '../duis/request.js';
import { BODY_MAPPINGS } from '../transform/transform.js';
import { element, optional, type WrittenElement, writeXml } from '../xml/write.js';
import { alertMessage } from './alerts.js';
import { cosemDebug, isZclFailure, zigbeeDebug } from './debug.js';
import { componentsOf, openedValues } from './named-values.js';
import type { ResponseRow, ResponseRows } from './response-row.js';
import { CONFIGURATION_ROWS, clockStatus } from './rows/configuration.js';
import { CREDENTIAL_ROWS } from './rows/credentials.js';
import { FIRMWARE_ROWS } from './rows/firmware.js';
import { GAS_ROWS } from './rows/gas.js';
import { GAS_READING_ROWS } from './rows/gas-readings.js';
import { JOINING_ROWS } from './rows/joining.js';
import { LOAD_CONTROL_ROWS } from './rows/load-control.js';
import { LOG_ROWS } from './rows/logs.js';
import { PREPAYMENT_ROWS } from './rows/prepayment.js';
import { READING_ROWS } from './rows/readings.js';
import { SUB_GHZ_ROWS } from './rows/sub-ghz.js';
import { TARIFF_ROWS } from './rows/tariff.js';
import { code } from './values.js';

/** What devices say, as a User reads it: GBCS Responses and Alerts become documents of the MMC schema. */

const MMC_NAMESPACE = 'http://www.dccinterface.co.uk/ResponseAndAlert';
/** The edition of MMC that is written. */
const MMC_VERSION = '5.4';

const RESPONSE_ROWS: ResponseRows = {
  ...CONFIGURATION_ROWS,
  ...CREDENTIAL_ROWS,
  ...FIRMWARE_ROWS,
  ...GAS_ROWS,
  ...GAS_READING_ROWS,
  ...JOINING_ROWS,
  ...LOAD_CONTROL_ROWS,
  ...LOG_ROWS,
  ...PREPAYMENT_ROWS,
  ...READING_ROWS,
  ...SUB_GHZ_ROWS,
  ...TARIFF_ROWS,
};

/** What a User knows beside a message. */
export interface MmcContext {
  /** Opens encrypted values. */
  readonly keys?: VerifyOptions;
  /** Service Reference Variant of the request that a Response answers; needed where several lead to its use case. */
  readonly variant?: string;
}

/**
 * A Response or Alert as a document (MMC 5.4, ra:GBCSResponse). It is not verified: that is for whoever has it.
 * @throws DuisError `DUIS_E_NOT_EMULATED` for what no service request leads to, `DUIS_E_REQUEST` where the variant is
 *   needed or another; CodecError `GBCS_E_PAYLOAD` on a Command, or values that its use case does not have; KeyError
 *   `GBCS_E_KEY_MISSING` where encrypted values are not opened
 */
export function toMmc(message: Message, { keys, variant }: MmcContext = {}): Uint8Array {
  const [finding] = findingsOf(message);
  if (finding !== undefined) throw finding;
  // What a Response leaves open is answered by the first rows (assumption `mmc-optional-rows`).
  const named = nameMessage(message, keys, 'first');
  switch (named.message) {
    case 'Response': {
      const service = serviceOf(named, variant);
      return document([header(named, message, service.variant), responseMessage(message, named, service)]);
    }
    case 'Alert':
      return document([header(named, message), alertMessage(message, named)]);
    default:
      throw new CodecError('GBCS_E_PAYLOAD', 'the message is a Command, which devices do not send');
  }
}

function document([head, body]: readonly [WrittenElement, WrittenElement]): Uint8Array {
  const root = element('GBCSResponse', [head, element('Body', [body])], { schemaVersion: MMC_VERSION });
  return writeXml(root, 'ra', MMC_NAMESPACE);
}

/** The service that a Response answers. */
interface Service {
  readonly variant: string;
  /** Local name of the body of its requests. */
  readonly body: string;
}

function serviceOf({ useCase }: NamedMessage, variant: string | undefined): Service {
  const services = new Map(
    BODY_MAPPINGS.filter((row) => row.useCase === useCase).flatMap(({ body, variants }) =>
      variants.map((one) => [one, { variant: one, body }] as const),
    ),
  );
  if (services.size === 0) {
    throw new DuisError('DUIS_E_NOT_EMULATED', `no service request leads to ${useCase}`);
  }
  const [only, ...others] = services.values();
  const service = variant === undefined ? (others.length === 0 ? only : undefined) : services.get(variant);
  if (service !== undefined) return service;
  const known = [...services.keys()].join(', ');
  const message =
    variant === undefined
      ? `${useCase} answers requests of ${known}: which one has to be said`
      : `${useCase} answers no request of ${variant}, but of ${known}`;
  throw new DuisError('DUIS_E_REQUEST', message);
}

function header(named: NamedMessage, { frame }: Message, variant?: string): WrittenElement {
  const messageCode = `0x${frame.header.otherInformation.messageCode.toString(16).padStart(4, '0')}`;
  return element('Header', [
    element('BusinessOriginatorID', named.originator),
    element('BusinessTargetID', named.recipient),
    element('OriginatorCounter', named.originatorCounter),
    optional('SupplementaryRemotePartyID', named.supplementaryRemotePartyId),
    optional('SupplementaryRemotePartyCounter', named.supplementaryRemotePartyCounter),
    optional('SupplementaryOriginatorCounter', named.supplementaryOriginatorCounter),
    element('GBCSHexadecimalMessageCode', code(messageCode, 'messageCode') ?? ''),
    optional('ServiceReference', variant && serviceReferenceOf(variant)),
    optional('ServiceReferenceVariant', variant),
    timestamp(named.dateTime),
  ]);
}

/** Status of a clock: the time is of another clock (IEC 62056-6-2), which is the gas meter's where its proxy has it. */
const OF_ANOTHER_CLOCK = 0x04;

/** When a Response was made, and how good the clock is where it says so (assumption `mmc-clock-status`). */
function timestamp(dateTime: string | undefined): WrittenElement | undefined {
  const [, time, digits] = /^(\S+Z)(?: status ([0-9a-f]{2}))?$/i.exec(dateTime ?? '') ?? [];
  if (time === undefined) return undefined;
  if (digits === undefined) return element('Timestamp', time);
  const status = Number.parseInt(digits, 16);
  return element('Timestamp', time, {
    isFromGSME: String((status & OF_ANOTHER_CLOCK) !== 0),
    ClockStatus: clockStatus(status),
  });
}

/** Elements whose name is another than that of the request with `Rsp` behind it (assumption `mmc-auxiliary-scheduler`). */
const ELEMENTS: Readonly<Record<string, string>> = {
  ReadDeviceConfigurationBillingCalendar: 'ReadDeviceConfigurationDataBillingCalendarRsp',
  UpdateDeviceConfigurationAuxiliaryControllerScheduler: 'UpdateDeviceConfigurationALCSchedulerRsp',
};

function responseMessage(message: Message, named: NamedMessage, { body }: Service): WrittenElement {
  const row = RESPONSE_ROWS[named.useCase];
  if (row === undefined) throw new DuisError('DUIS_E_NOT_EMULATED', `${named.useCase} has no form in MMC here`);
  const values = openedValues(named);
  const content = row.content(values);
  const isSuccess = !hasFailed(message, named, values, row) && content.every(isGood);
  const { payload } = message;
  return element('ResponseMessage', [
    element('SMETSData', [element(ELEMENTS[body] ?? `${body}Rsp`, content, { MessageSuccess: String(isSuccess) })]),
    payload.kind === 'access-response' ? cosemDebug(payload) : undefined,
    payload.kind === 'gbz' && !isSuccess ? zigbeeDebug(componentsOf(named.payload)) : undefined,
  ]);
}

function hasFailed({ payload }: Message, named: NamedMessage, values: NamedFields, row: ResponseRow): boolean {
  if (row.failed?.(values) === true) return true;
  if (payload.kind === 'access-response') return payload.results.some((one) => one.code !== 0);
  return payload.kind === 'gbz' && componentsOf(named.payload).some(isZclFailure);
}

/** ASN.1 statuses that say that all is well. */
const GOOD = new Set(['success', 'reliable']);

/** Whether no status within says that something failed. */
function isGood(one: WrittenElement | undefined): boolean {
  if (one === undefined) return true;
  if (typeof one.content === 'string') return one.name !== 'ASN1Status' || GOOD.has(one.content);
  return one.content.every(isGood);
}
