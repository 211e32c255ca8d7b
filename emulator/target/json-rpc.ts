import { type ErrorCode, HanlabError } from '../../gbcs/index.js';

/**
 * JSON-RPC 2.0, one message a line: what a target says and hears (`docs/target-protocol.md`). Batches are refused, since
 * one line is one message.
 */

/** Codes of errors: those of JSON-RPC, and two of the target protocol. */
const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** The target could not do it; `data.code` says why. */
  failed: -32000,
  /** The target does not do this at all. */
  unsupported: -32001,
} as const;

export type RpcErrorName = keyof typeof RPC_ERROR;

/** An answer that is an error. */
export class RpcError extends Error {
  readonly error: RpcErrorName;

  constructor(error: RpcErrorName, message: string) {
    super(message);
    this.name = 'RpcError';
    this.error = error;
  }
}

export type RpcId = string | number | null;
export type Params = Readonly<Record<string, unknown>>;

export interface RpcRequest {
  /** Absent in a notification, which gets no answer. */
  readonly id?: RpcId;
  readonly method: string;
  readonly params: Params;
}

/**
 * Reads one line.
 * @throws RpcError `parse` and `invalidRequest`
 */
export function readRequest(line: string): RpcRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RpcError('parse', 'the line is not JSON');
  }
  if (!isRecord(value)) throw new RpcError('invalidRequest', 'the line is no object; batches are not taken');
  const { jsonrpc, id, method, params = {} } = value;
  if (jsonrpc !== '2.0') throw new RpcError('invalidRequest', 'jsonrpc is not "2.0"');
  if (typeof method !== 'string') throw new RpcError('invalidRequest', 'method is not a text');
  if (id !== undefined && !isId(id)) throw new RpcError('invalidRequest', 'id is no text, number or null');
  if (!isRecord(params)) throw new RpcError('invalidRequest', 'params is no object');
  return { ...(id === undefined ? {} : { id }), method, params };
}

/** The id of a line that is no request, where one can be told. */
export function idOf(line: string): RpcId {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && isId(value['id']) ? value['id'] : null;
  } catch {
    return null;
  }
}

export function resultLine(id: RpcId, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

export function notificationLine(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}

/** The answer that an error makes. What nobody foresaw is `internal`, without its text: that may hold anything. */
export function errorLine(id: RpcId, thrown: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: errorOf(thrown) });
}

function errorOf(thrown: unknown): { code: number; message: string; data?: { code: ErrorCode } } {
  if (thrown instanceof RpcError) return { code: RPC_ERROR[thrown.error], message: thrown.message };
  if (thrown instanceof HanlabError) {
    return { code: RPC_ERROR.failed, message: thrown.message, data: { code: thrown.code } };
  }
  return { code: RPC_ERROR.internal, message: 'the target failed' };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is RpcId {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
