import { ErrorCodes } from '../../common/errors.ts';
import type { Time } from '../../common/time.ts';
import type { Timers } from '../../network/timers.ts';
import { GroupMember } from './groupMember.ts';
import type { JoinAnswer, MemberDetails, SyncAnswer } from './groupMember.ts';
import { GroupOffsets } from './groupOffsets.ts';
import { isCompatible, selectProtocol } from './protocolSelection.ts';

/** As DescribeGroups names them (Kafka: `ClassicGroupState`). */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export interface ClassicGroupOptions {
  readonly groupId: string;
  readonly time: Time;
  readonly timers: Timers;
  readonly newUuid: () => string;
  readonly onChanged: () => void;
}

/** Empty where a member has none yet. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export interface JoinRequest extends MemberIdentity, MemberDetails {
  readonly protocolType: string;
  /** A first request gets an id only, and must be repeated with it. */
  readonly requiresKnownMemberId: boolean;
  readonly knowsSkipAssignment: boolean;
}

export interface SyncRequest extends MemberIdentity {
  readonly generationId: number;
  /** null: an old version, which does not say. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** The leader's; nobody else has any. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
}

/** More would only eat the editor's memory. */
const maxMembers = 1000;
const noGeneration = -1;

/**
 * A consumer group of the classic protocol (Kafka: `ClassicGroup`, and its half of `GroupMetadataManager`).
 *
 *   Empty ─join→ PreparingRebalance ─all joined, or time is up→ CompletingRebalance ─leader's assignment→ Stable
 *   A member that joins, leaves or is silent brings any of them back to PreparingRebalance.
 */
export class ClassicGroup {
  readonly groupId: string;
  readonly offsets = new GroupOffsets();
  readonly #options: ClassicGroupOptions;
  readonly #members = new Map<string, GroupMember>();
  /** Ids that were handed out, whose owners have not joined with them yet. */
  readonly #pendingJoins = new Map<string, () => void>();
  #state: GroupState = 'Empty';
  #generationId = 0;
  #protocolType: string | null = null;
  #protocolName: string | null = null;
  #leaderId = '';
  /** Of the phase: until then all must have joined, or asked for their assignment. */
  #cancelPhase: (() => void) | null = null;

  constructor(options: ClassicGroupOptions) {
    this.#options = options;
    this.groupId = options.groupId;
  }

