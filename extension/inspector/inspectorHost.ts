import * as vscode from 'vscode';
import type { Frame } from '../../engine/snapshot/frame.ts';
import type { SendOutcome } from '../../engine/snapshot/outgoing.ts';
import type { Selection } from '../../engine/snapshot/words.ts';
import type { HostMessage, HostState, PageReply, PageRequest } from '../../webview/protocol/messages.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { inspectorPanelType, views } from '../common/ids.ts';
import { settings, settingsSection } from '../common/settings.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { Translate } from '../language/service/translate.ts';
import type { PracticeManager } from '../sessions/practiceManager.ts';
import type { SessionManager } from '../sessions/sessionManager.ts';
import { hostPracticeOf, hostSessionOf } from '../sessions/sessionState.ts';
import { FrameHub } from './frameHub.ts';
import { runPageAction } from './pageActions.ts';
import { PageConnection } from './pageConnection.ts';

export interface InspectorHostOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connections: ConnectionStore;
  readonly sessions: SessionManager;
  readonly practice: PracticeManager;
  readonly t: Translate;
}

/** The inspector's pages, in the editor and in the bottom panel: one stream of frames, one state of the host for all. */
export class InspectorHost implements vscode.Disposable {
  readonly #options: InspectorHostOptions;
  readonly #store = new DisposableStore();
  readonly #pages = new Set<PageConnection>();
  readonly #hub: FrameHub;
  #panel: vscode.WebviewPanel | null = null;
  #runningSession = false;
  #lastHost = '';
  #slowCheck: NodeJS.Timeout | null = null;

