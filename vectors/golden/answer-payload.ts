import {
  type AccessResponse,
  type Data,
  isRow,
  type NamedShape,
  type Payload,
  shapeProblem,
  type UseCase,
} from '../../gbcs/index.js';

/** What keeps the payload of a Response or Alert from being one of its use case. */

const SUCCESS = 0;

/**
 * @param command payload of the Command that a Response answers
 * @returns what is wrong, in words, or nothing
 */
export function answerProblem(payload: Payload, useCase: UseCase, command: Payload | undefined): string | undefined {
  const definition = useCase.payload;
  switch (definition.family) {
    case 'dlms':
      return payload.kind === 'access-response' ? responseProblem(payload, useCase, command) : kindProblem(payload);
    case 'asn1':
      return payload.kind === 'asn1' && payload.type === definition.response ? undefined : kindProblem(payload);
    case 'asn1-alert': {
      if (payload.kind !== 'asn1' || payload.type !== definition.alert) return kindProblem(payload);
      const { alertCode } = payload.value as { readonly alertCode?: number };
      return codeProblem(alertCode, definition.alertCodes);
    }
    case 'gbz-alert':
      return payload.kind === 'gbz-alert'
        ? codeProblem(payload.alertCode, definition.alertCodes)
        : kindProblem(payload);
    case 'dlms-alert':
      return payload.kind === 'data-notification'
        ? alertProblem(payload.body, definition.alertCodes, definition.extras)
        : kindProblem(payload);
    default:
      return `${useCase.name} has neither Response nor Alert`;
  }
}

function kindProblem({ kind }: Payload): string {
  return `the payload is ${kind}`;
}

function codeProblem(code: number | undefined, codes: readonly number[]): string | undefined {
  return code !== undefined && codes.includes(code) ? undefined : `alert code ${code} is not of the use case`;
}

/** Instruction by instruction: as many as the Command has, of its kinds, with values that fit where they succeeded. */
function responseProblem(
  { results, data }: AccessResponse,
  { payload }: UseCase,
  command: Payload | undefined,
): string | undefined {
  if (command?.kind !== 'access-request') return 'there is no Command to compare with';
  const { specifications } = command;
  if (results.length !== specifications.length || data.length !== specifications.length) {
    return `${results.length} results for ${specifications.length} instructions`;
  }
  const rows = payload.family === 'dlms' ? payload.rows : [];
  for (const [i, specification] of specifications.entries()) {
    const result = results[i];
    if (result?.access !== specification.access) return `result ${i} is of another kind of instruction`;
    const row = rows.find((one) => isRow(specification, one));
    const shape = row?.access === 'get' ? row.shape : row?.returns;
    const value = data[i] as Data;
    if (result.code !== SUCCESS || shape === undefined) {
      if (value.type !== 'null-data') return `result ${i} has a value`;
      continue;
    }
    const problem = shapeProblem(value, shape);
    if (problem !== undefined) return `result ${i}: ${problem}`;
  }
  return undefined;
}

const BEFORE_EXTRAS = 2;

function alertProblem(body: Data, codes: readonly number[], extras: readonly NamedShape[]): string | undefined {
  if (body.type !== 'structure') return `the body is ${body.type}`;
  const [code, time] = body.items;
  const problem = codeProblem(code?.type === 'long-unsigned' ? code.value : undefined, codes);
  if (problem !== undefined) return problem;
  if (time?.type !== 'octet-string' || time.octets.length !== 12) return 'the alert has no time';
  if (body.items.length !== BEFORE_EXTRAS + extras.length) return `${body.items.length} elements`;
  for (const [i, { name, shape }] of extras.entries()) {
    const found = shapeProblem(body.items[BEFORE_EXTRAS + i] as Data, shape);
    if (found !== undefined) return `${name}: ${found}`;
  }
  return undefined;
}
