import { createHash } from 'node:crypto';

/** A secret of the template, the same in every world: chance has no part in who may do what. */
export function secretOf(name: string, properties: Record<string, unknown>): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const { SecretStringTemplate = '{}', GenerateStringKey } = (properties.GenerateSecretString ?? {}) as Record<
    string,
    string
  >;
  const key = createHash('sha256').update(name).digest('hex');
  if (GenerateStringKey === undefined) return key;
  return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: key });
}
