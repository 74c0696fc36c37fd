import type { KafkaError } from '../common/kafkaError.ts';

/**
 * Connections with non-blocking reads and writes (Kafka: `org.apache.kafka.common.network.Selectable`). One poll, then read
 * the lists: there are no callbacks, so a test decides what happens next. Ids are the caller's, one connection each.
 */
export interface Selectable {
  /** Starts to connect; a later poll reports `connected` or `disconnected`. */
  connect(id: string, host: string, port: number): void;
  /** Hands a frame over. Only one send per connection at a time; its memory is untouched until the send is completed or the connection is gone. */
  send(send: NetworkSend): void;
  /** Waits until something happened, `wakeup` was called, or `timeoutMs` passed. Refills the lists below. */
  poll(timeoutMs: number): Promise<void>;
  /** Ends a poll that waits, or makes the next one return at once. */
  wakeup(): void;
  /** Closes without a `disconnected` report. */
  close(id: string): void;
  closeAll(): void;
  /** Something has happened that the next poll will report. */
  hasPending(): boolean;
  /** What protects a connection that stands; null: nothing does, or there is none. */
  tlsSession(id: string): TlsSession | null;

  /** A socket stands. With TLS, `connected` or `disconnected` follows. */
  readonly opened: readonly string[];
  readonly connected: readonly string[];
  readonly disconnected: ReadonlyMap<string, Disconnection>;
  readonly completedSends: readonly NetworkSend[];
  /** In order of arrival for each connection. */
  readonly completedReceives: readonly NetworkReceive[];
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface TlsSession {
  /** By its name in the standard, as in Java. */
  readonly cipher: string;
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
}

export interface NetworkSend {
  readonly destination: string;
  readonly chunks: readonly Buffer[];
  readonly byteLength: number;
}

export interface NetworkReceive {
  readonly source: string;
  /** Without the four bytes of the size. */
  readonly payload: Buffer;
}

/** Why a connection ended. `error`: it was never to be trusted, or we were not. `reason` names the cause in words, with the address and what arrived where that helps. */
export interface Disconnection {
  readonly kind:
    | 'refused'
    | 'unresolved'
    | 'unreachable'
    | 'closedByPeer'
    | 'notKafka'
    | 'authenticationFailed'
    | 'idle'
    | 'network';
  readonly reason: string;
  readonly error?: KafkaError;
}
