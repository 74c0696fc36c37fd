import assert from 'node:assert/strict';
import test from 'node:test';
import { Secret } from '../../../engine/common/secret.ts';
import { ScramClient } from '../../../engine/security/sasl/scramClient.ts';

const nonce = 'rOprNGfwEbeRWgbNEkqO';
const serverFirst = `r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
const verifier = 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

function client(username = 'user', password = 'pencil', tokenAuth = false): ScramClient {
  return new ScramClient({ mechanism: 'SCRAM-SHA-256', username, password: new Secret(password), tokenAuth }, nonce);
}

async function afterFirst(): Promise<ScramClient> {
  const made = client();
  await made.initialResponse();
  return made;
}

test('206 SCRAM-SHA-256 as in the example of RFC 7677', async () => {
  const made = client();
  assert.equal(String(await made.initialResponse()), `n,,n=user,r=${nonce}`);
  assert.equal(
    String(await made.respond(Buffer.from(serverFirst))),
    `c=biws,r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  assert.equal(await made.respond(Buffer.from(verifier)), null);
});

test('a user name with = and , and a delegation token', async () => {
  assert.equal(String(await client('a=b,c', 'p', true).initialResponse()), `n,,n=a=3Db=2Cc,r=${nonce},tokenauth=true`);
});

const wrong: readonly (readonly [what: string, message: string, why: RegExp])[] = [
  ['a nonce that does not continue ours', serverFirst.replace(nonce, 'other'), /nonce does not continue/],
  ['our nonce and nothing more', serverFirst.replace('%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0', ''), /nonce/],
  ['no salt', serverFirst.replace(/s=[^,]*/, 's='), /no salt/],
  ['too few iterations', serverFirst.replace('4096', '4095'), /4095 iterations; 4096 to 100000/],
  ['too many iterations', serverFirst.replace('4096', '100001'), /100001 iterations/],
  ['iterations that are no number', serverFirst.replace('4096', '4e9'), /4e9 iterations/],
  ['an error', 'e=invalid-proof\u001b[2J', /refused: invalid-proof \[2J/],
  ['nothing', '', /nonce/],
  ['an oversized message', `r=${'x'.repeat(70_000)}`, /70002 bytes/],
];
for (const [what, message, why] of wrong)
  test(`206 the broker answers with ${what}`, async () => {
    await assert.rejects((await afterFirst()).respond(Buffer.from(message)), why);
  });

for (const signature of ['v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', 'v=', 'x', ''])
  test(`206 a broker that cannot prove itself is not believed: ${signature}`, async () => {
    const made = await afterFirst();
    await made.respond(Buffer.from(serverFirst));
    await assert.rejects(made.respond(Buffer.from(signature)), (error: Error) => {
      assert.equal(error.name, 'SaslAuthenticationException');
      return /could not prove/.test(error.message) && !/pencil/.test(error.message);
    });
  });

test('206 an exchange that is over stays over', async () => {
  const made = await afterFirst();
  await made.respond(Buffer.from(serverFirst));
  await made.respond(Buffer.from(verifier));
  await assert.rejects(made.respond(Buffer.from(serverFirst)), /over/);
});
