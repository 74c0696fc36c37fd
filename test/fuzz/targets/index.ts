import type { FuzzTarget } from '../fuzzTarget.ts';
import { lz4, snappy } from './codecs.ts';
import { inputLines, jaas, producerConfig, propertiesFiles } from './configuration.ts';
import { jsonMessages, kafkaDocuments } from './documents.ts';
import { frames, requestStreams } from './frameStreams.ts';
import { oauthBearer, plain, scram } from './logins.ts';
import { consumerProtocol, practiceBroker } from './practiceBroker.ts';
import { requests, responses } from './protocolFrames.ts';
import { recordBatches } from './recordBatches.ts';
import { pem, pkcs12 } from './stores.ts';

export const targets: readonly FuzzTarget[] = [
  snappy,
  lz4,
  recordBatches,
  frames,
  requestStreams,
  responses,
  requests,
  practiceBroker,
  consumerProtocol,
  propertiesFiles,
  producerConfig,
  jaas,
  plain,
  scram,
  oauthBearer,
  pkcs12,
  pem,
  inputLines,
  kafkaDocuments,
  jsonMessages,
];
