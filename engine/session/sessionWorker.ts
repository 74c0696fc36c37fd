/** Entry of the worker thread in which a producer session runs: its load must not slow the editor, nor the editor its times. */
import { parentPort } from 'node:worker_threads';
import { systemRandom } from '../common/systemRandom.ts';
import { systemTime } from '../common/systemTime.ts';
import { systemTimers } from '../network/timers.ts';
import { serveRpc } from './rpc.ts';
import { Session } from './session.ts';
import type { SessionEvent, SessionMethods } from './sessionProtocol.ts';

if (parentPort === null) throw new Error('sessionWorker runs in a worker thread only.');
const port = parentPort;

const session = new Session({
  time: systemTime,
  timers: systemTimers,
  random: systemRandom,
  emit: event => server.emit(event),
});
const server = serveRpc<SessionMethods, SessionEvent>(
  { postMessage: message => port.postMessage(message), onMessage: listener => void port.on('message', listener) },
  session.methods,
);
