import type { FuzzTarget } from '../fuzzTarget.ts';
import { lz4, snappy } from './codecs.ts';
import { requests, responses } from './protocolFrames.ts';
import { recordBatches } from './recordBatches.ts';

export const targets: readonly FuzzTarget[] = [snappy, lz4, recordBatches, responses, requests];