  constructor(options: InspectorHostOptions) {
    this.#options = options;
    const { sessions, practice, connections, log } = options;
    const quietly = (call: Promise<unknown>): void => void call.catch(error => log.debug(`Frames: ${String(error)}`));
    this.#hub = new FrameHub(
      {
        watch: () => {
          const payloads = settings.payloads();
          quietly(sessions.call('watch', { framesPerSecond: settings.framesPerSecond(), payloads }));
        },
        unwatch: () => quietly(sessions.call('unwatch', null)),
        frameShown: seq => quietly(sessions.call('frameShown', { seq })),
      },
      () => performance.now(),
    );
    this.#store.addAll(
      sessions.onFrame(frame => this.#hub.frame(frame)),
      sessions.onRecordTaken(recordId => this.#postAll({ type: 'taken', recordId })),
      sessions.onDidChangeState(state => {
        const running = state.kind === 'running';
        if (running !== this.#runningSession) this.#hub.setRunning((this.#runningSession = running));
        this.#postHost();
      }),
      practice.onDidChangeState(() => this.#postHost()),
      connections.onDidChange(() => this.#postHost()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#postHost()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration(`${settingsSection}.inspector`)) return;
        this.#hub.restart();
        this.#postHost();
      }),
      { dispose: () => this.#panel?.dispose() },
    );
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider(views.inspector, {
        resolveWebviewView: view => {
          const page = this.#connect(view.webview, 'panel');
          view.onDidChangeVisibility(() => page.setVisible(view.visible));
          view.onDidDispose(() => this.#close(page));
        },
      }),
      vscode.window.registerWebviewPanelSerializer(inspectorPanelType, {
        // There is one; where it was opened before VS Code came to restore it, the restored one is too many.
        deserializeWebviewPanel: panel => Promise.resolve(this.#panel ? panel.dispose() : this.#adopt(panel)),
      }),
    );
  }

  /** Opens the editor panel, or brings it to the front. */
  open(preserveFocus = false): void {
    const editor = vscode.window.activeTextEditor;
    if (this.#panel) {
      // Sending from a document must not hide the document.
      const inItsWay = preserveFocus && editor !== undefined && this.#panel.viewColumn === editor.viewColumn;
      return this.#panel.reveal(inItsWay ? vscode.ViewColumn.Beside : undefined, preserveFocus);
    }
    const title = this.#options.t('Kafka Inspector');
    const column = editor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(inspectorPanelType, title, { viewColumn: column, preserveFocus }));
  }

  select(selection: Selection): void {
    this.#postAll({ type: 'select', selection });
  }

  sent(outcome: SendOutcome): void {
    this.#postAll({ type: 'sent', outcome });
  }

  /** One full frame, for who needs a number now and shows no page; null when the producer ended instead. */
  peek(): Promise<Frame | null> {
    const { sessions } = this.#options;
    if (sessions.state.kind !== 'running') return Promise.resolve(null);
    return new Promise(resolve => {
      const finish = (frame: Frame | null): void => {
        ended.dispose();
        this.#hub.leave(viewer);
        resolve(frame);
      };
      const viewer = { show: finish };
      const ended = sessions.onDidChangeState(state => state.kind !== 'running' && finish(null));
      this.#hub.join(viewer);
    });
  }

  dispose(): void {
    this.#stopSlowCheck();
    this.#store.dispose();
    for (const page of this.#pages) page.dispose();
    this.#pages.clear();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const media = vscode.Uri.joinPath(this.#options.context.extensionUri, 'extension', 'media');
    panel.iconPath = vscode.Uri.joinPath(media, 'kafka-inspector-tab.svg');
    const page = this.#connect(panel.webview, 'editor');
    panel.onDidChangeViewState(() => page.setVisible(panel.visible));
    panel.onDidDispose(() => {
      this.#close(page);
      if (this.#panel === panel) this.#panel = null;
    });
  }

  #connect(webview: vscode.Webview, form: 'editor' | 'panel'): PageConnection {
    const { context, log, t } = this.#options;
    const page = new PageConnection({
      webview,
      form,
      hub: this.#hub,
      extensionUri: context.extensionUri,
      handlers: {
        hostState: () => this.#hostState(),
        action: action => void runPageAction(action, this.#options.sessions.state, log),
        request: request => this.#answer(request),
        refused: message => log.warn(t('The page sent a message that is not known: {0}', typeName(message))),
      },
    });
    this.#pages.add(page);
    this.#slowCheck ??= setInterval(() => this.#hub.dropSlow(), 1_000);
    return page;
  }

  #close(page: PageConnection): void {
    this.#pages.delete(page);
    page.dispose();
    if (this.#pages.size === 0) this.#stopSlowCheck();
  }

  #stopSlowCheck(): void {
    if (this.#slowCheck) clearInterval(this.#slowCheck);
    this.#slowCheck = null;
  }

  #postAll(message: HostMessage): void {
    for (const page of this.#pages) page.post(message);
  }

  #postHost(): void {
    const host = this.#hostState();
    // Status events come often and mostly change nothing here.
    const text = JSON.stringify(host);
    if (text === this.#lastHost) return;
    this.#lastHost = text;
    this.#postAll({ type: 'host', host });
  }

  #hostState(): HostState {
    const { sessions, practice, connections } = this.#options;
    return {
      trusted: vscode.workspace.isTrusted,
      session: hostSessionOf(sessions.state),
      practice: hostPracticeOf(practice.state),
      recent: connections.recent().map(({ name, bootstrapServers }) => ({ id: name, name, bootstrapServers })),
      payloads: settings.payloads(),
    };
  }

  async #answer(request: PageRequest): Promise<PageReply> {
    const { sessions, t } = this.#options;
    switch (request.kind) {
      case 'describe':
        return { kind: 'describe', detail: await sessions.call('describe', { selection: request.selection }) };
      case 'predict':
        return { kind: 'predict', where: await sessions.call('predict', { record: request.record }) };
      case 'metrics':
        return { kind: 'metrics', metrics: await sessions.call('metrics', null) };
      case 'send': {
        const { record, times } = request;
        if (!vscode.workspace.isTrusted) throw new Error(t('Sending is off in Restricted Mode.'));
        const report = await sessions.call('send', { records: [record], times, source: t('send row') });
        return { kind: 'send', acked: report.acked, failed: report.failed, outcomes: report.outcomes };
      }
    }
  }
}

function typeName(message: unknown): string {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : typeof message;
  return String(type).slice(0, 40);
}
