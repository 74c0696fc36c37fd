import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import {
  decodeCorrelationId,
  decodeRequest,
  decodeRequestBody,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../../engine/protocol/codec.ts';
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';
import { ApiVersions, CreateTopics, Fetch, Metadata, Produce } from '../../../engine/protocol/messages/index.ts';
import { ProtocolError } from '../../../engine/protocol/protocolError.ts';

const hex = (frame: EncodedFrame): string => Buffer.concat(frame.chunks).toString('hex');
const payloadOf = (frame: EncodedFrame): Buffer => Buffer.concat(frame.chunks).subarray(4);
const id = 'ABEiM0RVZneImaq7zN3u_w';

test('ApiVersions v0 is the 16 bytes of the specification', () => {
  assert.equal(hex(encodeRequest(ApiVersions, 0, 0, 'ki', {})), '0000000c001200000000000000026b69');
});

test('a flexible header has tagged fields, but the client id keeps its int16 length', () => {
  assert.equal(
    hex(encodeRequest(ApiVersions, 3, 1, 'ki', { clientSoftwareName: 'a', clientSoftwareVersion: 'b' })),
    '00000012' + '0012000300000001' + '00026b69' + '00' + '0261' + '0262' + '00',
  );
  assert.equal(
    hex(encodeRequest(Metadata, 9, 1, null, { topics: null })),
    '00000010' + '0003000900000001' + 'ffff' + '00' + '00' + '010000' + '00',
  );
});

test('ApiVersions answers have no tagged fields in the header, other flexible ones do', () => {
  const versions = encodeResponse(ApiVersions, 3, 5, { errorCode: 0, apiKeys: [] });
  assert.equal(hex(versions), '0000000c' + '00000005' + '0000' + '01' + '00000000' + '00');
  const metadata = encodeResponse(Metadata, 9, 5, { brokers: [], topics: [] });
  assert.equal(hex(metadata).slice(8, 18), '0000000500');
});

test('record batches are sent where they lie, one buffer or several', () => {
  const one = Buffer.from('first batch');
  const two = Buffer.from('second batch');
  const frame = encodeRequest(Produce, 9, 1, 'c', {
    acks: -1,
    timeoutMs: 1000,
    topicData: [
      {
        name: 't',
        partitionData: [
          { index: 0, records: one },
          { index: 1, records: [two, one] },
        ],
      },
    ],
  });
  assert.equal(frame.chunks.filter(chunk => chunk === one).length, 2);
  assert.equal(frame.chunks.filter(chunk => chunk === two).length, 1);
  assert.equal(
    frame.byteLength,
    frame.chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
  const payload = payloadOf(frame);
  assert.equal(Buffer.concat(frame.chunks).readInt32BE(0), payload.length);
  const request = decodeRequest(payload);
  assert.ok(request.key === Produce.key);
  const partitions = request.body.topicData[0]?.partitionData;
  assert.deepEqual(partitions?.[1]?.records, Buffer.concat([two, one]));
  assert.equal(partitions?.[0]?.records?.buffer, payload.buffer, 'a view of the frame');
});

test('a decoded request tells its header; a known API can be asked for by type', () => {
  const payload = payloadOf(encodeRequest(Metadata, 12, 77, 'me', { topics: [{ name: 'orders', topicId: id }] }));
  assert.deepEqual(decodeRequestHeader(payload), { apiKey: 3, apiVersion: 12, correlationId: 77, clientId: 'me' });
  const { header, body } = decodeRequestBody(Metadata, payload);
  assert.equal(header.correlationId, 77);
  assert.deepEqual(body, {
    topics: [{ topicId: id, name: 'orders' }],
    allowAutoTopicCreation: true,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });
  assert.throws(() => decodeRequestBody(Produce, payload), /apiKey: is no Produce request \(value 3/);
});

test('what a version lacks is left out when written and has its default when read', () => {
  const body = {
    responses: [
      {
        name: 'orders',
        topicId: id,
        partitionResponses: [{ index: 2, errorCode: 6, baseOffset: 40n, logStartOffset: 4n }],
      },
    ],
  };
  const at = (version: number) =>
    decodeResponse(Produce, version, payloadOf(encodeResponse(Produce, version, 1, body))).body;
  assert.equal(at(4).responses[0]?.partitionResponses[0]?.logStartOffset, -1n);
  assert.equal(at(13).responses[0]?.partitionResponses[0]?.logStartOffset, 4n);
  assert.deepEqual(at(13).responses[0]?.partitionResponses[0]?.currentLeader, { leaderId: -1, leaderEpoch: -1 });
  assert.deepEqual(at(3).nodeEndpoints, []);
  assert.deepEqual([at(12).responses[0]?.name, at(13).responses[0]?.name], ['orders', '']);
  assert.deepEqual([at(12).responses[0]?.topicId, at(13).responses[0]?.topicId], ['AAAAAAAAAAAAAAAAAAAAAA', id]);
});

test('a value that means something is not dropped silently for a version without the field', () => {
  const topics = [{ name: 'orders' }];
  assert.throws(() => encodeRequest(Metadata, 3, 1, null, { topics, allowAutoTopicCreation: false }), {
    kind: 'UnsupportedVersionException',
    message: 'allowAutoTopicCreation was given a value, but version 3 has no such field',
  });
  assert.doesNotThrow(() => encodeRequest(Metadata, 3, 1, null, { topics, allowAutoTopicCreation: true }));
});

test('tagged fields go with the versions that have them, defaults filled in', () => {
  const body = {
    responses: [
      {
        name: 't',
        partitionResponses: [
          { index: 2, errorCode: 6, baseOffset: -1n, currentLeader: { leaderId: 3, leaderEpoch: 9 } },
        ],
      },
    ],
    nodeEndpoints: [{ nodeId: 3, host: 'h', port: 9092 }],
  };
  const decoded = decodeResponse(Produce, 10, payloadOf(encodeResponse(Produce, 10, 1, body))).body;
  assert.deepEqual(decoded.responses[0]?.partitionResponses[0]?.currentLeader, { leaderId: 3, leaderEpoch: 9 });
  assert.deepEqual(decoded.nodeEndpoints, [{ nodeId: 3, host: 'h', port: 9092, rack: null }]);
  assert.throws(() => encodeResponse(Produce, 9, 1, body), /currentLeader was given a value, but version 9/);
});

test('null is written only where a version allows it, and the field is named', () => {
  assert.throws(() => encodeRequest(Metadata, 0, 1, null, { topics: null }), /MetadataRequest v0\.topics: is null/);
  assert.throws(
    () => encodeRequest(Metadata, 9, 1, null, { topics: [{ name: 'a' }, { name: null }] }),
    /MetadataRequest v9\.topics\[1\]\.name: is null, which this version does not allow/,
  );
});

test('a value that does not fit its type is refused with the path to it', () => {
  const body = {
    timeoutMs: 1,
    topics: [{ name: 't', numPartitions: 2 ** 40, replicationFactor: 1, assignments: [], configs: [] }],
  };
  assert.throws(
    () => encodeRequest(CreateTopics, 5, 1, null, body),
    /CreateTopicsRequest v5\.topics\[0\]\.numPartitions: .*out of range/,
  );
  const long = 'x'.repeat(40_000);
  assert.throws(
    () => encodeRequest(Metadata, 9, 1, null, { topics: [{ name: long }] }),
    /name: string is too long \(value 40000, limit 32767\)/,
  );
});

test('versions and APIs that are not in the table are refused with what is', () => {
  assert.throws(() => encodeRequest(Produce, 2, 1, null, { acks: 1, timeoutMs: 1, topicData: [] }), {
    kind: 'UnsupportedVersionException',
    code: 35,
    message: 'Produce version 2 is not supported; versions 3 to 13 are',
  });
  assert.throws(() => decodeRequest(Buffer.from('0012006300000001ffff', 'hex')), /ApiVersions version 99 .* 0 to 5/);
  assert.throws(
    () => decodeRequest(Buffer.from('004d000100000001ffff', 'hex')),
    /ShareGroupDescribe requests are not supported/,
  );
  assert.throws(() => decodeRequest(Buffer.from('7fff000100000001ffff', 'hex')), /Api32767 requests/);
});

test('210 sizes that are negative or larger than what is left are refused, naming field, value, limit and offset', () => {
  const cases: readonly (readonly [hex: string, message: string])[] = [
    // Metadata v1: correlation id, then the count of brokers.
    [
      '00000001' + '7fffffff',
      'brokers: more elements than the rest of the frame can hold (value 2147483647, limit 0, at offset 8)',
    ],
    ['00000001' + 'fffffffe', 'brokers: length is not valid (value -2, limit 0, at offset 4)'],
    ['00000001' + 'ffffffff', 'brokers: is null, which this version does not allow (at offset 8)'],
    [
      '00000001' + '00000001' + '00000001' + '7fff61' + '0'.repeat(20),
      'brokers[0].host: needs more bytes than are left (value 32767, limit 11, at offset 14)',
    ],
    ['00000001' + '0000', 'brokers: needs more bytes than are left (value 4, limit 2, at offset 4)'],
  ];
  for (const [bytes, message] of cases)
    assert.throws(() => decodeResponse(Metadata, 1, Buffer.from(bytes, 'hex')), {
      kind: 'SchemaException',
      message: `MetadataResponse v1.${message}`,
    });
});

test('210 a compact string may not be longer than 32767 bytes even if the frame is', () => {
  const frame = Buffer.concat([
    Buffer.from('0003000900000001ffff00' + '02' + '81e002', 'hex'),
    Buffer.alloc(50_000, 'x'),
  ]);
  assert.throws(
    () => decodeRequest(frame),
    /MetadataRequest v9\.topics\[0\]\.name: is longer than allowed \(value 45056, limit 32767/,
  );
});

const tagged = (tags: string): Buffer => Buffer.from('0012000300000001ffff00' + '0261' + '0262' + tags, 'hex');

test('211 tags out of order or doubled are refused', () => {
  assert.throws(() => decodeRequest(tagged('02' + '0500' + '0400')), /tags must ascend \(value 4, limit 5/);
  assert.throws(() => decodeRequest(tagged('02' + '0500' + '0500')), /tags must ascend/);
});

test('210 tagged fields beyond the frame, or a field longer than its tag says, are refused', () => {
  assert.throws(() => decodeRequest(tagged('01' + '0509')), /tag 5 needs more bytes than are left \(value 9, limit 0/);
  assert.throws(() => decodeRequest(tagged('ffffffff0f')), /more elements than the rest/);
  // ApiVersions v3 response, tag 1 is an int64 but says it has two bytes.
  const response = Buffer.from('00000001' + '0000' + '01' + '00000000' + '01' + '0102' + '0000000000000000', 'hex');
  assert.throws(() => decodeResponse(ApiVersions, 3, response), /tag 1 is longer than its size/);
});

test('unknown tags are skipped, in the header too', () => {
  const request = decodeRequest(tagged('02' + '0502abcd' + '0600'));
  assert.ok(request.key === ApiVersions.key);
  assert.equal(request.body.clientSoftwareName, 'a');
  const header = Buffer.from('0012000300000001ffff' + '01' + '0902abcd' + '0261' + '0262' + '00', 'hex');
  assert.equal(decodeRequest(header).header.clientId, null);
});

test('212 a missing end is refused, extra bytes after the message are ignored', () => {
  const payload = payloadOf(encodeResponse(Metadata, 7, 9, { brokers: [], topics: [], controllerId: 1 }));
  assert.throws(() => decodeResponse(Metadata, 7, payload.subarray(0, -1)), ProtocolError);
  const { correlationId, body } = decodeResponse(Metadata, 7, Buffer.concat([payload, Buffer.alloc(9, 0xff)]));
  assert.deepEqual([correlationId, body.controllerId], [9, 1]);
});

test('defaults of a decoded body cannot be changed for the next one', () => {
  const payload = payloadOf(
    encodeResponse(Produce, 3, 1, {
      responses: [{ partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 0n }] }],
    }),
  );
  const first = decodeResponse(Produce, 3, payload).body.responses[0]?.partitionResponses[0];
  assert.throws(() => (first?.recordErrors as unknown[]).push(1), TypeError);
  assert.ok(Object.isFrozen(first?.currentLeader));
});

test('the correlation id is read before it is known what is answered', () => {
  assert.equal(decodeCorrelationId(Buffer.from('7fffffff00', 'hex')), 0x7fffffff);
  assert.throws(() => decodeCorrelationId(Buffer.alloc(3)), KafkaError);
});

test('a count that fits the bytes but not the elements is refused before anything is made for it', () => {
  // Fetch v4 response: an element of `responses` takes at least 6 bytes, so 100 bytes cannot hold 17.
  const payload = Buffer.concat([Buffer.from('00000001' + '00000000' + '00000011', 'hex'), Buffer.alloc(100)]);
  assert.throws(() => decodeResponse(Fetch, 4, payload), /responses: more elements .*\(value 17, limit 16,/);
});
