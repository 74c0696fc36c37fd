// Topics made, grown and deleted by one request each: Java's topic command takes a JVM a call.
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { CreatePartitions, CreateTopics, DeleteTopics } from '../../../engine/protocol/messages/index.ts';
import type { NewTopic } from './javaTools.ts';
import { errorName } from './transactionScript.ts';
import { WireClient } from './wireClient.ts';

const timeoutMs = 15_000;

/** `address`: host:port of any node; it hands the request on to the controller. */
export async function createTopicByHand(address: string, topic: NewTopic): Promise<void> {
  const { topic: name, partitions = -1, replication = -1, config = {} } = topic;
  const configs = Object.entries(config).map(([key, value]) => ({ name: key, value: String(value) }));
  const topics = [{ name, numPartitions: partitions, replicationFactor: replication, assignments: [], configs }];
  const answer = await once(address, wire => wire.ask(CreateTopics, 7, { topics, timeoutMs, validateOnly: false }));
  ensure(`create ${name}`, answer.topics[0]);
}

/** `count`: how many there are to be. */
export async function growTopicByHand(address: string, name: string, count: number): Promise<void> {
  const topics = [{ name, count, assignments: null }];
  const answer = await once(address, wire => wire.ask(CreatePartitions, 3, { topics, timeoutMs, validateOnly: false }));
  ensure(`grow ${name}`, answer.results[0]);
}

export async function deleteTopicByHand(address: string, name: string): Promise<void> {
  const answer = await once(address, wire => wire.ask(DeleteTopics, 5, { topicNames: [name], timeoutMs }));
  ensure(`delete ${name}`, answer.responses[0]);
}

async function once<T>(address: string, ask: (wire: WireClient) => Promise<T>): Promise<T> {
  const wire = new WireClient(address);
  try {
    return await ask(wire);
  } finally {
    wire.close();
  }
}

function ensure(what: string, answer: { errorCode: number; errorMessage: string | null } | undefined): void {
  if (answer?.errorCode === ErrorCodes.NONE) return;
  const name = answer === undefined ? 'no answer' : errorName(answer.errorCode);
  throw new Error(`${what}: ${name} ${answer?.errorMessage ?? ''}`);
}
