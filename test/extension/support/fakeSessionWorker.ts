// Stands in for dist/sessionWorker.cjs in tests of the client: the same protocol, answers by what it is asked.
import { parentPort } from 'node:worker_threads';
import type { Methods } from '../../../engine/session/rpc.ts';
import { serveRpc } from '../../../engine/session/rpc.ts';
import type { SessionEvent, SessionMethods, SessionStatus } from '../../../engine/session/sessionProtocol.ts';

const port = parentPort;
if (!port) throw new Error('runs as a worker only');
let paused = false;

const status = (): SessionStatus => ({
  state: 'connected',
  run: paused ? 'paused' : 'running',
  freePoolBytes: 33_554_432,
  totalPoolBytes: 33_554_432,
  inFlightRequests: 2,
  onTheWay: 7,
  transaction: null,
});

type Answers = Partial<SessionMethods> & Methods;
const methods: Answers = {
  connect: ({ bootstrapServers, properties }) => {
    rpc.emit({ type: 'log', level: 'info', message: `given ${Object.keys(properties).join(' ')}` });
    if (bootstrapServers.startsWith('refused')) {
      return Promise.reject(Object.assign(new Error('Invalid value -1 for linger.ms'), { kind: 'ConfigException' }));
    }
    if (bootstrapServers.startsWith('exit')) process.exit(3);
    rpc.emit({ type: 'connected', brokers: 3, clusterId: 'fake' });
    return Promise.resolve();
  },
  close: ({ timeoutMs }) =>
    timeoutMs === 1 ? new Promise<never>(() => undefined) : Promise.resolve({ unfinishedRecords: 4 }),
  status: () => Promise.resolve(status()),
  pause: () => Promise.resolve(void (paused = true)),
  resume: () => Promise.resolve(void (paused = false)),
  flush: () => new Promise<never>(() => undefined),
  deleteTopic: ({ name }) => {
    // Outside any promise: an error nobody catches.
    setImmediate(() => {
      throw new RangeError(`offset of ${name} is out of bounds`);
    });
    return new Promise<never>(() => undefined);
  },
};
const rpc = serveRpc<Answers, SessionEvent>(
  { postMessage: message => port.postMessage(message), onMessage: listener => void port.on('message', listener) },
  methods,
);
