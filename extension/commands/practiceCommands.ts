import * as vscode from 'vscode';
import { startAndConnectPractice, startPracticeCluster } from '../connections/connecting.ts';
import { practiceId } from '../connections/profile.ts';
import type { Services } from '../services.ts';
import { parseWhole } from './loadOptions.ts';
import { askChoice, askText } from './quickInput.ts';
import type { Choice } from './quickInput.ts';

/** Starts the cluster, and a producer on it unless one runs elsewhere. True when the cluster runs. */
export async function startPractice(services: Services): Promise<boolean> {
  const { state } = services.sessions;
  const busyElsewhere = state.kind === 'running' && state.target.id !== practiceId;
  return busyElsewhere ? (await startPracticeCluster(services)) !== null : startAndConnectPractice(services);
}

export async function stopPractice(services: Services): Promise<void> {
  const { sessions, practice, n, t } = services;
  const { state } = sessions;
  if (state.kind === 'running' && state.target.id === practiceId) {
    const onTheWay = state.status?.onTheWay ?? 0;
    const stop = t('Stop');
    const message = t('Stop the practice cluster? {0} records are still on the way.', n.count(onTheWay));
    if (onTheWay > 0 && (await vscode.window.showWarningMessage(message, { modal: true }, stop)) !== stop) return;
    await sessions.disconnect(onTheWay > 0 ? 0 : undefined);
  }
  await practice.stop();
}

export async function copyBootstrapServers({ practice, t }: Services): Promise<void> {
  if (practice.state.kind !== 'running') return;
  await vscode.env.clipboard.writeText(practice.state.bootstrapServers);
  void vscode.window.setStatusBarMessage(t('Copied {0}', practice.state.bootstrapServers), 3_000);
}

