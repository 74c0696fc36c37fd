// Every message in every version: what is written is read, cut frames are refused, and damaged ones never do worse than that.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../../../engine/protocol/codec.ts';
import { describeRequestFrame, describeResponseFrame } from '../../../engine/protocol/inspectFrame.ts';
import type { FieldNode } from '../../../engine/protocol/inspectFrame.ts';
import { apis } from '../../../engine/protocol/messages/index.ts';
import type { Api, Fields } from '../../../engine/protocol/schema.ts';
import { bodyOf } from '../../support/anyBody.ts';

const seed = 4400;
console.log(`seed ${seed}`);

type Side = 'request' | 'response';

function encode(api: Api, side: Side, version: number, body: Record<string, unknown>): Buffer {
  const frame =
    side === 'request' ? encodeRequest(api, version, 7, 'round trip', body) : encodeResponse(api, version, 7, body);
  const bytes = Buffer.concat(frame.chunks);
  assert.equal(bytes.length, frame.byteLength);
  assert.equal(bytes.readInt32BE(0), bytes.length - 4);
  return bytes.subarray(4);
}

function decode(api: Api, side: Side, version: number, payload: Buffer): unknown {
  return side === 'request' ? decodeRequest(payload).body : decodeResponse(api, version, payload).body;
}

function describe(api: Api, side: Side, version: number, payload: Buffer): FieldNode {
  return side === 'request' ? describeRequestFrame(payload) : describeResponseFrame(api.key, version, payload);
}

/** Each leaf lies behind the one before it, nothing lies outside the frame, and no byte is left unnamed. */
function checkPlaces(root: FieldNode, frameBytes: number): void {
  let at = 0;
  const visit = (node: FieldNode): void => {
    assert.ok(node.offset >= at && node.offset + node.length <= frameBytes, `${node.name} at ${node.offset}`);
    if (node.type === 'records') at = node.offset + node.length;
    else if (node.children === undefined) {
      at = node.offset + node.length;
    } else {
      at = node.offset;
      node.children.forEach(visit);
      assert.ok(at <= node.offset + node.length, node.name);
      at = node.offset + node.length;
    }
  };
  visit(root);
  assert.equal(at, frameBytes);
}

for (const api of apis)
  for (const side of ['request', 'response'] as const)
    test(`${api.name} ${side} v${api.minVersion} to v${api.maxVersion}: written, read, inspected; cut ones refused`, () => {
      for (let version = api.minVersion; version <= api.maxVersion; version++) {
        const fields: Fields = api[side];
        fc.assert(
          fc.property(bodyOf(fields, version), body => {
            const payload = encode(api, side, version, body);
            const decoded = decode(api, side, version, payload);
            assertContains(decoded, body);
            assert.deepEqual(encode(api, side, version, decoded as Record<string, unknown>), payload, 'written again');
            const tree = describe(api, side, version, payload);
            assert.equal(JSON.stringify(tree).includes('"undecodable","type":"error"'), recordsAreNoBatches(tree));
            checkPlaces(tree, payload.length + 4);
          }),
          { seed, numRuns: 12 },
        );
        fc.assert(
          fc.property(
            bodyOf(fields, version),
            fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
            (body, part) => {
              const payload = encode(api, side, version, body);
              const cut = payload.subarray(0, Math.floor(payload.length * part));
              assert.throws(() => decode(api, side, version, cut), { kind: 'SchemaException' });
              describe(api, side, version, cut);
            },
          ),
          { seed, numRuns: 10 },
        );
      }
    });

test('210 random damage and hostile lengths: a typed error or another message, and little memory', () => {
  const cases = apis.flatMap(api =>
    (['request', 'response'] as const).flatMap(side =>
      Array.from({ length: api.maxVersion - api.minVersion + 1 }, (_, i) => ({
        api,
        side,
        version: api.minVersion + i,
      })),
    ),
  );
  const hostile = [0x7fffffff, 0xffffffff, 0x80000000, 0x0fffffff, 0xfffffffe];
  let refused = 0;
  const before = process.memoryUsage().rss;
  for (const { api, side, version } of cases)
    fc.assert(
      fc.property(
        bodyOf(api[side], version),
        fc.nat(),
        fc.constantFrom(...hostile),
        fc.boolean(),
        (body, at, value, wide) => {
          const payload = Buffer.from(encode(api, side, version, body));
          const headerBytes = side === 'request' ? 20 : 4;
          if (payload.length < headerBytes + 5) return;
          const place = headerBytes + (at % (payload.length - headerBytes - 4));
          if (wide) payload.writeUInt32BE(value, place);
          else payload.writeUInt8(value & 0xff, place);
          try {
            decode(api, side, version, payload);
          } catch (error) {
            assert.ok(error instanceof KafkaError, String(error));
            refused++;
          }
          describe(api, side, version, payload);
        },
      ),
      { seed, numRuns: 15 },
    );
  assert.ok(refused > 500, `${refused} refused`);
  assert.ok(process.memoryUsage().rss - before < 300e6);
});

/** `records` are random bytes here, so the inspector rightly says that they are no batches. */
function recordsAreNoBatches(tree: FieldNode): boolean {
  const undecodable = (node: FieldNode): boolean =>
    node.type === 'records'
      ? (node.children ?? []).some(child => child.type === 'error')
      : (node.children ?? []).some(undecodable);
  return undecodable(tree);
}

function assertContains(actual: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual));
    assert.equal(actual.length, expected.length);
    expected.forEach((element, i) => assertContains(actual[i], element));
  } else if (typeof expected === 'object' && expected !== null && !Buffer.isBuffer(expected)) {
    assert.ok(typeof actual === 'object' && actual !== null);
    for (const [name, value] of Object.entries(expected))
      assertContains((actual as Record<string, unknown>)[name], value);
  } else assert.deepEqual(actual, expected);
}
