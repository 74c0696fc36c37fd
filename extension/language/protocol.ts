// What the extension and its language server say to each other beyond the Language Server Protocol. Data only: both
// processes import it.
import type { Facts, TopicFact } from './service/facts.ts';

/** Extension → server: the topics of the connected cluster, null when it is gone. */
export const topicsNotification = 'kafka/topics';
export type TopicsParams = { readonly topics: readonly TopicFact[] | null };

/** Extension → server: everything else the server should know; a field left out stays as it was. */
export const configNotification = 'kafka/config';
export type ConfigParams = Partial<Omit<Facts, 'topics'>> & {
  /** Contents of a bundle for `@vscode/l10n`. */
  readonly translations?: Readonly<Record<string, string | { readonly message: string; readonly comment: string[] }>>;
};

/** `initializationOptions` of the server; all of it may come later by notification. */
export type InitializationOptions = ConfigParams & {
  readonly topics?: readonly TopicFact[] | null;
  /** Command that opens suggestions again after a property or pragma name; VS Code: `editor.action.triggerSuggest`. */
  readonly suggestCommand?: string;
};

/** The command behind every lens; the client registers it. */
export const sendBlockCommand = 'kafkaInspector.sendBlock';
/** Its only argument. */
export interface SendBlockArguments {
  readonly uri: string;
  /** Index into the blocks of the document, as `messagesOfBlock` counts them. */
  readonly block: number;
  /** Line of the PRODUCER keyword, from 0. */
  readonly line: number;
  /** How often to send the block; its `--@ count` multiplies this. */
  readonly times: number;
  /** Open the inspector first. */
  readonly inspect: boolean;
}
