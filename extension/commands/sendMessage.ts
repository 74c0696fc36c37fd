import type { OutgoingRecord } from '../../engine/snapshot/outgoing.ts';
import { plainText } from '../common/plainText.ts';
import { settings } from '../common/settings.ts';
import { ensureSession, showError } from '../connections/connecting.ts';
import { checkRecord } from '../inspector/pageMessages.ts';
import type { Services } from '../services.ts';
import { askChoice, askText, choiceStep, runSteps } from './quickInput.ts';
import type { Choice, Step } from './quickInput.ts';
import { formatHeaders, parseHeaders, parsePartition, parseTimestamp, payloadText } from './recordInput.ts';
import { maySend, notify, send, sendInBackground } from './sending.ts';
import type { SendResult } from './sending.ts';
import { topicChoices, topicOf, topicsSoon, typedTopic } from './topicCommands.ts';

type Draft = { -readonly [K in keyof OutgoingRecord]: OutgoingRecord[K] };

/**
 * `argument`: `{ record, wait? }` sends without asking (keybindings, tests); a topic or its tree item skips the first question.
 * Answers the result when it waited for it.
 */
export async function sendMessage(services: Services, argument: unknown): Promise<SendResult | null> {
  const { t } = services;
  if (!maySend(services) || !(await ensureSession(services, t('Sending a message')))) return null;
  const given = typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
  let wait = typeof given['wait'] === 'boolean' ? given['wait'] : settings.waitForResult();
  let record: OutgoingRecord | null;
  if (given['record'] !== undefined) {
    record = checkRecord(given['record']);
    if (record === null) {
      void showError(
        services,
        t('Not sent: the argument is not a record. It has topic, key, value, headers, partition and timestamp.'),
      );
      return null;
    }
  } else {
    const draft = lastDrafts.get(services) ?? { topic: '', key: null, value: '' };
    const chosen = topicGiven(argument, given);
    // A partition of the last message says nothing about a topic that was pointed at.
    const { partition: _, ...anywhere } = draft;
    const start = chosen.topic === undefined ? draft : { ...anywhere, ...chosen };
    const asked = await compose(services, start, wait, chosen.topic === undefined);
    if (asked === null) return null;
    lastDrafts.set(services, asked.record);
    ({ record, wait } = asked);
  }
  const sending = { records: [record], times: 1, recordsPerSecond: null, source: t('Send Message') };
  if (!wait) {
    sendInBackground(services, sending);
    return null;
  }
  const result = await send(services, sending);
  void notify(services, result);
  return result;
}

/** What was sent last is offered again: the second message is usually much like the first. */
const lastDrafts = new WeakMap<Services, OutgoingRecord>();

function topicGiven(argument: unknown, given: Record<string, unknown>): Partial<Draft> {
  const topic = topicOf(argument);
  if (topic === null) return {};
  return typeof given['partition'] === 'number' ? { topic, partition: given['partition'] } : { topic };
}

async function compose(
  services: Services,
  start: OutgoingRecord,
  waitAtFirst: boolean,
  askTopic: boolean,
): Promise<{ record: OutgoingRecord; wait: boolean } | null> {
  const { t } = services;
  const draft: Draft = { ...start };
  let wait = waitAtFirst;
  const title = t('Send Message');
  const choices = await topicChoices(services);
  const known = choices.some(choice => choice.value === draft.topic);
  const first =
    draft.topic === '' ? [] : [{ label: plainText(draft.topic), description: t('last used'), value: draft.topic }];

  const topicStep = choiceStep(
    {
      title,
      placeholder: t('Topic: choose one, or type a name'),
      choices: known ? [...first, ...choices.filter(choice => choice.value !== draft.topic)] : [...first, ...choices],
      typed: text => typedTopic(text, services),
    },
    topic => {
      // Another topic has other partitions.
      if (topic !== draft.topic) delete draft.partition;
      draft.topic = topic;
    },
  );
  const finished = await runSteps([
    ...(askTopic ? [topicStep] : []),
    payloadStep(services, title, 'key', draft),
    payloadStep(services, title, 'value', draft),
    async position => {
      for (;;) {
        const answer = await askChoice({
          title,
          ...position,
          placeholder: t('Send it, or change more'),
          choices: reviewChoices(services, draft, wait),
        });
        if (answer.kind !== 'value') return answer.kind;
        if (answer.value === 'send' || answer.value === 'sendNoWait') {
          wait = answer.value === 'send';
          return 'next';
        }
        if ((await changePart(services, title, answer.value, draft)) === 'closed') return 'closed';
      }
    },
  ]);
  return finished ? { record: draft, wait } : null;
}

