import { ErrorCodes } from '../../common/errors.ts';
import type { Timers } from '../../network/timers.ts';
import type { GroupMember } from './groupMember.ts';

/** Empty where a member has no id yet. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export type Identified =
  { readonly member: GroupMember; readonly errorCode: 0 } | { readonly member: null; readonly errorCode: number };

/** More would only eat the editor's memory. */
const maxMembers = 1000;

/** Who is in a group, who leads it, and whose id was handed out but not yet used. */
export class GroupMembers {
  readonly #byId = new Map<string, GroupMember>();
  readonly #expected = new Map<string, () => void>();
  leaderId = '';

  get all(): readonly GroupMember[] {
    return [...this.#byId.values()];
  }
  get joined(): readonly GroupMember[] {
    return this.all.filter(member => member.awaitsJoin);
  }
  get haveAllJoined(): boolean {
    return this.#expected.size === 0 && this.all.every(member => member.awaitsJoin);
  }
  get isFull(): boolean {
    return this.#byId.size + this.#expected.size >= maxMembers;
  }

  isExpected(memberId: string): boolean {
    return this.#expected.has(memberId);
  }
  has(member: GroupMember): boolean {
    return this.#byId.get(member.memberId) === member;
  }
  isLeader(member: GroupMember): boolean {
    return member.memberId === this.leaderId;
  }

  findStatic(groupInstanceId: string | null): GroupMember | undefined {
    if (groupInstanceId === null) return undefined;
    return this.all.find(member => member.groupInstanceId === groupInstanceId);
  }

  /** A static member is known by its instance, and fenced if that has another id by now. */
  identify({ memberId, groupInstanceId }: MemberIdentity): Identified {
    const known = this.findStatic(groupInstanceId);
    if (known !== undefined && known.memberId !== memberId)
      return { member: null, errorCode: ErrorCodes.FENCED_INSTANCE_ID };
    const member = groupInstanceId === null ? this.#byId.get(memberId) : known;
    return member === undefined ? { member: null, errorCode: ErrorCodes.UNKNOWN_MEMBER_ID } : { member, errorCode: 0 };
  }

  /** The first one leads. */
  add(member: GroupMember): void {
    this.#byId.set(member.memberId, member);
    if (this.leaderId === '') this.leaderId = member.memberId;
  }

  /** It keeps its place, the lead included. */
  rename(member: GroupMember, memberId: string): void {
    const wasLeader = this.isLeader(member);
    this.#byId.delete(member.memberId);
    member.memberId = memberId;
    this.#byId.set(memberId, member);
    if (wasLeader) this.leaderId = memberId;
  }

  remove(member: GroupMember): void {
    member.forget();
    this.#byId.delete(member.memberId);
    if (this.isLeader(member)) this.leaderId = this.all[0]?.memberId ?? '';
  }

  /** Whoever leads must have joined. */
  electLeader(): void {
    const { joined } = this;
    if (!joined.some(member => this.isLeader(member))) this.leaderId = joined[0]?.memberId ?? '';
  }

  /** The id is kept so long for whoever was given it. */
  expect(memberId: string, timeoutMs: number, timers: Timers, onExpired: () => void): void {
    const cancel = timers.schedule(timeoutMs, () => {
      this.#expected.delete(memberId);
      onExpired();
    });
    this.#expected.set(memberId, cancel);
  }

  /** False if the id was not expected. */
  stopExpecting(memberId: string): boolean {
    this.#expected.get(memberId)?.();
    return this.#expected.delete(memberId);
  }

  stopExpectingAll(): void {
    for (const cancel of this.#expected.values()) cancel();
    this.#expected.clear();
  }
}
