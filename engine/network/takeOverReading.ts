import { Socket } from 'node:net';

const readBufferBytes = 64 * 1024;

/**
 * An accepted connection whose bytes come in one buffer, used again for each read; a stream takes 64 KiB of new memory for every read,
 * and at full load the collection of those costs a broker more than its work. Node offers this (`onread`) to who connects only, so the
 * handle changes hands: the one undocumented thing used here. Accept with `pauseOnConnect`, so that nothing has been read.
 * `chunk` is good only during the call.
 */
export function takeOverReading(accepted: Socket, onChunk: (chunk: Buffer) => void): Socket {
  const holder = accepted as unknown as { _handle: unknown };
  const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
  const callback = (bytes: number): boolean => {
    onChunk(buffer.subarray(0, bytes));
    return true;
  };
  const options = { handle: holder._handle, onread: { buffer, callback } };
  holder._handle = null;
  const socket = new Socket(options as ConstructorParameters<typeof Socket>[0]);
  socket.once('close', () => accepted.destroy()); // The server counts the one it accepted.
  return socket;
}