/** One input for the text, with buttons for null and for the empty text. */
function payloadStep({ t }: Services, title: string, part: 'key' | 'value', draft: Draft): Step {
  const isKey = part === 'key';
  return async position => {
    const current = draft[part];
    const answer = await askText({
      title,
      ...position,
      prompt: isKey
        ? t('Key. Left empty it is null: the partitioner chooses a partition. Buttons: empty text instead of null.')
        : t('Value. Buttons: null, a tombstone that deletes its key from a compacted topic.'),
      value: typeof current === 'string' ? current : '',
      buttons: isKey
        ? [{ icon: 'symbol-string', tooltip: t('Empty text as key, not null'), id: 'empty' }]
        : [{ icon: 'circle-slash', tooltip: t('Null value (tombstone)'), id: 'null' }],
    });
    if (answer.kind !== 'value') return answer.kind;
    if ('button' in answer.value) draft[part] = answer.value.button === 'empty' ? '' : null;
    else draft[part] = isKey && answer.value.text === '' ? null : answer.value.text;
    return 'next';
  };
}

type Part = 'send' | 'sendNoWait' | 'key' | 'value' | 'partition' | 'headers' | 'timestamp';

function reviewChoices({ t }: Services, draft: Draft, wait: boolean): Choice<Part>[] {
  const shown = (payload: OutgoingRecord['key']): string => plainText(payloadText(payload, t));
  const sendNow: Choice<Part>[] = [
    { label: `$(send) ${t('Send and wait for the result')}`, description: plainText(draft.topic), value: 'send' },
    { label: `$(rocket) ${t('Send without waiting')}`, description: t('only errors are told'), value: 'sendNoWait' },
  ];
  const time = draft.timestamp === undefined ? t('now') : new Date(draft.timestamp).toISOString();
  return [
    ...(wait ? sendNow : sendNow.reverse()),
    { label: t('Key'), description: shown(draft.key), value: 'key' },
    { label: t('Value'), description: shown(draft.value), value: 'value' },
    {
      label: t('Partition'),
      description: draft.partition === undefined ? t('the partitioner chooses') : String(draft.partition),
      value: 'partition',
    },
    { label: t('Headers'), description: plainText(formatHeaders(draft.headers)) || t('none'), value: 'headers' },
    { label: t('Timestamp'), description: time, value: 'timestamp' },
  ];
}

async function changePart(
  services: Services,
  title: string,
  part: Part,
  draft: Draft,
): Promise<'next' | 'closed' | 'back'> {
  const { t } = services;
  // As a second step it has a way back to the list.
  const position = { title, step: 2, steps: 2 };
  const ask = async (
    question: { prompt: string; value: string; check: (text: string) => { readonly message: string } | object },
    keep: (text: string) => void,
  ) => {
    const check = (text: string): string | null => {
      const checked = question.check(text);
      return 'message' in checked ? String(checked.message) : null;
    };
    const answer = await askText({ ...position, ...question, check });
    if (answer.kind === 'value' && 'text' in answer.value) keep(answer.value.text);
    return answer.kind === 'value' ? 'next' : answer.kind;
  };
  switch (part) {
    case 'key':
    case 'value':
      return payloadStep(services, title, part, draft)({ step: 2, steps: 2 });
    case 'partition': {
      const partitions = await partitionsOf(services, draft.topic);
      const prompt =
        partitions === null
          ? t('Partition, from 0. Left empty, the partitioner chooses.')
          : t('Partition, 0 to {0}. Left empty, the partitioner chooses.', partitions - 1);
      return ask(
        { prompt, value: String(draft.partition ?? ''), check: text => parsePartition(text, partitions, t) },
        text => {
          const parsed = parsePartition(text, partitions, t);
          if (!('value' in parsed)) return;
          if (parsed.value === undefined) delete draft.partition;
          else draft.partition = parsed.value;
        },
      );
    }
    case 'headers':
      return ask(
        {
          prompt: t('Headers as name=value, with commas between. A name alone has a null value.'),
          value: formatHeaders(draft.headers),
          check: text => parseHeaders(text, t),
        },
        text => {
          const parsed = parseHeaders(text, t);
          if ('value' in parsed) draft.headers = parsed.value;
        },
      );
    case 'timestamp':
      return ask(
        {
          prompt: t('Timestamp: epoch milliseconds, a date such as 2026-01-31T12:00:00Z, or nothing for now.'),
          value: String(draft.timestamp ?? ''),
          check: text => parseTimestamp(text, t),
        },
        text => {
          const parsed = parseTimestamp(text, t);
          if (!('value' in parsed)) return;
          if (parsed.value === undefined) delete draft.timestamp;
          else draft.timestamp = parsed.value;
        },
      );
    case 'send':
    case 'sendNoWait':
      return 'next';
  }
}

async function partitionsOf({ sessions }: Services, topic: string): Promise<number | null> {
  const topics = await topicsSoon(sessions);
  return topics.find(candidate => candidate.name === topic)?.partitions.length ?? null;
}
