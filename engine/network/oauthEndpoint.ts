import http from 'node:http';
import https from 'node:https';
import { Secret } from '../common/secret.ts';
import { displayed } from '../security/displayed.ts';
import type { OAuthLogin } from '../security/sasl/oauthLogin.ts';
import { saslFailure } from '../security/sasl/saslClient.ts';

type Login = Extract<OAuthLogin, { kind: 'clientCredentials' }>;

/** Kafka reads no more of an answer either (`HttpJwtRetriever`). */
const maxAnswerBytes = 1024 * 1024;

/** A token by the client credentials grant (RFC 6749 §4.4; Kafka: `ClientCredentialsJwtRetriever`). */
export async function tokenFromEndpoint(login: Login): Promise<Secret> {
  const { status, text } = await post(login);
  if (status !== 200 && status !== 201)
    throw saslFailure(
      `the token endpoint ${login.endpoint} answered ${status}${reasonIn(text)}; check client id, client secret and scope`,
    );
  const token = tokenIn(text);
  if (token === null) throw saslFailure(`the token endpoint ${login.endpoint} answered without an access_token`);
  return new Secret(token);
}

function post(login: Login): Promise<{ readonly status: number; readonly text: string }> {
  const { endpoint, clientId, clientSecret, scope, urlEncode, trusted } = login;
  const quoted = (text: string): string => (urlEncode ? encodeURIComponent(text) : text);
  const credentials = Buffer.from(`${quoted(clientId)}:${quoted(clientSecret.reveal())}`).toString('base64');
  const body = `grant_type=client_credentials${scope === null ? '' : `&scope=${encodeURIComponent(scope)}`}`;
  const headers = {
    accept: 'application/json',
    authorization: `Basic ${credentials}`,
    'cache-control': 'no-cache',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  const client = endpoint.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, agent: false, ...(trusted && { ca: [...trusted] }) };
    const request = client.request(endpoint, options, response => {
      clearTimeout(connecting);
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) request.destroy(new Error(`its answer has more than ${maxAnswerBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    const { connectTimeoutMs, readTimeoutMs } = login;
    const late = (): void =>
      void request.destroy(new Error(`no connection within ${connectTimeoutMs} ms (sasl.login.connect.timeout.ms)`));
    const connecting = setTimeout(late, connectTimeoutMs);
    const fail = (error: Error & { code?: string }): void => {
      clearTimeout(connecting);
      reject(saslFailure(`the token endpoint ${endpoint} cannot be asked: ${error.message || error.code}`, error));
    };
    request.setTimeout(readTimeoutMs, () =>
      request.destroy(new Error(`no answer within ${readTimeoutMs} ms (sasl.login.read.timeout.ms)`)),
    );
    request.once('socket', socket => socket.once('connect', () => clearTimeout(connecting)));
    request.on('error', fail);
    request.end(body);
  });
}

/** The token in an answer of the endpoint; null: there is none. */
export function tokenIn(text: string): string | null {
  const token = fieldOf(text, 'access_token') ?? fieldOf(text, 'id_token');
  return token === null || token.trim() === '' ? null : token.trim();
}

/** Endpoints say why in these fields (RFC 6749 §5.2). */
export function reasonIn(text: string): string {
  const reasons = [fieldOf(text, 'error'), fieldOf(text, 'error_description')].filter(reason => reason !== null);
  return reasons.length === 0 ? '' : ` (${displayed(reasons.join(': '))})`;
}

function fieldOf(text: string, name: string): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    const value = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
