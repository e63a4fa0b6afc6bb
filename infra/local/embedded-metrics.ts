import type { DataPoint } from './metric-values.ts';

interface Embedded {
  _aws?: {
    Timestamp?: number;
    CloudWatchMetrics?: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit?: string }[] }[];
  };
  [member: string]: unknown;
}

/** A line in the embedded metric format as data points, one for each metric, set of dimensions and value; else none. */
export function readEmbedded(line: string): DataPoint[] {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return [];
  let document: Embedded;
  try {
    document = JSON.parse(line) as Embedded;
  } catch {
    return [];
  }
  const at = document._aws?.Timestamp;
  if (typeof at !== 'number') return [];
  return (document._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name, Unit: unit = 'None' }) =>
      [document[name]].flat().flatMap((value) =>
        Dimensions.map((names): DataPoint => ({
          namespace,
          name,
          dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(document[dimension])])),
          unit,
          value: Number(value),
          at,
        })),
      ),
    ),
  );
}
