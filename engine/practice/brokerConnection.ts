import { ErrorCodes } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { ConnectionHandler, ServerConnection } from '../network/serverSocket.ts';
import { ApiKeys, apiName } from '../protocol/apiKeys.ts';
import { decodeRequestHeader, encodeResponse } from '../protocol/codec.ts';
import type { EncodedFrame, RequestHeader } from '../protocol/codec.ts';
import { ApiVersions } from '../protocol/messages/index.ts';
import { CloseConnection } from './closeConnection.ts';
import { keyList } from './apis/apiVersions.ts';
import { handlerFor, handlers } from './apis/index.ts';
import type { BrokerState } from './brokerState.ts';
import type { Faults } from './faults.ts';
import { Authentication } from './security/authentication.ts';
import type { PracticeSecurity } from './security/practiceSecurity.ts';
import { SendLater } from './sendLater.ts';

export interface BrokerConnectionOptions {
  readonly node: number;
  readonly state: BrokerState;
  readonly faults: Faults;
  /** Null: plaintext, or TLS alone. */
  readonly sasl: PracticeSecurity | null;
  readonly log: (level: 'debug' | 'info' | 'warning' | 'error', message: string) => void;
  readonly onClosed: () => void;
}

/** Read but not yet handled: beyond this the socket is not read any further. */
const maxQueuedBytes = 1024 * 1024;
/** Answered but not yet taken by the peer: beyond this no further request is handled. */
const maxUnsentBytes = 16 * 1024 * 1024;

/**
 * One client's connection. Its requests are handled one at a time and answered in order: while one waits (acks=all, a long poll), the
 * next ones stay where they are, as a real broker mutes the channel. Whatever cannot be understood ends this connection, no other.
 */
export class BrokerConnection implements ConnectionHandler {
  readonly #connection: ServerConnection;
  readonly #options: BrokerConnectionOptions;
  readonly #later: SendLater;
  readonly #authentication: Authentication | null;
  #endsAfterAnswer = false;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** A request is being handled, or the peer does not take its answers. */
  #busy = false;
  #paused = false;
  #closed = false;
  /** The newest that could be read: what a complaint is about. */
  #header: RequestHeader | null = null;

  constructor(connection: ServerConnection, options: BrokerConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    const { time, timers } = options.state;
    this.#later = new SendLater(time, timers, frame => this.#sendNow(frame));
    this.#authentication = options.sasl ? new Authentication(options.sasl, time) : null;
  }

  onFrame(payload: Buffer): void {
    if (this.#closed) return;
    if (!this.#busy) return this.#handle(payload);
    this.#queue.push(Buffer.from(payload));
    this.#queuedBytes += payload.length;
    if (this.#queuedBytes > maxQueuedBytes && !this.#paused) {
      this.#paused = true;
      this.#connection.pause();
    }
  }

  onDrained(): void {
    if (this.#waitingForPeer) this.#next();
  }
  #waitingForPeer = false;

  onClosed(error: Error | null): void {
    if (error !== null && !this.#closed)
      this.#say(leftAbruptly(error) ? 'debug' : 'warning', `the connection ended: ${error.message}`);
    this.#closed = true;
    this.#queue = [];
    this.#later.discard();
    this.#options.onClosed();
  }

  /** As a killed broker does: nothing more is read, handled or answered. */
  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  /** Another delay holds from now on; without one, what still waits goes at once. */
  delayChanged(): void {
    if (this.#options.faults.delayMs(this.#options.node) === 0) this.#later.flush();
  }

  #handle(payload: Buffer): void {
    try {
      const answer = this.#answer(payload);
      if (answer instanceof Promise) {
        this.#busy = true;
        answer
          .then(frame => {
            this.#send(frame);
            this.#next();
          })
          .catch((error: unknown) => this.#fail(error));
      } else if (answer !== null) this.#send(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #answer(payload: Buffer): EncodedFrame | Promise<EncodedFrame> | null {
    this.#header = null;
    const header = decodeRequestHeader(payload);
    this.#header = header;
    const { apiKey, apiVersion } = header;
    this.#authentication?.check(apiKey);
    const handler = handlerFor(apiKey);
    if (handler === undefined) throw new CloseConnection(`${apiName(apiKey)} requests are not served here`);
    if (apiVersion > handler.maxVersion || apiVersion < handler.api.minVersion) {
      if (apiKey === ApiKeys.API_VERSIONS) return unknownApiVersions(header);
      throw new CloseConnection(
        `${handler.api.name} version ${apiVersion} is not served; versions ${handler.api.minVersion} to ${handler.maxVersion} are`,
      );
    }
    const { node, state, faults } = this.#options;
    const endAfterAnswer = (why: string): void => {
      this.#warn(why);
      this.#endsAfterAnswer = true;
    };
    const context = { ...header, node, state, authentication: this.#authentication, endAfterAnswer };
    return handler.answer(payload, context, faults.takeFailure(node, apiKey));
  }

  #send(frame: EncodedFrame): void {
    const delayMs = this.#options.faults.delayMs(this.#options.node);
    if (delayMs > 0 || this.#later.isWaiting) this.#later.send(frame, delayMs);
    else this.#sendNow(frame);
  }

  #sendNow(frame: EncodedFrame): void {
    if (this.#closed) return;
    this.#connection.send(frame.chunks);
    if (this.#endsAfterAnswer) {
      this.#closed = true;
      return this.#connection.end();
    }
    if (this.#connection.unsentBytes <= maxUnsentBytes) return;
    this.#busy = true;
    this.#waitingForPeer = true;
  }

  /** Goes on with what was read meanwhile. */
  #next(): void {
    this.#waitingForPeer = this.#connection.unsentBytes > maxUnsentBytes;
    this.#busy = this.#waitingForPeer;
    while (!this.#busy && !this.#closed) {
      const payload = this.#queue.shift();
      if (payload === undefined) break;
      this.#queuedBytes -= payload.length;
      this.#handle(payload);
    }
    if (this.#paused && this.#queuedBytes <= maxQueuedBytes) {
      this.#paused = false;
      this.#connection.resume();
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof CloseConnection || error instanceof KafkaError)
      this.#warn(`the connection is closed: ${error.message}`);
    else {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#say('error', `the broker failed: ${detail}`);
    }
    this.close();
  }

  #warn(message: string): void {
    this.#say('warning', message);
  }

  /** Whose connection it is, and which request it was that came last. */
  #say(level: 'debug' | 'warning' | 'error', message: string): void {
    const { clientId, apiKey, apiVersion } = this.#header ?? {};
    const name = clientId == null ? '' : ` ${JSON.stringify(clientId)}`;
    const at = apiKey === undefined ? '' : ` at ${apiName(apiKey)} v${apiVersion}`;
    this.#options.log(level, `broker ${this.#options.node}, client${name} ${this.#connection.peer}${at}: ${message}`);
  }
}

/** A client that leaves with an answer under way resets its connection: nothing to complain of. */
function leftAbruptly(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** In the layout of version 0 with the list of what is served: the one answer that a client of any age can read. */
function unknownApiVersions({ correlationId }: RequestHeader): EncodedFrame {
  return encodeResponse(ApiVersions, 0, correlationId, {
    errorCode: ErrorCodes.UNSUPPORTED_VERSION,
    apiKeys: keyList(handlers),
  });
}
