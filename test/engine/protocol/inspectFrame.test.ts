import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeRequest, encodeResponse } from '../../../engine/protocol/codec.ts';
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';
import { describeRequestFrame, describeResponseFrame } from '../../../engine/protocol/inspectFrame.ts';
import type { FieldNode } from '../../../engine/protocol/inspectFrame.ts';
import { ApiVersions, Produce } from '../../../engine/protocol/messages/index.ts';
import { compressionOf } from '../../../engine/record/compression.ts';
import type { CompressionType } from '../../../engine/record/compression.ts';
import { MemoryRecordsBuilder } from '../../../engine/record/memoryRecordsBuilder.ts';

const bytesOf = (frame: EncodedFrame): Buffer => Buffer.concat(frame.chunks);

function produceFrame(type: CompressionType, value: Buffer = Buffer.from('hello')): Buffer {
  const builder = new MemoryRecordsBuilder({ buffer: Buffer.alloc(4096), compression: compressionOf(type) });
  builder.append(1_700_000_000_000, Buffer.from('k1'), value, [{ key: 'trace', value: Buffer.from([0xff, 0x00]) }]);
  const partitionData = [{ index: 3, records: builder.close() }];
  return bytesOf(
    encodeRequest(Produce, 9, 7, 'ki', { acks: -1, timeoutMs: 30_000, topicData: [{ name: 'orders', partitionData }] }),
  );
}

/** `path type offset+length value` for each leaf: the whole tree at a glance. */
function lines(node: FieldNode, path = ''): string[] {
  const here = path === '' ? node.name : `${path}/${node.name}`;
  if (node.children !== undefined && node.children.length > 0)
    return node.children.flatMap(child => lines(child, here));
  return [`${here} ${node.type} ${node.offset}+${node.length} ${node.value}`.trim()];
}

function find(node: FieldNode, name: string): FieldNode {
  const search = (at: FieldNode): FieldNode | undefined =>
    at.name === name ? at : at.children?.map(search).find(found => found !== undefined);
  const found = search(node);
  assert.ok(found, `no field ${name}`);
  return found;
}

test('a request as fields with their place in the frame, size and header first', () => {
  const frame = bytesOf(
    encodeRequest(ApiVersions, 3, 1, 'ki', { clientSoftwareName: 'us', clientSoftwareVersion: '1' }),
  );
  assert.deepEqual(lines(describeRequestFrame(frame.subarray(4))), [
    'ApiVersionsRequest v3/size int32 0+4 19',
    'ApiVersionsRequest v3/header/apiKey int16 4+2 18',
    'ApiVersionsRequest v3/header/apiVersion int16 6+2 3',
    'ApiVersionsRequest v3/header/correlationId int32 8+4 1',
    'ApiVersionsRequest v3/header/clientId string 12+4 ki',
    'ApiVersionsRequest v3/header/taggedFields tags 16+1 none',
    'ApiVersionsRequest v3/clientSoftwareName string 17+3 us',
    'ApiVersionsRequest v3/clientSoftwareVersion string 20+2 1',
    'ApiVersionsRequest v3/taggedFields tags 22+1 none',
  ]);
});

test('tagged fields of a response are named; unknown ones are shown as skipped', () => {
  const body = { errorCode: 0, apiKeys: [{ apiKey: 0, minVersion: 3, maxVersion: 13 }], finalizedFeaturesEpoch: 40n };
  const known = describeResponseFrame(18, 3, bytesOf(encodeResponse(ApiVersions, 3, 5, body)).subarray(4));
  assert.equal(find(known, 'finalizedFeaturesEpoch').value, '40');
  assert.equal(find(known, 'maxVersion').value, '13');
  const unknown = Buffer.from('00000005' + '0000' + '01' + '00000000' + '01' + '0902abcd', 'hex');
  assert.equal(find(describeResponseFrame(18, 3, unknown), 'tag 9').value, 'unknown tag, 2 bytes skipped');
});

test('a record batch is opened down to keys, values and headers, each with its bytes', () => {
  const frame = produceFrame('none');
  const tree = describeRequestFrame(frame.subarray(4));
  for (const [name, text] of [
    ['key', 'k1'],
    ['value', 'hello'],
  ] as const) {
    const node = find(tree, name);
    assert.equal(node.value, text);
    assert.equal(frame.toString('utf8', node.offset, node.offset + node.length), text);
  }
  const header = find(tree, 'header trace');
  assert.equal(header.value, '0xff00');
  assert.equal(frame.toString('hex', header.offset, header.offset + header.length), 'ff00');
  assert.match(find(tree, 'crc').value, /^0x[0-9a-f]{8} valid$/);
  const count = find(tree, 'recordsCount');
  assert.equal(frame.readInt32BE(count.offset), 1);
  assert.equal(find(tree, 'attributes').value, '0 (compression none, CreateTime)');
});

for (const type of ['gzip', 'snappy', 'lz4', 'zstd'] as const)
  test(`records of a ${type} batch are shown unpacked, at the place of the compressed bytes`, () => {
    const tree = describeRequestFrame(produceFrame(type).subarray(4));
    const batch = find(tree, 'batch [0]');
    const packed = batch.children?.at(-1);
    assert.match(packed?.value ?? '', new RegExp(`^${type}: .* no place of their own$`));
    const value = find(tree, 'value');
    assert.deepEqual([value.value, value.offset, value.length], ['hello', packed?.offset, packed?.length]);
  });

test('a batch whose checksum does not match says so and is still opened', () => {
  const frame = produceFrame('none');
  const at = frame.indexOf('hello');
  frame.write('jello', at);
  const tree = describeRequestFrame(frame.subarray(4));
  assert.match(find(tree, 'crc').value, /does not match the bytes$/);
  assert.equal(find(tree, 'value').value, 'jello');
});

test('long values are cut and say how long they are', () => {
  const text = find(describeRequestFrame(produceFrame('none', Buffer.alloc(1000, 'ab')).subarray(4)), 'value').value;
  assert.equal(text, `${'ab'.repeat(128)}… (1000 bytes)`);
  const split = find(
    describeRequestFrame(produceFrame('none', Buffer.from(`x${'é'.repeat(300)}`)).subarray(4)),
    'value',
  ).value;
  assert.match(split, /^xé+.?… \(601 bytes\)$/u, 'a character cut in half does not make it binary');
});

test('a damaged frame is shown up to the damage, then the reason with the path to it', () => {
  const frame = produceFrame('none').subarray(4, 46);
  const shown = lines(describeRequestFrame(frame));
  assert.ok(shown.includes('ProduceRequest v9/topicData/[0]/name string 25+7 orders'));
  assert.match(
    shown.at(-1) ?? '',
    /undecodable error .*topicData\[0\]\.partitionData\[0\]\.records: needs more bytes than are left/,
  );
  assert.match(
    lines(describeRequestFrame(Buffer.from('0000'))).at(-1) ?? '',
    /undecodable error .*apiVersion|RequestHeader/,
  );
});

test('an API or version that is not in the table is shown as far as its header goes', () => {
  const tree = describeRequestFrame(Buffer.from('004d000100000001' + '0002' + '6b69' + 'abcdef', 'hex'));
  assert.equal(tree.name, 'ShareGroupDescribeRequest v1');
  assert.equal(find(tree, 'clientId').value, 'ki');
  assert.equal(find(tree, 'rest').value, 'not in the table: 3 bytes');
});
