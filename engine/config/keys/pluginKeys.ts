import { atLeast, boolean, int, javaClass, list, long, oneOf, withoutEffect } from '../defineKey.ts';

/** What Java loads by name, and its metrics. */
export const pluginKeys = {
  configProviders: withoutEffect('javaClass', list('config.providers', '', 'LOW')),
  enableMetricsPush: withoutEffect('metricsPush', boolean('enable.metrics.push', true, 'LOW')),
  interceptorClasses: withoutEffect('javaClass', list('interceptor.classes', '', 'LOW')),
  keySerializer: javaClass('key.serializer', undefined, 'HIGH', 'serializer'),
  metricReporters: withoutEffect(
    'javaClass',
    list('metric.reporters', 'org.apache.kafka.common.metrics.JmxReporter', 'LOW'),
  ),
  metricsNumSamples: int('metrics.num.samples', 2, 'LOW', atLeast(1)),
  metricsRecordingLevel: withoutEffect(
    'recordingLevel',
    oneOf('metrics.recording.level', 'INFO', ['INFO', 'DEBUG', 'TRACE'], 'LOW'),
  ),
  metricsSampleWindowMs: long('metrics.sample.window.ms', 30000, 'LOW', atLeast(0)),
  valueSerializer: javaClass('value.serializer', undefined, 'HIGH', 'serializer'),
} as const;
