import { KafkaError } from '../../common/kafkaError.ts';

/** Our side of one authentication (Java: `javax.security.sasl.SaslClient`). A new one each time. */
export interface SaslClient {
  /** The first message. Rejects if there is nothing to authenticate with. */
  initialResponse(): Promise<Buffer>;
  /** The answer to what the broker sent without an error; null: it has proved what it had to, and nothing is left to say. */
  respond(challenge: Buffer): Promise<Buffer | null>;
}

/** What a client's connections authenticate with. */
export interface SaslLogin {
  readonly mechanism: string;
  readonly newClient: () => SaslClient;
}

/** Authentication failed on our side: the broker said something that it must not. */
export function saslFailure(message: string, cause?: unknown): KafkaError {
  return new KafkaError('SaslAuthenticationException', message, cause === undefined ? {} : { cause });
}
