/** `npm run --silent produce -- …`: records from stdin through the engine, an answer for each on stdout. */
import { createInterface } from 'node:readline';
import { KafkaError } from '../common/kafkaError.ts';
import { KafkaProducer } from '../producer/kafkaProducer.ts';
import { byteArraySerializer } from '../producer/serializer.ts';
import { producerRecord } from '../session/payload.ts';
import type { Bytes } from '../session/payload.ts';
import { TransactionOperations } from '../session/transactionOperations.ts';
import { Answers } from './answers.ts';
import { readConfigFile } from './configFile.ts';
import { parseInputLine } from './jsonLine.ts';
import { listConfig } from './listConfig.ts';
import { parseProduceArguments, usage } from './produceArguments.ts';
import type { RunArguments } from './produceArguments.ts';

/** How long a signal leaves the records on the way. */
const GRACE_MS = 3000;

const parsed = parseProduceArguments(process.argv.slice(2));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    refuse(`${parsed.problem}\n\n${usage}`);
    break;
  case 'listConfig':
    process.stdout.write(listConfig());
    break;
  case 'run':
    await run(parsed);
}

async function run({ topic, configFile, properties, metrics }: RunArguments): Promise<void> {
  let producer: KafkaProducer<Bytes, Bytes>;
  try {
    producer = new KafkaProducer<Bytes, Bytes>({
      properties: configFile === null ? properties : { ...(await readConfigFile(configFile, warn)), ...properties },
      keySerializer: byteArraySerializer,
      valueSerializer: byteArraySerializer,
    });
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  producer.config.warnings.forEach(warn);
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  /** No more lines. What is still on its way after the time given is given up; each record gets its answer. */
  const stop = (graceMs: number): void => {
    lines.close();
    process.stdin.destroy(); // A terminal or a pipe that stays open would keep the process.
    void producer.close(graceMs);
  };
  const answers = new Answers(process.stdout, error => {
    process.stderr.write(`produce: the answers are not read any more (${error.message}); stopped.\n`);
    stop(0);
  });
  onSignals(
    () => {
      if (producer.accumulator.hasIncomplete)
        process.stderr.write(
          `produce: waits up to ${GRACE_MS / 1000} s for the records on the way. Ctrl-C again gives them up.\n`,
        );
      stop(GRACE_MS);
    },
    () => stop(0),
  );
  const transactions = new TransactionOperations(producer);
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    const n = line;
    try {
      const input = parseInputLine(text, topic);
      if (input.kind === 'record')
        producer.send(producerRecord(input.record), (metadata, error) => answers.add(n, metadata, error));
      else {
        await transactions.run(input.operation); // The lines behind it belong to what comes after.
        answers.addOperation(n, input.operation);
      }
    } catch (error) {
      answers.add(n, null, error instanceof KafkaError ? error : new KafkaError('KafkaException', String(error)));
    }
    // Back-pressure both ways: stdin waits while the producer is full or nobody reads what we print.
    const blocked = producer.whenUnblocked() ?? answers.whenDrained();
    if (blocked) await blocked;
  }
  if (transactions.isOpen) {
    warn('the input ended within a transaction, which is aborted; end it with {"op":"commit"}.');
    answers.allAcknowledged = false;
  }
  await producer.close();
  await answers.whenDrained();
  if (metrics) process.stderr.write(`${JSON.stringify(producer.metrics())}\n`);
  process.exitCode = answers.allAcknowledged ? 0 : 1;
}

/** The third one ends the process as if there were no handlers. */
function onSignals(first: () => void, second: () => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const handlers = [first, second];
  const take = (): void => {
    const handle = handlers.shift();
    if (handlers.length === 0) for (const signal of signals) process.off(signal, take);
    handle?.();
  };
  for (const signal of signals) process.on(signal, take);
}

function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}

function refuse(problem: string): void {
  process.stderr.write(`produce: ${problem}`);
  process.exitCode = 2;
}
