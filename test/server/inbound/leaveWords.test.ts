/** Words that end a subscription by mail, and sentences that must not. */
import { describe, expect, it } from 'vitest';
import { saysNoOtherwise, wantsToLeave } from '../../../server/inbound/leaveWords.ts';

describe('A mail that wants to leave', () => {
  it.each([
    '退会',
    '退会します',
    '退会したいです。',
    '退会希望',
    '退会お願いします',
    'たいかい',
    '解除',
    '解除してください',
    '登録解除',
    '登録を解除します',
    '配信停止',
    '配信停止を希望します',
    'メール配信の停止をお願いします',
    'メールをやめる',
    'やめたいです',
    'メールを止めてください',
    'もう送らないでください'.replace('もう', ''),
    'STOP',
    'stop',
    'Unsubscribe me',
    'Please unsubscribe',
    'I want to unsubscribe.',
    'stop sending me emails',
    '「退会」',
    'お世話になっております\n退会します\nよろしくお願いします',
    '退会\n\niPhoneから送信',
    '退会\n\nSent from my iPhone',
    'unsubscribe\n\nGet Outlook for iOS',
    '退会\n\nドコモのスマートフォンから送信しました',
    '退会\n-- \n見本 太郎\n〒100-0000',
    '退会\n--\n見本 太郎',
    '退会\n――――――\n見本 太郎',
  ])('%j', (text) => {
    expect(wantsToLeave('', text)).toBe(true);
    expect(wantsToLeave('(no subject)', text)).toBe(true);
    expect(saysNoOtherwise('', text)).toBe(true);
  });

  it.each(['退会', '配信停止', 'Re: 退会', 'STOP', '解除希望'])(
    '%s as subject, with nothing in the body',
    (subject) => {
      expect(wantsToLeave(subject, '')).toBe(true);
      expect(wantsToLeave(subject, '\n\niPhoneから送信\n')).toBe(true);
      expect(wantsToLeave(subject, 'よろしくお願いします')).toBe(true);
    },
  );
});

describe('A mail that does not', () => {
  it.each([
    '退会したくない',
    '退会しません',
    'I do not want to leave',
    "don't unsubscribe me",
    'how do I unsubscribe?',
    '退会するとどうなりますか',
    '友人が退会しました。私は続けます。',
    '登録したいです',
    'こんにちは',
    '',
    '解除の方法を教えてください。\n登録の変更もしたいです。\n退会',
    '在留資格の取消しと解除について',
  ])('%j', (text) => {
    expect(wantsToLeave('', text)).toBe(false);
  });
  it('says the opposite in its subject', () => {
    expect(wantsToLeave('退会しない', '退会')).toBe(false);
    expect(wantsToLeave('退会', 'しません')).toBe(false);
    expect(saysNoOtherwise('', 'I do not want to leave')).toBe(false);
    expect(saysNoOtherwise('', 'やめないでください')).toBe(false);
  });
});
