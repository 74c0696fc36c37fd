import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import type { TestContext } from 'node:test';
import tls from 'node:tls';
import { CertificateAuthority } from '../../../engine/practice/security/certificates.ts';
import type { Certified } from '../../../engine/practice/security/certificates.ts';
import type { TlsConfig } from '../../../engine/security/securityConfig.ts';
import type { Disconnection } from '../../../engine/network/selectable.ts';
import { frame, Rig, TinyServer, turns } from './loopback.ts';

const dayMs = 86_400_000;
const now = { notBeforeMs: Date.now() - dayMs, notAfterMs: Date.now() + dayMs };
const authority = new CertificateAuthority('Test CA', now);
const broker = authority.server('broker', ['localhost', '127.0.0.1', 'b1.example'], now);

const config: TlsConfig = {
  trusted: [authority.certificate],
  identity: null,
  verifyHostName: true,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  cipherSuites: [],
};

interface TlsServer {
  readonly port: number;
  readonly names: (string | undefined)[];
  /** The connection, once the server knows it, too: a little after the client. */
  accepted(): Promise<tls.TLSSocket>;
}

async function serve(t: TestContext, certified: Certified = broker, options: tls.TlsOptions = {}): Promise<TlsServer> {
  const sockets: tls.TLSSocket[] = [];
  const names: (string | undefined)[] = [];
  const server = tls.createServer(
    {
      cert: certified.certificate,
      key: certified.privateKey.reveal(),
      SNICallback: (name, done) => {
        names.push(name);
        done(null);
      },
      ...options,
    },
    socket => {
      sockets.push(socket);
      socket.on('error', () => undefined);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    names,
    accepted: async () => {
      while (sockets.length === 0) await turns(1);
      return sockets[0] as tls.TLSSocket;
    },
  };
}

/** Every name is this machine. */
const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

async function refusal(t: TestContext, port: number, given: TlsConfig, host = 'localhost'): Promise<Disconnection> {
  const rig = new Rig(t, { tls: given, resolve });
  rig.selector.connect('1', host, port);
  await rig.until(() => rig.disconnected.length > 0);
  assert.deepEqual(rig.opened, ['1'], 'there was a socket');
  const [[, why] = []] = rig.disconnected;
  return why ?? assert.fail('no reason');
}

test('frames go both ways, in pieces, over TLS 1.2 and 1.3', async t => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await serve(t);
    const rig = new Rig(t, { tls: { ...config, minVersion: version, maxVersion: version }, resolve });
    rig.selector.connect('1', 'localhost', server.port);
    await rig.until(() => rig.connected.length > 0);
    const peer = await server.accepted();
    assert.equal(peer.getProtocol(), version);
    assert.deepEqual(rig.opened, ['1']);
    const { cipher, protocol } = rig.selector.tlsSession('1') ?? {};
    assert.deepEqual([cipher, protocol], [peer.getCipher().standardName, version]);
    assert.match(cipher ?? '', /^TLS_/, 'the name in the standard, and not OpenSSL’s');
    const large = Buffer.alloc(3_000_000, 'k');
    const came: Buffer[] = [];
    peer.on('data', (chunk: Buffer) => came.push(chunk));
    rig.send('1', frame('hello'), large);
    await rig.until(() => rig.sends.length === 1 && came.reduce((sum, { length }) => sum + length, 0) === 3_000_009);
    peer.write(frame('wor').subarray(0, 5));
    peer.write(Buffer.concat([frame('wor').subarray(5), frame(large)]));
    await rig.until(() => rig.receives.length === 2);
    assert.deepEqual([String(rig.receives[0]?.payload), rig.receives[1]?.payload.length], ['wor', 3_000_000]);
  }
});

test('202 the host that was meant is named (SNI) and checked, not the address it has', async t => {
  const server = await serve(t);
  const rig = new Rig(t, { tls: config, resolve });
  rig.selector.connect('1', 'b1.example', server.port);
  await rig.until(() => rig.connected.length > 0);
  assert.deepEqual(server.names, ['b1.example']);
  const why = await refusal(t, server.port, config, 'b2.example');
  assert.equal(why.kind, 'authenticationFailed');
  assert.equal(why.error?.kind, 'SslAuthenticationException');
  assert.match(
    why.reason,
    /is for DNS:localhost, IP Address:127\.0\.0\.1, DNS:b1\.example, and we dialled b2\.example/,
  );
});

test('202 an address is checked against the addresses of the certificate, and has no SNI', async t => {
  const server = await serve(t);
  const rig = new Rig(t, { tls: config });
  rig.selector.connect('1', '127.0.0.1', server.port);
  await rig.until(() => rig.connected.length > 0);
  assert.deepEqual(server.names, []);
});

