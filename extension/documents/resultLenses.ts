import * as vscode from 'vscode';
import { commands } from '../common/ids.ts';
import type { Services } from '../services.ts';
import { producerBlocks } from './blocks.ts';

/** Above each block that was sent, after the lenses that send it: how the last sending ended. */
export class ResultLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposable: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    const { results } = services;
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      results.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidCloseTextDocument(document => results.forget(document.uri.toString())),
      vscode.languages.registerCodeLensProvider({ language: 'kafka' }, this),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { results } = this.#services;
    const uri = document.uri.toString();
    const blocks = producerBlocks(document.getText());
    results.keepOnly(uri, new Set(blocks.map(block => block.text)));
    return blocks.flatMap(({ keyword, text }) => {
      const result = results.get(uri, text);
      if (!result) return [];
      const { line, character } = keyword.end;
      const range = new vscode.Range(keyword.start.line, keyword.start.character, line, character);
      const command =
        result.recordId === null
          ? { title: result.text, command: commands.openInspector }
          : { title: result.text, command: commands.showRecord, arguments: [result.recordId] };
      return [new vscode.CodeLens(range, command)];
    });
  }

  dispose(): void {
    this.#disposable.dispose();
  }
}
