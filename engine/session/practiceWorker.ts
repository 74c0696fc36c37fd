/** Entry of the worker thread in which the practice cluster runs: broker work must not distort what the producer measures. */
import { parentPort } from 'node:worker_threads';
import { systemRandom } from '../common/systemRandom.ts';
import { systemTime } from '../common/systemTime.ts';
import { listen } from '../network/serverSocket.ts';
import { systemTimers } from '../network/timers.ts';
import { PracticeService } from './practiceService.ts';
import { serveRpc } from './rpc.ts';
import type { PracticeEvent, PracticeMethods } from './practiceProtocol.ts';

if (parentPort === null) throw new Error('practiceWorker runs in a worker thread only.');
const port = parentPort;

const service = new PracticeService({
  time: systemTime,
  timers: systemTimers,
  random: systemRandom,
  listen,
  emit: event => server.emit(event),
});
const server = serveRpc<PracticeMethods, PracticeEvent>(
  {
    postMessage: message => port.postMessage(message),
    onMessage: listener => void port.on('message', listener),
  },
  service.methods,
);
