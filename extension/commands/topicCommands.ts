import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { plainText } from '../common/plainText.ts';
import { ensureSession, messageOf, showError } from '../connections/connecting.ts';
import type { TopicSummary } from '../../engine/session/sessionProtocol.ts';
import type { Services } from '../services.ts';
import { parseWhole } from './loadOptions.ts';
import { askChoice, runSteps, textStep } from './quickInput.ts';
import { checkTopicName } from './recordInput.ts';

const partitionLimit = 10_000;

/** `argument`: `{ name, partitions?, replicationFactor? }`; what is missing is asked. Answers the name once the topic is created. */
export async function createTopic(services: Services, argument: unknown): Promise<string | null> {
  const { sessions, t } = services;
  if (!(await ensureSession(services, t('Creating a topic')))) return null;
  const given = typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
  const title = t('Create Topic');
  const brokers = sessions.state.kind === 'running' ? sessions.state.brokers : 0;
  const draft = {
    name: typeof given['name'] === 'string' ? given['name'] : '',
    partitions: typeof given['partitions'] === 'number' ? given['partitions'] : 6,
    replicationFactor:
      typeof given['replicationFactor'] === 'number' ? given['replicationFactor'] : Math.max(1, Math.min(3, brokers)),
  };
  const complete = draft.name !== '' && typeof given['partitions'] === 'number';
  if (!complete && !(await askTopic(services, title, draft, brokers))) return null;
  const problem = checkTopicName(draft.name, t);
  if (problem !== null) {
    void showError(services, t('The topic was not created. {0}', problem));
    return null;
  }
  try {
    await sessions.call('createTopic', draft);
  } catch (error) {
    const reason = plainText(messageOf(error), 600);
    void showError(services, t('The topic {0} was not created: {1}', plainText(draft.name), reason));
    return null;
  }
  const done = t(
    'Topic {0} is created: {1} partitions, {2} replicas each.',
    draft.name,
    draft.partitions,
    draft.replicationFactor,
  );
  void vscode.window.setStatusBarMessage(done, 5_000);
  return draft.name;
}

function askTopic(
  { t }: Services,
  title: string,
  draft: { name: string; partitions: number; replicationFactor: number },
  brokers: number,
): Promise<boolean> {
  const number = (prompt: string, high: number, get: () => number, keep: (value: number) => void) =>
    textStep(
      {
        title,
        prompt,
        value: String(get()),
        check: text => {
          const parsed = parseWhole(text, 1, high, t);
          return 'message' in parsed ? parsed.message : null;
        },
      },
      answer => {
        const parsed = parseWhole('text' in answer ? answer.text : '', 1, high, t);
        if ('value' in parsed) keep(parsed.value);
      },
    );
  const mostReplicas = Math.max(1, brokers);
  return runSteps([
    textStep(
      {
        title,
        prompt: t('Name of the topic.'),
        placeholder: 'orders',
        value: draft.name,
        check: text => checkTopicName(text.trim(), t),
      },
      answer => 'text' in answer && (draft.name = answer.text.trim()),
    ),
    number(
      t('Partitions, 1 to {0}.', partitionLimit),
      partitionLimit,
      () => draft.partitions,
      value => (draft.partitions = value),
    ),
    number(
      t('Replicas of each partition: 1 to {0}, the number of brokers.', mostReplicas),
      mostReplicas,
      () => draft.replicationFactor,
      value => (draft.replicationFactor = value),
    ),
  ]);
}

/** Asks first, in a modal, naming topic and connection. `argument`: a topic's name or tree item. */
export async function deleteTopic(services: Services, argument: unknown): Promise<void> {
  const { sessions, t } = services;
  if (sessions.state.kind !== 'running') return;
  const name = topicOf(argument) ?? (await chooseTopic(services, t('Delete Topic')));
  if (name === null) return;
  const shown = plainText(name);
  const remove = t('Delete');
  const message = t('Delete the topic {0} on {1}?', shown, plainText(sessions.state.target.name));
  const detail = t('All its records are lost. This cannot be undone.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
  try {
    await sessions.call('deleteTopic', { name });
  } catch (error) {
    void showError(services, t('The topic {0} was not deleted: {1}', shown, plainText(messageOf(error), 600)));
  }
}

export async function copyTopicName(argument: unknown): Promise<void> {
  const name = topicOf(argument);
  if (name !== null) await vscode.env.clipboard.writeText(name);
}

export function topicOf(argument: unknown): string | null {
  if (typeof argument === 'string' && argument !== '') return argument;
  if (typeof argument !== 'object' || argument === null || !('topic' in argument)) return null;
  return typeof argument.topic === 'string' && argument.topic !== '' ? argument.topic : null;
}

/** From the cluster's list, or a new name typed. Null when the user closed it. */
export async function chooseTopic(
  services: Services,
  title: string,
  options: { readonly allowNew?: boolean } = {},
): Promise<string | null> {
  const { t } = services;
  const answer = await askChoice({
    title,
    step: 1,
    steps: 1,
    placeholder: options.allowNew ? t('Topic: choose one, or type a name') : t('Which topic'),
    choices: await topicChoices(services),
    ...(options.allowNew && { typed: text => typedTopic(text, services) }),
  });
  return answer.kind === 'value' ? answer.value : null;
}

export async function topicChoices({ sessions, t }: Services) {
  return (await topicsSoon(sessions))
    .filter(topic => !topic.internal)
    .map(({ name, partitions }) => ({
      label: plainText(name),
      description: partitions.length === 1 ? t('1 partition') : t('{0} partitions', partitions.length),
      value: name,
    }));
}

/** A question does not wait for a slow cluster: without its answer a name can still be typed. */
const patienceMs = 500;

export function topicsSoon(sessions: Services['sessions']): Promise<readonly TopicSummary[]> {
  const late = setTimeout(patienceMs, []);
  return Promise.race([sessions.call('listTopics', null).catch(() => []), late]);
}

export function typedTopic(text: string, { t }: Services) {
  const problem = checkTopicName(text, t);
  return problem === null ? { label: text, description: t('as typed'), value: text } : null;
}