/** For other clients: Java's keys with the practice password, which is the same for everybody. */
export async function copyClientProperties({ practice, t }: Services): Promise<void> {
  if (practice.state.kind !== 'running') return;
  const { bootstrapServers } = practice.state;
  const properties = { 'bootstrap.servers': bootstrapServers, ...practice.clientProperties };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value)}\n`);
  await vscode.env.clipboard.writeText(lines.join(''));
  void vscode.window.setStatusBarMessage(t('Copied the properties a client of the practice cluster needs.'), 5_000);
}

/** As in a .properties file. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replace(/\r?\n/g, '\\n');
}

export async function stopBroker(services: Services, argument: unknown): Promise<void> {
  const node = await nodeOf(services, argument, services.t('Stop Broker'), broker => broker.up);
  if (node !== null) await services.practice.call('stopBroker', { node });
}

export async function startBroker(services: Services, argument: unknown): Promise<void> {
  const node = await nodeOf(services, argument, services.t('Start Broker'), broker => !broker.up);
  if (node !== null) await services.practice.call('startBroker', { node });
}

const delayLimitMs = 600_000;

/** `argument`: `{ node, delayMs }`, a broker of the tree, or nothing to be asked. */
export async function delayResponses(services: Services, argument: unknown): Promise<void> {
  const { practice, t } = services;
  const title = t('Delay Responses');
  const node = await nodeOrAll(services, argument, title);
  if (node === undefined) return;
  const delayMs =
    numberIn(argument, 'delayMs') ??
    (await askWhole(services, {
      title,
      step: 1,
      steps: 1,
      prompt: t('How long each response waits before it is written, in milliseconds. 0 ends the delay.'),
      value: '500',
      range: [0, delayLimitMs],
    }));
  if (delayMs !== null) await practice.call('delayResponses', { node, delayMs });
}

/** Errors worth seeing a producer meet, by Kafka's codes; retriable ones are retried, the others end the batch. */
const errors: readonly (readonly [name: string, code: number, retriable: boolean])[] = [
  ['NOT_LEADER_OR_FOLLOWER', 6, true],
  ['NOT_ENOUGH_REPLICAS', 19, true],
  ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 20, true],
  ['REQUEST_TIMED_OUT', 7, true],
  ['LEADER_NOT_AVAILABLE', 5, true],
  ['CORRUPT_MESSAGE', 2, true],
  ['KAFKA_STORAGE_ERROR', 56, true],
  ['MESSAGE_TOO_LARGE', 10, false],
  ['TOPIC_AUTHORIZATION_FAILED', 29, false],
  ['INVALID_TIMESTAMP', 32, false],
  ['INVALID_RECORD', 87, false],
];
const produceApi = 0;
const countLimit = 1_000_000;

/** `argument`: `{ node, errorCode, count }`, a broker of the tree, or nothing to be asked. Produce requests only. */
export async function failNextRequests(services: Services, argument: unknown): Promise<void> {
  const { practice, t } = services;
  const title = t('Fail Next Requests');
  const node = await nodeOrAll(services, argument, title);
  if (node === undefined) return;
  const errorCode = numberIn(argument, 'errorCode') ?? (await askError(services, title));
  if (errorCode === null) return;
  const count =
    numberIn(argument, 'count') ??
    (await askWhole(services, {
      title,
      step: 2,
      steps: 2,
      prompt: t('How many Produce requests are answered with it.'),
      value: '5',
      range: [1, countLimit],
    }));
  if (count !== null) await practice.call('failNext', { node, api: produceApi, errorCode, count });
}

async function askError({ t }: Services, title: string): Promise<number | null> {
  const choices: Choice<number>[] = errors.map(([name, code, retriable]) => ({
    label: `${name} (${code})`,
    description: retriable ? t('the producer tries again') : t('the batch fails'),
    value: code,
  }));
  const placeholder = t('The error every partition of the request is answered with');
  const chosen = await askChoice({ title, step: 1, steps: 2, placeholder, choices });
  return chosen.kind === 'value' ? chosen.value : null;
}

type Broker = { readonly node: number; readonly port: number; readonly up: boolean };

async function nodeOf(
  services: Services,
  argument: unknown,
  title: string,
  fits: (broker: Broker) => boolean,
): Promise<number | null> {
  const given = typeof argument === 'number' ? argument : fields(argument)['node'];
  if (typeof given === 'number') return given;
  const { practice, t } = services;
  const { brokers } = await practice.call('describe', null);
  const choices = brokers.filter(fits).map(broker => brokerChoice(services, broker));
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(t('No broker of the practice cluster fits: see the Connections view.'));
    return null;
  }
  const answer = await askChoice({ title, step: 1, steps: 1, placeholder: t('Which broker'), choices });
  return answer.kind === 'value' ? answer.value : null;
}

/** The one given, asked for otherwise; null: all. undefined when the user closed it. */
async function nodeOrAll(services: Services, argument: unknown, title: string): Promise<number | null | undefined> {
  const given = fields(argument)['node'];
  if (typeof given === 'number' || given === null) return given;
  const { practice, t } = services;
  const { brokers } = await practice.call('describe', null);
  const choices: Choice<number | null>[] = [
    { label: t('All brokers'), value: null },
    ...brokers.map(broker => brokerChoice(services, broker)),
  ];
  const answer = await askChoice({ title, step: 1, steps: 1, placeholder: t('Which broker'), choices });
  return answer.kind === 'value' ? answer.value : undefined;
}

function brokerChoice({ t }: Services, { node, port, up }: Broker): Choice<number> {
  const address = `127.0.0.1:${port}`;
  return { label: t('Broker {0}', node), description: up ? address : t('{0}, stopped', address), value: node };
}

function fields(argument: unknown): Record<string, unknown> {
  return typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
}

function numberIn(argument: unknown, name: string): number | null {
  const given = fields(argument)[name];
  return typeof given === 'number' ? given : null;
}

interface WholeQuestion {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly prompt: string;
  readonly value: string;
  readonly range: readonly [low: number, high: number];
}

/** A number in `range` as the user may write it: `1,000` and `10k` are numbers too. Null when the user closed it. */
async function askWhole({ t }: Services, { range: [low, high], ...question }: WholeQuestion): Promise<number | null> {
  const parse = (text: string) => parseWhole(text, low, high, t);
  const answer = await askText({
    ...question,
    check: text => {
      const parsed = parse(text);
      return 'message' in parsed ? parsed.message : null;
    },
  });
  if (answer.kind !== 'value' || !('text' in answer.value)) return null;
  const parsed = parse(answer.value.text);
  return 'value' in parsed ? parsed.value : null;
}
