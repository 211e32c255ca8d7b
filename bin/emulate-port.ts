import { type AddressInfo, createServer, type Socket } from 'node:net';
import { UsageError } from '../gbcs/index.js';
import { holdBack, printNote } from './output.js';
import { shownName } from './shown.js';

/** Whoever is connected: what takes its octets, and hears that they have ended. */
interface Conversation {
  take(octets: Uint8Array): void;
  end(): void;
}

export interface PortOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** Ends it all. */
  readonly signal: AbortSignal;
  /** Begins a conversation with whoever has connected. @param write sends a line without its end */
  begin(write: (line: string) => void): Conversation;
  /** Whoever was connected has gone. */
  ended(): void;
}

/** How long a peer may take to read what was written to it before its connection is cut, in milliseconds. */
const GRACE_MS = 1000;
const REFUSAL = '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"another connection is open"}}\n';

/**
 * Talks to one connection after the other on a port, until the signal.
 * @throws UsageError `HANLAB_E_INPUT` where the port cannot be listened on; what a conversation throws
 */
export async function talkOnPort({ host, port, signal, begin, ended }: PortOptions): Promise<void> {
  /** All that are open, those included that were refused. */
  const sockets = new Set<Socket>();
  let connected: Socket | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    if (connected === undefined) {
      connected = socket;
      converse(socket);
    } else {
      // What it says is let go. Cut at once, it might lose the line that says why.
      socket.resume().end(REFUSAL);
      cutSoon(socket);
    }
  });
  const converse = (socket: Socket) => {
    const conversation = begin((line) => socket.write(`${line}\n`));
    const attempt = (act: () => void) => {
      try {
        act();
      } catch (error) {
        fail(error);
      }
    };
    socket.on('data', (octets) => {
      attempt(() => conversation.take(octets));
      holdBack(socket, socket);
    });
    socket.on('end', () => attempt(() => conversation.end()));
    socket.on('close', () => {
      connected = undefined;
      ended();
    });
  };
  let fail: (error: unknown) => void = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      fail = reject;
      server.on('error', (cause: NodeJS.ErrnoException) => {
        const what = `port ${port} of ${shownName(host)} cannot be listened on (${cause.code})`;
        reject(new UsageError('HANLAB_E_INPUT', what, { cause }));
      });
      server.listen(port, host, () => printNote(`listening on ${host}:${(server.address() as AddressInfo).port}`));
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    for (const socket of sockets) {
      if (socket !== connected) socket.destroy();
      else {
        socket.destroySoon();
        cutSoon(socket);
      }
    }
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

function cutSoon(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), GRACE_MS);
  socket.on('close', () => clearTimeout(timer));
}
