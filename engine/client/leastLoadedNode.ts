import type { Node } from '../common/node.ts';
import type { ConnectionStates } from './connectionStates.ts';
import type { InFlightRequests } from './inFlightRequests.ts';

export interface LeastLoadedNode {
  readonly node: Node | null;
  /** Some connection stands, even if it is full or throttled: no reason to give up the nodes we know. */
  readonly anyReady: boolean;
}

/**
 * The node to ask something any node can answer (Kafka: `NetworkClient.leastLoadedNode`): ready with the fewest in flight, else
 * one that connects, else the one whose last attempt is longest ago. Looked for from `offset` on, so that equals take turns.
 */
export function leastLoadedNode(
  nodes: readonly Node[],
  offset: number,
  connections: ConnectionStates,
  inFlight: InFlightRequests,
  nowMs: number,
): LeastLoadedNode {
  let fewest = Infinity;
  let ready: Node | null = null;
  let connecting: Node | null = null;
  let connectable: Node | null = null;
  let oldestAttemptMs = Infinity;
  let anyReady = false;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length] as Node;
    const state = connections.get(node.id);
    if (state?.state === 'ready') anyReady = true;
    if (connections.isReady(node.id, nowMs) && inFlight.canSendMore(node.id)) {
      const load = inFlight.of(node.id).length;
      if (load === 0) return { node, anyReady: true };
      if (load < fewest) {
        fewest = load;
        ready = node;
      }
    } else if (connections.isConnecting(node.id)) {
      connecting = node;
    } else if (connections.canConnect(node.id, nowMs)) {
      const attemptMs = state?.lastConnectAttemptMs ?? -Infinity;
      if (attemptMs < oldestAttemptMs) {
        oldestAttemptMs = attemptMs;
        connectable = node;
      }
    }
  }
  return { node: ready ?? connecting ?? connectable, anyReady };
}
