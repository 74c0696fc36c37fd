import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { Secret } from '../../../engine/common/secret.ts';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { readPkcs12 } from '../../../engine/security/tls/pkcs12.ts';

const origin = { locationKey: 'ssl.keystore.location', path: 'x.p12', passwordKey: 'ssl.keystore.password' };
const seed = 20261125;

for (const name of ['openssl-key.p12', '3des-key.p12', 'keytool-trust.p12', 'plain-trust.p12'])
  test(`a damaged ${name} is refused in words or read, never anything else (seed ${seed})`, () => {
    const file = readFileSync(path.join(import.meta.dirname, 'stores', name));
    const random = seededRandom(seed);
    for (let round = 0; round < 120; round++) {
      const damaged = round % 3 === 0 ? file.subarray(0, random.nextInt() % file.length) : Buffer.from(file);
      if (round % 3 !== 0) damaged[random.nextInt() % damaged.length] = random.nextInt() % 256;
      try {
        readPkcs12(damaged, new Secret('store-pass'), origin);
      } catch (error) {
        assert.ok(error instanceof KafkaError && error.kind === 'ConfigException', String(error));
        assert.doesNotMatch(error.message, /store-pass/);
      }
    }
  });
