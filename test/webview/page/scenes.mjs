// Every face of the page, each with the frame, state and answers that make it.
import { batchDetail, leaderDied } from '../frames/leaderDied.ts';
import { metrics } from '../frames/metrics.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { journeyToNowhere, pausedOneRecord, recordJourney } from '../frames/paused.ts';
import { poolExhausted } from '../frames/poolExhausted.ts';
import { pausedUnderLoad, requestDetail } from '../frames/request.ts';
import * as transactions from '../frames/transactions.ts';
import * as states from '../frames/states.ts';

const keyHash = { kind: 'predict', where: { kind: 'partition', partition: 4, by: 'keyHash' } };

export const answering =
  (detail = { kind: 'gone' }, where = keyHash) =>
  request => {
    if (request.kind === 'describe') return { kind: 'describe', detail };
    if (request.kind === 'metrics') return { kind: 'metrics', metrics };
    return request.kind === 'predict' ? where : undefined;
  };

export const scenes = {
  normalLoad: { frame: normalLoad, answer: answering() },
  metrics: { frame: normalLoad, tab: 'Metrics', answer: answering() },
  poolExhausted: { frame: poolExhausted, answer: answering() },
  record: { frame: pausedOneRecord, select: { kind: 'record', recordId: 1 }, answer: answering(recordJourney) },
  nowhere: { frame: pausedOneRecord, select: { kind: 'record', recordId: 1 }, answer: answering(journeyToNowhere) },
  leaderDied: {
    frame: leaderDied,
    select: { kind: 'batch', lane: 'orders-4', batchId: 4410 },
    answer: answering(batchDetail),
  },
  request: { frame: pausedUnderLoad, select: { kind: 'request', requestId: 4182 }, answer: answering(requestDetail) },
  nothingSent: {
    frame: states.nothingSent,
    answer: answering(undefined, { kind: 'predict', where: { kind: 'unknownTopic' } }),
  },
  quiet: { frame: states.quiet, answer: answering() },
  brokerStopped: { frame: states.brokerStopped, answer: answering() },
  manyLanes: { frame: states.manyLanes, answer: answering() },
  transactionReady: { frame: transactions.transactionReady, answer: answering() },
  inTransaction: { frame: transactions.inTransaction, answer: answering() },
  mustAbort: { frame: transactions.mustAbort, answer: answering() },
  coordinatorWaits: { frame: transactions.coordinatorWaits, answer: answering() },
  fenced: { frame: transactions.fenced, answer: answering() },
  loginRefused: { frame: states.loginRefused, host: states.secured },
  noConnection: { host: states.noConnection },
  connecting: { host: states.connecting },
  failed: { host: states.failed },
  crashed: { frame: poolExhausted, then: states.crashed },
  untrusted: { frame: normalLoad, host: states.untrusted },
  hostile: { frame: states.hostile, answer: answering() },
};

export async function openScene(inspector, name, options = {}) {
  const { then, tab, ...scene } = scenes[name];
  const page = await inspector.open({ ...scene, ...options });
  if (tab !== undefined) {
    await openTab(page, tab);
    await inspector.reply(scene.answer);
    await inspector.settle();
  }
  if (then !== undefined) {
    await inspector.say({ type: 'host', host: then });
    await inspector.settle();
  }
  return page;
}

/** From the menu, which is there in every form. */
async function openTab(page, tab) {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: `Show ${tab}` }).click();
}
