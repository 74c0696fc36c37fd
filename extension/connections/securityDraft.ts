/** What the steps fill in: Java's keys, those that may be read by everybody and those that may not. */
export interface SecurityDraft {
  properties: Record<string, string>;
  secrets: Record<string, string>;
}
