// What two runs of a script differ in, in words that begin with what differs.
import { apiName, ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import { decodeRequest } from '../../../engine/protocol/codec.ts';
import type { DecodedRequest } from '../../../engine/protocol/codec.ts';
import type { AddPartitionsToTxn, Produce } from '../../../engine/protocol/messages/index.ts';
import type { RequestBody } from '../../../engine/protocol/schema.ts';
import { BatchOffset, RECORD_BATCH_OVERHEAD } from '../../../engine/record/recordBatchLayout.ts';
import { ensureValid, readBatchHeader, uncompressedRecords } from '../../../engine/record/recordBatchReader.ts';
import type { Outcome, Run, Script } from './script.ts';

export interface Comparison {
  readonly differences: readonly string[];
  readonly counts: { readonly outcomes: number; readonly batches: number; readonly requests: number };
}

interface Seen {
  readonly outcomes: readonly string[];
  readonly batches: ReadonlyMap<string, readonly string[]>;
  readonly order: readonly string[];
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

export function compare(script: Script, java: Run, ours: Run): Comparison {
  const [theirs, mine] = [seen(script, java), seen(script, ours)];
  const differences = [
    ...listDifferences('step', theirs.outcomes, mine.outcomes),
    ...mapDifferences('batch', theirs.batches, mine.batches),
    ...listDifferences('order of requests', [theirs.order.join(' ')], [mine.order.join(' ')]),
    ...mapDifferences('request', theirs.fields, mine.fields),
  ];
  const batches = [...mine.batches.values()].reduce((sum, list) => sum + list.length, 0);
  return { differences, counts: { outcomes: mine.outcomes.length, batches, requests: ours.frames.length } };
}

function seen(script: Script, run: Run): Seen {
  const requests = run.frames.map(frame => decodeRequest(frame));
  const numbers = new Map<string, number>();
  const shownPartition = (topic: string, partition: number): number => {
    if (script.partitionsBy !== 'appearance') return partition;
    const name = `${topic}-${partition}`;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name) ?? partition;
  };
  const topicOf = topicNames(script, run.outcomes);
  return {
    outcomes: run.outcomes.map((outcome, index) => shownOutcome(outcome, topicOf(index), shownPartition)),
    batches: batchesOf(script, requests),
    order: orderOf(requests),
    fields: fieldsOf(script, requests),
  };
}

function topicNames(script: Script, outcomes: readonly Outcome[]): (index: number) => string {
  if (outcomes.length !== script.steps.length)
    throw new Error(`${script.name}: ${outcomes.length} outcomes of ${script.steps.length} steps`);
  return index => {
    const step = script.steps[index];
    return step?.op === 'send' ? (step.topic ?? '') : '';
  };
}

function shownOutcome(
  outcome: Outcome,
  topic: string,
  shownPartition: (topic: string, partition: number) => number,
): string {
  const { partition, ...rest } = outcome;
  const where = partition === undefined ? [] : [`partition ${shownPartition(topic, partition)}`];
  const told = Object.entries(rest).map(([what, value]) => `${what} ${value}`);
  return [...where, ...told.sort()].join(', ') || 'done';
}

/** Each partition's batches as they were sent, retries too; where chance chose the partition, all of them in no order. */
function batchesOf(script: Script, requests: readonly DecodedRequest[]): Map<string, string[]> {
  const anywhere = script.partitionsBy === 'appearance';
  const batches = new Map<string, string[]>();
  for (const request of requests) {
    if (request.key !== ApiKeys.PRODUCE) continue;
    for (const { name, topicId, partitionData } of request.body.topicData)
      for (const { index, records } of partitionData) {
        const lane = anywhere ? 'anywhere' : `of ${name || topicId}-${index}`;
        batches.set(lane, [...(batches.get(lane) ?? []), records === null ? 'null' : shownBatch(records)]);
      }
  }
  if (anywhere) batches.get('anywhere')?.sort();
  return batches;
}

/** The whole batch; its checksum checked and left out; compressed records as what they are before compression. */
function shownBatch(bytes: Buffer): string {
  const batch = readBatchHeader(bytes);
  ensureValid(batch);
  const compressed = batch.compressionType !== 'none';
  const header = Buffer.from(bytes.subarray(0, RECORD_BATCH_OVERHEAD));
  header.fill(0, BatchOffset.crc, BatchOffset.crc + 4);
  if (compressed) header.fill(0, BatchOffset.batchLength, BatchOffset.batchLength + 4);
  const summary = `${batch.recordCount} records, sequence ${batch.baseSequence}, epoch ${batch.producerEpoch}`;
  const size = compressed ? batch.compressionType : `${batch.sizeInBytes} bytes`;
  return `${summary}, ${size}: ${header.toString('hex')} ${uncompressedRecords(batch).toString('hex')}`;
}

/** Asked whenever a client likes, and so compared by what is asked, not how often. */
const asOftenAsItLikes: ReadonlySet<number> = new Set([ApiKeys.METADATA, ApiKeys.API_VERSIONS]);

/** Runs of the same API count once: how many Produce requests there are is told by their fields. */
function orderOf(requests: readonly DecodedRequest[]): string[] {
  const names = requests.filter(({ key }) => !asOftenAsItLikes.has(key)).map(({ key }) => apiName(key));
  return names.filter((name, index) => name !== names[index - 1]);
}

function fieldsOf(script: Script, requests: readonly DecodedRequest[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const isProduced = requests.some(({ key }) => key === ApiKeys.PRODUCE);
  for (const request of requests) {
    // Whether metadata is asked for a second time, and so another node for its versions, depends on the moment of the first send.
    if (request.key === ApiKeys.API_VERSIONS && !isProduced) continue;
    const name = apiName(request.key);
    const shown = shownRequest(script, request);
    const before = fields.get(name) ?? [];
    const once = asOftenAsItLikes.has(request.key) || (request.key === ApiKeys.PRODUCE && isCutByChance(script));
    if (!once || !before.includes(shown)) fields.set(name, [...before, shown]);
  }
  for (const key of asOftenAsItLikes) fields.get(apiName(key))?.sort();
  return fields;
}

function shownRequest(script: Script, request: DecodedRequest): string {
  const { key, header, body } = request;
  const { apiVersion, clientId } = header;
  const masked: Record<string, unknown> = { ...body };
  if (key === ApiKeys.API_VERSIONS) {
    delete masked['clientSoftwareName'];
    delete masked['clientSoftwareVersion'];
  }
  // Which topics are in the first question depends on how soon the first send comes.
  if (key === ApiKeys.METADATA) delete masked['topics'];
  if (request.key === ApiKeys.PRODUCE) masked['topicData'] = isCutByChance(script) ? '…' : contents(request.body);
  if (request.key === ApiKeys.ADD_PARTITIONS_TO_TXN) masked['v3AndBelowTopics'] = joining(request.body);
  return `v${apiVersion} ${clientId} ${JSON.stringify(masked, plainValues)}`;
}

/** Which partitions, in no order: Java's is that of a hash table. */
function contents({ topicData }: RequestBody<typeof Produce>): string[] {
  return topicData
    .flatMap(({ name, topicId, partitionData }) => partitionData.map(({ index }) => `${name}/${topicId}-${index}`))
    .sort();
}

function joining({ v3AndBelowTopics }: RequestBody<typeof AddPartitionsToTxn>): string[] {
  return v3AndBelowTopics.flatMap(({ name, partitions }) => partitions.map(index => `${name}-${index}`)).sort();
}

function isCutByChance({ requestsAreCut, partitionsBy }: Script): boolean {
  return requestsAreCut === 'byChance' || partitionsBy === 'appearance';
}

function plainValues(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function mapDifferences(
  what: string,
  java: ReadonlyMap<string, readonly string[]>,
  ours: ReadonlyMap<string, readonly string[]>,
): string[] {
  const names = new Set([...java.keys(), ...ours.keys()]);
  return [...names].flatMap(name => listDifferences(`${what} ${name}`, java.get(name) ?? [], ours.get(name) ?? []));
}

function listDifferences(what: string, java: readonly string[], ours: readonly string[]): string[] {
  const differences: string[] = [];
  for (let i = 0; i < Math.max(java.length, ours.length); i++)
    if (java[i] !== ours[i]) differences.push(`${what} ${i}: Java ${shortened(java[i])}; ours ${shortened(ours[i])}`);
  return differences;
}

function shortened(text = 'none'): string {
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}
