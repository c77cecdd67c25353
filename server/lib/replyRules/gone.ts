/** "Nobody is there" in Japanese noun forms, passives and ends of contracts, and in languages of residents. */
import type { ReplyRule } from './rule.ts';

export const goneRules: ReplyRule[] = [
  {
    reason: 'mailboxfull',
    says: [
      /hộp thư.{0,24}đầy/,
      /กล่อง(?:จดหมาย|เมล|ข้อความ).{0,24}เต็ม/,
      /kotak (?:surat|masuk|pesan).{0,24}penuh/,
      /\bpuno na\b/,
      /(?:मेलबक्स|इनबक्स|खाता).{0,24}भरि/,
      /(?:စာတိုက်|စာ)ပုံး.{0,24}ပြည့်/,
    ],
    sample: 'Hộp thư của người nhận đã đầy',
  },
  {
    reason: 'userunknown',
    says: [
      /(?:使われて|使用されて|利用されて|お使いになられて|存在して)(?:い|お)(?:ない|りませ|らず|ませ)/,
      /存在し(?:ない|ていない|得ない).{0,10}(?:アドレス|宛先|宛て先|あて先|ユーザ|アカウント|受信者|利用者|会員)/,
      /(?:アドレス|宛て先|アカウント|メールボックス|利用者|会員|加入者).{0,16}(?:見つか(?:ら|りませ)|存在し(?:ない|ませ)|登録(?:が|は)?(?:され|あり|ござい)(?:て(?:い|お)(?:ない|りませ|ませ)|ませ))/,
      /登録(?:が|は)(?:ありませ|ございませ|ない)/,
      /(?:アドレス|アカウント|メールボックス|ユーザー?|利用者|会員|契約|加入者|登録).{0,16}(?:廃止|解約|退会|削除(?:済|され|しま|により|のため)|抹消|失効|消滅|閉鎖|終了)/,
      /(?:解約|退会|廃止|退職|契約終了|削除|抹消)(?:済み?|され(?:た|て|ま)|し(?:た|て|ま)|により|のため|になり|となり|の(?:メール)?アドレス)/,
      /(?:解約|退会)さ(?:れ|せ)/,
      /契約(?:が|は)?(?:すでに|既に)?.{0,4}(?:終了|満了|解除|切れ)/,
      /(?:宛先|宛て先|あて先|受取人|名宛人)(?:が)?不明/,
      /(?:アドレス|宛先|番号).{0,8}(?:誤って|間違って|正しく(?:ない|ありませ))/,
    ],
    sample: 'ご指定のメールアドレスは現在使われておりません。',
  },
  {
    reason: 'userunknown',
    says: [
      /(?:邮箱|郵箱|信箱|用户|用戶|使用者|账户|帳戶|账号|帐号|帳號|地址|收件人).{0,10}(?:注销|註銷|销户|删除|刪除|失效|关闭|關閉|取消|弃用|作废|没有(?:找到|注册)|未注册|未註冊)/,
      /(?:존재하지 ?않는|없는|잘못된|알 ?수 ?없는|유효하지 ?않은).{0,10}(?:메일|주소|사용자|수신자|계정|아이디|회원)/,
      /(?:탈퇴|해지|삭제|폐쇄|말소)(?:한|된|하신|되었|됐|했|하였|처리)/,
      /(?:địa chỉ|tài khoản|người nhận|người dùng|hộp thư).{0,40}(?:không (?:tồn tại|tìm thấy|đúng|hợp lệ|có thật|còn)|đã (?:bị )?(?:xóa|xoá|đóng|hủy))/,
      /không (?:tìm thấy|tồn tại|có|thể tìm thấy).{0,20}(?:địa chỉ|tài khoản|người nhận|người dùng|hộp thư)/,
      /ไม่(?:พบ|มี|รู้จัก).{0,12}(?:ที่อยู่|ผู้ใช้|ผู้รับ|บัญชี|อีเมล|กล่อง)/,
      /(?:ที่อยู่|ผู้ใช้|ผู้รับ|บัญชี|อีเมล).{0,24}(?:ไม่มีอยู่|ไม่มีตัวตน|ไม่ถูกต้อง|ไม่พบ|ถูกลบ|ถูกยกเลิก)/,
      /(?:alamat|akun|pengguna|penerima|kotak (?:surat|pesan|masuk)).{0,40}(?:tidak (?:dapat )?(?:di)?(?:temukan|kenali?|ada|terdaftar|valid|wujud)|(?:telah|sudah) (?:dihapus|ditutup|tidak ada))/,
      /tidak (?:ditemukan|ada|dapat menemukan).{0,16}(?:alamat|pengguna|akun|penerima)/,
      /hindi (?:na)?(?:hanap|mahanap|tagpuan|matagpuan|umiiral|kilala|nakita|nahanap|natagpuan).{0,30}(?:address|user|e-?mail|account|tatanggap|mailbox)/,
      /(?:walang?|wala na(?:ng)?) (?:ganitong? |ganoong? )?(?:user|address|account|e-?mail|mailbox|tatanggap)/,
      /(?:ठेगाना|प्रयोगकर्ता|खाता|इमेल|प्रापक).{0,24}(?:फेला पर|भेटिए|अवस्थित छैन|छैन|अमान्य|मेटाइ|हटाइ|अज्ञात)/,
      /(?:လိပ်စာ|အသုံးပြုသူ|အကောင့်|လက်ခံသူ|အီးမေးလ်).{0,24}(?:မတွေ့|မရှိ|မမှန်|ဖျက်)/,
      /(?:conta|endere[cç]o|caixa|usu[aá]rio).{0,40}(?:exclu[ií]d|removid|apagad|deletad)/,
      /no se (?:ha )?(?:encontr|pudo encontrar|puede encontrar|localiz).{0,24}(?:direcci|usuario|destinatari|buz|cuenta)/,
      /(?:cuenta|direcci[oó]n|usuario|buz[oó]n).{0,40}(?:eliminad|borrad|dad[ao] de baja)/,
      /n[aã]o (?:foi )?(?:encontr|localiz)\w*.{0,24}(?:endere|usu[aá]rio|destinat|conta|caixa)/,
    ],
    sample: 'Địa chỉ email không tồn tại.',
  },
];
