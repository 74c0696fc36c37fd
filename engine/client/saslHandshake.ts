import { ErrorCodes, Errors } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import { ApiVersions } from '../protocol/messages/apiVersions.ts';
import { SaslAuthenticate } from '../protocol/messages/saslAuthenticate.ts';
import { SaslHandshake as SaslHandshakeApi } from '../protocol/messages/saslHandshake.ts';
import type { Api, RequestInput, ResponseBody } from '../protocol/schema.ts';
import { displayed } from '../security/displayed.ts';
import type { SaslClient, SaslLogin } from '../security/sasl/saslClient.ts';
import type { ClientRequest } from './clientRequest.ts';
import { NodeApiVersions } from './nodeApiVersions.ts';

/** A part of a session's lifetime after which it is renewed: so early that a slow network and a wrong clock do no harm (KIP-368). */
const RENEWED_AFTER = { from: 0.85, spread: 0.1 };

/** From this one on the exchange goes through SaslAuthenticate; version 0 is of the time before Kafka 1.0. */
const HANDSHAKE_VERSION = 1;

/** What it needs of the client it works for. */
export interface SaslHandshakeClient {
  sendInternal<A extends Api>(request: ClientRequest<A>, nowMs: number, version: number): number;
  authenticated(nodeId: number, nowMs: number): void;
  reauthenticated(tookMs: number, nowMs: number): void;
  authenticationFailed(nodeId: number, nowMs: number, error: KafkaError): void;
  wakeup(): void;
}

/** One run through the steps, from the first request to the last answer. */
interface Exchange {
  readonly nodeId: number;
  readonly host: string;
  /** When a renewal began, engine ms; null: the connection is new. */
  readonly renewalSinceMs: number | null;
  readonly client: SaslClient;
  /** For messages: what is waited for. */
  waitsFor: string;
  /** Ready to go out with the next poll. */
  next: ((nowMs: number) => void) | null;
}

/** What of a first authentication is needed for the next ones on the same connection. */
interface Session {
  readonly host: string;
  readonly authenticateVersion: number;
  /** Infinity: it does not end. */
  readonly renewAtMs: number;
}

/**
 * Who we are, told between the connection and its first request (Kafka: `SaslClientAuthenticator`; KIP-43, KIP-152): ApiVersions v0,
 * SaslHandshake, then SaslAuthenticate until the mechanism is content. When the broker limits how long that holds, it is told again on
 * the same connection before anything else is sent (KIP-368).
 */
export class SaslHandshake {
  readonly #client: SaslHandshakeClient;
  readonly #login: SaslLogin;
  readonly #random: Random;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #sessions = new Map<number, Session>();

  constructor(client: SaslHandshakeClient, login: SaslLogin, random: Random) {
    this.#client = client;
    this.#login = login;
    this.#random = random;
  }

  /** The connection has just been made. */
  begin(nodeId: number, host: string): void {
    const exchange = this.#newExchange(nodeId, host, null);
    exchange.next = nowMs => this.#askVersions(exchange, nowMs);
  }

  /** The connection is gone. */
  forget(nodeId: number): void {
    this.#exchanges.delete(nodeId);
    this.#sessions.delete(nodeId);
  }

  /** Nothing else may be sent to the node now: it is to be told again who we are, or is being told. */
  isDue(nodeId: number, nowMs: number): boolean {
    return this.#exchanges.has(nodeId) || (this.#sessions.get(nodeId)?.renewAtMs ?? Infinity) <= nowMs;
  }

