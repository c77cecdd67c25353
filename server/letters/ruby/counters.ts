/** Readings of what counts: dates, times, money, floors, sheets. They follow the number before them, not a dictionary. */
import { dayReading, minuteReading } from '../../languages/plja/sounds.ts';
import { fitReading } from './align.ts';

/** How a counter is read after a number; `n` is null after 何 and 数 and where the number is no plain one. */
type Reader = (n: number | null, before: string) => string;

const last = (n: number) => n % 10;
/** Sounds of the h-row after a number: 1本 ぽん, 3本 ぼん, 2本 ほん. */
const hRow =
  (soft: string, hard: string, three: string): Reader =>
  (n, before) => {
    if (n === null) return before === '何' ? three : soft;
    return [1, 6, 8, 0].includes(last(n)) && n !== 0 ? hard : last(n) === 3 ? three : soft;
  };
/** Another sound after three: 3階 がい. */
const afterThree =
  (usual: string, three: string): Reader =>
  (n, before) =>
    (n === null && before === '何') || (n !== null && last(n) === 3) ? three : usual;
const always =
  (reading: string): Reader =>
  () =>
    reading;

const fixed = `
時=じ 時間=じかん 月=がつ 年=ねん 年間=ねんかん 年度=ねんど 年生=ねんせい 週=しゅう 週間=しゅうかん 秒=びょう 秒間=びょうかん
円=えん 回=かい 回目=かいめ 度=ど 番=ばん 番目=ばんめ 番地=ばんち 番線=ばんせん 番窓口=ばんまどぐち 号=ごう 号室=ごうしつ 号館=ごうかん 号線=ごうせん 丁目=ちょうめ
枚=まい 通=つう 件=けん 個=こ 台=だい 名=めい 歳=さい 才=さい 歳児=さいじ 冊=さつ 着=ちゃく 点=てん 部=ぶ 割=わり 倍=ばい 種類=しゅるい 世帯=せたい 組=くみ
行=ぎょう 列=れつ 級=きゅう 段=だん 段階=だんかい 代=だい 等=とう 校=こう 社=しゃ 区=く 市=し 町=ちょう 村=そん 県=けん 世=せい 次=じ 問=もん 字=じ 文字=もじ 畳=じょう 桁=けた
都道府県=とどうふけん 市町村=しちょうそん か国=かこく か国語=かこくご 言語=げんご か月=かげつ ヶ月=かげつ か所=かしょ ヶ所=かしょ カ月=かげつ カ所=かしょ カ国語=かこくご
時台=じだい 時半=じはん 人分=にんぶん 人前=にんまえ 食=しょく 曲=きょく 戸=こ 棟=とう 席=せき 項目=こうもく 項=こう 条=じょう 章=しょう 節=せつ 頁=ぺーじ 色=しょく
`;
const readers: Record<string, Reader> = {
  ...Object.fromEntries(
    fixed
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=') as [string, string])
      .map(([counter, reading]) => [counter, always(reading)]),
  ),
  日: (n, before) => (n === null ? (before === '何' ? 'にち' : 'じつ') : dayReading(n)),
  日間: (n, before) =>
    n === null ? (before === '何' ? 'にちかん' : 'じつかん') : n === 1 ? 'にちかん' : `${dayReading(n)}かん`,
  日目: (n) => (n === null ? 'にちめ' : n === 1 ? 'にちめ' : `${dayReading(n)}め`),
  日分: (n) => (n === null ? 'にちぶん' : `${dayReading(n)}ぶん`),
  人: (n) => (n === 1 ? 'ひとり' : n === 2 ? 'ふたり' : 'にん'),
  人目: (n) => (n === 1 ? 'ひとりめ' : n === 2 ? 'ふたりめ' : 'にんめ'),
  人世帯: (n) => (n === 1 ? 'ひとりせたい' : n === 2 ? 'ふたりせたい' : 'にんせたい'),
  分: (n, before) => (n === null ? (before === '何' ? 'ぷん' : 'ふん') : minuteReading(n)),
  分間: (n, before) => `${n === null ? (before === '何' ? 'ぷん' : 'ふん') : minuteReading(n)}かん`,
  本: hRow('ほん', 'ぽん', 'ぼん'),
  匹: hRow('ひき', 'ぴき', 'びき'),
  杯: hRow('はい', 'ぱい', 'ばい'),
  票: hRow('ひょう', 'ぴょう', 'びょう'),
  泊: hRow('はく', 'ぱく', 'ぱく'),
  発: hRow('はつ', 'ぱつ', 'ぱつ'),
  百: hRow('ひゃく', 'ぴゃく', 'びゃく'),
  階: afterThree('かい', 'がい'),
  軒: afterThree('けん', 'げん'),
  足: afterThree('そく', 'ぞく'),
  千: afterThree('せん', 'ぜん'),
  羽: always('わ'),
};
/** Units of the number itself, which stand before the counter: 3万円, 5千人. */
const units: Readonly<Record<string, Reader>> = {
  万: always('まん'),
  億: always('おく'),
  兆: always('ちょう'),
  千: readers.千!,
  百: readers.百!,
};

/** The reading of a whole counter after a number, 3 and 千円: ぜんえん; null for what is no counter. */
export const counterReading = (n: number, base: string): string | null => {
  const unit = units[base[0] ?? ''];
  if (unit && !Object.hasOwn(readers, base)) {
    const rest = base.length === 1 ? '' : counterReading(0, base.slice(1));
    return rest === null ? null : unit(n, String(n)) + rest;
  }
  return Object.hasOwn(readers, base) ? readers[base]!(n, String(n)) : null;
};

