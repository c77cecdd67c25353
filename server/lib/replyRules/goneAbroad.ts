/** "Nobody is there", "it is full" and "refused" in the languages of residents: zh, ko, vi, th, id, tl, ne, my, pt, es. */
import { either, near } from './near.ts';
import type { ReplyRule } from './rule.ts';

const full: ReplyRule = {
  reason: 'mailboxfull',
  says: [
    /hộp thư.{0,24}đầy/,
    /(?:hết|không (?:còn|đủ)|vượt quá).{0,12}(?:dung lượng|chỗ|không gian|hạn mức|hạn ngạch)/,
    /กล่อง(?:จดหมาย|เมล|ข้อความ).{0,24}เต็ม/,
    /พื้นที่.{0,24}(?:เต็ม|ไม่พอ|ไม่เพียงพอ|หมด)|โควต้?า.{0,16}(?:เต็ม|เกิน)|เกิน.{0,12}โควต้?า/,
    /kotak (?:surat|masuk|pesan).{0,24}penuh/,
    /(?:kuota|penyimpanan|kapasitas).{0,24}(?:terlampaui|melebihi|habis|penuh)|(?:melebihi|kehabisan).{0,16}(?:kuota|kapasitas|ruang)|tidak (?:ada|cukup) (?:ruang|tempat)/,
    /\bpuno na\b|(?:wala nang|kulang ang|walang) (?:espasyo|lugar|storage)|lumampas.{0,16}(?:quota|limit)/,
    /(?:मेलबक्स|इनबक्स|खाता).{0,24}भरि|(?:ठाउँ|स्थान|कोटा).{0,16}(?:छैन|सकि|नाघ|भरि|पुगे)/,
    /(?:စာတိုက်|စာ)ပုံး.{0,24}ပြည့်|နေရာ.{0,12}(?:မရှိ|မလုံလောက်|ကုန်|ပြည့်)/,
    /sem espaço|cota.{0,12}(?:excedid|ultrapass|esgotad)|excede\w* .{0,8}cota/,
    /sin espacio|cuota.{0,12}(?:excedid|superad|agotad)|excede\w* .{0,8}cuota/,
  ],
  sample: 'Hộp thư của người nhận đã đầy',
};

const zhThing =
  '邮箱|郵箱|信箱|用户|用戶|使用者|账户|帳戶|账号|帐号|帳號|地址|收件人|收件者|收信人|电子邮件|電子郵件|员工';
const zhGone =
  '注销|註銷|销户|銷戶|失效|取消|弃用|棄用|作废|作廢|离职|離職|不再(?:使用|存在|有效)|停止使用|没有(?:找到|注册)|未注册|未註冊|已(?:经|經|被)?(?:删除|刪除|关闭|關閉)|被(?:删除|刪除|关闭|關閉)';

const koThing = '주소|계정|사용자|수신자|회원|아이디|메일함|사서함|가입자|받는 ?사람|고객';
const koGone =
  '(?:더 ?이상 )?(?:사용|존재|이용)(?:되지|하지) ?않|없음(?!\\S)|등록되(?:지 ?않|어 ?있지 ?않)|미등록|없는 ?(?:주소|계정|사용자|회원)|(?:삭제|폐쇄|폐기|말소|해지|탈퇴)(?:한|된|되|하|됐|했|처리|로|으로)|퇴사';

const viThing = 'địa chỉ|tài khoản|người nhận|người dùng|hộp thư|thuê bao|tên miền';
const viGone =
  'không (?:tồn tại|tìm thấy|đúng|hợp lệ|có thật|xác định|có trong)|không còn (?:được |tồn tại|hoạt động|sử dụng|hiệu lực|dùng)|đã (?:bị )?(?:xóa|xoá|đóng|hủy|huỷ|chấm dứt|ngừng (?:sử dụng|hoạt động))';

const thThing = 'ที่อยู่|ผู้ใช้|ผู้รับ|บัญชี|อีเมล|กล่องจดหมาย|สมาชิก';
const thGone =
  'ไม่มีอยู่|ไม่มีตัวตน|ไม่ถูกต้อง|ไม่พบ|ถูกลบ|ลบไปแล้ว|ถูกยกเลิก|ยกเลิกแล้ว|เลิกใช้|ไม่ได้ใช้งาน(?:แล้ว|อีก)|ไม่ได้ลงทะเบียน|ปิด(?:ถาวร|ไปแล้ว)|สิ้นสุด|หมดสัญญา';

