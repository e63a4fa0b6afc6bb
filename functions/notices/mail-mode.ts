import type { MailMode } from './contract.ts';

/**
 * Why an environment does not send to an address: it sends nothing at all, or only to what is on its list of addresses and domains.
 * Undefined where it sends.
 */
export const heldByMode = (
  mode: MailMode,
  allowed: readonly string[],
  address: string,
): 'dry-run' | 'sandbox' | undefined => {
  if (mode === 'send') return undefined;
  if (mode === 'dry-run') return mode;
  const [to, domain] = [address.toLowerCase(), address.slice(address.lastIndexOf('@') + 1).toLowerCase()];
  return allowed.some((one) => [to, domain].includes(one.toLowerCase())) ? undefined : mode;
};
