/**
 * Whose address, domain or host a refusal speaks of, and whether it is passing. "Unknown" said of the sender, of our host name or of a link in
 * the mail, and "unknown or under maintenance", say nothing of the reader; a wrong "nobody is there" would stop a living one.
 */

const any = (phrases: RegExp[]): RegExp => new RegExp(phrases.map((phrase) => phrase.source).join('|'));
const everyOf = (phrases: RegExp[]): RegExp => new RegExp(any(phrases).source, 'g');

/** Words for us: the sender, the name our machine gave, our domain; and for what stands in the mail. */
const ours = any([
  /\bsenders?\b/,
  /\bsending (?:domain|host|server|address|mta)/,
  /\boriginat(?:or|ing)\b/,
  /\b(?:helo|ehlo)\b/,
  /\b(?:client|connecting|remote client|reverse) (?:host|ip|server|domain|address)/,
  /\byour (?:e-?mail )?(?:domain|host|hostname|server|ip|mail ?server|network|from|return|reverse|address is)/,
  /\b(?:mail|header|envelope|rfc5321|rfc5322)[- .]?from\b/,
  /\bfrom:? (?:header|address|field|domain|line|an? unknown|unknown)/,
  /\bin (?:the )?from\b/,
  /\b(?:return|reverse)[- ]path/,
  /\b(?:return|reply|reply-to|from) address/,
  /\bmail from \S*(?:unknown|invalid|nonexist)/,
  /\b(?:links?|urls?|uris?|href|web ?sites?|message body|body|content)\b/,
  /送信元|送信者|差出人|発信元|発信者|送り主|接続元|リンク|\burl\b|本文|貴社|貴ドメイン|お使いのサーバ/,
  /发件人|發件人|寄件者|寄件人|发送方|發送方|发信人|寄信人|发件域|(?:发信|發信|寄信|发件|寄件)(?:域|地址|服务|伺服)|链接|連結/,
  /발신|보낸 ?사람|보내는 ?사람|송신|발송 ?(?:도메인|서버|주소|인|자)/,
  /người gửi|tên miền gửi/,
  /ผู้ส่ง/,
  /pengirim|alamat ip|ip anda|tautan|lampiran/,
  /nagpadala|magpapadala/,
  /पठाउने|प्रेषक/,
  /ပေးပို့သူ/,
  /remetente|remitente|mittente|absender|expéditeur|afzender|отправител/,
]);

/** Words for the reader: where one stands beside a word for us, the reader is meant. */
const theirs = any([
  /\brecipients?\b|\brcpt\b|\baddressee\b|\bmail ?box\b|\bdestination\b/,
  /宛先|宛て先|あて先|受信者|送信先|送り先/,
  /收件人|收信人/,
  /수신|받는 ?사람/,
  /người nhận|ผู้รับ|penerima|tatanggap|प्रापक|လက်ခံသူ/,
  /destinat|empfänger|ontvanger|получател/,
]);

/** Said of now only, or as one of two things of which the other is no missing address. */
const passing = any([
  /\btemporar(?:y|ily)\b/,
  /\bmaintenance\b/,
  /\bfor (?:now|the moment|the time being)\b/,
  /\btry (?:again|later|sending again) (?:later|in a|after)/,
  /\bat (?:this|the) (?:time|moment)\b/,
  /\b(?:directory|database|ldap|lookup) (?:is |was )?(?:unavailable|down|unreachable)/,
  /\bor (?:the |is |has )?(?:\S+ ){0,3}(?:access (?:is )?denied|blocked|denied|full|over ?quota|quota|polic\w+|restricted|rejected|refused|not (?:allowed|authori[sz]ed|permitted|accepting)|busy|unreachable)/,
  /\b(?:full|denied|blocked|restricted|over ?quota|busy|unreachable),? or (?:\S+ ){0,4}(?:unknown|not|does|doesn.t|invalid|no such|nonexist\w*|unavailable)/,
  /一時的|一時停止|メンテナンス|しばらく|混雑|後ほど|のちほど|時間をおいて|不具合|復旧|障害(?:によ|のため|が発生|の影響|中)/,
  /(?:存在し(?:ない|ませ[んぬ])|不明|無効|ありません|見つから(?:ない|ず))(?:ん)?(?:である|です)?(?:か|、?または|、?もしくは|、?あるいは)、?.{0,24}(?:拒否|停止|満杯|一杯|いっぱい|容量|制限|規制)/,
  /(?:拒否|停止|満杯|一杯|いっぱい|容量超過|制限)(?:され(?:て|た)(?:いる)?)?(?:か|または|もしくは|あるいは)、?.{0,24}(?:存在し|不明|無効|ありません|見つから)/,
  /暂时|暫時|维护中|維護中|稍后|稍後/,
  /일시적|점검 ?중|잠시 ?후/,
  /tạm thời|bảo trì|thử lại sau/,
  /ชั่วคราว|ปิดปรับปรุง/,
  /sementara|pemeliharaan/,
  /pansamantala/,
  /अस्थायी/,
  /ယာယီ/,
  /no (?:está|esta|se encuentra) disponible|n[ãa]o est[áa] dispon[íi]vel|en este momento|neste momento/,
  /temporariamente|temporalmente|mantenimiento|manutenção|más tarde|mais tarde|vorübergehend|temporairement/,
]);

