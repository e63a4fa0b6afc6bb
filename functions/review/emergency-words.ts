/** Words of danger to life, as people write them; whole words only, so that "Consideration" holds no "rat" (R13). */
const PHRASES = [
  'gas leak',
  'gas smell',
  'smell gas',
  'smell of gas',
  'smells like gas',
  'smelling gas',
  'wire down',
  'wires down',
  'downed wire',
  'downed wires',
  'live wire',
  'live wires',
  'power line down',
  'downed power line',
  'on fire',
  'explosion',
  'exploded',
  'sparking',
  'electrocuted',
  'collapsed',
  'trapped',
  'bleeding',
  'unconscious',
  'not breathing',
  'shooting',
  'gunshot',
  'gunshots',
  'carbon monoxide',
  'fuga de gas',
  'huele a gas',
  'olor a gas',
  'cable caído',
  'cables caídos',
  'incendio',
  'en llamas',
  'explosión',
  'disparos',
  'atrapado',
  'atrapada',
  'inconsciente',
  'no respira',
] as const;

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const PLAIN = PHRASES.map((phrase) => [plain(phrase), phrase] as const);

/** The first phrase in a text that speaks of danger to life, in English or Spanish, whatever its case and accents; undefined without one (R49). */
export const emergencyWordIn = (text: string): string | undefined => {
  const words = ` ${plain(text)} `;
  return PLAIN.find(([phrase]) => words.includes(` ${phrase} `))?.[1];
};
