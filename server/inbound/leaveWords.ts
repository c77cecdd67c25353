/**
 * Whether somebody who wrote to us wants to leave: a word or two that say nothing else, in the subject or in the text, below which a
 * phone or a person may have signed. A sentence that only speaks of leaving, or says the opposite, is no such wish.
 */

/** What phones and mail programs add under a text, one line each. */
const phoneLines =
  /^(?:(?:my)?iphone|ipad|android|スマートフォン|スマホ|携帯|ドコモ|docomo|au|uq|softbank|ソフトバンク|ワイモバイル|y!mobile|楽天|rakuten|xperia|galaxy|aquos|arrows|outlook|gmail|yahoo!?メール|.{0,20}(?:アプリ|端末|携帯電話|スマートフォン)).{0,20}から(?:の?送信|送信されました)?(?:しました)?[。.]?$|^sentfrommy.{1,40}$|^sentfrom(?:outlook|yahoo|mail|gmail|.{0,20}(?:iphone|ipad|android)).{0,40}$|^get(?:outlook|bluemail).{0,60}$|^outlookfor(?:ios|android).{0,60}$|^https?:\/\/aka\.ms\/\S{1,20}$/i;
/** Politeness before and after says nothing of what is wanted. */
const politeLines =
  /^(?:お世話になって(?:い|お)ります|お世話になります|こんにちは|はじめまして|(?:よろしく|宜しく)(?:お願い(?:いた|致)?します|おねがいします)?|お願い(?:いた|致)?します|おねがいします|ありがとうございま(?:す|した)|thankyou(?:verymuch)?|thanks|regards|bestregards|hello|hi|dearsirormadam)$/i;
/** 「メールの配信を」 and the like. */
const what =
  '(?:(?:この|御?登録の)?(?:メール|めーる|メルマガ|メールマガジン|お知らせ|おしらせ|配信|登録|とうろく)(?:配信)?(?:の|を)?)*';
const leave =
  '(?:退会|たいかい|脱会|解除|かいじょ|解約|停止|ていし|中止|ストップ|配信(?:停止|解除|中止)|登録(?:解除|削除|抹消)|(?:アドレス)?削除|受信(?:拒否|停止)|不要|いりません|要りません|いらない|要らない)';
const wish =
  '(?:(?:を|に|の)?(?:手続き?)?(?:を)?(?:し(?:ます|たい(?:です)?|て(?:ください|下さい)|てほしい(?:です)?)|する|希望(?:し(?:ます)?|です)?|(?:お|御)願い(?:します|いたします|致します)?|おねがい(?:します)?|です|申請|願い?|届け?|依頼))?';
const stop =
  '(?:(?:やめ|止め|辞め|とめ)(?:る|ます|たい(?:です)?|て(?:ください|下さい)|てほしい(?:です)?)|(?:おく|送)らないで(?:ください|下さい)?)';
const japanese = new RegExp(`^${what}(?:${leave}${wish}|${stop})$`);
const english =
  /^(?:please|pls)?(?:(?:i(?:want|would ?like|wish)to|canyou|couldyou)?(?:unsubscribe|optout|opt-out|signoff|cancel(?:(?:my)?(?:subscription|registration))|stop(?:(?:sending)?(?:me|these|this|your|the|all)*(?:e-?mails?|mails?|news|newsletters?|messages?))?|remove(?:me|myaddress)?(?:fromthe(?:mailing)?list)?|quit|leave))(?:me|mefromthe(?:mailing)?list|fromthe(?:mailing)?list|please)?$/i;
/** Words that turn a wish round; where one stands nothing is done on a word alone. */
const denies = /ない|ません(?!でした)|なかった|not|don['’]?t|never|\bno\b|取り?消し/i;

const tidy = (line: string): string =>
  line
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\u2060\ufeff]+/g, '')
    .replace(/^[「『"'<【[(]+|[」』"'>】\])]+$/g, '')
    .replace(/[。.、,!！?？〜~…]+$/, '');

const isWish = (line: string): boolean => line.length <= 60 && (japanese.test(line) || english.test(line));

/** The lines a person wrote: above a signature, without what the phone added and without greetings. */
const written = (text: string): string[] => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const cut = lines.findIndex((line) => /^(?:-- ?|__+|[-=*_─━―‐―]{4,})\s*$/.test(line.normalize('NFKC')));
  return (cut < 0 ? lines : lines.slice(0, cut))
    .map(tidy)
    .filter((line) => line !== '' && !phoneLines.test(line) && !politeLines.test(line));
};

const subjectOf = (subject: string): string => tidy(subject.replace(/^\s*(?:re|fw|fwd|件名)\s*[:：]\s*/i, ''));

/** True when the subject or the text is a wish to leave, and neither says anything else. */
export const wantsToLeave = (subject: string, text: string): boolean => {
  const head = subjectOf(subject);
  const lines = written(text);
  if (lines.length > 2) return false;
  const body = lines.join('');
  const headWish = isWish(head);
  if (body === '') return headWish;
  if (lines.length > 1 ? lines.every(isWish) && lines[0] !== lines[1] : isWish(body))
    return headWish || !denies.test(head);
  return false;
};

/** The same for a mailbox whose name is the wish already (`kaijo@`): whatever does not say the opposite is one. */
export const saysNoOtherwise = (subject: string, text: string): boolean =>
  !denies.test(subjectOf(subject).replace(/いりません|要りません|いらない|要らない|送らないで|おくらないで/g, '')) &&
  !denies.test(
    written(text)
      .join('')
      .replace(/いりません|要りません|いらない|要らない|送らないで|おくらないで/g, ''),
  );
