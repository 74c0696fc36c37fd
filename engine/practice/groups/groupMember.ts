import type { Time } from '../../common/time.ts';
import type { Timers } from '../../network/timers.ts';

/** A way to divide partitions that a member offers, with its subscription in the client's own format. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** What a member says of itself when it joins. */
export interface MemberDetails {
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** What it likes best comes first. */
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly memberId: string;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  /** The leader's, and where it need not assign, its own. */
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Buffer;
  }[];
  readonly skipAssignment: boolean;
}

export interface SyncAnswer {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Buffer;
}

const nothing = Buffer.alloc(0);

/** One consumer in a group (Kafka: `ClassicGroupMember`). */
export class GroupMember {
  /** A static member gets another one when it comes back. */
  memberId: string;
  readonly groupInstanceId: string | null;
  details: MemberDetails;
  assignment: Buffer = nothing;
  /** The request that waits for the others, if there is one. */
  #join: ((answer: JoinAnswer) => void) | null = null;
  #sync: ((answer: SyncAnswer) => void) | null = null;
  #aliveMs = 0;
  #cancelSession: (() => void) | null = null;

  constructor(memberId: string, groupInstanceId: string | null, details: MemberDetails) {
    this.memberId = memberId;
    this.groupInstanceId = groupInstanceId;
    this.details = details;
  }

  get awaitsJoin(): boolean {
    return this.#join !== null;
  }
  get awaitsSync(): boolean {
    return this.#sync !== null;
  }

  awaitJoin(answer: (answer: JoinAnswer) => void): void {
    this.#join = answer;
  }
  awaitSync(answer: (answer: SyncAnswer) => void): void {
    this.#sync = answer;
  }
  answerJoin(answer: JoinAnswer): void {
    this.#join?.(answer);
    this.#join = null;
  }
  answerSync(answer: SyncAnswer): void {
    this.#sync?.(answer);
    this.#sync = null;
  }

  metadataFor(protocol: string | null): Buffer {
    return this.details.protocols.find(({ name }) => name === protocol)?.metadata ?? nothing;
  }

  offers(protocol: string): boolean {
    return this.details.protocols.some(({ name }) => name === protocol);
  }

  /** The same protocols in the same order, with the same subscriptions. */
  matches({ protocols }: MemberDetails): boolean {
    const ours = this.details.protocols;
    return (
      ours.length === protocols.length &&
      ours.every(({ name, metadata }, i) => name === protocols[i]?.name && metadata.equals(protocols[i].metadata))
    );
  }

  clearAssignment(): void {
    this.assignment = nothing;
  }

  /** It lives: the session begins anew. Whoever waits for an answer lives, too. */
  touch(time: Time, timers: Timers, onExpired: () => void): void {
    this.#aliveMs = time.milliseconds();
    if (this.#cancelSession === null) this.#watch(this.details.sessionTimeoutMs, time, timers, onExpired);
  }

  forget(): void {
    this.#cancelSession?.();
    this.#cancelSession = null;
  }

  #watch(delayMs: number, time: Time, timers: Timers, onExpired: () => void): void {
    this.#cancelSession = timers.schedule(delayMs, () => {
      this.#cancelSession = null;
      if (this.awaitsJoin || this.awaitsSync) this.#aliveMs = time.milliseconds();
      const leftMs = this.#aliveMs + this.details.sessionTimeoutMs - time.milliseconds();
      if (leftMs > 0) this.#watch(leftMs, time, timers, onExpired);
      else onExpired();
    });
  }
}

/** Memory of the request is used again: what stays is copied. */
export function copyProtocols(protocols: readonly GroupProtocol[]): readonly GroupProtocol[] {
  return protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
}
