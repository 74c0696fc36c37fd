import { subscribedTopics } from '../../../engine/practice/groups/consumerProtocol.ts';
import { openTestCluster, settle } from '../../engine/practice/support/testCluster.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';
import { requestFrames } from './protocolFrames.ts';

/** A practice broker answers any request or ends its connection; that it failed on one itself stands in its log. */
export const practiceBroker: FuzzTarget = {
  name: 'practice broker',
  seeds: requestFrames.map(bytes => ({ bytes, decode: handle })),
  isExpected: () => false,
  shortRun: 600,
};

async function handle(input: Buffer): Promise<void> {
  const { cluster, clock, client, logged } = await openTestCluster();
  try {
    client(1).sendRaw(input);
    await settle();
    clock.advance(600_000);
    await settle();
  } finally {
    await cluster.stop();
  }
  const failure = logged.find(line => line.startsWith('error'));
  if (failure !== undefined) throw new Error(failure);
}

export const consumerProtocol: FuzzTarget = {
  name: 'consumer protocol',
  seeds: [
    // Version 1: topics `orders` and `audit`, no user data, nothing owned.
    {
      bytes: Buffer.from('000100000002' + '00066f7264657273' + '00056175646974' + 'ffffffff' + '00000000', 'hex'),
      decode: subscribed,
    },
  ],
  isExpected: () => false,
};

function subscribed(input: Buffer): void {
  const named = subscribedTopics(input).reduce((sum, topic) => sum + 2 + Math.ceil(topic.length / 3), 0);
  if (named > input.length) throw new Error(`${input.length} bytes name topics of ${named}`);
}
