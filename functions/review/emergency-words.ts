import type { Language } from '../languages/language.ts';

/** Whom to call where life is in danger. */
export const EMERGENCY_NUMBER = '911';

/**
 * Words of danger to life, as people write them, in each language that residents are written to in; whole words only, so that
 * "Consideration" holds no "rat" (R13), but for Chinese, which sets none apart and which many write in its simplified characters. A few that
 * are hardly ever said of anything else: whoever is held by mistake waits for a person to look, and reads of 911.
 */
const PHRASES: Record<Language, readonly string[]> = {
  en: [
    'gas leak',
    'gas leaks',
    'gas leaking',
    'leaking gas',
    'gas smell',
    'gas odor',
    'odor of gas',
    'smell gas',
    'smell of gas',
    'smells of gas',
    'smelled gas',
    'smells like gas',
    'smelling gas',
    'wire down',
    'wire is down',
    'wires down',
    'wires are down',
    'downed wire',
    'downed wires',
    'live wire',
    'live wires',
    'power line down',
    'power line is down',
    'power lines down',
    'power lines are down',
    'downed power line',
    'downed power lines',
    'on fire',
    'caught fire',
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
  ],
  es: [
    'fuga de gas',
    'escape de gas',
    'huele a gas',
    'huele gas',
    'huelo gas',
    'olor a gas',
    'cable caído',
    'cables caídos',
    'incendio',
    'en llamas',
    'explosión',
    'explotó',
    'disparos',
    'balacera',
    'atrapado',
    'atrapada',
    'inconsciente',
    'no respira',
    'no está respirando',
    'monóxido de carbono',
  ],
  pt: [
    'vazamento de gás',
    'gás vazando',
    'cheiro de gás',
    'cheiro a gás',
    'cheira a gás',
    'cheirando a gás',
    'fio caído',
    'fios caídos',
    'cabo caído',
    'cabos caídos',
    'incêndio',
    'em chamas',
    'pegando fogo',
    'pegou fogo',
    'explosão',
    'explodiu',
    'tiroteio',
    'desabou',
    'sangrando',
    'não respira',
    'não está respirando',
  ],
  ht: [
    'fwit gaz',
    'gaz ap koule',
    'odè gaz',
    'santi gaz',
    'fil kouran tonbe',
    'fil elektrik tonbe',
    'pran dife',
    'an dife',
    'eksplozyon',
    'eksploze',
    'kout zam',
    'kout bal',
    'ap senyen',
    'san konesans',
    'pa respire',
    'pa ka respire',
  ],
  ne: [
    'ग्यास चुहियो',
    'ग्यास चुहिएको',
    'ग्यास चुहावट',
    'ग्यासको गन्ध',
    'ग्यास गनायो',
    'बिजुलीको तार खस्यो',
    'तार खसेको',
    'आगो लाग्यो',
    'आगो लागेको',
    'आगलागी',
    'विस्फोट',
    'गोली चल्यो',
    'करेन्ट लाग्यो',
    'बेहोस',
    'सास फेर्दैन',
  ],
  'zh-Hant': [
    '瓦斯外洩',
    '瓦斯漏',
    '漏瓦斯',
    '瓦斯味',
    '煤氣洩漏',
    '煤氣味',
    '電線掉',
    '電線斷',
    '著火',
    '失火',
    '起火',
    '爆炸',
    '槍聲',
    '開槍',
    '觸電',
    '倒塌',
    '昏迷',
    '沒有呼吸',
    '一氧化碳',
    '煤气泄漏',
    '煤气味',
    '漏煤气',
    '天然气味',
    '电线掉',
    '电线断',
    '着火',
    '枪声',
    '开枪',
    '触电',
    '没有呼吸',
  ],
};

/** Accents of Latin letters are left out as often as they are written; the signs of other scripts are their vowels, and stay. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

/** Each phrase as it is looked for: between spaces, unless its script has none. */
const SOUGHT = Object.values(PHRASES)
  .flat()
  .map((phrase) => [/\p{Script=Han}/u.test(phrase) ? plain(phrase) : ` ${plain(phrase)} `, phrase] as const);

/** The first phrase in a text that speaks of danger to life, whatever its case and accents; undefined without one (R49). */
export const emergencyWordIn = (text: string): string | undefined => {
  const words = ` ${plain(text)} `;
  return SOUGHT.find(([phrase]) => words.includes(phrase))?.[1];
};

/** Whether what somebody reports speaks of danger to life: in the description, in an answer, or in the name of a type that nobody knows (R49). */
export const soundsLikeEmergency = (
  {
    description,
    answers,
    reportedType,
  }: { description: string; answers: Record<string, string>; reportedType: string },
  isTypeKnown: boolean,
): boolean =>
  [description, ...Object.values(answers), ...(isTypeKnown ? [] : [reportedType])].some(
    (text) => emergencyWordIn(text) !== undefined,
  );