const idThing = 'alamat|akun|pengguna|penerima|kotak (?:surat|pesan|masuk)|pelanggan|surel|email';
const idGone =
  'tidak (?:dapat )?(?:di)?(?:temukan|kenali?|ketahui)|tidak (?:ada(?! (?:ruang|tempat|cukup))|terdaftar|valid|sah|wujud|tersedia lagi)|(?:sudah )?tidak (?:lagi )?(?:di(?:gunakan|pakai)|berlaku)|(?:telah|sudah) (?:dihapus|ditutup|dibatalkan|berakhir|tidak ada)|(?:dinonaktifkan|ditutup|dihapus) (?:secara )?permanen|salah';

const tlThing = 'address|user|e-?mail|account|tatanggap|mailbox|gumagamit|domain';
const tlGone =
  'hindi (?:na )?(?:ito )?(?:nahanap|mahanap|matagpuan|natagpuan|umiiral|kilala|nakita|makita|rehistrado|nakarehistro|ginagamit|wasto|tama|balido)|(?:binura|tinanggal|isinara|kinansela|sarado|sinarhan|tinapos|na-?delete|nabura|natanggal|nagsara|natapos) na';

const neThing = 'ठेगाना|प्रयोगकर्ता|खाता|इमेल|प्रापक|सदस्य|डोमेन';
const neGone =
  'फेला पर|भेटिए|भेटिन|(?:अवस्थित|प्रयोगमा|दर्ता|अस्तित्वमा|मान्य) (?:गरिएको )?छैन|अमान्य|गलत|मेटाइ|हटाइ|अज्ञात|बन्द (?:गरि|भइ|भए)|रद्द|समाप्त';

const myThing = 'လိပ်စာ|အသုံးပြုသူ|အကောင့်|လက်ခံသူ|အီးမေးလ်|ဒိုမိန်း';
const myGone = 'မတွေ့|မမှန်|မှားယွင်း|ဖျက်|ပိတ်လိုက်|အသုံးမပြုတော့|ရပ်စဲ|မသိ';

const ptThing = 'conta|endere[cç]o|caixa|usu[aá]rio|destinat[aá]rio|assinante|e-?mail';
const ptGone =
  'n[aã]o (?:é|está|se encontra|existe|foi) mais|n[aã]o (?:trabalha|pertence) mais|exclu[ií]d[ao]|removid[ao]|apagad[ao]|deletad[ao]|encerrad[ao]|desativad[ao]s? (?:definitiva|permanente)|n[aã]o (?:está )?(?:cadastrad|registrad)|descontinuad';

const esThing = 'cuenta|direcci[oó]n|usuario|buz[oó]n|destinatario|casilla|correo';
const esGone =
  'no (?:es|son) v[aá]lid|ya no (?:existe|est[aá]|se (?:usa|utiliza)|pertenece|trabaja|tiene|es)|eliminad[ao]|borrad[ao]|dad[ao] de baja|cerrad[ao]|desactivad[ao]s? (?:definitiva|permanente)|no (?:est[aá] )?(?:registrad|dad[ao] de alta)';

