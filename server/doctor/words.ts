/** What each finding means and how to mend it, in Japanese and English. `{name}` stands for a fact. */
type Words = { ja: string; en: string; mend?: { ja: string; en: string } };

export const words = {
  'dns.unreachable': {
    ja: 'DNSが答えません({error})',
    en: 'DNS does not answer ({error})',
    mend: {
      ja: 'この機械の名前解決(/etc/resolv.conf)か、DNS_SERVERS を直してください。',
      en: "Mend this machine's name resolution (/etc/resolv.conf) or DNS_SERVERS.",
    },
  },
  'spf.ok': { ja: 'SPFがあります: {record}', en: 'SPF is published: {record}' },
  'spf.missing': {
    ja: 'SPFがありません',
    en: 'there is no SPF record',
    mend: {
      ja: 'TXTレコード「v=spf1 …(中継サーバーの指定) -all」を加えてください。携帯会社は、ないと届けません。',
      en: 'Publish a TXT record "v=spf1 …(your relay) -all". Carriers drop mail without it.',
    },
  },
  'spf.several': {
    ja: 'SPFが{count}個あり、どれも無効になります',
    en: 'there are {count} SPF records, which makes all of them void',
    mend: { ja: '1個にまとめてください(RFC 7208 4.5)。', en: 'Join them into one (RFC 7208, 4.5).' },
  },
  'spf.open': {
    ja: 'SPFが誰の送信も拒みません: {record}',
    en: 'SPF refuses nobody: {record}',
    mend: { ja: '最後を -all か ~all にしてください。', en: 'End it with -all or ~all.' },
  },
  'spf.relay': {
    ja: '中継サーバー {relay}({address})はSPFに含まれていません',
    en: 'the relay {relay} ({address}) does not pass SPF',
    mend: {
      ja: '中継サーバーが外へ送るときのアドレスをSPFに加えてください(別のアドレスから送る中継なら、そのアドレスを)。',
      en: 'Add the address from which the relay sends to SPF (when it sends from another one, that one).',
    },
  },
  'sender.unsigned': {
    ja: '{domain} の鍵がありません。{systems} のメールは署名されずに出ます',
    en: 'no key signs for {domain}: mails of {systems} leave unsigned',
    mend: {
      ja: 'npm run hub -- dkim create --domain {domain} --selector … --out … で作り、出たDNSレコードを公開してください。',
      en: 'Make one with: npm run hub -- dkim create --domain {domain} --selector … --out …, and publish the record it prints.',
    },
  },
  'sender.apart': {
    ja: '差出人は {domain}、戻り先(エンベロープ)は {returns} で、SPFはDMARCの役に立ちません',
    en: 'From is {domain} and the return path {returns}: SPF does not count for DMARC',
    mend: {
      ja: '{domain} の鍵を作ると、戻り先もそのドメインになります。そのとき、そのドメインのMXをこの仕組みに向けてください。',
      en: 'Once {domain} has a key, its mails return there. Point its MX to the mail entry then.',
    },
  },
  'sender.ok': {
    ja: '署名({key})と戻り先({returns})は差出人のドメインと合っています',
    en: 'signature ({key}) and return path ({returns}) align with From',
  },
  'dkim.ok': { ja: 'DKIMの公開鍵は手元の鍵と合っています', en: 'the published DKIM key is ours' },
  'dkim.none': {
    ja: '{folder} に署名の鍵がありません。メールは署名されずに出ます',
    en: 'there is no signing key in {folder}: mail leaves unsigned',
    mend: {
      ja: 'npm run hub -- dkim create --domain {domain} --selector … --out … で作り、出たDNSレコードを公開してください。',
      en: 'Make one with: npm run hub -- dkim create --domain {domain} --selector … --out …, and publish the record it prints.',
    },
  },
  'dkim.foreign': {
    ja: '{domain} のための鍵がありません({have} の鍵だけがあります)',
    en: 'no key signs for {domain} (there are keys for {have})',
    mend: { ja: '{domain} の鍵を作ってください。', en: 'Make a key for {domain}.' },
  },
  'dkim.missing': {
    ja: 'DKIMの公開鍵がDNSにありません',
    en: 'the DKIM key is not published',
    mend: { ja: 'TXTレコードを公開してください: {value}', en: 'Publish the TXT record: {value}' },
  },
  'dkim.differs': {
    ja: 'DNSの公開鍵が手元の鍵と違います。署名は必ず失敗します',
    en: 'the published key is another one: every signature fails',
    mend: {
      ja: 'レコードを直すか、新しいセレクターで鍵を作ってください。正しい値: {value}',
      en: 'Mend the record, or make a key with a new selector. The right value: {value}',
    },
  },
  'dkim.revoked': {
    ja: 'DNSの公開鍵が空(取り消し)です',
    en: 'the published key is empty, which revokes it',
    mend: {
      ja: '手元の鍵を片付けるか、公開鍵を戻してください。',
      en: 'Put the key file away, or publish the key again.',
    },
  },
  'dkim.key': {
    ja: '署名の鍵が読めません({error})',
    en: 'a signing key cannot be read ({error})',
    mend: {
      ja: '2048ビット以上のRSAかEd25519の鍵にしてください。',
      en: 'It must be RSA of 2048 bits or more, or Ed25519.',
    },
  },
  'dmarc.ok': { ja: 'DMARCがあります: {record}', en: 'DMARC is published: {record}' },
  'dmarc.none': {
    ja: 'DMARCは p=none で、なりすましを止めません',
    en: 'DMARC says p=none, which stops no forgery',
    mend: {
      ja: '報告を見て、p=quarantine、さらに p=reject に進めてください。',
      en: 'Watch the reports, then go on to p=quarantine and p=reject.',
    },
  },
  'dmarc.missing': {
    ja: 'DMARCがありません',
    en: 'there is no DMARC record',
    mend: {
      ja: 'TXTレコード「v=DMARC1; p=none; rua=mailto:…」から始めてください。大量配信の条件です。',
      en: 'Begin with a TXT record "v=DMARC1; p=none; rua=mailto:…". Bulk senders must have one.',
    },
  },
  'dmarc.broken': {
    ja: 'DMARCのレコードが読めません: {record}',
    en: 'the DMARC record cannot be read: {record}',
    mend: {
      ja: 'v=DMARC1 の次に p= を書き、1個だけにしてください。',
      en: 'v=DMARC1 comes first, then p=; there may be only one.',
    },
  },
  'mx.ok': { ja: 'MXは {hosts}', en: 'MX is {hosts}' },
  'mx.missing': {
    ja: 'MXがなく、空メールも戻りメールも届きません',
    en: 'there is no MX: neither empty mails nor bounces come in',
    mend: {
      ja: 'MXレコードを、メールを受け取るこの仕組み(または手前のサーバー)に向けてください。',
      en: 'Point an MX record to the machine of the mail entry (or the server in front of it).',
    },
  },
  'mx.null': {
    ja: 'MXが「受け取らない」(RFC 7505)になっています',
    en: 'the MX says that this domain takes no mail (RFC 7505)',
    mend: { ja: '受け取るサーバーに向けてください。', en: 'Point it to the mail entry.' },
  },
  'mx.nowhere': {
    ja: 'MXの {host} にアドレスがありません',
    en: 'the MX {host} has no address',
    mend: { ja: 'そのホストのA/AAAAレコードを作ってください。', en: 'Publish its A or AAAA record.' },
  },
  'ptr.ok': { ja: '逆引きは {name} で、正引きと合います', en: 'the reverse name is {name} and leads back' },
  'ptr.missing': {
    ja: '逆引きがありません',
    en: 'there is no reverse name',
    mend: {
      ja: '回線の事業者にPTRレコードを頼んでください。多くの宛先は、ない相手を拒みます。',
      en: 'Ask the owner of the network for a PTR record: many receivers refuse senders without one.',
    },
  },
  'ptr.differs': {
    ja: '逆引きの {name} は元のアドレスに戻りません',
    en: 'the reverse name {name} does not lead back',
    mend: {
      ja: '{name} のA/AAAAレコードか、PTRを直してください。',
      en: 'Mend the A/AAAA record of {name}, or the PTR.',
    },
  },
  'relay.ok': { ja: '話せます({how})', en: 'it answers ({how})' },
  'relay.mailbox': {
    ja: 'SMTP_URL がなく、メールは内蔵の受信箱に入ります',
    en: 'SMTP_URL is not set: mail stays in the built-in mailbox',
    mend: { ja: '外へ送るには SMTP_URL を決めてください。', en: 'Set SMTP_URL to send for real.' },
  },
  'relay.url': {
    ja: 'SMTP_URL が読めません({error})',
    en: 'SMTP_URL cannot be read ({error})',
    mend: {
      ja: 'smtp://user:password@host:587?tls=required の形にしてください。',
      en: 'Write it as smtp://user:password@host:587?tls=required.',
    },
  },
  'relay.connect': {
    ja: 'つながりません({error})',
    en: 'no connection ({error})',
    mend: {
      ja: '名前・ポート・間のファイアウォールを調べてください。',
      en: 'Look at its name and port and the firewalls between.',
    },
  },
  'relay.greeting': {
    ja: '挨拶で断られました({error})',
    en: 'it refuses us at the greeting ({error})',
    mend: {
      ja: '中継サーバーに、この機械からの接続を許してください。',
      en: 'Let the relay accept connections from this machine.',
    },
  },
  'relay.ehlo': {
    ja: 'EHLOが断られました({error})',
    en: 'it refuses EHLO ({error})',
    mend: { ja: '?name= に正しい自分の名前を書いてください。', en: 'Give it our proper name with ?name=.' },
  },
  'relay.tls': {
    ja: 'TLSができません({error})',
    en: 'no TLS ({error})',
    mend: {
      ja: '証明書を直すか、自前の認証局なら ?ca=、名前が違うなら ?servername= を書いてください。',
      en: 'Mend its certificate; for an authority of your own add ?ca=, for another name ?servername=.',
    },
  },
  'relay.auth': {
    ja: '利用者名かパスワードが通りません({error})',
    en: 'it refuses our user name or password ({error})',
    mend: { ja: 'SMTP_URL の利用者名とパスワードを確かめてください。', en: 'Check user and password in SMTP_URL.' },
  },
  'relay.plain': {
    ja: '暗号なしで送ります({how})',
    en: 'mail goes there in the open ({how})',
    mend: { ja: 'TLSを備えた中継にし、?tls=required にしてください。', en: 'Use a relay with TLS, and ?tls=required.' },
  },
  'entry.ok': {
    ja: '{address} あてを受け取り、知らない宛先を断ります',
    en: 'it takes mail for {address} and refuses unknown recipients',
  },
  'entry.away': {
    ja: 'つながらないので、空メールと不達の知らせが届くか分かりません({error})',
    en: 'no connection, so nobody can tell whether empty mails and bounces come in ({error})',
    mend: {
      ja: '25番ポートを SMTP_PORT へ向けるか、Postfixを手前に置いて main.cf に次の行を加えてください(この機械から25番へ出られないだけのこともあります)。\n{lines}',
      en: 'Lead port 25 to SMTP_PORT, or put Postfix in front with these lines in main.cf (it may also be that this machine alone may not reach port 25):\n{lines}',
    },
  },
  'entry.refuses': {
    ja: '{address} を受け取りません({reply})。空メールでの登録ができません',
    en: 'it refuses {address} ({reply}): nobody can register by an empty mail',
    mend: {
      ja: 'そのサーバーがこの仕組みへ渡すようにしてください。Postfixなら main.cf に次の行です。\n{lines}',
      en: 'Let that server hand mail over to the hub. For Postfix, these lines in main.cf:\n{lines}',
    },
  },
  'entry.takesAll': {
    ja: '{domain} の知らない宛先も受け取ります。あとで第三者へ不達の知らせを送ることになります',
    en: 'it takes mail for anybody at {domain}, and will bounce it to innocent people later',
    mend: {
      ja: '受け取る前に宛先を確かめるようにしてください。Postfixなら main.cf に次の行です。\n{lines}',
      en: 'Let it ask about recipients before it takes a mail. For Postfix, these lines in main.cf:\n{lines}',
    },
  },
  'entry.defers': {
    ja: '知らない宛先を断らず、待たせます({reply})。送った人は何日も不達に気づきません',
    en: 'it puts unknown recipients off instead of refusing them ({reply}): senders learn of it only after days',
    mend: {
      ja: '知らない宛先は5xxで断るようにしてください。Postfixなら main.cf に次の行です。\n{lines}',
      en: 'Let it refuse unknown recipients with 5xx. For Postfix, these lines in main.cf:\n{lines}',
    },
  },
  'database.ok': { ja: '{engine} {version}、{facts}', en: '{engine} {version}, {facts}' },
  'database.append-only.ok': {
    ja: 'この役割は、監査ログに書き足すことしかできません',
    en: 'the hub’s role can only add to the audit log',
  },
  'database.changeable.ok': {
    ja: '役割は1つです。監査ログの行を変えても見つかりますが、変えること自体は防げません(docs/operate.md)',
    en: 'one role does everything: a changed line of the audit log is found, not prevented (docs/operate.md)',
  },
  'database.unreachable': {
    ja: 'データベースにつながりません({error})',
    en: 'the database does not answer ({error})',
    mend: {
      ja: 'DATABASE_URL と、データベースが動いているかを調べてください。',
      en: 'Check DATABASE_URL and that the database runs.',
    },
  },
  'database.none': {
    ja: 'データベースはまだありません',
    en: 'there is no database yet',
    mend: { ja: 'npm start か npm run migrate が作ります。', en: 'npm start or npm run migrate makes it.' },
  },
  'database.old': {
    ja: '版が古すぎます({version}、{least}以上が必要)',
    en: 'version {version} is too old ({least} or newer)',
    mend: { ja: 'データベースを上げてください。', en: 'Upgrade the database.' },
  },
  'database.schema': {
    ja: 'データベースの形がこのプログラムより古いです',
    en: 'the schema is older than this program',
    mend: { ja: 'npm run migrate', en: 'npm run migrate' },
  },
  'database.newer': {
    ja: 'データベースの形がこのプログラムより新しいです({first})',
    en: 'the schema is newer than this program ({first})',
    mend: { ja: '新しい版のプログラムを動かしてください。', en: 'Run the newer program.' },
  },
  'database.key': {
    ja: 'MASTER_KEY がこのデータベースの鍵ではありません',
    en: 'MASTER_KEY is not the key of this database',
    mend: {
      ja: '前の鍵を戻してください。新しい鍵は、前の鍵に加えて書きます。',
      en: 'Bring the former key back; a new one is added to it, never put in its place.',
    },
  },
  'database.unsafe': {
    ja: '{setting} が {value} です。停電で受け付け済みのメールが消えます',
    en: '{setting} is {value}: a power cut loses mail that was accepted',
    mend: { ja: '{want} にしてください。', en: 'Set it to {want}.' },
  },
  'redis.ok': { ja: 'Redis {version}、{facts}', en: 'Redis {version}, {facts}' },
  'redis.none': { ja: 'Redisは使っていません(1台ならこれで十分です)', en: 'no Redis (one machine needs none)' },
  'redis.unreachable': {
    ja: 'Redisが答えません({error})。合図が数秒遅れますが、メールは失われません',
    en: 'Redis does not answer ({error}): wake-ups come seconds late, no mail is lost',
    mend: { ja: 'REDIS_URL とRedisを調べてください。', en: 'Check REDIS_URL and the server.' },
  },
  'redis.eviction': {
    ja: 'Redisの maxmemory-policy が {value} です。合図が捨てられます',
    en: "Redis' maxmemory-policy is {value}: wake-ups may be thrown away",
    mend: { ja: 'noeviction にしてください。', en: 'Set it to noeviction.' },
  },
  'redis.volatile': {
    ja: 'Redisが何も保存しません。再起動のあと、合図が数秒遅れます',
    en: 'Redis keeps nothing on disk: after a restart wake-ups come seconds late',
    mend: { ja: 'appendonly yes を勧めます。', en: 'appendonly yes is better.' },
  },
  'disk.ok': { ja: '空きは {free}', en: '{free} free' },
  'disk.low': {
    ja: '空きが {free} しかありません',
    en: 'only {free} are free',
    mend: { ja: '場所を空けるか、大きなディスクに移してください。', en: 'Make room or move to a larger disk.' },
  },
  'disk.full': {
    ja: '空きが {free} です。もうすぐ何も受け付けられません',
    en: '{free} free: soon nothing can be taken',
    mend: { ja: 'すぐに場所を空けてください。', en: 'Make room now.' },
  },
  'disk.missing': {
    ja: 'フォルダーに書けません({error})',
    en: 'the folder cannot be written ({error})',
    mend: { ja: 'DATA_DIR とその持ち主を直してください。', en: 'Mend DATA_DIR and who owns it.' },
  },
  'clock.ok': { ja: '時計のずれは {skew} ミリ秒', en: 'clocks differ by {skew} ms' },
  'clock.skew': {
    ja: '時計が {skew} ミリ秒ずれています',
    en: 'clocks differ by {skew} ms',
    mend: {
      ja: '両方の機械で時刻合わせ(NTP)を動かしてください。',
      en: 'Run time synchronisation (NTP) on both machines.',
    },
  },
  'clock.back': {
    ja: '時計が {minutes} 分ほど戻されています({minutes} 分先の時刻に動いた仕事があります)',
    en: 'the clock was set back by some {minutes} minutes: a job has run at a time that has not come yet',
    mend: {
      ja: '時刻合わせ(NTP)を動かしてください。予定した送信は、正しい時刻に合わせて動きます。',
      en: 'Run time synchronisation (NTP). What is planned follows the corrected time.',
    },
  },
  'clock.turned': {
    ja: '時計は CLOCK_FILE で動かされています',
    en: 'the clock is turned by CLOCK_FILE',
    mend: { ja: '試し以外では CLOCK_FILE を消してください。', en: 'Remove CLOCK_FILE outside of trials.' },
  },
  'settings.ok': { ja: '{facts}', en: '{facts}' },
  'settings.wrong': {
    ja: '設定の間違い: {error}',
    en: 'a setting is wrong: {error}',
    mend: { ja: 'docs/settings.md を見て直してください。', en: 'See docs/settings.md.' },
  },
  'settings.example': {
    ja: 'まだ見本の値です({value})',
    en: 'it is still the sample value ({value})',
    mend: { ja: '自分の値を決めてください。', en: 'Set your own.' },
  },
  'settings.local': {
    ja: '{value} は、この機械の外から開けません。メールの中のリンクは全てここから始まります',
    en: '{value} cannot be opened from outside, and every link in a mail begins with it',
    mend: { ja: '住民が使う https のアドレスにしてください。', en: 'Set the https address that residents use.' },
  },
  'settings.plain': {
    ja: '{value} は暗号化されていません',
    en: '{value} is not encrypted',
    mend: {
      ja: 'https にしてください。ワンクリックの解除にも必要です(RFC 8058)。',
      en: 'Use https; one-click unsubscription needs it as well (RFC 8058).',
    },
  },
  'settings.arrivals': {
    ja: '人が書いた手紙(postmaster@、abuse@、no-reply@ など)を転送する受信箱がありません',
    en: 'no mailbox gets the letters that people write to postmaster@, abuse@ and no-reply@',
    mend: {
      ja: 'ARRIVALS_MAIL に組織の受信箱を書いてください。書かないときは、職員が管理画面の「私たちあての手紙」を毎日見てください(RFC 5321 4.5.1、RFC 2142)。',
      en: 'Name one in ARRIVALS_MAIL. Without it staff must look into "Letters to us" in the console every day (RFC 5321, 4.5.1; RFC 2142).',
    },
  },
  'settings.desk_mail': {
    ja: '{systems} のヘルプデスクにメールアドレスがありません。メールの末尾には電話番号だけが載ります',
    en: 'the help desk of {systems} has no mail address: footers name its telephone only',
    mend: {
      ja: 'sender.json の systems.(システム).operation.mail に書いてください(手続の問合せ先は procedure.mail)。メールで受け付けない窓口なら、このままで構いません。',
      en: 'Write it to systems.SYSTEM.operation.mail in sender.json (procedure.mail for the office). Where a desk takes no mail, leave it.',
    },
  },
  'settings.apart': {
    ja: '{from} は {domain} と別の組織の名前です。DMARCが合わなくなることがあります',
    en: '{from} is of another organisation than {domain}: DMARC may not align',
    mend: { ja: '同じドメインの下にそろえてください。', en: 'Bring both under one domain.' },
  },
  'workers.ok': { ja: '送信の処理 {count} 個が動いています', en: '{count} delivery processes live' },
  'workers.none': {
    ja: '送信の処理が動いていません',
    en: 'no delivery process lives',
    mend: { ja: 'ROLES に delivery を持つ処理を動かしてください。', en: 'Start a process whose ROLES hold delivery.' },
  },
  'workers.elsewhere': {
    ja: 'この機械の送信の処理は止まっています(他の機械に {count} 個)',
    en: 'no delivery process lives on this machine ({count} elsewhere)',
    mend: { ja: 'この機械の処理を起こしてください。', en: 'Start the one of this machine.' },
  },
  'jobs.ok': { ja: '定期の仕事 {count} 件が時間どおりです', en: '{count} jobs of the clock are on time' },
  'jobs.none': {
    ja: '定期の仕事がまだ一度も動いていません',
    en: 'no job of the clock has ever run',
    mend: { ja: 'ROLES に clock を持つ処理を動かしてください。', en: 'Start a process whose ROLES hold clock.' },
  },
  'jobs.late': {
    ja: '定期の仕事 {name} が {late} 秒遅れています',
    en: 'the job {name} is {late} s late',
    mend: {
      ja: 'ROLES に clock を持つ処理が動いているか調べてください。',
      en: 'See whether a process with the role clock lives.',
    },
  },
  'jobs.failing': {
    ja: '定期の仕事 {name} が失敗しました({error})',
    en: 'the job {name} failed ({error})',
    mend: { ja: '記録(ログ)を見てください。', en: 'Look into the log.' },
  },
} as const satisfies Record<string, Words>;

export type WordCode = keyof typeof words;
export type DoctorLanguage = 'ja' | 'en';

const filled = (text: string, facts: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));

/** The sentence of a finding and how to mend it; null when there is nothing to mend. */
export const sentences = (
  code: WordCode,
  facts: Readonly<Record<string, string | number>>,
  language: DoctorLanguage,
) => {
  const entry: Words = words[code];
  return {
    says: filled(entry[language], facts),
    mend: entry.mend ? filled(entry.mend[language], facts) : null,
  };
};
