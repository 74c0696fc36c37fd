import assert from 'node:assert/strict';
import test from 'node:test';
import { ConnectionStates } from '../../../engine/client/connectionStates.ts';
import { InFlightRequests } from '../../../engine/client/inFlightRequests.ts';
import { leastLoadedNode } from '../../../engine/client/leastLoadedNode.ts';

const NOW_MS = 10_000;

/** `ready:2`: ready with two in flight; `down:300`: last tried 300 ms ago; `new`: never tried. Node ids count from 1. */
function choose(nodes: readonly string[], offset = 0): readonly [nodeId: number | undefined, anyReady: boolean] {
  const connections = new ConnectionStates({
    reconnectBackoffMs: 50,
    reconnectBackoffMaxMs: 50,
    connectionSetupTimeoutMs: 10_000,
    connectionSetupTimeoutMaxMs: 30_000,
    random: { nextInt: () => 0, nextDouble: () => 0.5 },
  });
  const inFlight = new InFlightRequests(5);
  nodes.forEach((described, index) => {
    const [state, number = '0'] = described.split(':');
    const id = index + 1;
    if (state === 'new') return;
    connections.connecting(id, 'host', NOW_MS - Number(number));
    if (state === 'connecting') return;
    if (state === 'down')
      return connections.disconnected(id, NOW_MS - Number(number), { kind: 'network', reason: 'gone' });
    connections.checkingApiVersions(id, NOW_MS);
    if (state === 'checking') return;
    connections.ready(id, NOW_MS);
    if (state === 'throttled') connections.throttle(id, NOW_MS + 100);
    for (let i = 0; i < Number(number); i++)
      inFlight.add({
        nodeId: id,
        correlationId: i,
        apiKey: 0,
        apiName: '',
        version: 0,
        byteLength: 0,
        createdMs: 0,
        sentMs: 0,
        expectResponse: true,
        authenticates: false,
        requestTimeoutMs: 0,
        slot: i,
        batches: [],
        throttledMs: 0,
        written: true,
        onResponse: () => undefined,
        onEnd: () => undefined,
      });
  });
  const all = nodes.map((_, index) => ({ id: index + 1, host: 'host', port: 1, rack: null }));
  const { node, anyReady } = leastLoadedNode(all, offset, connections, inFlight, NOW_MS);
  return [node?.id, anyReady];
}

for (const [why, nodes, chosen, anyReady] of [
  ['a ready node without requests before any other', ['new', 'ready:1', 'ready:0'], 3, true],
  ['the fewest in flight', ['ready:3', 'ready:1', 'ready:2'], 2, true],
  ['a busy ready node before one that connects', ['connecting', 'ready:4'], 2, true],
  ['one that connects before one that could', ['new', 'connecting'], 2, false],
  ['one that checks versions counts as connecting', ['new', 'checking'], 2, false],
  ['the oldest attempt among those that could', ['down:100', 'down:5000', 'down:300'], 2, false],
  ['one never tried before any other', ['down:5000', 'new'], 2, false],
  ['none in its backoff', ['down:10', 'down:20'], undefined, false],
  ['not a full one, but it shows that the cluster is there', ['ready:5', 'down:10'], undefined, true],
  ['not a throttled one, but it shows that the cluster is there', ['throttled', 'down:10'], undefined, true],
  ['another than the throttled one', ['throttled', 'ready:2'], 2, true],
  ['nothing without nodes', [], undefined, false],
] as const)
  test(`183 least loaded: ${why}`, () => {
    assert.deepEqual(choose(nodes), [chosen, anyReady]);
  });

test('183 equals take turns by the offset', () => {
  const three = ['ready:0', 'ready:0', 'ready:0'];
  assert.deepEqual(
    [0, 1, 2, 3].map(offset => choose(three, offset)[0]),
    [1, 2, 3, 1],
  );
});
