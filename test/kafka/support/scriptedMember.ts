// A member of a consumer group by hand, whose every answer is noted, so that two brokers can be compared by what they answer.
import { Heartbeat, JoinGroup, LeaveGroup, OffsetCommit, SyncGroup } from '../../../engine/protocol/messages/index.ts';
import { errorName } from './transactionScript.ts';
import { WireClient } from './wireClient.ts';

export interface MemberOptions {
  readonly group: string;
  readonly instance?: string;
  readonly protocols?: readonly string[];
  readonly protocolType?: string;
  readonly sessionTimeoutMs?: number;
  readonly joinVersion?: number;
}

export class ScriptedMember {
  memberId = '';
  generationId = -1;
  readonly #name: string;
  readonly #client: WireClient;
  readonly #notes: string[];
  readonly #options: MemberOptions;

  /** A connection of its own, as its requests wait for other members. */
  constructor(name: string, address: string, notes: string[], options: MemberOptions) {
    this.#name = name;
    this.#client = new WireClient(address);
    this.#notes = notes;
    this.#options = options;
  }

  close(): void {
    this.#client.close();
  }

  async join(): Promise<number> {
    const { group, instance = null, protocols = ['range'], protocolType = 'consumer' } = this.#options;
    const { joinVersion = 9, sessionTimeoutMs = 10_000 } = this.#options;
    const answer = await this.#client.ask(JoinGroup, joinVersion, {
      groupId: group,
      sessionTimeoutMs,
      ...(joinVersion >= 1 ? { rebalanceTimeoutMs: 10_000 } : {}),
      memberId: this.memberId,
      ...(joinVersion >= 5 ? { groupInstanceId: instance } : {}),
      protocolType,
      protocols: protocols.map(name => ({ name, metadata: Buffer.from(name) })),
    });
    const { errorCode, generationId, protocolName, leader, memberId, members, skipAssignment } = answer;
    const leads = leader === '' ? 'nobody leads' : leader === memberId ? 'leads' : 'follows';
    const seen = members.map(member => `${member.groupInstanceId} ${String(member.metadata)}`).sort();
    const type = joinVersion >= 7 ? answer.protocolType : '';
    this.#note(
      'join',
      errorCode,
      `${generationId} ${type} ${protocolName} ${leads} [${String(seen)}] ${skipAssignment}`,
    );
    if (errorCode === 0 || errorCode === 79) this.memberId = memberId;
    if (errorCode === 0) this.generationId = generationId;
    return errorCode;
  }

  async sync(assignments: ReadonlyMap<ScriptedMember, string> = new Map(), protocolName = 'range'): Promise<number> {
    const { errorCode, assignment, ...rest } = await this.#client.ask(SyncGroup, 5, {
      ...this.#identity(),
      protocolType: 'consumer',
      protocolName,
      assignments: [...assignments].map(([{ memberId }, text]) => ({ memberId, assignment: Buffer.from(text) })),
    });
    this.#note('sync', errorCode, `${rest.protocolType} ${rest.protocolName} "${String(assignment)}"`);
    return errorCode;
  }

  async heartbeat(): Promise<number> {
    const { errorCode } = await this.#client.ask(Heartbeat, 4, this.#identity());
    this.#note('heartbeat', errorCode);
    return errorCode;
  }

  async leave(): Promise<number> {
    const members = [{ memberId: this.memberId, groupInstanceId: this.#options.instance ?? null }];
    const answer = await this.#client.ask(LeaveGroup, 5, { groupId: this.#options.group, members });
    this.#note('leave', answer.errorCode, answer.members.map(each => errorName(each.errorCode)).join(' '));
    return answer.errorCode;
  }

  async commit(topic: string, offset: bigint, partitionIndex = 0, committedMetadata = ''): Promise<number> {
    const { generationId, ...identity } = this.#identity();
    const answer = await this.#client.ask(OffsetCommit, 9, {
      ...identity,
      generationIdOrMemberEpoch: generationId,
      topics: [{ name: topic, partitions: [{ partitionIndex, committedOffset: offset, committedMetadata }] }],
    });
    const errorCode = answer.topics[0]?.partitions[0]?.errorCode ?? -1;
    this.#note('commit', errorCode);
    return errorCode;
  }

  #identity() {
    const { memberId, generationId } = this;
    return {
      groupId: this.#options.group,
      memberId,
      generationId,
      groupInstanceId: this.#options.instance ?? null,
    };
  }

  #note(what: string, errorCode: number, more = ''): void {
    this.#notes.push(`${this.#name} ${what}: ${errorName(errorCode)} ${more}`.trim());
  }
}
