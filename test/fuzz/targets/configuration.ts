import { parseInputLine } from '../../../engine/cli/jsonLine.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { parsePropertiesFile } from '../../../engine/config/propertiesFile.ts';
import { parseProducerConfig } from '../../../engine/producer/producerConfig.ts';
import { parseJaasConfig } from '../../../engine/security/jaasConfig.ts';
import { textSeed } from '../fuzzTarget.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const secret = 'unspeakable';
const isConfigException = (error: unknown): boolean => error instanceof KafkaError && error.kind === 'ConfigException';

const jaasConfigs = [
  `org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="${secret}";`,
  `/* one */ org.apache.kafka.common.security.scram.ScramLoginModule optional\n username='a\\'b' password='${secret}' tokenauth=true; // two`,
];

export const jaas: FuzzTarget = {
  name: 'JAAS configuration',
  seeds: jaasConfigs.map(text => textSeed(text, parseJaasConfig)),
  isExpected: error => isConfigException(error) && !String(error).includes(secret),
  words: ['"', "'", '\\', ';', '=', '/*', '*/', '//', '\n', ' required ', '\\777', 'password=', '\u0000'],
};

const propertyFiles = [
  'bootstrap.servers=127.0.0.1:9092,[::1]:9093\nacks=all\nlinger.ms=5\nbatch.size=16384\ncompression.type=zstd\n',
  '# comment\n! another\nclient.id : a\\u0041\\tb\nretries \\\n  2147483647\nbuffer.memory=33554432\nmax.block.ms=9223372036854775807',
  `bootstrap.servers=a:1\nsecurity.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=${jaasConfigs[0]}\nssl.endpoint.identification.algorithm=\n`,
  'bootstrap.servers=a:1\ntransactional.id=t\ntransaction.timeout.ms=60000\npartitioner.rack.aware=true\nclient.rack=r1\nmetrics.sample.window.ms=1',
];
const words = [
  '\\',
  '\\u',
  '\\u12',
  '=',
  ':',
  '\n',
  '\r',
  '-1',
  '1e9',
  'NaN',
  '2147483648',
  'true',
  'acks=',
  'retries=',
  '__proto__=x\n',
];

export const propertiesFiles: FuzzTarget = {
  name: '.properties files',
  seeds: propertyFiles.map(text => textSeed(text, parsePropertiesFile)),
  isExpected: isConfigException,
  words,
};

export const producerConfig: FuzzTarget = {
  name: 'producer configuration',
  seeds: propertyFiles.map(text =>
    textSeed(text, input => parseProducerConfig(Object.fromEntries(parsePropertiesFile(input)))),
  ),
  isExpected: isConfigException,
  words,
};

export const inputLines: FuzzTarget = {
  name: 'lines of JSON',
  seeds: [
    '{"topic":"orders","key":"k","value":{"base64":"AAEC"},"headers":[["a","b"],["n",null]],"partition":0,"timestamp":1}',
    '{"op":"begin"}',
    '{"value":null}',
  ].map(text => textSeed(text, input => parseInputLine(input, 'orders'))),
  isExpected: error => error instanceof KafkaError,
  words: ['null', '-1', '1e400', '"base64":', '{', '}', '[', ']', '"topic":', '"__proto__":', '\\ud800'],
};