test('202 without identification any name will do, but the authority must still be trusted', async t => {
  const server = await serve(t);
  const any = { ...config, verifyHostName: false };
  const rig = new Rig(t, { tls: any, resolve });
  rig.selector.connect('1', 'b2.example', server.port);
  await rig.until(() => rig.connected.length > 0);
  const why = await refusal(t, server.port, { ...any, trusted: [new CertificateAuthority('Other', now).certificate] });
  assert.match(why.reason, /authority we do not trust/);
});

test('203 certificates: without any trust store, over, not yet, none of ours where one is wanted, one of a stranger', async t => {
  const server = await serve(t);
  assert.match((await refusal(t, server.port, { ...config, trusted: null })).reason, /do not trust.*ssl\.truststore/);
  const over = authority.server('broker', ['localhost'], {
    notBeforeMs: now.notBeforeMs - dayMs,
    notAfterMs: Date.now() - 1000,
  });
  assert.match((await refusal(t, (await serve(t, over)).port, config)).reason, /expired.*CERT_HAS_EXPIRED/);
  const early = authority.server('broker', ['localhost'], {
    notBeforeMs: Date.now() + dayMs,
    notAfterMs: Date.now() + 2 * dayMs,
  });
  assert.match((await refusal(t, (await serve(t, early)).port, config)).reason, /not valid yet.*clocks/);
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const strict = await serve(t, broker, { requestCert: true, rejectUnauthorized: true, ca: authority.certificate });
    const asked = { ...config, maxVersion };
    const none = await refusal(t, strict.port, asked);
    assert.equal(none.error?.kind, 'SslAuthenticationException', none.reason);
    assert.match(none.reason, /client certificate/);
    const stranger = new CertificateAuthority('Other', now).client('mallory', now);
    const identity = { certificateChain: [stranger.certificate], privateKey: stranger.privateKey };
    assert.match(
      (await refusal(t, strict.port, { ...asked, identity })).reason,
      /client certificate|closed the connection/,
    );
    const client = authority.client('alice', now);
    const rig = new Rig(t, {
      tls: { ...asked, identity: { certificateChain: [client.certificate], privateKey: client.privateKey } },
      resolve,
    });
    rig.selector.connect('1', 'localhost', strict.port);
    await rig.until(() => rig.connected.length > 0);
  }
});

test('204 no version and no cipher suite in common', async t => {
  const old = await serve(t, broker, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' });
  const versions = await refusal(t, old.port, { ...config, minVersion: 'TLSv1.3' });
  assert.equal(versions.error?.kind, 'SslAuthenticationException');
  assert.match(versions.reason, /no TLS version is common.*ssl\.enabled\.protocols/);
  const suites = {
    ...config,
    maxVersion: 'TLSv1.2',
    cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  } as const;
  assert.match((await refusal(t, old.port, suites)).reason, /no cipher suite in common.*ssl\.cipher\.suites/);
  const rig = new Rig(t, { tls: { ...suites, cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] }, resolve });
  rig.selector.connect('1', 'localhost', old.port);
  await rig.until(() => rig.connected.length > 0);
});

test('204 a cipher suite that this runtime does not have is a mistake in the settings', t => {
  assert.throws(
    () => new Rig(t, { tls: { ...config, cipherSuites: ['TLS_NONSENSE_WITH_NULL'] } }),
    /ConfigException: Invalid value TLS_NONSENSE_WITH_NULL for configuration ssl\.cipher\.suites/,
  );
});

test('205 row 23: an end in the middle of the handshake, polite or not, is a broken connection, no refusal', async t => {
  for (const end of ['end', 'resetAndDestroy'] as const) {
    const server = await TinyServer.start(t);
    server.onConnection = socket => socket.once('data', () => socket[end]());
    const why = await refusal(t, server.port, config);
    assert.deepEqual([why.kind, why.error], ['closedByPeer', undefined]);
    assert.match(why.reason, /during the TLS handshake.*security\.protocol/);
  }
});

test('row 21: a port that answers, but not in TLS', async t => {
  const server = await TinyServer.start(t);
  server.onConnection = socket => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const why = await refusal(t, server.port, config);
  assert.equal(why.error?.kind, 'SslAuthenticationException');
  assert.match(why.reason, /does not speak TLS.*security\.protocol/);
});

test('row 23: an end after the handshake is a broken connection', async t => {
  const server = await serve(t);
  const rig = new Rig(t, { tls: config, resolve });
  rig.selector.connect('1', 'localhost', server.port);
  await rig.until(() => rig.connected.length > 0);
  const peer = await server.accepted();
  peer.write(frame('fine'));
  await rig.until(() => rig.receives.length === 1);
  peer.destroy();
  await rig.until(() => rig.disconnected.length > 0);
  assert.equal(rig.disconnected[0]?.[1].kind, 'closedByPeer');
});
