/** Tools for Apache Kafka: owns the language id `kafka` too, with its own lenses, diagnostics and completion. */
export const otherExtensionId = 'jeppeandersen.vscode-kafka';

/**
 * Whether we leave out what the other extension shows as well. `auto`: when it is enabled; `full` and `lensesOnly` are the
 * user's own word.
 */
export function coexists(setting: 'auto' | 'full' | 'lensesOnly', otherIsEnabled: boolean): boolean {
  return setting === 'lensesOnly' || (setting === 'auto' && otherIsEnabled);
}