/** What may follow a counter and is read in one way there: 3日後, 9時頃, 4月分. Longer words are the dictionary's. */
const tails: Readonly<Record<string, string>> = {
  後: 'ご',
  前: 'まえ',
  分: 'ぶん',
  中: 'ちゅう',
  目: 'め',
  頃: 'ごろ',
  半: 'はん',
  弱: 'じゃく',
  強: 'きょう',
  付: 'づけ',
  末: 'まつ',
  号: 'ごう',
  発: 'はつ',
  着: 'ちゃく',
  内: 'ない',
  台: 'だい',
  間: 'かん',
  以: '',
};

export type Counted = { from: number; to: number; reading: string; sure: boolean; choices: string[] };

const names = Object.keys(readers)
  .sort((a, b) => b.length - a.length)
  .join('|');
const counted = new RegExp(`(第)?([0-9０-９]+(?:[,，.．][0-9０-９]+)*|[何数])((?:[万億兆千百])*)(${names})?`, 'gu');

/** How often or how long: 週に1日, 月に1日, 毎週1日, もう1日, 少なくとも1日. No date is said so. */
const spanBefore =
  /(?:(?:[毎各]?週|週間|[毎各]?月|か月|ヶ月|カ月|[毎半]?年|年間|年度|学期|人|名|世帯)に(?:つき)?|毎週|各週|もう|あと|まる|丸|最低|最大|最長|最短|少なくとも|多くても|長くても|たった|わずか|連続|合計|延べ|[約計])\s*$/u;
/** 3月に1日だけ is a date no more than 月に1日; 来月に and 今月に name one month. */
const oneMonth = /(?:[来今翌先同当]月)に\s*$/u;

/** 1日 is ついたち in a date, いちにち when a span of time. */
const firstDay = (line: string, at: number, end: number): { reading: string; sure: boolean } => {
  const [before, after] = [line.slice(0, at), line.slice(end)];
  if (/月\s*$/.test(before)) return { reading: 'ついたち', sure: true };
  if (
    /^\s*(?:[0-9０-９]|あたり|当たり|につき|中|だけ|以上|で(?!す)|の(?:量|時間)|に(?:つき|[0-9０-９一二三何]))/.test(
      after,
    )
  )
    return { reading: 'にち', sure: true };
  if (spanBefore.test(before) && !oneMonth.test(before)) return { reading: 'にち', sure: true };
  if (/(?:毎月|来月|今月|翌月|先月|月の)\s*$/.test(before)) return { reading: 'ついたち', sure: true };
  return { reading: /^\s*(?:に|から|まで|は|の)/.test(after) ? 'ついたち' : 'にち', sure: false };
};

/** Everything in a line that counts, with the reading of its kanji. Days and people are read with their number: 7日(なのか). */
export const countedIn = (line: string): Counted[] =>
  [...line.matchAll(counted)].flatMap((match) => {
    const [whole, ordinal = '', digits = '', unit = '', counter = ''] = match;
    if (whole === digits || (/[何数]/.test(digits) && !counter && !unit) || /^数[字次]$/.test(whole)) return [];
    const plain = Number(digits.normalize('NFKC').replaceAll(',', ''));
    const n = /[何数]/.test(digits) || digits.includes('.') || Number.isNaN(plain) ? null : plain;
    const found: Counted[] = [];
    const add = (from: number, length: number, reading: string, sure = true, choices: string[] = []) =>
      void (length > 0 && found.push({ from, to: from + length, reading, sure, choices }));
    let at = match.index;
    add(at, ordinal.length, 'だい');
    at += ordinal.length;
    if (/[何数]/.test(digits)) add(at, 1, digits === '何' ? 'なん' : 'すう');
    at += digits.length;
    [...unit].forEach((sign, i) => {
      add(at, 1, units[sign]!(i === 0 ? n : null, i === 0 ? digits : ''));
      at += 1;
    });
    if (counter === '日' && n === 1 && !unit) {
      const { reading, sure } = firstDay(line, at - digits.length, at + 1);
      add(at, 1, reading, sure, sure ? [] : ['ついたち', 'にち']);
    } else if (counter) {
      // か月: the kana of a counter are no part of the reading in brackets.
      const reading = readers[counter]!(unit ? 0 : n, unit ? '' : digits);
      for (const one of fitReading(counter, reading) ?? []) add(at + one.from, one.to - one.from, one.reading);
    }
    at += counter.length;
    // A tail belongs to the count unless a longer word begins there.
    const tail = counter ? tails[line[at] ?? ''] : undefined;
    if (tail && !/[\u4E00-\u9FFF]/.test(line[at + 1] ?? '')) add(at, 1, tail);
    return found;
  });

const week: Readonly<Record<string, string>> = {
  月: 'げつ',
  火: 'か',
  水: 'すい',
  木: 'もく',
  金: 'きん',
  土: 'ど',
  日: 'にち',
};
const weekRow =
  /[（(]([月火水木金土日](?:[・、,][月火水木金土日])*)(?:[・、,]?祝)?[)）]|[月火水木金土日](?:[・〜～、-][月火水木金土日])+(?![曜\u4E00-\u9FFF])/gu;

/** Days of the week that stand alone: (水), 月・水・金. */
export const weekdaysIn = (line: string): Counted[] =>
  [...line.matchAll(weekRow)].flatMap((match) =>
    [...match[0]].flatMap((sign, i) => {
      const reading = week[sign] ?? (sign === '祝' ? 'しゅく' : undefined);
      const from = match.index + i;
      return reading ? [{ from, to: from + 1, reading, sure: true, choices: [] }] : [];
    }),
  );
