import assert from 'node:assert/strict';
import test from 'node:test';
import { ClientReports } from '../../../engine/client/clientReports.ts';
import { encodeResponse } from '../../../engine/protocol/codec.ts';
import { ListOffsets, SaslAuthenticate } from '../../../engine/protocol/messages/index.ts';

const version = 2;
const secret = 'v=server-signature';

function shownOf(tell: (reports: ClientReports) => void): Buffer[] {
  const shown: Buffer[] = [];
  const observer = {
    on: undefined,
    requestBytes: undefined,
    responseBytes: (_: number, payload: Buffer) => void shown.push(payload),
  };
  tell(new ClientReports(observer, 'test'));
  return shown;
}

function saslAnswer(): Buffer {
  const body = { errorCode: 0, errorMessage: null, authBytes: Buffer.from(secret), sessionLifetimeMs: 0n };
  return Buffer.concat(encodeResponse(SaslAuthenticate, version, 7, body).chunks).subarray(4);
}

test('an answer without secrets is shown as it came', () => {
  const payload = Buffer.from('whatever it is');
  assert.deepEqual(
    shownOf(reports => reports.responseReceived(1, ListOffsets, 7, payload, true)),
    [payload],
  );
});

test('the secret of an answer is masked, and the answer as long as it was', () => {
  const payload = saslAnswer();
  assert.ok(payload.includes(secret));
  const [shown] = shownOf(reports => reports.responseReceived(1, SaslAuthenticate, version, payload, false));
  assert.equal(shown?.length, payload.length);
  assert.ok(!shown.includes(secret));
});

test('an answer with a secret that cannot be read is not shown at all', () => {
  const torn = saslAnswer().subarray(0, -3);
  assert.deepEqual(
    shownOf(reports => reports.responseReceived(1, SaslAuthenticate, version, torn, true)),
    [],
  );
});
