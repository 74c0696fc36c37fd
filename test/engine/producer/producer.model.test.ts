// Random histories, their seed printed: `MODEL_SEED=7 MODEL_RUNS=1000 node --test test/engine/producer/producer.model.test.ts`.
// A failure is told as it was met; MODEL_SHRINK=1 looks for the shortest, which takes minutes.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import fc from 'fast-check';
import { idempotentCommands, nodes, plainCommands } from './model/commands.ts';
import { ModelRun } from './model/modelRun.ts';
import { checkOutcome } from './model/outcome.ts';
import { numRuns, parameters, seed } from './model/parameters.ts';

/** What provably happened over all runs. A check that never met a retry says nothing about retries. */
const met = new Map<string, number>();

function note(run: ModelRun): void {
  const count = (what: string): unknown => met.set(what, (met.get(what) ?? 0) + 1);
  for (const each of run.fixture.transitions) count(each.type === 'batchEnded' ? each.end : each.type);
  if (run.fixture.producer.transactionManager?.fatalError) count('fatal');
  if (new Set(run.broker.logs.map(({ lane }) => lane)).size < run.broker.logs.length) count('topicRecreated');
}

const options = fc.record({
  maxInFlight: fc.constantFrom(1, 2, 5),
  lingerMs: fc.constantFrom(0, 10),
  compression: fc.constantFrom('none', 'gzip'),
  warm: fc.constantFrom(true, true, true, false),
});

test(`whatever happens, memory, order, sequences and answers agree with the brokers’ logs (seed ${seed}, ${numRuns} runs)`, async () => {
  await fc.assert(
    fc.asyncProperty(options, idempotentCommands(80), async (given, each) => {
      const run = new ModelRun({ ...given, idempotent: true });
      await run.applyAll(each);
      await run.heal();
      await Promise.all(run.flushes);
      await run.fixture.close();
      checkOutcome(run, { order: true, exactlyOnce: true });
      note(run);
    }),
    parameters,
  );
});

test(`the same without idempotence: at least once, in order with one request in flight (seed ${seed}, ${numRuns} runs)`, async () => {
  await fc.assert(
    fc.asyncProperty(options, plainCommands(80), async (given, each) => {
      const run = new ModelRun({ ...given, idempotent: false });
      await run.applyAll(each);
      await run.heal();
      await Promise.all(run.flushes);
      await run.fixture.close();
      checkOutcome(run, { order: given.maxInFlight === 1, exactlyOnce: false });
      note(run);
    }),
    parameters,
  );
});

test(`closed in the middle of anything, every record is answered and all memory is back (seed ${seed}, ${numRuns} runs)`, async () => {
  const timeout = fc.constantFrom(0, 50, 1000);
  await fc.assert(
    fc.asyncProperty(options, idempotentCommands(50), timeout, async (given, each, timeoutMs) => {
      const run = new ModelRun({ ...given, idempotent: true });
      await run.applyAll(each);
      for (const node of nodes) run.broker.processAll(node);
      await run.fixture.close(timeoutMs);
      await Promise.all(run.flushes);
      checkOutcome(run, { order: true, exactlyOnce: true });
      assert.equal(run.fixture.selector.openConnections.size, 0);
      note(run);
    }),
    parameters,
  );
});

after(() => {
  for (const what of [
    'acked',
    'failed',
    'expired',
    'aborted',
    'fatal',
    'batchRetried',
    'batchSplit',
    'poolWaitEnded',
    'leaderChanged',
    'topicRecreated',
    'epochBumped',
    'sequenceUnresolved',
    'stickySwitched',
    'flushEnded',
    'sendRefused',
  ])
    // prettier-ignore
    assert.ok((met.get(what) ?? 0) > 0, `no run met ${what}: ${JSON.stringify(Object.fromEntries(met))}`);
  console.log(JSON.stringify(Object.fromEntries(met)));
});
