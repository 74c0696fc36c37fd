import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { exampleDocument } from './example.ts';

/** An untitled document: nothing is written to disk until the user saves it. */
export async function openExample({ sessions }: Services): Promise<void> {
  const topics = await sessions.call('listTopics', null).catch(() => []);
  const topic = topics.find(candidate => !candidate.internal)?.name ?? 'orders';
  const content = exampleDocument(topic);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'kafka', content }));
}
