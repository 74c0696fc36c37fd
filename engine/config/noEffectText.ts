import type { NoEffect } from './configKey.ts';

/** Why a key of Java's changes nothing here, to follow "KEY has no effect here: ". */
export const noEffectText: Readonly<Record<NoEffect, string>> = {
  javaClass: 'it names Java classes, and there is no JVM to load them.',
  serializer: 'keys and values are turned into bytes by the serializers the program hands over, not by a Java class.',
  javaSecurity: 'it chooses among the security providers of a JVM; Node has one.',
  kerberos: 'Kerberos (GSSAPI) is not built; use PLAIN, SCRAM or OAUTHBEARER.',
  tokenValidation: 'only the broker that receives a token validates it.',
  tokenRefresh: 'a token is fetched when a connection needs one, not in the background.',
  socketBuffer: "Node cannot set the size of a socket's buffers; the system's apply.",
  metricsPush: 'this producer never pushes metrics to brokers.',
  recordingLevel: 'every metric of the producer is recorded at INFO, in Java too.',
};
