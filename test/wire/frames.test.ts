// Frames that other people's clients and a real broker exchanged, captured by recordingProxy.ts: read, inspected and written again.
// Every file of frames/ is one API; each entry names the client, and holds request and response with their size bytes, in hex.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../../engine/protocol/codec.ts';
import { describeRequestFrame, describeResponseFrame } from '../../engine/protocol/inspectFrame.ts';
import type { FieldNode } from '../../engine/protocol/inspectFrame.ts';
import { Fetch, Metadata, Produce, apis } from '../../engine/protocol/messages/index.ts';
import type { Api } from '../../engine/protocol/schema.ts';
import { ensureValid, iterateBatches, readRecords } from '../../engine/record/recordBatchReader.ts';
import type { RecordBatch } from '../../engine/record/recordBatchReader.ts';

interface Exchange {
  readonly client: string;
  readonly version: number;
  readonly request: string;
  readonly response?: string;
}

const folder = join(import.meta.dirname, 'frames');
const exchanges = readdirSync(folder).flatMap(file => {
  const name = file.replace('.json', '').toLowerCase();
  const api: Api | undefined = apis.find(candidate => candidate.name.toLowerCase() === name);
  assert.ok(api, `${file} is named for no API of the table`);
  const entries = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Exchange[];
  return entries.map(entry => ({ ...entry, api }));
});
const payloadOf = (hex: string): Buffer => Buffer.from(hex, 'hex').subarray(4);

exchanges.forEach(({ api, client, version, request, response }, index) => {
  test(`${api.name} v${version} request of ${client} (${index}) is read and written again byte for byte`, () => {
    const { header, body } = decodeRequest(payloadOf(request));
    const again = encodeRequest(api, version, header.correlationId, header.clientId, body);
    assert.equal(Buffer.concat(again.chunks).toString('hex'), request);
    checkTree(describeRequestFrame(payloadOf(request)), request.length / 2);
  });

  if (response !== undefined)
    test(`${api.name} v${version} response to ${client} (${index}) is read and written again byte for byte`, () => {
      const { correlationId, body } = decodeResponse(api, version, payloadOf(response));
      assert.equal(correlationId, decodeRequest(payloadOf(request)).header.correlationId);
      const again = encodeResponse(api, version, correlationId, body);
      assert.equal(Buffer.concat(again.chunks).toString('hex'), response);
      checkTree(describeResponseFrame(api.key, version, payloadOf(response)), response.length / 2);
    });
});

/** Batches of a captured frame, each with its checksum verified. */
function batchesOf(records: Buffer | null): RecordBatch[] {
  const batches = [...iterateBatches(records ?? Buffer.alloc(0), { partialTail: 'ignored' })];
  batches.forEach(ensureValid);
  return batches;
}

test('batches of real producers have valid checksums and the records they were given, with every codec', () => {
  const seen = new Set<string>();
  for (const { api, client, request } of exchanges) {
    const decoded = decodeRequest(payloadOf(request));
    if (api.key !== Produce.key || decoded.key !== Produce.key) continue;
    for (const { partitionData } of decoded.body.topicData)
      for (const batch of partitionData.flatMap(({ records }) => batchesOf(records))) {
        const records = readRecords(batch);
        assert.equal(records.length, batch.lastOffsetDelta + 1);
        assert.ok(records.every(({ timestampMs }) => timestampMs <= batch.maxTimestampMs));
        seen.add(`${client} ${batch.compressionType}${batch.isTransactional ? ' transactional' : ''}`);
      }
  }
  for (const producer of ['java 4.4.0', 'java 2.4.1'])
    for (const kind of ['none', 'gzip', 'zstd', 'none transactional']) assert.ok(seen.has(`${producer} ${kind}`), kind);
  for (const other of ['kcat 1.7.1 none', 'kafkajs 2.2.4 none', '@platformatic/kafka 2.12.1 none'])
    assert.ok(seen.has(other), other);
});

test('a record of the Java producer is read as it was sent: key, value, time and headers, null among them', () => {
  const produce = exchanges.filter(({ api, client }) => api.key === Produce.key && client === 'java 4.4.0');
  const records = produce.flatMap(({ request }) => {
    const decoded = decodeRequest(payloadOf(request));
    assert.ok(decoded.key === Produce.key);
    return decoded.body.topicData.flatMap(t =>
      t.partitionData.flatMap(p => batchesOf(p.records).flatMap(b => readRecords(b))),
    );
  });
  const first = records.find(record => record.key?.toString() === 'k1');
  assert.equal(first?.value?.toString(), `hello ${'ab'.repeat(50)}`);
  assert.equal(first?.timestampMs, 1_700_000_000_000);
  assert.deepEqual(
    first?.headers.map(({ key, value }) => [key, value === null ? null : Buffer.from(value).toString()]),
    [
      ['h1', 'x'],
      ['h2', null],
    ],
  );
  assert.ok(
    records.some(
      ({ key, value, timestampMs }) =>
        key === null && value?.toString() === 'world' && timestampMs === 1_700_000_000_007,
    ),
  );
  assert.ok(records.some(({ key, value }) => key?.toString() === 'k' && value === null));
});

test('fetched records of a real log have offsets and epochs as the broker set them, its checksums intact', () => {
  let batches = 0;
  for (const { api, version, response } of exchanges) {
    if (api.key !== Fetch.key || response === undefined) continue;
    const { body } = decodeResponse(Fetch, version, payloadOf(response));
    for (const { partitions } of body.responses)
      for (const batch of partitions.flatMap(({ records }) => batchesOf(records))) {
        batches++;
        assert.equal(batch.partitionLeaderEpoch, 0);
        assert.equal(readRecords(batch)[0]?.offset, batch.baseOffset);
      }
  }
  assert.ok(batches >= 3, `${batches} batches`);
});

test('a real metadata answer names its brokers and topics', () => {
  const newest = exchanges.find(({ api, version }) => api.key === Metadata.key && version === 13);
  assert.ok(newest?.response !== undefined);
  const { body } = decodeResponse(Metadata, 13, payloadOf(newest.response));
  assert.deepEqual(
    body.brokers.map(({ nodeId, host, rack }) => [nodeId, host, rack]),
    [[1, '127.0.0.1', null]],
  );
  assert.equal(body.clusterId, 'MkU3OEVBNTcwNTJENDM2Qk');
  assert.equal(body.errorCode, 0);
});

test('the credentials in a SASL frame are not shown', () => {
  const sasl = exchanges.find(({ api }) => api.name === 'SaslAuthenticate');
  assert.ok(sasl);
  assert.ok(Buffer.from(sasl.request, 'hex').includes('alice'));
  const shown = JSON.stringify(describeRequestFrame(payloadOf(sasl.request)));
  assert.doesNotMatch(shown, new RegExp(`alice|${Buffer.from('alice').toString('hex')}`));
  assert.match(shown, /14 bytes, not shown/);
});

/** Nothing undecodable, and the fields of each node stay inside it. */
function checkTree(node: FieldNode, frameBytes: number): void {
  assert.notEqual(node.type, 'error', node.value);
  assert.ok(node.offset >= 0 && node.offset + node.length <= frameBytes, node.name);
  for (const child of node.children ?? []) {
    assert.ok(
      child.offset >= node.offset && child.offset + child.length <= node.offset + node.length,
      `${node.name} ${child.name}`,
    );
    checkTree(child, frameBytes);
  }
}
