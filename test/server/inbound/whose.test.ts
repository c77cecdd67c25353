/** Whose fault is meant: the project's own cases with their right values, a live reply with the same words, and "gone" in many languages. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { classifyFile, classifyMail } from '../../../server/inbound/classify.ts';
import { undress } from '../../../server/inbound/dressed.ts';
import { decideEmptyMail } from '../../../server/inbound/emptyMail.ts';
import { classifyReply } from '../../../server/lib/replies.ts';
import { daemon, mail } from '../../support/eml/build.ts';

const folder = fileURLToPath(new URL('../../support/eml/cases/', import.meta.url));
type Case = { file: string; mail_from?: string; right: { class: string; recipient: string }; why: string };
const cases = JSON.parse(readFileSync(`${folder}answers.json`, 'utf8')) as Case[];

it.each(cases.filter((c) => c.right.class))('$file: $why', async ({ file, right }) => {
  const found = await classifyFile(folder + file);
  // The one difference, and why: 20 is given as `soft`, the least for a daemon whose language nobody reads ("best: read it (hard)"). The issue
  // wants "gone" read in Indonesian as in Japanese, and "Alamat email tidak ditemukan" is "email address not found": hard by its words.
  const wanted = file.startsWith('20-') ? 'hard' : right.class;
  expect([found.class, found.final_recipient]).toEqual([wanted, right.recipient]);
});

it.each([
  ['entry', 'e1-batv-sender.eml', 'prvs=0123456789=taro@people.test', { answer: 'entry', to: 'taro@people.test' }],
  ['leave', 'e3-leave-with-phone-signature.eml', 'reader@people.test', { answer: 'leave', to: 'reader@people.test' }],
  ['list', 'e6-list-owner-sender.eml', 'news-owner@lists.test', { silent: 'machine-sender' }],
])('an empty mail: %s', (_name, file, from, decision) => {
  expect(decideEmptyMail({ from, raw: readFileSync(folder + file) }, ['mail.example.jp'])).toEqual(decision);
});

it.each([
  ['prvs=0123456789=taro@people.test', 'taro@people.test'],
  ['btv1==1234abcd==taro@people.test', 'taro@people.test'],
  ['SRS0=HHH=TT=people.test=taro@forwarder.test', 'taro@people.test'],
  ['SRS1=HHH=first.test==HHH=TT=people.test=taro@second.test', 'taro@people.test'],
  ['taro+caf_=you=other.test@gmail.com', 'taro@gmail.com'],
  ['taro+news@people.test', 'taro+news@people.test'],
  ['taro=jiro@people.test', 'taro=jiro@people.test'],
])('%s is %s', (worn, bare) => expect(undress(worn)).toBe(bare));

it.each([
  ['RCPT', '550 Mailbox unavailable or access denied', 'soft'],
  ['MAIL', '550 Mailbox unavailable or access denied', 'soft'],
  ['DATA', '550 Mailbox unavailable or access denied', 'soft'],
  ['RCPT', '550 5.7.1 Mail from unknown users is not accepted here', 'soft'],
  ['MAIL', '550 5.7.1 Mail from unknown users is not accepted here', 'soft'],
  ['DATA', '550 5.7.1 Mail from unknown users is not accepted here', 'soft'],
  ['RCPT', '550 5.7.1 HELO host unknown', 'soft'],
  ['RCPT', '550 5.1.8 Sender domain does not exist', 'soft'],
  ['RCPT', '550 From address domain not found', 'soft'],
  ['RCPT', '550 Message contains a URL whose domain does not exist', 'soft'],
  ['RCPT', '550 User not found or service under maintenance', 'soft'],
  ['RCPT', '550 Recipient address rejected: sender domain not found', 'soft'],
  ['RCPT', '550 4.1.1 user unknown', 'soft'],
  ['RCPT', '550 5.7.1 user unknown', 'hard'],
  ['RCPT', '550 No such user here', 'hard'],
  ['RCPT', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'hard'],
])('a live reply to %s: %s', (stage, text, right) => expect(classifyReply({ stage, text }).class).toBe(right));

const sentences: [string, string][] = [
  ['hard', 'ご指定のメールアドレスは現在使われておりません。'],
  ['hard', 'このメールアドレスは現在使用されておりません。'],
  ['hard', '宛先アドレスはご利用いただけません(解約済み)。'],
  ['hard', '解約済みのアドレスのため配信できませんでした。'],
  ['hard', 'お客様は退会されました。'],
  ['hard', '退会済みのアドレスです。'],
  ['hard', 'ご契約が終了したため、このアドレスにはお届けできません。'],
  ['hard', 'このアドレスは廃止されました。'],
  ['hard', 'アドレス廃止のため配信不能'],
  ['hard', '宛先不明'],
  ['hard', '宛先不明のため返送します'],
  ['hard', '該当するユーザーはいません'],
  ['hard', '存在しないメールアドレスです。'],
  ['hard', 'アドレスが見つかりませんでした'],
  ['hard', '指定された宛先は登録がありません。'],
  ['hard', 'このアカウントは削除されました。'],
  ['hard', 'アカウント削除済み'],
  ['hard', 'メールアドレスが変更されたか、解約された可能性があります。'],
  ['hard', '宛先のアドレスは無効です。'],
  ['hard', '受信者が存在しません'],
  ['hard', 'ユーザが存在しない'],
  ['hard', '退職のためこのアドレスは使えません。'],
  ['soft', '送信元ドメインが存在しないため受信を拒否しました。'],
  ['soft', '送信者のアドレスが存在しません。'],
  ['soft', '差出人アドレスが不明のため拒否しました。'],
  ['soft', '発信元のホスト名が不明です。'],
  ['soft', 'メール本文のURLのドメインが存在しません。'],
  ['soft', '一時的にアドレスが見つかりません。しばらくしてから再送してください。'],
  ['soft', 'メンテナンス中のためアドレスを確認できません。'],
  ['soft', 'サーバー混雑のため宛先を確認できませんでした。'],
  ['soft', 'メールボックスの容量を超えています。'],
  ['soft', '受信拒否設定のためお届けできませんでした。'],
  ['soft', 'ご利用停止中のため配信できません。'],
  ['soft', '迷惑メールとして拒否されました。'],
  ['soft', '宛先が存在しないか、受信が拒否されています。'],
  ['soft', 'サービスは現在ご利用いただけません。'],
  ['soft', 'メールサイズが上限を超えています。'],
  ['hard', 'The email account does not exist.'],
  ['hard', "Your message wasn't delivered because the address couldn't be found."],
  ['hard', 'Recipient mailbox no longer exists'],
  ['soft', '550 sender unknown'],
  ['soft', '550 The sender address does not exist'],
  ['soft', '550 unknown or temporarily unavailable recipient'],
  ['soft', '550 The domain in your From header does not exist'],
  ['soft', '550 unknown user or mailbox full'],
  ['soft', '550 a link in the message points to an unknown host'],
  ['soft', '554 5.7.1 reverse host name not found'],
  ['hard', '550 5.1.1 No such user'],
  ['soft', '550 We could not verify that the sender exists: user unknown'],
  ['soft', '550 Our directory is under maintenance, user not found'],
  ['hard', '收件人不存在'],
  ['hard', '该邮箱已注销'],
  ['hard', '该用户已被删除'],
  ['hard', '地址不存在'],
  ['soft', '發件人域名不存在'],
  ['soft', '发件人地址不存在'],
  ['soft', '收件人邮箱已满'],
  ['soft', '此帳號已停用'],
  ['hard', '查無此人'],
  ['hard', '邮箱地址已失效'],
  ['hard', '존재하지 않는 메일 주소입니다.'],
  ['hard', '수신자를 찾을 수 없습니다.'],
  ['hard', '탈퇴한 회원입니다.'],
  ['hard', '해지된 계정입니다.'],
  ['soft', '발신자 도메인이 존재하지 않습니다.'],
  ['soft', '메일함 용량이 초과되었습니다.'],
  ['hard', 'Địa chỉ email không tồn tại.'],
  ['hard', 'Không tìm thấy người nhận.'],
  ['hard', 'Tài khoản đã bị xóa.'],
  ['hard', 'Người dùng không tồn tại'],
  ['soft', 'Hộp thư đã đầy'],
  ['soft', 'Tên miền người gửi không tồn tại'],
  ['hard', 'ไม่พบที่อยู่อีเมล'],
  ['hard', 'ไม่มีผู้ใช้นี้'],
  ['hard', 'ที่อยู่อีเมลนี้ไม่มีอยู่'],
  ['soft', 'กล่องจดหมายเต็ม'],
  ['soft', 'ไม่พบโดเมนของผู้ส่ง'],
  ['hard', 'Alamat email tidak ditemukan.'],
  ['hard', 'Pengguna tidak dikenal'],
  ['hard', 'Akun tidak ada'],
  ['soft', 'Kotak surat penuh'],
  ['soft', 'Domain pengirim tidak ditemukan'],
  ['hard', 'Hindi nahanap ang email address.'],
  ['hard', 'Walang ganitong user.'],
  ['soft', 'Puno na ang mailbox.'],
  ['hard', 'Hindi umiiral ang address'],
  ['hard', 'इमेल ठेगाना फेला परेन।'],
  ['hard', 'प्रयोगकर्ता अवस्थित छैन'],
  ['soft', 'मेलबक्स भरिएको छ'],
  ['hard', 'အီးမေးလ်လိပ်စာ မတွေ့ပါ။'],
  ['hard', 'အသုံးပြုသူ မရှိပါ'],
  ['soft', 'စာတိုက်ပုံး ပြည့်နေသည်'],
  ['hard', 'O endereço de e-mail não existe.'],
  ['hard', 'Usuário desconhecido'],
  ['soft', 'Caixa de entrada cheia'],
  ['soft', 'O domínio do remetente não existe'],
  ['hard', 'A conta foi encerrada'],
  ['hard', 'Destinatário não encontrado'],
  ['hard', 'La dirección de correo no existe.'],
  ['hard', 'Usuario desconocido'],
  ['soft', 'Buzón lleno'],
  ['soft', 'El dominio del remitente no existe'],
  ['hard', 'No se encontró la dirección'],
  ['hard', 'La cuenta fue eliminada'],
];
it.each(sentences)('%s: %s', (right, sentence) => {
  const raw = mail(
    daemon('Mail Delivery System <MAILER-DAEMON@mx.test>', 'Undelivered Mail Returned to Sender'),
    'Content-Type: text/plain; charset=utf-8',
    '',
    'taro@kaisha.test',
    '',
    sentence,
    '',
  );
  const found = classifyMail(raw);
  expect([found.class, found.finalRecipient]).toEqual([right, 'taro@kaisha.test']);
});

it('a daemon that nobody understands is soft and undefined, and never no bounce', () => {
  const raw = mail(
    daemon('Mail Delivery System <MAILER-DAEMON@mx.test>', 'Qmxqz'),
    'Content-Type: text/plain; charset=utf-8',
    '',
    'taro@kaisha.test zzkrt bmqwv.',
    '',
  );
  expect(classifyMail(raw)).toMatchObject({ class: 'soft', reason: 'undefined', finalRecipient: 'taro@kaisha.test' });
});
