// Random transactions against brokers and a coordinator that refuse, delay and lose: what is committed is exactly what was acknowledged
// in committed transactions. `MODEL_SEED=7 MODEL_RUNS=1000` as in producer.model.test.ts.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import fc from 'fast-check';
import { numRuns, parameters, seed } from '../model/parameters.ts';
import { TransactionRun, transactionCommands } from '../model/transactionRun.ts';

/** What provably happened over all runs. */
const met = new Map<string, number>();

test(`what is committed is exactly what was acknowledged in committed transactions (seed ${seed}, ${numRuns} runs)`, async () => {
  const options = fc.record({ transactionVersion: fc.constantFrom(0, 2), maxInFlight: fc.constantFrom(1, 5) });
  await fc.assert(
    fc.asyncProperty(options, transactionCommands(90), async (given, each) => {
      const run = new TransactionRun(given);
      await run.start();
      for (const one of each) await run.apply(one);
      await run.finish();
      run.checkOutcome();
      for (const what of run.met) met.set(what, (met.get(what) ?? 0) + 1);
    }),
    parameters,
  );
});

after(() => {
  const all = JSON.stringify(Object.fromEntries(met));
  for (const what of ['committed', 'aborted', 'commitRefused', 'recordFailed', 'refusedCall'])
    assert.ok((met.get(what) ?? 0) > 0, `no run met ${what}: ${all}`);
  console.log(all);
});
