/** Told of what happens on connections beside what a selector sees: for metrics. Times are engine ms, bytes those on the wire. */
export interface ClientMeter {
  /** Written as a whole; without what authenticates a connection. */
  requestSent(nodeId: number, bytes: number, nowMs: number): void;
  responseReceived(nodeId: number, bytes: number, nowMs: number): void;
  /** Of each response that could be read: the pause it asks for, 0 mostly. */
  throttled(throttleMs: number, nowMs: number): void;
  /** A connection stands, and each side knows of the other what security.protocol asks for. */
  authenticated(nowMs: number): void;
  /** `again`: it had been authenticated before, and this was to renew that. */
  authenticationFailed(again: boolean, nowMs: number): void;
  /** KIP-368. */
  reauthenticated(tookMs: number, nowMs: number): void;
}
