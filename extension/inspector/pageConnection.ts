import * as vscode from 'vscode';
import type { Frame } from '../../engine/snapshot/frame.ts';
import type { HostMessage, HostState, PageAction, PageReply, PageRequest } from '../../webview/protocol/messages.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import type { FrameHub, FrameViewer } from './frameHub.ts';
import { inspectorHtml, newNonce } from './inspectorHtml.ts';
import { checkPageMessage } from './pageMessages.ts';

/** What a page may ask of the host; nothing else reaches it. */
export interface PageHandlers {
  hostState(): HostState;
  action(action: PageAction): void;
  request(request: PageRequest): Promise<PageReply>;
  refused(message: unknown): void;
}

export interface PageConnectionOptions {
  readonly webview: vscode.Webview;
  readonly extensionUri: vscode.Uri;
  readonly form: 'editor' | 'panel';
  readonly hub: FrameHub;
  readonly handlers: PageHandlers;
}

/** One page: given everything when it is shown, nothing while it is hidden. */
export class PageConnection implements FrameViewer, vscode.Disposable {
  readonly #webview: vscode.Webview;
  readonly #form: 'editor' | 'panel';
  readonly #hub: FrameHub;
  readonly #handlers: PageHandlers;
  readonly #store = new DisposableStore();
  #visible = true;
  #ready = false;
  #missed: HostMessage | null = null;

  constructor(options: PageConnectionOptions) {
    this.#webview = options.webview;
    this.#form = options.form;
    this.#hub = options.hub;
    this.#handlers = options.handlers;
    const root = vscode.Uri.joinPath(options.extensionUri, 'dist', 'webview');
    const uri = (name: string): string => this.#webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    this.#webview.options = {
      enableScripts: true,
      localResourceRoots: [root],
      enableCommandUris: false,
      enableForms: false,
    };
    this.#store.add(this.#webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw)));
    this.#store.add({ dispose: () => this.#hub.leave(this) });
    this.#webview.html = inspectorHtml({
      language: vscode.env.language,
      title: vscode.l10n.t('Kafka Producer Inspector'),
      cspSource: this.#webview.cspSource,
      scriptUri: uri('main.js'),
      styleUris: [uri('codicon.css'), uri('main.css')],
      nonce: newNonce(),
    });
  }

  /** The page keeps nothing while hidden: when it comes back it is loaded again and says `ready`. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (!visible) this.#hub.leave(this);
    else if (this.#ready) this.#hydrate();
  }

  show(frame: Frame): void {
    this.#post({ type: 'frame', frame });
  }

  /** While the page is hidden or not loaded yet only what it is to show is kept for it; `init` tells the state when it comes. */
  post(message: HostMessage): void {
    if (this.#visible && this.#ready) return this.#post(message);
    if (message.type === 'select' || message.type === 'taken') this.#missed = message;
    // Its ids mean nothing to another producer.
    if (message.type === 'host' && message.host.session.kind !== 'running') this.#missed = null;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #receive(raw: unknown): void {
    const message = checkPageMessage(raw);
    switch (message?.type) {
      case 'ready':
        this.#ready = true;
        this.#hydrate();
        if (this.#missed) this.#post(this.#missed);
        this.#missed = null;
        return;
      case 'shown':
        return this.#hub.shown(this, message.seq);
      case 'action':
        return this.#handlers.action(message.action);
      case 'request':
        return void this.#answer(message.id, message.request);
      case undefined:
        return this.#handlers.refused(raw);
    }
  }

  #hydrate(): void {
    const l10n = vscode.l10n.bundle ?? null;
    const host = this.#handlers.hostState();
    this.#post({ type: 'init', locale: vscode.env.language, l10n, form: this.#form, host });
    if (this.#visible) this.#hub.join(this);
  }

  async #answer(id: number, request: PageRequest): Promise<void> {
    try {
      this.#post({ type: 'reply', id, result: await this.#handlers.request(request) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      this.#post({ type: 'failure', id, error: name, message });
    }
  }

  #post(message: HostMessage): void {
    if (!this.#store.isDisposed) void this.#webview.postMessage(message);
  }
}
