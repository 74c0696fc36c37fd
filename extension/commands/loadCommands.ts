import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import type { LoadOptions, LoadReport } from '../../engine/session/sessionProtocol.ts';
import { plainText } from '../common/plainText.ts';
import { ensureSession, messageOf, showError } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import { loadText, parseDistinctKeys, parseEnd, parseRate, parseSize } from './loadOptions.ts';
import { runSteps, textStep } from './quickInput.ts';
import { checkTopicName } from './recordInput.ts';
import { maySend } from './sending.ts';
import { chooseTopic, topicOf } from './topicCommands.ts';

/**
 * `argument`: a full set of options starts at once; a topic or its tree item asks for the rest. Answers the report when the load
 * has ended.
 */
export async function startLoad(services: Services, argument: unknown): Promise<LoadReport | null> {
  const { sessions, t } = services;
  if (!maySend(services) || !(await ensureSession(services, t('A load')))) return null;
  if (sessions.state.kind === 'running' && sessions.state.loadRunning) {
    void vscode.window.showInformationMessage(t('A load runs already. Stop it first.'));
    return null;
  }
  const options = givenOptions(argument) ?? (await askOptions(services, topicOf(argument)));
  return options && runLoad(services, options);
}

export async function stopLoad({ sessions }: Services): Promise<void> {
  await sessions.call('stopLoad', null);
}

async function runLoad(services: Services, options: LoadOptions): Promise<LoadReport | null> {
  const { sessions, n, t } = services;
  sessions.setLoadRunning(true);
  try {
    const title = t('Load on {0}', plainText(options.topic));
    const location = vscode.ProgressLocation.Notification;
    const report = await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => void stopLoad(services).catch(error => services.log.warn(messageOf(error))));
      const stopShowing = showProgress(services, options, progress);
      return sessions.call('startLoad', options).finally(stopShowing);
    });
    const text = loadText(options.topic, report, n, t);
    if (report.failed === 0) {
      services.log.info(text);
      void vscode.window.showInformationMessage(text);
    } else void showError(services, text);
    return report;
  } catch (error) {
    void showError(
      services,
      t('The load on {0} ended: {1}', plainText(options.topic), plainText(messageOf(error), 600)),
    );
    return null;
  } finally {
    sessions.setLoadRunning(false);
  }
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Once a second: how much is done, from one frame. */
function showProgress({ inspector, n, t }: Services, options: LoadOptions, progress: Progress): () => void {
  let percent = 0;
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void inspector.peek().then(frame => {
      asking = false;
      const load = frame?.session.load;
      if (!load) return;
      const done = doneShare(options, load) * 100;
      const increment = Math.max(0, done - percent);
      percent += increment;
      const message = t('{0} acknowledged, {1}/s', n.count(load.acked), n.count(Math.round(load.actualPerSecond)));
      progress.report(load.blocked ? { increment, message: t('{0}; waits', message) } : { increment, message });
    });
  }, 1_000);
  return () => clearInterval(timer);
}

function doneShare(options: LoadOptions, load: { readonly sent: number; readonly remainingMs: number | null }): number {
  if (options.records !== null) return load.sent / options.records;
  if (options.durationMs !== null && load.remainingMs !== null) return 1 - load.remainingMs / options.durationMs;
  return 0;
}

async function askOptions(services: Services, topicAtFirst: string | null): Promise<LoadOptions | null> {
  const { t } = services;
  const title = t('Start Load');
  const topic = topicAtFirst ?? (await chooseTopic(services, title, { allowNew: true }));
  if (topic === null) return null;
  const problem = checkTopicName(topic, t);
  if (problem !== null) {
    void showError(services, t('The load was not started. {0}', problem));
    return null;
  }
  const texts = { rate: '1000', end: '30s', size: '100', keys: '0' };
  const step = (name: keyof typeof texts, prompt: string, parse: (text: string) => object) =>
    textStep(
      { title, prompt, value: texts[name], check: text => messageIn(parse(text)) },
      answer => 'text' in answer && (texts[name] = answer.text),
    );
  const finished = await runSteps([
    step('rate', t('Records a second; nothing for as fast as possible.'), text => parseRate(text, t)),
    step('end', t('How many records (10000, 10k) or how long (30s, 5min); nothing for until stopped.'), text =>
      parseEnd(text, t),
    ),
    step('size', t('Bytes of each value (100, 1 KiB).'), text => parseSize(text, t)),
    step('keys', t('How many different keys; 0 for none, then the sticky partitioner chooses.'), text =>
      parseDistinctKeys(text, t),
    ),
  ]);
  const rate = parseRate(texts.rate, t);
  const end = parseEnd(texts.end, t);
  const size = parseSize(texts.size, t);
  const keys = parseDistinctKeys(texts.keys, t);
  if (!finished || !('value' in rate && 'value' in end && 'value' in size && 'value' in keys)) return null;
  return {
    topic,
    recordsPerSecond: rate.value,
    ...end.value,
    valueBytes: size.value,
    distinctKeys: keys.value,
    seed: randomInt(2 ** 31),
  };
}

function givenOptions(argument: unknown): LoadOptions | null {
  if (typeof argument !== 'object' || argument === null || !('valueBytes' in argument)) return null;
  const { topic, recordsPerSecond, records, durationMs, valueBytes, distinctKeys, seed } = argument as Record<
    string,
    unknown
  >;
  const numberOrNull = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
  if (typeof topic !== 'string' || typeof valueBytes !== 'number') return null;
  return {
    topic,
    recordsPerSecond: numberOrNull(recordsPerSecond),
    records: numberOrNull(records),
    durationMs: numberOrNull(durationMs),
    valueBytes,
    distinctKeys: typeof distinctKeys === 'number' ? distinctKeys : 0,
    seed: typeof seed === 'number' ? seed : randomInt(2 ** 31),
  };
}

function messageIn(parsed: object): string | null {
  return 'message' in parsed ? String(parsed.message) : null;
}
