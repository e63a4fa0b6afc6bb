/**
 * The shard of many that holds a thing: spread by its id, steady for its life; from 0. A partition of a table takes 1,000 write units a
 * second, so what is written in bursts lies in several.
 */
export const shardOf = (id: string, shards: number): number => {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum % shards;
};