const gone: ReplyRule = {
  reason: 'userunknown',
  says: [
    ...near(zhThing, zhGone, 12),
    /(?:找不到|无法找到|無法找到).{0,10}(?:地址|邮件|郵件|用户|用戶|收件)/,
    /(?:没有|沒有|无|無|查无|查無)(?:该|该个|此|這個|这个|任何)?(?:用户|用戶|使用者|账户|帳號|账号|邮箱|信箱|收件人)/,
    ...near(koThing, koGone, 16),
    /(?:존재하지 ?않는|없는|잘못된|알 ?수 ?없는|유효하지 ?않은|등록되지 ?않은|(?:사용|이용)(?:되지|하지) ?않는|(?:폐기|폐쇄|삭제|해지|말소)된|탈퇴한).{0,12}(?:메일|주소|사용자|수신자|계정|아이디|회원)/,
    /(?:탈퇴|해지|퇴사)(?:한|된|하신|되었|됐|했|하였|처리|되어|로|으로)/,
    ...near(viThing, viGone, 40),
    /không (?:tìm thấy|tồn tại|có|thể tìm thấy|xác định được).{0,20}(?:địa chỉ|tài khoản|người nhận|người dùng|hộp thư)/,
    /hợp đồng.{0,24}(?:chấm dứt|kết thúc|hết hạn|hủy|huỷ)/,
    ...near('ไม่(?:พบ|มี|รู้จัก)', thThing, 12),
    ...near(thThing, thGone, 24),
    ...near(idThing, idGone, 40),
    /tidak (?:ditemukan|ada|dapat menemukan).{0,16}(?:alamat|pengguna|akun|penerima)/,
    /kontrak.{0,24}(?:berakhir|habis|diputus|dibatalkan)/,
    ...either(tlThing, tlGone, 30),
    /(?:walang?|wala na(?:ng)?) (?:(?:ganito|ganoo|ganya)n?g? |nang? )?(?:user|address|account|e-?mail|mailbox|tatanggap|gumagamit)/,
    ...near(neThing, neGone, 24),
    /(?:यस्तो|यो नामको|त्यस्तो|कुनै).{0,16}(?:प्रयोगकर्ता|ठेगाना|खाता|इमेल).{0,6}छैन|सम्झौता.{0,16}(?:सकि|समाप्त|अन्त्य)/,
    ...near(myThing, myGone, 24),
    /(?:လိပ်စာ|အသုံးပြုသူ|အကောင့်|လက်ခံသူ)(?:(?!နေရာ|ခွင့်).){0,8}မရှိ|စာချုပ်.{0,16}(?:ကုန်|ပြီး|ရပ်)/,
    ...near(ptThing, ptGone, 40),
    /conta(?: \S+){0,4} (?:foi|está) cancelada|contrato.{0,24}(?:encerrad|rescindid|cancelad|expirou|terminou)/,
    /n[aã]o (?:há|existe|temos) (?:nenhum )?(?:usu[aá]rio|conta|caixa|endere|destinat)/,
    /n[aã]o (?:foi (?:poss[ií]vel )?|conseguimos |pudemos )?(?:encontr|localiz)\w*.{0,24}(?:endere|usu[aá]rio|destinat|conta|caixa)/,
    ...near(esThing, esGone, 40),
    /cuenta(?: \S+){0,4} (?:ha sido|fue|est[aá]) cancelada|contrato.{0,24}(?:finaliz|termin|rescindid|cancelad|vencid)/,
    /no (?:hay|existe|tenemos) (?:ning[uú]n|ninguna) (?:usuario|cuenta|buz[oó]n|direcci|destinatari)/,
    /no (?:se (?:ha )?|hemos |pudimos |podemos )(?:podido )?(?:encontr|pudo encontrar|puede encontrar|localiz)\w*.{0,24}(?:direcci|usuario|destinatari|buz|cuenta)/,
  ],
  sample: 'Địa chỉ email không tồn tại.',
};

/** The reader, a filter of theirs, or their provider does not want this mail: somebody is there. Asked after "gone". */
export const refusedAbroad: ReplyRule = {
  reason: 'filtered',
  says: [
    /(?:拒绝|拒絕|拒收|屏蔽|封锁|封鎖)/,
    /수신 ?(?:을 )?(?:거부|거절)|(?:거부|차단)(?:되|하였|했|된)/,
    /từ chối|bị chặn|đã chặn/,
    /ปฏิเสธ|บล็อก|ถูกระงับ/,
    /(?:menolak|ditolak|diblokir|memblokir|ditangguhkan)/,
    /tinanggihan|hinarang|naka-?block/,
    /अस्वीकार|रोक(?:ि|्का)|निलम्बि/,
    /ငြင်းပယ်|ငြင်းဆို|ပိတ်ဆို့|ဆိုင်းငံ့/,
    /destinat[aá]rio.{0,24}(?:bloque|recus|rejeit)|(?:recusad|rejeitad|bloquead)[ao]/,
    /destinatario.{0,24}(?:bloque|rechaz)|(?:rechazad|bloquead)[ao]/,
  ],
  sample: 'Người nhận từ chối nhận thư của bạn.',
};

export const goneAbroadRules: ReplyRule[] = [full, gone];