  get state(): GroupState {
    return this.#state;
  }
  get generationId(): number {
    return this.#generationId;
  }
  get protocolType(): string | null {
    return this.#protocolType;
  }
  get protocolName(): string | null {
    return this.#protocolName;
  }
  get members(): readonly GroupMember[] {
    return [...this.#members.values()];
  }

  join(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const errorCode = this.#joinProblem(request);
    if (errorCode !== 0) return answer(joinRefused(errorCode, request.memberId));
    if (request.memberId !== '') return this.#rejoin(request, answer);
    const known = this.#staticMember(request.groupInstanceId);
    if (known !== undefined) return this.#replaceStatic(known, request, answer);
    const memberId = `${request.groupInstanceId ?? request.clientId}-${this.#options.newUuid()}`;
    if (request.requiresKnownMemberId && request.groupInstanceId === null) {
      this.#awaitKnownMember(memberId, request.sessionTimeoutMs);
      return answer(joinRefused(ErrorCodes.MEMBER_ID_REQUIRED, memberId));
    }
    this.#add(memberId, request, answer);
  }

  sync(request: SyncRequest, answer: (answer: SyncAnswer) => void): void {
    const { member, errorCode } = this.#identify(request, request.generationId);
    if (member === null) return answer(this.#synced(errorCode));
    if (this.#speaksAnother(request)) return answer(this.#synced(ErrorCodes.INCONSISTENT_GROUP_PROTOCOL));
    this.#touch(member);
    switch (this.#state) {
      case 'Empty':
        return answer(this.#synced(ErrorCodes.UNKNOWN_MEMBER_ID));
      case 'PreparingRebalance':
        return answer(this.#synced(ErrorCodes.REBALANCE_IN_PROGRESS));
      case 'CompletingRebalance':
        member.awaitSync(answer);
        if (member.memberId === this.#leaderId) this.#assign(request);
        return;
      case 'Stable':
        return answer(this.#synced(0, member.assignment));
    }
  }

  /** The error code; REBALANCE_IN_PROGRESS makes the member join again. */
  heartbeat(identity: MemberIdentity, generationId: number): number {
    const { member, errorCode } = this.#identify(identity, generationId);
    if (member === null) return errorCode;
    this.#touch(member);
    return this.#state === 'PreparingRebalance' ? ErrorCodes.REBALANCE_IN_PROGRESS : 0;
  }

  leave({ memberId, groupInstanceId }: MemberIdentity): number {
    if (this.#dropPending(memberId)) {
      this.#completeJoinIfAll();
      return 0;
    }
    const known = this.#staticMember(groupInstanceId);
    if (known !== undefined && memberId !== '' && memberId !== known.memberId) return ErrorCodes.FENCED_INSTANCE_ID;
    const member = groupInstanceId === null ? this.#members.get(memberId) : known;
    if (member === undefined) return ErrorCodes.UNKNOWN_MEMBER_ID;
    member.answerJoin(joinRefused(ErrorCodes.UNKNOWN_MEMBER_ID, member.memberId));
    member.answerSync(this.#synced(ErrorCodes.UNKNOWN_MEMBER_ID));
    this.#remove(member);
    return 0;
  }

  /** The error code with which this commit is refused; 0: it may be stored (Kafka: `ClassicGroup.validateOffsetCommit`). */
  commitProblem(identity: MemberIdentity, generationId: number, inTransaction: boolean): number {
    if (generationId < 0 && this.#state === 'Empty') return 0;
    if (generationId >= 0 || identity.memberId !== '' || identity.groupInstanceId !== null) {
      const { member, errorCode } = this.#identify(identity, generationId);
      if (member === null) return errorCode;
      if (this.#state === 'Stable') this.#touch(member);
    } else if (!inTransaction) return ErrorCodes.UNKNOWN_MEMBER_ID;
    return !inTransaction && this.#state === 'CompletingRebalance' ? ErrorCodes.REBALANCE_IN_PROGRESS : 0;
  }

  /** Another broker coordinates the group: what waited here is asked again there, and sessions begin anew. */
  coordinatorMoved(): void {
    const isRebalancing = this.#state === 'PreparingRebalance' || this.#state === 'CompletingRebalance';
    for (const memberId of [...this.#pendingJoins.keys()]) this.#dropPending(memberId);
    for (const member of this.#members.values()) {
      member.answerJoin(joinRefused(ErrorCodes.NOT_COORDINATOR, member.memberId));
      member.answerSync(this.#synced(ErrorCodes.NOT_COORDINATOR));
      this.#touch(member);
    }
    if (isRebalancing) this.#prepareRebalance();
  }

  close(): void {
    this.#endPhase();
    for (const member of this.#members.values()) member.forget();
    for (const memberId of [...this.#pendingJoins.keys()]) this.#dropPending(memberId);
  }

  #joinProblem({ memberId, protocolType, protocols }: JoinRequest): number {
    const isNew = memberId === '' || this.#pendingJoins.has(memberId);
    if (isNew && this.#members.size + this.#pendingJoins.size >= maxMembers) return ErrorCodes.GROUP_MAX_SIZE_REACHED;
    const others = this.members.filter(member => member.memberId !== memberId);
    const names = protocols.map(({ name }) => name);
    const fits =
      this.#state === 'Empty'
        ? protocolType !== '' && names.length > 0
        : protocolType === this.#protocolType && isCompatible(names, others);
    return fits ? 0 : ErrorCodes.INCONSISTENT_GROUP_PROTOCOL;
  }

  #rejoin(request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    if (this.#dropPending(request.memberId)) return this.#add(request.memberId, request, answer);
    const { member, errorCode } = this.#identify(request, this.#generationId);
    if (member === null) return answer(joinRefused(errorCode, request.memberId));
    const isLeader = member.memberId === this.#leaderId;
    const knowsAll =
      member.matches(request) && (this.#state === 'CompletingRebalance' || (this.#state === 'Stable' && !isLeader));
    if (knowsAll) return answer(this.#joined(member));
    member.details = request;
    member.answerJoin(joinRefused(ErrorCodes.REBALANCE_IN_PROGRESS, member.memberId));
    member.awaitJoin(answer);
    this.#rebalance();
  }

  #add(memberId: string, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const member = new GroupMember(memberId, request.groupInstanceId, request);
    this.#members.set(memberId, member);
    this.#protocolType = request.protocolType;
    if (this.#leaderId === '') this.#leaderId = memberId;
    member.awaitJoin(answer);
    this.#touch(member);
    this.#rebalance();
  }

  // The same instance with a new life: whoever still has the old id is fenced, and nobody else notices while nothing has changed.
  #replaceStatic(member: GroupMember, request: JoinRequest, answer: (answer: JoinAnswer) => void): void {
    const oldId = member.memberId;
    member.answerJoin(joinRefused(ErrorCodes.FENCED_INSTANCE_ID, oldId));
    member.answerSync(this.#synced(ErrorCodes.FENCED_INSTANCE_ID));
    const isUnchanged = this.#state === 'Stable' && member.matches(request);
    this.#members.delete(oldId);
    member.memberId = `${member.groupInstanceId}-${this.#options.newUuid()}`;
    this.#members.set(member.memberId, member);
    member.details = request;
    const wasLeader = this.#leaderId === oldId;
    if (wasLeader) this.#leaderId = member.memberId;
    this.#touch(member);
    if (isUnchanged) {
      const joined = this.#joined(member);
      if (request.knowsSkipAssignment) return answer({ ...joined, skipAssignment: wasLeader });
      // An old client that finds itself leader would assign anew: it is told its old id.
      return answer({ ...joined, leader: wasLeader ? oldId : joined.leader, members: [] });
    }
    member.awaitJoin(answer);
    this.#rebalance();
  }

  #awaitKnownMember(memberId: string, timeoutMs: number): void {
    const cancel = this.#options.timers.schedule(timeoutMs, () => {
      this.#pendingJoins.delete(memberId);
      this.#completeJoinIfAll();
    });
    this.#pendingJoins.set(memberId, cancel);
  }

  #dropPending(memberId: string): boolean {
    this.#pendingJoins.get(memberId)?.();
    return this.#pendingJoins.delete(memberId);
  }

  #rebalance(): void {
    if (this.#state === 'PreparingRebalance') this.#completeJoinIfAll();
    else this.#prepareRebalance();
  }

  #prepareRebalance(): void {
    for (const member of this.#members.values()) {
      member.clearAssignment();
      member.answerSync(this.#synced(ErrorCodes.REBALANCE_IN_PROGRESS));
    }
    this.#enter('PreparingRebalance');
    this.#beginPhase(() => this.#completeJoin());
    this.#completeJoinIfAll();
  }

  #completeJoinIfAll(): void {
    const allJoined = this.members.every(member => member.awaitsJoin) && this.#pendingJoins.size === 0;
    if (this.#state === 'PreparingRebalance' && allJoined) this.#completeJoin();
  }

  #completeJoin(): void {
    this.#endPhase();
    // Static members may come back; the others are gone.
    for (const member of this.members) if (!member.awaitsJoin && member.groupInstanceId === null) this.#forget(member);
    const joined = this.members.filter(member => member.awaitsJoin);
    if (joined.length === 0 && this.#members.size > 0) return this.#beginPhase(() => this.#completeJoin());
    this.#generationId++;
    const [first] = joined;
    if (first === undefined) return this.#becomeEmpty();
    if (!joined.some(({ memberId }) => memberId === this.#leaderId)) this.#leaderId = first.memberId;
    this.#protocolName = selectProtocol(this.members);
    this.#enter('CompletingRebalance');
    for (const member of joined) {
      member.answerJoin(this.#joined(member));
      this.#touch(member);
    }
    this.#beginPhase(() => this.#expireSync());
  }

  #becomeEmpty(): void {
    this.#protocolName = null;
    this.#leaderId = '';
    this.#enter('Empty');
  }

  #assign({ assignments }: SyncRequest): void {
    this.#endPhase();
    const byMember = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    this.#enter('Stable');
    for (const member of this.#members.values()) {
      const assignment = byMember.get(member.memberId);
      if (assignment !== undefined) member.assignment = Buffer.from(assignment);
      member.answerSync(this.#synced(0, member.assignment));
    }
  }

  /** Who has not asked for its assignment by now is gone (Kafka: `expirePendingSync`). */
  #expireSync(): void {
    for (const member of this.members) if (!member.awaitsSync) this.#forget(member);
    this.#prepareRebalance();
  }

  #expireSession(member: GroupMember): void {
    if (this.#members.get(member.memberId) === member) this.#remove(member);
  }

  #remove(member: GroupMember): void {
    this.#forget(member);
    this.#rebalance();
  }

  #forget(member: GroupMember): void {
    member.forget();
    this.#members.delete(member.memberId);
    if (this.#leaderId === member.memberId) this.#leaderId = this.members[0]?.memberId ?? '';
  }

  #identify({ memberId, groupInstanceId }: MemberIdentity, generationId: number): Identified {
    const known = this.#staticMember(groupInstanceId);
    if (known !== undefined && known.memberId !== memberId) return unidentified(ErrorCodes.FENCED_INSTANCE_ID);
    const member = groupInstanceId === null ? this.#members.get(memberId) : known;
    if (member === undefined) return unidentified(ErrorCodes.UNKNOWN_MEMBER_ID);
    if (generationId !== this.#generationId) return unidentified(ErrorCodes.ILLEGAL_GENERATION);
    return { member, errorCode: 0 };
  }

  #staticMember(groupInstanceId: string | null): GroupMember | undefined {
    if (groupInstanceId === null) return undefined;
    return this.members.find(member => member.groupInstanceId === groupInstanceId);
  }

  #speaksAnother({ protocolType, protocolName }: SyncRequest): boolean {
    return (
      (protocolType !== null && protocolType !== this.#protocolType) ||
      (protocolName !== null && protocolName !== this.#protocolName)
    );
  }

  #joined(member: GroupMember): JoinAnswer {
    const isLeader = member.memberId === this.#leaderId;
    return {
      errorCode: 0,
      memberId: member.memberId,
      generationId: this.#generationId,
      protocolType: this.#protocolType,
      protocolName: this.#protocolName,
      leader: this.#leaderId,
      members: isLeader ? this.members.map(each => this.#subscription(each)) : [],
      skipAssignment: false,
    };
  }

  #subscription(member: GroupMember): JoinAnswer['members'][number] {
    const { memberId, groupInstanceId } = member;
    return { memberId, groupInstanceId, metadata: member.metadataFor(this.#protocolName) };
  }

  #synced(errorCode: number, assignment: Buffer = Buffer.alloc(0)): SyncAnswer {
    const known = errorCode === 0 ? { protocolType: this.#protocolType, protocolName: this.#protocolName } : unknown;
    return { errorCode, ...known, assignment };
  }

  #touch(member: GroupMember): void {
    member.touch(this.#options.time, this.#options.timers, () => this.#expireSession(member));
  }

  #enter(state: GroupState): void {
    this.#state = state;
    this.#options.onChanged();
  }

  #beginPhase(onExpired: () => void): void {
    this.#endPhase();
    const timeoutMs = Math.max(0, ...this.members.map(({ details }) => details.rebalanceTimeoutMs));
    this.#cancelPhase = this.#options.timers.schedule(timeoutMs, () => {
      this.#cancelPhase = null;
      onExpired();
    });
  }

  #endPhase(): void {
    this.#cancelPhase?.();
    this.#cancelPhase = null;
  }
}

type Identified =
  { readonly member: GroupMember; readonly errorCode: 0 } | { readonly member: null; readonly errorCode: number };

function unidentified(errorCode: number): Identified {
  return { member: null, errorCode };
}

const unknown = { protocolType: null, protocolName: null };

export function joinRefused(errorCode: number, memberId: string): JoinAnswer {
  return {
    errorCode,
    memberId,
    generationId: noGeneration,
    protocolType: null,
    protocolName: null,
    leader: '',
    members: [],
    skipAssignment: false,
  };
}
