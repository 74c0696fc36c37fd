import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import tls from 'node:tls';
import type { Secret } from '../common/secret.ts';
import { RequestReader } from './requestReader.ts';
import { takeOverReading } from './takeOverReading.ts';

/** One accepted connection, as the broker behind it sees it. */
export interface ServerConnection {
  /** `127.0.0.1:54321`, for log lines. */
  readonly peer: string;
  /** Bytes handed to `send` that the peer has not taken yet. */
  readonly unsentBytes: number;
  /** Sends the chunks where they lie; their memory must stay as it is. After the end it does nothing. */
  send(chunks: readonly Buffer[]): void;
  /** Stops reading; what was read already still comes. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Closes once everything that was sent has left. */
  end(): void;
}

/** What a connection brings, in order. `closed` comes once and last. */
export interface ConnectionHandler {
  /** `payload` is good only during the call: its memory is used again for the next one. */
  onFrame(payload: Buffer): void;
  /** The peer has taken everything that was sent. */
  onDrained(): void;
  onClosed(error: Error | null): void;
}

export interface ListenOptions {
  /** 0: any free one. */
  readonly port: number;
  /** A larger frame ends its connection (Kafka: socket.request.max.bytes). */
  readonly maxFrameBytes: number;
  /** Further connections are closed at once. */
  readonly maxConnections: number;
  onConnection(connection: ServerConnection): ConnectionHandler;
  /** Null or left out: bytes come as they are. */
  readonly tls?: ServerTls | null;
  /** A client and we could not agree on TLS; its connection is gone. */
  onTlsFailure?(peer: string, reason: string): void;
}

/** What a listener shows, and wants to see. */
export interface ServerTls {
  /** PEM */
  readonly certificate: string;
  readonly privateKey: Secret;
  /** PEM certificates of those who may vouch for a client; null: clients need none. */
  readonly clientAuthorities: readonly string[] | null;
}

export interface Listener {
  readonly port: number;
  /** Stops listening and ends every connection at once, as a killed process does. */
  close(): Promise<void>;
}

export type Listen = (options: ListenOptions) => Promise<Listener>;

export const listenHost = '127.0.0.1';

/** Opens a listening socket on the loopback address: the only place in the engine that does. Rejects with a clear error. */
export const listen: Listen = async options => {
  const connections = new Set<Socket>();
  const server = options.tls
    ? tlsServer(options, options.tls)
    : createServer({ noDelay: true, pauseOnConnect: true }, accepted => keep(servePlain(accepted, options)));
  const keep = (socket: Socket): void => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  };
  if (options.tls) server.on('connection', keep);
  server.maxConnections = options.maxConnections;
  const port = await bind(server, options.port);
  return {
    port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
};

/** A server whose connections are handed on when TLS stands. */
function tlsServer(options: ListenOptions, { certificate, privateKey, clientAuthorities }: ServerTls): Server {
  const settings = {
    noDelay: true,
    cert: certificate,
    key: privateKey.reveal(),
    minVersion: 'TLSv1.2',
    ...(clientAuthorities && { ca: [...clientAuthorities], requestCert: true, rejectUnauthorized: true }),
  } as const;
  const server = tls.createServer(settings, socket => {
    socket.on('data', serve(socket, options));
  });
  server.on('tlsClientError', (error, socket) => options.onTlsFailure?.(peerOf(socket), error.message));
  return server;
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(bindError(error, port)));
    server.listen({ host: listenHost, port, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function bindError(error: Error & { code?: string }, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another program uses it; choose another port or stop that program',
    EACCES: 'the system does not allow it; choose a port from 1024 to 65535',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new Error(`cannot listen on ${listenHost}:${port}: ${reason}`, { cause: error });
}

function servePlain(accepted: Socket, options: ListenOptions): Socket {
  const socket = takeOverReading(accepted, chunk => onChunk(chunk));
  const onChunk = serve(socket, options);
  return socket;
}

/** Gives what is to be done with the bytes that come. */
function serve(socket: Socket, options: ListenOptions): (chunk: Buffer) => void {
  const reader = new RequestReader(options.maxFrameBytes);
  let failure: Error | null = null;
  const handler = options.onConnection(connectionOf(socket));
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    socket.destroy();
  };
  socket.on('drain', () => handler.onDrained());
  socket.on('error', fail);
  socket.once('close', () => handler.onClosed(failure));
  return chunk => {
    // The answers to all requests of one chunk leave in one system call.
    socket.cork();
    try {
      reader.push(chunk, payload => handler.onFrame(payload));
    } catch (error) {
      fail(error);
    }
    socket.uncork();
  };
}

function connectionOf(socket: Socket): ServerConnection {
  return {
    peer: peerOf(socket),
    get unsentBytes() {
      return socket.writableLength;
    },
    send(chunks) {
      if (socket.destroyed || socket.writableEnded) return;
      if (chunks.length === 1) {
        socket.write(chunks[0] as Buffer);
        return;
      }
      socket.cork();
      for (const chunk of chunks) socket.write(chunk);
      socket.uncork();
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
    end: () => void socket.end(() => socket.destroy()),
  };
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
}
