/** Thrown by a handler where a broker ends the connection instead of answering. */
export class CloseConnection extends Error {
  override readonly name = 'CloseConnection';
}
