import { ErrorCodes, Errors } from '../common/errors.ts';
import { ApiKeys } from '../protocol/apiKeys.ts';
import { ApiVersions } from '../protocol/messages/apiVersions.ts';
import type { ClientRequest, ClientResponse } from './clientRequest.ts';
import type { Metadata } from './metadata.ts';
import { NodeApiVersions } from './nodeApiVersions.ts';
import type { ApiVersionsResponse } from './nodeApiVersions.ts';

const softwareName = 'kafka-producer-inspector';
export const softwareVersion = '0.1.0';

export interface HandshakeOptions {
  readonly metadata: Metadata;
  readonly metadataRecoveryStrategy: 'rebootstrap' | 'none';
  /** `metadata.cluster.check.enable` */
  readonly clusterCheckEnable: boolean;
}

/** What it needs of the client it works for. */
export interface HandshakeClient {
  sendInternal(request: ClientRequest<typeof ApiVersions>, nowMs: number, version: number): number;
  becomeReady(nodeId: number, versions: NodeApiVersions, nowMs: number): void;
  disconnect(nodeId: number, nowMs: number, reason: string): void;
  rebootstrapNow(nowMs: number, reason: string): void;
}

/** The first words on a connection (KIP-35, KIP-511, KIP-1242): our highest version, then what the broker says it knows. */
export class ApiVersionsHandshake {
  readonly #client: HandshakeClient;
  readonly #options: HandshakeOptions;
  /** Node → version to ask with. */
  readonly #pending = new Map<number, number>();

  constructor(client: HandshakeClient, options: HandshakeOptions) {
    this.#client = client;
    this.#options = options;
  }

  begin(nodeId: number): void {
    this.#pending.set(nodeId, ApiVersions.maxVersion);
  }

  forget(nodeId: number): void {
    this.#pending.delete(nodeId);
  }

  sendPending(nowMs: number): void {
    for (const [nodeId, version] of this.#pending) {
      this.#pending.delete(nodeId);
      this.#client.sendInternal(
        {
          nodeId,
          api: ApiVersions,
          body: () => ({
            clientSoftwareName: softwareName,
            clientSoftwareVersion: softwareVersion,
            ...this.#addressee(nodeId),
          }),
          createdMs: nowMs,
          expectResponse: true,
          onComplete: response => this.#handle(version, response),
        },
        nowMs,
        version,
      );
    }
  }

  /** Whom we believe to talk to, so that a broker behind a mixed-up address can say no: both ids or neither. */
  #addressee(nodeId: number): { clusterId?: string; nodeId?: number } {
    const { clusterId } = this.#options.metadata.snapshot.data;
    const check = this.#options.metadataRecoveryStrategy !== 'none' && this.#options.clusterCheckEnable;
    return check && clusterId !== null && nodeId >= 0 ? { clusterId, nodeId } : {};
  }

  #handle(version: number, response: ClientResponse<typeof ApiVersions>): void {
    const { nodeId, receivedMs } = response;
    if (response.kind !== 'answered') return; // The connection is gone, or goes because of the answer.
    const { body } = response;
    if (body.errorCode === 0) {
      if (body.apiKeys.length === 0)
        return this.#client.disconnect(nodeId, receivedMs, `Node ${nodeId} says it supports no API at all.`);
      return this.#client.becomeReady(nodeId, new NodeApiVersions(body), receivedMs);
    }
    if (body.errorCode === ErrorCodes.UNSUPPORTED_VERSION && version > 0) {
      this.#pending.set(nodeId, Math.min(version - 1, supportedMaximum(body)));
      return;
    }
    const { name, message } = Errors.forCode(body.errorCode);
    this.#client.disconnect(
      nodeId,
      receivedMs,
      `Node ${nodeId} refused to tell its versions: ${name} (${body.errorCode}). ${message}`,
    );
    if (body.errorCode === ErrorCodes.REBOOTSTRAP_REQUIRED && this.#options.metadataRecoveryStrategy === 'rebootstrap')
      this.#client.rebootstrapNow(receivedMs, name);
  }
}

/** 0 if an old broker does not list its own range. */
function supportedMaximum(body: ApiVersionsResponse): number {
  return body.apiKeys.find(({ apiKey }) => apiKey === ApiKeys.API_VERSIONS)?.maxVersion ?? 0;
}

/**
 * A broker answers a version it does not know in the layout of version 0. The error code stands first in every layout, so it
 * tells which one this is.
 */
export function layoutOfApiVersionsResponse(version: number, payload: Buffer): number {
  return payload.length >= 6 && payload.readInt16BE(4) === ErrorCodes.UNSUPPORTED_VERSION ? 0 : version;
}
