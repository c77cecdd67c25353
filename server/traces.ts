/** Opens the traces of a process where the settings name a collector. What nobody collects is not even loaded. */
import packageFacts from '../package.json' with { type: 'json' };
import type { Config } from './config.ts';
import type { Traces } from './lib/traces.ts';

export const openTraces = async (
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Config,
  process: 'hub' | 'delivery',
): Promise<Traces | null> => {
  if (endpoint === '') return null;
  const traces = await import('./metrics/traces.ts');
  return traces.openTraces({ endpoint, version: packageFacts.version, process });
};
