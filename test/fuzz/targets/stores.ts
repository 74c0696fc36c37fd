import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { parseSecurityConfig } from '../../../engine/security/parseSecurityConfig.ts';
import { textSeed } from '../fuzzTarget.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const folder = path.join(import.meta.dirname, '../../engine/security/stores');
const files = readdirSync(folder);
const password = 'store-pass';
const isExpected = (error: unknown): boolean =>
  error instanceof KafkaError && error.kind === 'ConfigException' && !error.message.includes(password);

function parse(properties: Readonly<Record<string, string>>, file: Buffer = Buffer.alloc(0)): unknown {
  return parseSecurityConfig({ 'security.protocol': 'SSL', ...properties }, () => file);
}

/** Every store is read as a trust store and as a key store. Its password is hashed as often as the file says. */
export const pkcs12: FuzzTarget = {
  name: 'PKCS#12 files',
  seeds: files
    .filter(name => name.endsWith('.p12'))
    .flatMap(name =>
      ['truststore', 'keystore'].map(store => ({
        bytes: readFileSync(path.join(folder, name)),
        decode: (input: Buffer) =>
          parse(
            {
              [`ssl.${store}.type`]: 'PKCS12',
              [`ssl.${store}.location`]: 'x.p12',
              [`ssl.${store}.password`]: password,
            },
            input,
          ),
      })),
    ),
  isExpected,
  shortRun: 200,
};

const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

export const pem: FuzzTarget = {
  name: 'PEM',
  seeds: [
    textSeed(read('authority.pem'), input =>
      parse({ 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': input }),
    ),
    ...['alice.pem', 'encrypted-key.pem'].map(name =>
      textSeed(read(name), input =>
        parse(
          { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': 'x.pem', 'ssl.key.password': password },
          Buffer.from(input),
        ),
      ),
    ),
  ],
  isExpected,
  words: [
    '-----BEGIN CERTIFICATE-----',
    '-----END CERTIFICATE-----',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----',
    '-----',
    '\n',
    '=',
  ],
  shortRun: 400,
};