  /** Begins what is due; `mayWrite` says whether the last request has left the connection. */
  renewDue(nowMs: number, mayWrite: (nodeId: number) => boolean): void {
    for (const [nodeId, { host, renewAtMs, authenticateVersion }] of this.#sessions) {
      if (renewAtMs > nowMs || this.#exchanges.has(nodeId) || !mayWrite(nodeId)) continue;
      const exchange = this.#newExchange(nodeId, host, nowMs);
      exchange.next = atMs => this.#shakeHands(exchange, authenticateVersion, atMs);
    }
    this.sendPending(nowMs);
  }

  sendPending(nowMs: number): void {
    for (const exchange of [...this.#exchanges.values()]) {
      const { next } = exchange;
      if (!next || !this.#isCurrent(exchange)) continue;
      exchange.next = null;
      next(nowMs);
    }
  }

  /** What the connection waits for, while it does. */
  stage(nodeId: number): string | null {
    const exchange = this.#exchanges.get(nodeId);
    return exchange ? `SASL ${this.#login.mechanism}, waiting for ${exchange.waitsFor}` : null;
  }

  /** False: its connection is gone. */
  #isCurrent(exchange: Exchange): boolean {
    return this.#exchanges.get(exchange.nodeId) === exchange;
  }

  #newExchange(nodeId: number, host: string, renewalSinceMs: number | null): Exchange {
    const client = this.#login.newClient();
    const exchange = { nodeId, host, renewalSinceMs, client, waitsFor: 'its turn', next: null };
    this.#exchanges.set(nodeId, exchange);
    return exchange;
  }

  /** In version 0, which every broker answers before it knows who asks. */
  #askVersions(exchange: Exchange, nowMs: number): void {
    this.#send(exchange, ApiVersions, 0, {}, nowMs, (body, atMs) => {
      const { name, message } = Errors.forCode(body.errorCode);
      if (body.errorCode !== 0)
        return this.#fail(exchange, atMs, `the broker refused to tell its versions: ${name}. ${message}`);
      try {
        const versions = new NodeApiVersions(body);
        versions.latestUsableVersion(SaslHandshakeApi, HANDSHAKE_VERSION, HANDSHAKE_VERSION);
        const authenticateVersion = versions.latestUsableVersion(SaslAuthenticate);
        exchange.next = nextMs => this.#shakeHands(exchange, authenticateVersion, nextMs);
      } catch (error) {
        this.#fail(exchange, atMs, textOf(error), error);
      }
    });
  }

  #shakeHands(exchange: Exchange, authenticateVersion: number, nowMs: number): void {
    const { mechanism } = this.#login;
    this.#send(exchange, SaslHandshakeApi, HANDSHAKE_VERSION, { mechanism }, nowMs, (body, atMs) => {
      if (body.errorCode === 0) return this.#say(exchange, authenticateVersion, exchange.client.initialResponse());
      const error = refusedHandshake(mechanism, exchange.host, body.errorCode, body.mechanisms);
      this.#client.authenticationFailed(exchange.nodeId, atMs, error);
    });
  }

  /** Mechanisms may take their time (a key derivation, a token from elsewhere); the poll is woken when they are done. */
  #say(exchange: Exchange, version: number, message: Promise<Buffer | null>, sessionLifetimeMs = 0): void {
    exchange.waitsFor = 'the credentials';
    const goOn = (next: (nowMs: number) => void): void => {
      if (!this.#isCurrent(exchange)) return;
      exchange.next = next;
      this.#client.wakeup();
    };
    message.then(
      bytes =>
        goOn(nowMs =>
          bytes === null
            ? this.#complete(exchange, version, sessionLifetimeMs, nowMs)
            : this.#authenticate(exchange, version, bytes, nowMs),
        ),
      (error: unknown) => goOn(nowMs => this.#fail(exchange, nowMs, textOf(error), error)),
    );
  }

  #authenticate(exchange: Exchange, version: number, authBytes: Buffer, nowMs: number): void {
    this.#send(exchange, SaslAuthenticate, version, { authBytes }, nowMs, (body, atMs) => {
      if (body.errorCode !== 0) return this.#refused(exchange, body, atMs);
      this.#say(
        exchange,
        version,
        exchange.client.respond(Buffer.from(body.authBytes)),
        Number(body.sessionLifetimeMs),
      );
    });
  }

  #complete(exchange: Exchange, authenticateVersion: number, sessionLifetimeMs: number, nowMs: number): void {
    const { nodeId, host, renewalSinceMs } = exchange;
    const part = RENEWED_AFTER.from + this.#random.nextDouble() * RENEWED_AFTER.spread;
    const renewAtMs = sessionLifetimeMs > 0 ? nowMs + sessionLifetimeMs * part : Infinity;
    this.#exchanges.delete(nodeId);
    this.#sessions.set(nodeId, { host, authenticateVersion, renewAtMs });
    if (renewalSinceMs === null) this.#client.authenticated(nodeId, nowMs);
    else this.#client.reauthenticated(nowMs - renewalSinceMs, nowMs);
  }

  #refused(
    exchange: Exchange,
    { errorCode, errorMessage }: ResponseBody<typeof SaslAuthenticate>,
    nowMs: number,
  ): void {
    const { name, exception } = Errors.forCode(errorCode);
    const text = errorMessage
      ? displayed(errorMessage)
      : `the broker answered ${name} (${errorCode}) and gave no reason`;
    const error = new KafkaError(exception, this.#text(exchange, text), { code: errorCode });
    this.#client.authenticationFailed(exchange.nodeId, nowMs, error);
  }

  #fail(exchange: Exchange, nowMs: number, text: string, cause?: unknown): void {
    const error = new KafkaError(
      'SaslAuthenticationException',
      this.#text(exchange, text),
      cause === undefined ? {} : { cause },
    );
    this.#client.authenticationFailed(exchange.nodeId, nowMs, error);
  }

  #text({ host, renewalSinceMs }: Exchange, text: string): string {
    const what = renewalSinceMs === null ? 'Authentication' : 'Re-authentication';
    return `${what} at ${host} with SASL ${this.#login.mechanism} failed: ${text}${/[.!?…]$/.test(text) ? '' : '.'} Check sasl.jaas.config, and that the broker knows this user for this mechanism.`;
  }

  #send<A extends Api>(
    exchange: Exchange,
    api: A,
    version: number,
    body: RequestInput<A>,
    nowMs: number,
    onAnswer: (body: ResponseBody<A>, atMs: number) => void,
  ): void {
    exchange.waitsFor = `the answer to ${api.name}`;
    this.#client.sendInternal(
      {
        nodeId: exchange.nodeId,
        api,
        body: () => body,
        createdMs: nowMs,
        expectResponse: true,
        authenticates: true,
        onComplete: response => {
          // Otherwise the connection is gone, or goes because of the answer.
          if (response.kind === 'answered' && this.#isCurrent(exchange)) onAnswer(response.body, response.receivedMs);
        },
      },
      nowMs,
      version,
    );
  }
}

/** Kafka: `SaslClientAuthenticator.handleSaslHandshakeResponse`. */
function refusedHandshake(mechanism: string, host: string, errorCode: number, enabled: readonly string[]): KafkaError {
  const { name, message, exception } = Errors.forCode(errorCode);
  const offer = enabled.map(displayed).join(', ');
  if (errorCode === ErrorCodes.UNSUPPORTED_SASL_MECHANISM)
    return new KafkaError(
      exception,
      `The broker at ${host} does not offer SASL mechanism ${mechanism}; it offers ${offer || 'none'}. Set sasl.mechanism to one of these, or enable it on the broker.`,
      { code: errorCode },
    );
  if (errorCode === ErrorCodes.ILLEGAL_SASL_STATE)
    return new KafkaError(
      exception,
      `The broker at ${host} does not authenticate on this port: its listener is not a SASL one. Set security.protocol to PLAINTEXT or SSL, or use the port of a SASL listener.`,
      { code: errorCode },
    );
  return new KafkaError(
    exception,
    `The broker at ${host} refused SASL mechanism ${mechanism}: ${name} (${errorCode}). ${message}`,
    {
      code: errorCode,
    },
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
