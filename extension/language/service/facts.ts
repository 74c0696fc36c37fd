/** What the extension tells the language server about the world outside the document. No secret and no address. */
export interface TopicFact {
  readonly name: string;
  readonly partitions: number;
}

export interface Facts {
  /** Topics of the connected cluster; null while not connected. */
  readonly topics: readonly TopicFact[] | null;
  /** `auto.create.topics.enable` of the connected cluster; null when it is not known. */
  readonly autoCreateTopics: boolean | null;
  /** Another extension serves the same documents: leave out what it shows too. */
  readonly coexist: boolean;
  /** Names of the connection profiles, for `--@ connection:`; null when not told. */
  readonly connections: readonly string[] | null;
}

export const noFacts: Facts = { topics: null, autoCreateTopics: null, coexist: false, connections: null };

export function findTopic(facts: Facts, name: string): TopicFact | undefined {
  return facts.topics?.find(topic => topic.name === name);
}
