import { type AccessResponse, longInvokeIdOf } from '../dlms/access.js';
import { NULL_DATA } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import { answerFits } from './response-rows.js';
import { misplacedItem } from './row-sequence.js';
import type { DlmsRow } from './use-case.js';

const CLAUSE = 'GBCS 19';

/**
 * Checks an access response against the rows of its use case, as far as it can be without its Command: results of the
 * kinds of the rows in their order, values of their type and range where an instruction succeeded, and none where not.
 * @param originatorCounter of the message, which is that of its Command
 * @throws CodecError `GBCS_E_PAYLOAD` naming the result that does not fit
 */
export function checkAccessResponse(
  response: AccessResponse,
  rows: readonly DlmsRow[],
  originatorCounter: bigint,
): void {
  if (response.longInvokeId !== longInvokeIdOf(originatorCounter)) {
    const message = 'the long-invoke-id is not 20 and the low 24 bits of the originator counter';
    throw new CodecError('GBCS_E_PAYLOAD', message, { path: 'longInvokeId', clause: CLAUSE });
  }
  if (response.dateTime.length !== 0) {
    throw new CodecError('GBCS_E_PAYLOAD', 'the access response carries a date-time', {
      path: 'dateTime',
      clause: CLAUSE,
    });
  }
  const { results, data } = response;
  const at = misplacedItem(
    results,
    rows,
    ({ access, code }, row, i) => access === row.access && answerFits(data[i] ?? NULL_DATA, row, code),
  );
  if (at === undefined) return;
  const offset = data[at]?.span?.start ?? results[at]?.span?.start;
  const message =
    at === results.length ? 'results are missing' : `result ${at} is that of no instruction of the use case`;
  throw new CodecError('GBCS_E_PAYLOAD', message, {
    path: at === results.length ? 'results' : `data[${at}]`,
    clause: CLAUSE,
    ...(offset === undefined ? {} : { offset }),
  });
}
