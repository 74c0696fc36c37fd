import type { ClientMeter } from '../../client/clientMeter.ts';
import { AuthenticationMetrics } from './authenticationMetrics.ts';
import { CipherMetrics } from './cipherMetrics.ts';
import type { MetricGroup, MetricRegistry } from './metricRegistry.ts';
import { nodeSensors } from './nodeSensors.ts';
import type { NodeSensors } from './nodeSensors.ts';

const NS_PER_MS = 1e6;

/** What happens on the connections (Kafka: `Selector.SelectorMetrics`). */
export class NetworkMetrics implements ClientMeter {
  /** Open or being opened. */
  openConnections = 0;
  readonly ciphers: CipherMetrics;
  readonly #registry: MetricRegistry;
  readonly #nodes = new Map<string, NodeSensors>();
  readonly #authentication: AuthenticationMetrics;
  readonly #created;
  readonly #closed;
  readonly #io;
  readonly #bytesOut;
  readonly #bytesIn;
  readonly #requests;
  readonly #responses;
  readonly #select;
  readonly #work;
  readonly #throttle;

  constructor(registry: MetricRegistry, group: MetricGroup<'producer-metrics'>, secured: boolean) {
    this.#registry = registry;
    this.ciphers = new CipherMetrics(registry);
    this.#authentication = new AuthenticationMetrics(group, secured);
    group.gauge('connection-count', () => this.openConnections);
    this.#created = group.sensor().meter('connection-creation-rate', 'connection-creation-total');
    this.#closed = group.sensor().meter('connection-close-rate', 'connection-close-total');
    this.#io = group.sensor().countMeter('network-io-rate', 'network-io-total');
    this.#bytesOut = group.sensor().meter('outgoing-byte-rate', 'outgoing-byte-total');
    this.#bytesIn = group.sensor().meter('incoming-byte-rate', 'incoming-byte-total');
    this.#requests = group
      .sensor()
      .countMeter('request-rate', 'request-total')
      .avg('request-size-avg')
      .max('request-size-max');
    this.#responses = group.sensor().countMeter('response-rate', 'response-total');
    this.#select = group
      .sensor()
      .countMeter('select-rate', 'select-total')
      .avg('io-wait-time-ns-avg')
      .timeMeter('io-wait-ratio', 'io-wait-time-ns-total');
    this.#work = group.sensor().avg('io-time-ns-avg').timeMeter('io-ratio', 'io-time-ns-total');
    this.#throttle = group.sensor().avg('produce-throttle-time-avg').max('produce-throttle-time-max');
  }

  connected(nodeId: string, nowMs: number): void {
    this.#node(nodeId);
    this.#created.record(1, nowMs);
  }

  /** Also a connection that never came to be. */
  closed(nodeId: string, nowMs: number): void {
    this.#node(nodeId);
    this.#closed.record(1, nowMs);
  }

  requestSent(nodeId: number, bytes: number, nowMs: number): void {
    const node = this.#node(String(nodeId));
    node.requests.record(bytes, nowMs);
    node.bytesOut.record(bytes, nowMs);
    this.#requests.record(bytes, nowMs);
    this.#bytesOut.record(bytes, nowMs);
    this.#io.record(bytes, nowMs);
  }

  responseReceived(nodeId: number, bytes: number, nowMs: number): void {
    const node = this.#node(String(nodeId));
    node.responses.record(bytes, nowMs);
    node.bytesIn.record(bytes, nowMs);
    this.#responses.record(bytes, nowMs);
    this.#bytesIn.record(bytes, nowMs);
    this.#io.record(bytes, nowMs);
  }

  /** Of a Produce request. */
  latency(nodeId: number, latencyMs: number, nowMs: number): void {
    this.#nodes.get(String(nodeId))?.latency.record(latencyMs, nowMs);
  }

  polled(waitedMs: number, nowMs: number): void {
    this.#select.record(waitedMs * NS_PER_MS, nowMs);
  }

  worked(tookMs: number, nowMs: number): void {
    this.#work.record(tookMs * NS_PER_MS, nowMs);
  }

  throttled(throttleMs: number, nowMs: number): void {
    this.#throttle.record(throttleMs, nowMs);
  }

  authenticated(nowMs: number): void {
    this.#authentication.succeeded(nowMs);
  }

  authenticationFailed(again: boolean, nowMs: number): void {
    if (again) this.#authentication.renewalFailed(nowMs);
    else this.#authentication.failed(nowMs);
  }

  reauthenticated(tookMs: number, nowMs: number): void {
    this.#authentication.renewed(tookMs, nowMs);
  }

  #node(nodeId: string): NodeSensors {
    let sensors = this.#nodes.get(nodeId);
    if (!sensors) this.#nodes.set(nodeId, (sensors = nodeSensors(this.#registry, nodeId)));
    return sensors;
  }
}
