import * as l10n from '@vscode/l10n';
import { effect } from '@preact/signals';
import { render } from 'preact';
import './main.css';
import { App } from './app.tsx';
import { moveBetweenGroups, watchKeys } from './panels/keyboard.ts';
import { watchScroll } from './panels/scroll.ts';
import type { HostMessage, PageMessage } from './protocol/messages.ts';
import { connectChannel } from './state/actions.ts';
import { catchUp, live, place, saved, select, takeFrame, takeHost } from './state/app.ts';
import { Channel } from './state/channel.ts';
import { restore } from './state/saved.ts';
import { setLocale } from './text/format.ts';
import { registerControls } from './ui/toolkit.ts';
import { traits, watchTheme } from './ui/theme.ts';

interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
const channel = new Channel(vscode);
connectChannel(channel);
saved.value = restore(vscode.getState());
registerControls();
watchTheme();
watchKeys();
keepState();

const READER_MS = 1000;
let started = false;

window.addEventListener('message', (event: MessageEvent<HostMessage>) => take(event.data));
channel.ready();

function take(message: HostMessage): void {
  switch (message.type) {
    case 'init':
      setLocale(message.locale);
      if (message.l10n !== null) l10n.config({ contents: { ...message.l10n } });
      place.value = message.form;
      takeHost(message.host);
      start();
      return;
    case 'host':
      takeHost(message.host);
      return;
    case 'frame':
      takeFrame(message.frame, performance.now());
      askForNext(message.frame.seq);
      scheduleCatchUp();
      return;
    case 'reply':
    case 'failure':
      channel.settle(message);
      return;
    case 'select':
      select(message.selection);
      return;
    case 'taken':
      followRecord(message.recordId);
      return;
    case 'focusGroup':
      moveBetweenGroups(message.direction);
      return;
    case 'sent':
      // Told by the host in a notification or lens; what it changed comes with the next frame.
      return;
  }
}

/** The next frame comes once this one is drawn; with a screen reader a second later, for each may be read out. */
function askForNext(shownSeq: number): void {
  if (traits.value.screenReader) setTimeout(() => channel.shown(shownSeq), READER_MS);
  else requestAnimationFrame(() => channel.shown(shownSeq));
}

/** The journey of what was just sent opens by itself, unless the reader looks at something else. */
function followRecord(recordId: number): void {
  const { selection } = saved.value;
  if (selection === null || selection.kind === 'record') select({ kind: 'record', recordId });
}

/** Texts are made with the language of `init`, so nothing is drawn before it. */
function start(): void {
  if (started) return;
  started = true;
  const root = document.getElementById('root') ?? document.body;
  render(<App />, root);
  watchScroll(root);
}

let timer: ReturnType<typeof setTimeout> | undefined;

function scheduleCatchUp(): void {
  clearTimeout(timer);
  const dueMs = catchUp(performance.now());
  if (dueMs !== null && live.value !== null) timer = setTimeout(scheduleCatchUp, dueMs + 1);
}

/** Folds, scroll, drawer, selection, filter and fields come back after hiding exactly as they were. */
function keepState(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const state = saved.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => vscode.setState(state), 200);
  });
  window.addEventListener('pagehide', () => vscode.setState(saved.value));
}
