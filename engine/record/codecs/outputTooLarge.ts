/** What a block or frame unpacks to is more than was allowed; its code is that of node:zlib for the same. */
export class OutputTooLarge extends RangeError {
  readonly code = 'ERR_BUFFER_TOO_LARGE';
}
