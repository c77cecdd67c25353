/** Words of fraud in all languages: asking for money or secrets, threatening, hurrying. Warnings about fraud are let through. */
import { inJapanese, isJapanese, type Said, sentenceAround } from './place.ts';

const pay = '(?:お?振り?込み?|振込み?|お?送金|ご?入金|お?支払い?|お?払い込み?)';
const asked = '(?:を|の)?(?:して|んで|って|い?ただ[きけ]|頂[きけ]|お願い|願います|ください|下さい|手続)';
const notDone =
  '(?:(?:支?払わ|納め|入金し|送金し|振り?込ま|応じ|返信し|連絡し|返事をし|確認し|手続き?し|登録し|更新し|ログインし)ない|(?:お?支払い|ご?入金|ご?確認|ご?連絡)(?:が|を)?(?:ない|いただけない|されない))';
const punished =
  '(?:罰金|逮捕|強制(?:退去|送還)|退去強制|停止|凍結|取り?消|差し?押|没収|法的|裁判|訴え|無効|失効|帰国|使えなく|利用できなく)';
const secret =
  '(?:クレジットカード(?:の)?(?:番号|情報)?|カード(?:の)?番号|暗証番号|セキュリティコード|パスワード|口座番号|認証コード|確認コード)';

/** All without readings and blanks. */
const japanese: readonly RegExp[] = [
  new RegExp(
    `(?:口座|宛先|下記|次|以下|下)(?:番号)?(?:へ|に|まで|宛てに?)[^。]{0,14}${pay}(?!まれ|みま|む|んだ|まない|し(?:ます|ました))`,
    'g',
  ),
  new RegExp(`(?:お?振り?込み?|振込み?|送金|入金)${asked}`, 'g'),
  // Money that is to be sent to an account, in words that name no transfer.
  /(?<=(?:手数料|料金|費用|代金|お金|\d円|万円)[^。]{0,20})口座(?:番号)?(?=(?:へ|に|まで|あてに?|宛て?に?)[^。]{0,6}(?:送って|お送り|払って|お支払い|入れて))/g,
  /お?振り?込み?(?:先|口座)(?:は|：|:|の口座|を(?:お知らせ|教え|お教え|記入|書い))/g,
  new RegExp(`${notDone}(?:と|場合|とき|時|なら|ければ|かぎり|限り)[^。]{0,24}${punished}`, 'g'),
  /罰金を(?:お?支払|払|納|振|送)|罰金の支払|罰金(?:です|になります)(?=。|$)/g,
  new RegExp(
    `${secret}を[^。、]{0,10}(?:教え|返信|送|知らせ|書い|入力|記入|連絡)[^。]{0,6}(?:ください|下さい|願|いただ|必要)`,
    'g',
  ),
  /(?:24|48|12)時間以内に[^。]{0,24}(?:しないと|しなければ|ない場合|停止|凍結|失効)|(?:至急|今すぐ|直ちに)[^。]{0,16}(?:支?払|振り?込|送金|入金|クリック|ログイン)/g,
  /(?:プリペイドカード|ギフトカード|電子マネー|ビットコイン|仮想通貨|暗号資産|プリカ)[^。]{0,12}(?:買|購入|送|番号|支?払)/g,
  /(?:現金|お金)を[^。]{0,12}(?:送って|レターパック|宅配便|渡して|預けて|持ってき)[^。]{0,6}/g,
  /(?:当選|賞金)(?:し|が|を|金)[^。]{0,16}(?:受け取|おめでとう|ました)/g,
  /(?:保証金|和解金|解決金|未納料金|未払い?(?:の)?料金|滞納金)(?:を|が|の)[^。]{0,16}(?:支?払|必要|発生|振|確認)/g,
];
const english: readonly RegExp[] = [
  /\bpay now\b|\bpayment (?:is )?(?:required|overdue)\b|\bpayment due\b|\bbank transfer\b|\bfine of\b|\bpay (?:a|the|your) fine\b|\bunpaid (?:fee|fine|balance)\b/gi,
  /\b(?:transfer|wire|send|remit|deposit)\b[^.]{0,30}\b(?:money|funds|payment|cash|the fee|the amount)\b/gi,
  /\b(?:to|into) (?:the|this|our) (?:bank )?account\b|\bbank account below\b/gi,
  /\bif you (?:do not|don't|fail to) (?:pay|respond|confirm|verify|reply|act|log in|update)\b[^.]{0,70}\b(?:fined?|arrest\w*|deport\w*|suspend\w*|cancel\w*|terminat\w*|block\w*|clos\w*|expire)\b/gi,
  /\b(?:verify|confirm|update|validate) your (?:account|identity|card|bank|password|payment)\b/gi,
  /\b(?:enter|send|give|tell|reply with|provide|share)\b(?:(?!choose|\bset\b|create)[^.]){0,24}\b(?:card number|credit card|pin|password|security code|account number|verification code)\b/gi,
  /\b(?:gift|prepaid) cards?\b|\bbitcoin\b|\bcryptocurrenc(?:y|ies)\b/gi,
  /\byou have won\b|\blottery\b|\bclaim your prize\b/gi,
  /\bwithin (?:12|24|48) hours\b[^.]{0,40}\b(?:or|otherwise|to avoid|suspend\w*)\b|\bact (?:now|immediately)\b/gi,
];

/** What follows the words in their sentence says that nobody does so, or that it is a trick. */
const denied =
  /(?:こと|の)は(?:絶対に|決して)?(?:ありません|ない)|(?:求め|お願いし|送り|し|聞き)ません|ないで(?:ください|下さい)|という(?:メール|電話|連絡|SMS|ショートメッセージ|人|話)|詐欺(?:です|の|に|かも)|偽(?:の|物)|不審|だま(?:す|そう|され)|注意してください|必要は(?:ありません|ない)|必要ありません|返(?:され|ってき)ます/;
const deniedEnglish =
  /\b(?:never|not|n't) (?:ask|request|demand|call|require|need)|\b(?:scams?|fraud|fake|phishing|suspicious)\b|(?<!\bif you )\bdo not (?:give|share|tell|send|transfer|pay|enter|reply)|\bnever (?:give|share|tell|send|transfer|enter)|\bbeware\b/i;

const found = (text: string, patterns: readonly RegExp[], guard: (from: number, to: number) => boolean) =>
  patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .map((match) => ({ from: match.index, to: match.index + match[0].length }))
      .filter(({ from, to }) => !guard(from, to)),
  );

/** One place is told once, however many patterns see it. */
const apart = <T extends { from: number; to: number }>(spans: readonly T[]): T[] =>
  spans.filter((one, i) => !spans.some((other, j) => j < i && other.from < one.to && one.from < other.to));

/** Words of fraud in a line of any language. */
export const fraudIn = (line: string): Said[] => {
  const said: Said[] = apart(
    found(line, english, (from, to) => deniedEnglish.test(sentenceAround(line, from, to).whole)),
  ).map(({ from, to }) => ({ rule: 'word.money', index: from, found: line.slice(from, to) }));
  if (!isJapanese(line)) return said;
  const bare = inJapanese(line);
  const spans = found(bare.text, japanese, (from, to) =>
    denied.test(bare.text.slice(from, to) + sentenceAround(bare.text, from, to).after),
  );
  return [...said, ...apart(spans).map(({ from, to }) => ({ rule: 'word.money' as const, ...bare.of(from, to) }))];
};