/** Says that it will not pass: taken out before `passing` is asked. */
const lasting = everyOf([
  /\b(?:not|no|n.t) (?:a |just |only )*temporary\b/,
  /\b(?:do not|don.t) (?:\S+ )?(?:try|retry|send|resend)(?: \S+)? (?:again )?(?:later)?/,
  /一時的な(?:もの|エラー|障害|問題|不具合)では(?:なく|ない|ありませ|ございませ)/,
]);
const isPassing = (text: string): boolean => passing.test(text.replace(lasting, ' '));

/** Says that it is not so: "does not mean that the address does not exist", 「宛先不明ではありません」. Taken out; what is left may still say it. */
const denied = everyOf([
  /\b(?:does|do)(?: not|n.t) (?:necessarily )?(?:mean|imply)\b[^,:]{0,160}/,
  /\b(?:is|was|are)(?: not|n.t) (?:unknown|invalid|non-?existent|missing|wrong)\b/,
  /\bnot (?:because|that) (?:the |this |your )?(?:user|recipient|mail ?box|address|account)\b[^,:]{0,160}/,
  /(?:不明|無効|廃止|解約|退会|削除|誤り|間違い|(?:存在し|使われてい|使用されてい|見つから)ない)(?:の?エラー|という)?(?:もの|こと|意味|わけ|の)?では(?:なく|ない|ありませ|ございませ)/,
  /(?:并非|並非|并不是|並不是|不是)(?:[^,，、]){0,12}(?:不存在|无效|無效|找不到|未知|查无|查無)/,
  /(?:존재하지|없는|찾을 수)[^,]{0,12}(?:것은|것이|게) ?아(?:니|닙)/,
  /không phải (?:là |do |vì |rằng )?(?:địa chỉ|tài khoản|người nhận|người dùng|hộp thư)[^,:]{0,80}/,
  /(?:ไม่ได้หมายความว่า|ไม่ใช่ว่า|bukan (?:berarti|karena)|hindi (?:ibig sabihin|dahil)|no (?:significa|es) que|n[aã]o (?:significa|é) que)[^,:]{0,120}/,
  /nicht (?:unbekannt|ungültig)|n.est pas (?:inconnue?|invalide)/,
]);

/** The text without what it says is not so. */
export const affirmed = (folded: string): string => folded.replace(denied, ' ');

/** Whoever looked the reader up could not look: what was found missing may be there. */
const blind = any([
  /\b(?:directory|database|ldap|lookup|account server)(?: \S+){0,4} (?:temporar(?:il)?y|unavailable|down|unreachable|not reachable|offline)/,
  /\b(?:under|down for|in|undergoing|scheduled) (?:\S+ )?maintenance\b/,
  /(?:ディレクトリ|データベース|ユーザー情報|認証(?:基盤|サーバ)).{0,16}(?:障害|一時的|メンテナンス|停止|接続でき)/,
  /メンテナンス(?:中|作業中|を(?:実施|行))|(?:系统|系統)(?:正在)?(?:维护|維護)|점검 ?중|đang (?:được )?bảo trì|ปิดปรับปรุง|dalam pemeliharaan|en mantenimiento|em manutenção/,
]);

/** A code that is about the sender or about permission: it outweighs words that do not name the reader. */
const notTheirs = /^(?:5\.7\.\d+|5\.1\.[78])$/;

/** Pieces in which one thing is said. A full stop inside a name is no end. */
const sentences = (folded: string): string[] =>
  folded.split(/[.!?;](?=\s|$)|[。！？；\n]|(?:, )?\bbut\b/).filter((piece) => piece.trim() !== '');

/** Sentences of a text in which a phrase of the rule stands; the whole text when it stands across them. */
const saying = (folded: string, when: RegExp): string[] => {
  const found = sentences(folded).filter((piece) => when.test(piece));
  return found.length > 0 ? found : [folded];
};

export type Meant = 'reader' | 'us' | 'passing';

/**
 * What a refusal that reads as "nobody is there" is really about. `when`: the rule that caught it; `host`: it speaks of a domain or host,
 * which a word such as "user" does not tie to the reader. `folded`: as `foldReply` gives it.
 */
export const meantBy = (folded: string, p: { when: RegExp; host: boolean; status: string | null }): Meant => {
  const pieces = saying(folded, p.when).filter((piece) => {
    const left = affirmed(piece);
    return left === piece || p.when.test(left);
  });
  if (pieces.length === 0) return 'passing';
  const named = pieces.some((piece) => theirs.test(piece));
  const about = pieces.filter((piece) => ours.test(piece) && !theirs.test(piece));
  if (about.length === pieces.length) return 'us';
  if (p.host && notTheirs.test(p.status ?? '') && !named) return 'us';
  if (/^5\.1\.[78]$/.test(p.status ?? '') && !named) return 'us';
  const forNow = pieces.every(isPassing) || (isPassing(folded) && pieces[0] === folded);
  return forNow || blind.test(folded) ? 'passing' : 'reader';
};
