import type { OutgoingRecord, Payload } from '../../engine/snapshot/outgoing.ts';
import type { DescribedSelection } from '../../engine/snapshot/words.ts';
import type { PageAction, PageMessage, PageRequest } from '../../webview/protocol/messages.ts';

/** The page sends what a user typed; a value pasted into the send row is the largest of it. */
export const pageMessageLimit = 8 * 1024 * 1024;
const nameLimit = 1_000;
const copyLimit = 1_000_000;
export const timesLimit = 10_000;

/**
 * A message of the page, read as data from outside: a closed union, checked field by field, rebuilt from what was checked. null
 * for anything else, whatever it is; the caller logs and ignores it.
 */
export function checkPageMessage(raw: unknown): PageMessage | null {
  if (!isObject(raw) || sizeOf(raw) > pageMessageLimit) return null;
  switch (raw['type']) {
    case 'ready':
      return { type: 'ready' };
    case 'shown':
      return isWhole(raw['seq']) ? { type: 'shown', seq: raw['seq'] } : null;
    case 'action': {
      const action = checkAction(raw['action']);
      return action && { type: 'action', action };
    }
    case 'request': {
      const request = checkRequest(raw['request']);
      return request && isWhole(raw['id']) ? { type: 'request', id: raw['id'], request } : null;
    }
    default:
      return null;
  }
}

type PlainAction = Exclude<
  PageAction['kind'],
  'connect' | 'editConnection' | 'changeSecrets' | 'startLoad' | 'createTopic' | 'copy'
>;

const plainActions: Readonly<Record<PlainAction, true>> = {
  startPractice: true,
  disconnect: true,
  pause: true,
  resume: true,
  step: true,
  flush: true,
  stopLoad: true,
  beginTransaction: true,
  commitTransaction: true,
  abortTransaction: true,
  openExample: true,
  openSettings: true,
  showOutput: true,
  startAgain: true,
  manageTrust: true,
};

function checkAction(raw: unknown): PageAction | null {
  if (!isObject(raw)) return null;
  const { kind, connectionId, topic, text } = raw;
  switch (kind) {
    case 'connect':
      return connectionId === null || isName(connectionId) ? { kind, connectionId } : null;
    case 'editConnection':
    case 'changeSecrets':
      return isName(connectionId) ? { kind, connectionId } : null;
    case 'startLoad':
    case 'createTopic':
      return isName(topic) ? { kind, topic } : null;
    case 'copy':
      return typeof text === 'string' && text.length <= copyLimit ? { kind, text } : null;
    default:
      return isPlainAction(kind) ? { kind } : null;
  }
}

function isPlainAction(kind: unknown): kind is PlainAction {
  return typeof kind === 'string' && Object.hasOwn(plainActions, kind);
}

function checkRequest(raw: unknown): PageRequest | null {
  if (!isObject(raw)) return null;
  switch (raw['kind']) {
    case 'describe': {
      const selection = checkSelection(raw['selection']);
      return selection && { kind: 'describe', selection };
    }
    case 'predict': {
      const record = checkRecord(raw['record']);
      return record && { kind: 'predict', record };
    }
    case 'metrics':
      return { kind: 'metrics' };
    case 'send': {
      const record = checkRecord(raw['record']);
      const times = raw['times'];
      return record && isWhole(times) && times >= 1 && times <= timesLimit ? { kind: 'send', record, times } : null;
    }
    default:
      return null;
  }
}

function checkSelection(raw: unknown): DescribedSelection | null {
  if (!isObject(raw)) return null;
  const { kind, lane, batchId, requestId, recordId } = raw;
  switch (kind) {
    case 'batch':
      return isName(lane) && isWhole(batchId) ? { kind, lane, batchId } : null;
    case 'request':
      return isWhole(requestId) ? { kind, requestId } : null;
    case 'record':
      return isWhole(recordId) ? { kind, recordId } : null;
    default:
      return null;
  }
}

/** Also what other extensions and keybindings may hand to Send Message as its argument. */
export function checkRecord(raw: unknown): OutgoingRecord | null {
  if (!isObject(raw)) return null;
  const { topic, key = null, value = null, headers, partition, timestamp } = raw;
  if (!isName(topic) || !isPayload(key) || !isPayload(value)) return null;
  if (partition !== undefined && !isWhole(partition)) return null;
  if (timestamp !== undefined && !isWhole(timestamp)) return null;
  const checkedHeaders = headers === undefined ? undefined : checkHeaders(headers);
  if (checkedHeaders === null) return null;
  return {
    topic,
    key,
    value,
    ...(checkedHeaders && { headers: checkedHeaders }),
    ...(partition !== undefined && { partition }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

function checkHeaders(raw: unknown): (readonly [string, Payload])[] | null {
  if (!Array.isArray(raw) || raw.length > 10_000) return null;
  const headers: (readonly [string, Payload])[] = [];
  for (const entry of raw as unknown[]) {
    if (!Array.isArray(entry) || entry.length !== 2) return null;
    const [name, value] = entry as unknown[];
    if (typeof name !== 'string' || !isPayload(value)) return null;
    headers.push([name, value]);
  }
  return headers;
}

function isPayload(value: unknown): value is Payload {
  if (value === null || typeof value === 'string') return true;
  return isObject(value) && typeof value['base64'] === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value['base64']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= nameLimit;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Characters of all strings, without making a copy as JSON; Infinity for what is nested too deep to be ours. */
function sizeOf(value: unknown, depth = 0): number {
  if (depth > 8) return Infinity;
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 0;
  for (const [key, entry] of Object.entries(value)) {
    size += key.length + sizeOf(entry, depth + 1);
    if (size > pageMessageLimit) return size;
  }
  return size;
}
